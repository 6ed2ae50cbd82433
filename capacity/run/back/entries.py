"""What corrections.yml of a cluster folder says already."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from capacity.intake.documents import read_document
from capacity.intake.files import is_there
from capacity.intake.rows.corrections import FILE
from capacity.intake.spelling import tidy

_SAYS = ("member", "row", "column", "set", "action")


def standing_entries(folder: Path) -> list[Mapping[str, object]]:
    """Return the entries of a folder's corrections.yml; none where there is no such file, or no list in it."""
    path = folder / FILE
    entries = read_document(path).data.get("corrections") if is_there(path) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def stands(entry: Mapping[str, object], entries: Iterable[Mapping[str, object]]) -> bool:
    """Return whether the same answer for the same cell is among entries, whoever took it."""
    return any(_says(entry) == _says(one) for one in entries)


def _says(entry: Mapping[str, object]) -> list[str]:
    return ["" if entry.get(key) is None else tidy(str(entry[key])) for key in _SAYS]
