"""The two small lists beside the waves: who is who under another id, and how the same goods went elsewhere.

Code W10.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from capacity.intake.answers.cells import number_or_none
from capacity.intake.files import is_there
from capacity.intake.findings import InputError, Issue, Place, nearest
from capacity.intake.spelling import tidy
from capacity.intake.tables.tables import read_bytes
from capacity.intake.waves.files import COMPARISON, FOLDER, RENAMES

_RENAMES, _COMPARISON = ("wave", "id", "was"), ("month", "product", "value", "source")
Renames = Mapping[tuple[str, str], str]
"""(wave, id in it) -> the id under which the same farm was known before, "" of one that is new"""


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Mapping[str, str]


def read_renames(folder: Path, waves: Mapping[str, str]) -> Renames:
    """Return waves/renames.csv: the columns wave, id and was; "" behind `was` says that it is another farm."""
    found: dict[tuple[str, str], str] = {}
    issues = []
    for line in _lines(folder, RENAMES, _RENAMES):
        key = line.cells["wave"], line.cells["id"]
        place: Place = {"file": f"{FOLDER}/{RENAMES}", "row": line.number}
        if key[0] not in waves:
            issues.append(Issue(f'there is no wave "{key[0]}"', nearest(key[0], waves), code="W10").at(**place))
        if key in found:
            issues.append(Issue(f'the id "{key[1]}" stands twice', "keep one of the two", code="W10").at(**place))
        found[key] = line.cells["was"]
    if issues:
        raise InputError(issues)
    return found


def read_comparison(folder: Path, products: Mapping[str, object]) -> pd.DataFrame:
    """Return waves/comparison.csv as month, product, value, source: how the same goods went where no cluster is."""
    rows, issues = [], []
    for line in _lines(folder, COMPARISON, _COMPARISON):
        product, number = line.cells["product"], number_or_none(line.cells["value"])
        place: Place = {"file": f"{FOLDER}/{COMPARISON}", "row": line.number}
        if product not in products:
            problem = f'"{product}" is not among the products'
            issues.append(Issue(problem, nearest(product, products), code="W10").at(**place))
        if number is None or number.value <= 0:
            problem = "the value is no number above 0"
            issues.append(Issue(problem, "write how much was produced there", code="W10").at(**place))
        else:
            rows.append((line.cells["month"], product, number.value, line.cells["source"]))
    if issues:
        raise InputError(issues)
    return pd.DataFrame(rows, columns=list(_COMPARISON))


def _lines(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[_Line]:
    """Yield the lines of a list whose header has these columns; nothing where there is no such file."""
    path = folder / FOLDER / name
    if not is_there(path):
        return
    try:
        text = read_bytes(path, folder).decode("utf-8-sig")
    except UnicodeDecodeError:
        fix, file = "save it as CSV UTF-8", f"{FOLDER}/{name}"
        raise InputError("the file is not UTF-8 text", fix=fix, file=file, code="F19") from None
    header = text.partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ","))
    head = [tidy(cell).casefold() for cell in rows[0]] if rows else []
    if missing := [column for column in columns if column not in head]:
        problem = f"the columns {', '.join(missing)} are missing"
        raise InputError(problem, fix=f"write this header: {','.join(columns)}", file=f"{FOLDER}/{name}", code="W10")
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, map(tidy, row), strict=False))
        if any(cells.values()):
            yield _Line(number, {column: cells.get(column, "") for column in columns})
