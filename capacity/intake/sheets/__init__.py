"""What stands in the raw files? Tables as text that know where every cell stands; workbooks without harm."""

from capacity.intake.sheets.deterministic import save_workbook, write_rows, write_text
from capacity.intake.sheets.files import SHORTAGES, find_folder, hash_file, is_there, read_file
from capacity.intake.sheets.header import Wanted, find_column, label_unit, repeats_header
from capacity.intake.sheets.sheets import BOOLEAN, DATE, ERROR, NO_RESULT, NUMBER, TEXT, Row, Table
from capacity.intake.sheets.tables import KINDS, Tables, read_bytes, read_tables
from capacity.intake.sheets.workbook import read_workbook

__all__ = [
    "BOOLEAN",
    "DATE",
    "ERROR",
    "KINDS",
    "NO_RESULT",
    "NUMBER",
    "SHORTAGES",
    "TEXT",
    "Row",
    "Table",
    "Tables",
    "Wanted",
    "find_column",
    "find_folder",
    "hash_file",
    "is_there",
    "label_unit",
    "read_bytes",
    "read_file",
    "read_tables",
    "read_workbook",
    "repeats_header",
    "save_workbook",
    "write_rows",
    "write_text",
]
