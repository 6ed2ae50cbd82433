"""cluster.yml becomes cluster.xlsx and back: the same data, or nothing is changed."""

import re
from collections.abc import Mapping
from pathlib import Path

from capacity.intake.cluster_book.found import BOOK, TEXT, cluster_document, cluster_file
from capacity.intake.cluster_book.reading import parse_book
from capacity.intake.cluster_book.writing import write_book
from capacity.intake.documents import Document, parse_document, yaml_text
from capacity.intake.files import read_file
from capacity.intake.findings import InputError

KEPT = "replaced"
"""the folder in the cluster's own that keeps the file that was converted"""
_COMMENT = re.compile(r"\s#\s*(.+)$")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def convert(folder: Path, language: str = "en") -> tuple[Path, Path]:
    """Return the other description of the cluster, now made, and where the one that it replaces is kept.

    The new file is read before the old one leaves its place; where it does not say the same, it is removed again (Y27).
    """
    old, document = cluster_file(folder), cluster_document(folder)
    made = folder / (BOOK if old.name == TEXT else TEXT)
    try:
        _write(document, old, made, language)
        _refuse_loss(document, made)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    kept = _free(folder / KEPT, old)
    kept.parent.mkdir(exist_ok=True)
    return made, old.rename(kept)


def _refuse_loss(document: Document, made: Path) -> None:
    if _plain(_read(made).data) != _plain(document.data):
        fix = "keep the file as it is, and report this with it"
        raise InputError("the file cannot be converted without loss", file=document.file, fix=fix, code="Y27")


def _write(document: Document, old: Path, made: Path, language: str) -> None:
    if made.name == TEXT:
        made.write_text(yaml_text(document.data), encoding="utf-8", newline="\n")
    else:
        write_book(document.data, made, language, remarks(old.read_text("utf-8-sig"), document))


def _read(made: Path) -> Document:
    data = read_file(made, made.name)
    return parse_document(data.decode("utf-8")) if made.name == TEXT else parse_book(data, made.name)


def _free(place: Path, old: Path) -> Path:
    paths = (place / f"{old.stem}{number}{old.suffix}" for number in ("", *(f"-{n}" for n in range(2, 10_000))))
    return next(path for path in paths if not path.exists())


def _plain(value: object) -> object:
    """Return data without what reads the same: empty texts, 1 and 1.0, a year that is a number or a text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item != ""}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return str(int(value)) if value == int(value) else str(value)


def remarks(text: str, document: Document) -> dict[tuple, str]:
    """Return the comments of a YAML text that stand behind a key, by the path of the row that they belong to."""
    at: dict[int, tuple] = {}
    for path, place in document.places.items():
        at.setdefault(int(place.split(":")[1]), path)
    found: dict[tuple, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        comment = _COMMENT.search(_QUOTED.sub("", line))
        if comment and number in at and line.rstrip().endswith(comment[1].rstrip()):
            path = at[number][: 3 if at[number][0] in ("finance", "economy") else 2]
            found[path] = "; ".join(filter(None, (found.get(path), comment[1].strip())))
    return found
