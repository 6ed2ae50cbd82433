"""The samples' surveys as plain sheets: damaged on purpose, written as any kind of file, read and judged.

A fault changes how a survey is written, never what its members said; so whoever it touches has the figures it had, or
is set aside, or a finding names its row. Where a fault writes another figure, it says by what it is multiplied.
"""

import csv
import gzip
import io
import math
import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from survey_folders import ods, saved

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts.survey import SurveyData
from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.specs import read_specs
from capacity.intake.spelling.spelling import fold
from capacity.intake.survey.survey import read_survey

DATA = Path(__file__).parent.parent / "data"
SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")
FIGURES = (
    "cls",
    "place",
    "owner",
    "weight",
    "joins",
    "letter",
    "current",
    "good",
    "bad",
    "capacity",
    "own_use",
    "price",
)
NUMBERS = frozenset(("weight", "current", "good", "bad", "capacity", "own_use", "price"))


@dataclass
class Sheet:
    """A survey as a grid, with what a fault has done to it."""

    spec: Spec
    rows: list[list[object]]
    head: int
    chance: random.Random
    title: str = "S"
    times: dict[tuple[str, str], float] = field(default_factory=dict)
    """(member, figure): by what the fault multiplies it; nan where nobody can say"""
    touched: set[str] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    is_strict: bool = True
    """whether only those whom the fault touches may be set aside, or be read otherwise and said so"""
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column): the number format of a cell"""

    @property
    def labels(self) -> list[object]:
        """The header."""
        return self.rows[self.head]

    def columns(self, variable: str) -> list[int]:
        """The columns of a variable of the column map."""
        mapped = getattr(self.spec.survey, variable)
        return [self.labels.index(name) for name in mapped.columns] if mapped else []

    @property
    def figure(self) -> str:
        """The figure that its producers are asked for."""
        return "good" if self.columns("good") else "current"

    @property
    def column(self) -> int:
        """The column of that figure."""
        return self.columns(self.figure)[-1]

    @property
    def data(self) -> range:
        """The rows below the header."""
        return range(self.head + 1, len(self.rows))

    def name(self, row: int) -> str:
        """The id of a row."""
        return str(self.rows[row][self.columns("member")[0]] or "")

    def plain(self, count: int = 3) -> list[int]:
        """Some members' rows whose figure is a plain number, each asked once, touched from here on."""
        asked = Counter(self.name(row) for row in self.data)
        members = (row for row in self.data if self.name(row) in clean_ids(self) and asked[self.name(row)] == 1)
        found = [row for row in members if number(self.rows[row][self.column])]
        chosen = sorted(self.chance.sample(found, count))
        self.touched |= {self.name(row) for row in chosen}
        return chosen

    def put(self, row: int, value: object, means: float = math.nan) -> None:
        """Write a figure that means a number."""
        self.times[self.name(row), self.figure] = means / number(self.rows[row][self.column])
        self.rows[row][self.column] = value

    def insert(self, index: int, *lines: list[object]) -> None:
        """Insert lines that are no members; what stands below moves down."""
        wide = len(self.labels)
        self.rows[index:index] = [[*line, *[""] * (wide - len(line))] for line in lines]
        if index <= self.head:
            self.head += len(lines)

    def line(self, **cells: object) -> list[object]:
        """A line with something in the first column of some variables."""
        made: list[object] = [""] * len(self.labels)
        for variable, value in cells.items():
            for column in self.columns(variable)[:1]:
                made[column] = value
        return made

    def sums(self, rows: list[int] | range) -> dict[int, float]:
        """The sums of the columns of figures."""
        figures = [c for name in ("good", "bad", "current", "capacity", "price") for c in self.columns(name)]
        made = {column: sum(number(self.rows[row][column]) for row in rows) for column in figures}
        return {column: round(total, 6) for column, total in made.items() if total}


def number(cell: object) -> float:
    """A cell's plain number, 0 where it is none."""
    try:
        return float(str(cell).replace(",", ".")) if cell is not None else 0
    except ValueError:
        return 0


@cache
def sample(name: str) -> tuple[Spec, list[list[object]], int]:
    """A sample's spec, its survey with the corrections written in, and the index of the header."""
    spec = read_specs(DATA / name)["base"]
    if (DATA / name / "members.csv").exists():
        text = (DATA / name / "members.csv").read_bytes().decode("cp1251")
        rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter=";")]
    else:
        sheet = load_workbook(DATA / name / "members.xlsx").worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    first = spec.survey.member.columns[0]
    head = next(index for index, row in enumerate(rows) if first in row)
    for correction in read_survey(DATA / name, spec).corrections:
        rows[correction.row - 1][rows[head].index(correction.column)] = correction.new
    return spec, [["" if cell is None else cell for cell in row] for row in rows], head


def sheet_of(name: str, seed: str = "") -> Sheet:
    """A sample's survey, to be damaged."""
    spec, rows, head = sample(name)
    chance = random.Random(f"{name} {seed}")  # noqa: S311 (not for secrets)
    return Sheet(spec, deepcopy(rows), head, chance, title=spec.survey.sheet or "S")


def folder_of(path: Path, name: str) -> Path:
    """A folder with a sample's cluster file, without its survey."""
    path.mkdir(parents=True, exist_ok=True)
    for file in ("cluster.yml", "units.csv"):
        if (DATA / name / file).exists():
            shutil.copyfile(DATA / name / file, path / file)
    return path


_CLEAN: dict[str, SurveyData] = {}


def clean(path: Path, name: str) -> SurveyData:
    """A sample's survey as it is read undamaged."""
    if name not in _CLEAN:
        folder = folder_of(path / f"clean {name}", name)
        write(folder, sheet_of(name), "xlsx")
        _CLEAN[name] = read_survey(folder, sample(name)[0])
    return _CLEAN[name]


def clean_ids(sheet: Sheet) -> set[str]:
    """The ids of the members of an undamaged survey."""
    return set(_CLEAN[sheet.spec.cluster].members["member"])


def as_csv(sheet: Sheet, delimiter: str = ";") -> str:
    """A sheet as text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(sheet.rows)
    return buffer.getvalue()


def as_xlsx(sheet: Sheet) -> bytes:
    """A sheet as a workbook, with its number formats and lines struck through."""
    book = Workbook()
    page = book.active
    page.title = sheet.title
    for index, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row, 1):
            if cell != "":
                target = page.cell(index, column, cell)
                target.number_format = sheet.formats.get((index - 1, column - 1), target.number_format)
                if index - 1 in sheet.struck:
                    target.font = Font(strike=True)
    return saved(book)


def as_ods(sheet: Sheet) -> bytes:
    """A sheet as an open document."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            shown = f'office:value-type="float" office:value="{value}"'
            return f"<table:table-cell {shown}><text:p>{value}</text:p></table:table-cell>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in sheet.rows)
    return ods(body, sheet.title)


def zipped(**files: bytes) -> bytes:
    """An archive of files, whose names have a dot for the last underscore."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(".".join(name.rsplit("_", 1)), data)
    return buffer.getvalue()


KINDS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("members.csv", lambda sheet: as_csv(sheet).encode()),
    "xlsx": ("members.xlsx", as_xlsx),
    "ods": ("members.ods", as_ods),
    "comma": ("members.csv", lambda sheet: as_csv(sheet, ",").encode()),
    "tab": ("members.csv", lambda sheet: as_csv(sheet, "\t").encode()),
    "bar": ("members.csv", lambda sheet: as_csv(sheet, "|").encode()),
    "marked": ("members.csv", lambda sheet: as_csv(sheet).encode("utf-8-sig")),
    "utf-16": ("members.csv", lambda sheet: as_csv(sheet, "\t").encode("utf-16")),
    "lines": ("members.csv", lambda sheet: as_csv(sheet).replace("\n", "\r\n").encode()),
    "gz": ("members.csv.gz", lambda sheet: gzip.compress(as_csv(sheet).encode())),
    "zip": ("members.zip", lambda sheet: zipped(members_csv=as_csv(sheet).encode())),
    "zip of several": (
        "members.zip",
        lambda sheet: zipped(
            members_csv=as_csv(sheet).encode(), media_txt=b"photo", **{"__MACOSX/._members_csv": b"\0"}
        ),
    ),
    "zip of xlsx": ("members.zip", lambda sheet: zipped(members_xlsx=as_xlsx(sheet))),
    "folder": ("members/a.csv", lambda sheet: as_csv(sheet).encode()),
}


def write(folder: Path, sheet: Sheet, kind: str) -> Path:
    """Write a sheet as the survey of a folder."""
    file, made = KINDS[kind]
    target = folder / file
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(made(sheet))
    return target


def outcome(folder: Path, sheet: Sheet, kind: str) -> SurveyData | InputError:
    """What becomes of a sheet as the survey of a folder."""
    target = write(folder, sheet, kind)
    try:
        return read_survey(folder, sheet.spec)
    except InputError as error:
        return error
    finally:
        target.unlink()
        if target.parent != folder:
            target.parent.rmdir()


def silent_changes(before: SurveyData, after: SurveyData | InputError, sheet: Sheet) -> list[str]:
    """What an outcome changed without saying it; of a refusal: that it names no place."""
    if isinstance(after, InputError):
        return [f"a refusal without a place: {issue}" for issue in after.issues if not (issue.file and issue.fix)]
    new = [issue for issue in after.issues if _key(issue) not in {_key(old) for old in before.issues}]
    return list(_changes(before.members, after.members, sheet, new))


def _key(issue: Issue) -> tuple[str, str, str, str, str]:
    return issue.code, issue.severity, issue.member, issue.column, issue.value


def _changes(before: pd.DataFrame, after: pd.DataFrame, sheet: Sheet, new: list[Issue]) -> Iterator[str]:
    if not after["member"].is_unique:
        yield f"counted twice: {after['member'][after['member'].duplicated()].tolist()}"
        return
    members, read = (frame.set_index("member").to_dict("index") for frame in (before, after))
    for stranger in read.keys() - members.keys():
        if not _is_named(stranger, "", new, sheet):
            yield f"{stranger} is no member"
    for member, was in members.items():
        if member not in read:
            if not _is_named(member, "", new, sheet):
                yield f"{member} is lost"
            continue
        for figure in FIGURES:
            times = sheet.times.get((member, figure), 1)
            true = was[figure] * times if figure in NUMBERS else was[figure]
            is_told = not math.isnan(times) and _same(true, read[member][figure])
            if not is_told and not _is_named(member, figure, new, sheet):
                yield f"{member}: {figure} {true} -> {read[member][figure]}"


def _same(true: object, found: object) -> bool:
    if isinstance(true, float) and isinstance(found, float):
        return math.isclose(true, found, rel_tol=1e-9) or (math.isnan(true) and math.isnan(found))
    return bool(true == found)


def _is_named(member: object, figure: str, new: list[Issue], sheet: Sheet) -> bool:
    """Whether a new finding names a member's row; of one that the fault has not touched, only as set aside."""
    rows = {index + 1 for index in sheet.data if fold(sheet.name(index)) == fold(str(member))}
    columns = {str(sheet.labels[column]) for column in sheet.columns(figure)} if figure else set()
    name = fold(str(member))
    if sheet.is_strict and name not in map(fold, sheet.touched):
        return False
    for issue in new:
        whole = issue.severity == "warning" and issue.row is None and issue.column in columns
        if whole or fold(issue.member) == name or issue.row in rows:
            return not figure or not issue.column or issue.column in columns or issue.severity == "quarantine"
    return False


def damaged(sheet: Sheet, fault: Callable[[Sheet], None]) -> Sheet:
    """A sheet with a fault in it."""
    made = replace(sheet, rows=deepcopy(sheet.rows), times={}, touched=set(), struck=set(), formats={})
    fault(made)
    return made
