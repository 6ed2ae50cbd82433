"""Which files are there? Found, and read within limits."""

from capacity.intake.files.reading import LARGEST_FILE, SHORTAGES, find_folder, hash_file, is_there, read_file

__all__ = ["LARGEST_FILE", "SHORTAGES", "find_folder", "hash_file", "is_there", "read_file"]
