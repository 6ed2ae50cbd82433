"""Tables of a repeat (one row a cow, below its farm): which they are, and which member each row belongs to.

KoboToolbox writes _parent_index or _submission__uuid, ODK Central and SurveyCTO PARENT_KEY; a sheet typed by hand has
the member's id. Codes: H20 a column of the map stands on a repeat, R31 a repeat is no list of members.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from capacity.intake.findings import Issue
from capacity.intake.sheets.sheets import Key, Row, Sheet, Table
from capacity.intake.spelling import tidy
from capacity.intake.tables.header import FIRST_ROWS, find_column

_PARENTS = ("parent_key", "_parent_index", "_submission__uuid", "_submission__id")
_LINKS = (
    ("_submission__uuid", "_uuid"),
    ("PARENT_KEY", "KEY"),
    ("_parent_index", "_index"),
    ("_submission__id", "_id"),
)
"""the column of a repeat that names its parent, and the column of the parent that has that name"""
Parents = Callable[[Row], tuple[Key, ...]]
"""what finds the members' rows that a row of a repeat belongs to"""
_NO_PARENT = ("", "-1", "-1.0")


def repeat_header(sheet: Sheet) -> int | None:
    """Return the index of a repeat's header row; None of a sheet whose rows name no parent."""
    for index, row in enumerate(sheet.rows[:FIRST_ROWS]):
        labels = [tidy(cell).casefold() for cell in row.cells]
        for place in (labels.index(label) for label in _PARENTS if label in labels):
            if any(tidy(below.cells[place]) not in _NO_PARENT for below in sheet.rows[index + 1 :]):
                return index
    return None


def repeat_name(file: str, sheet: str) -> str:
    """Return what a repeat is called: its sheet, or the end of its file's name (milk-cows.csv: cows)."""
    return sheet or PurePosixPath(file).stem.rpartition("-")[2]


def is_named(file: str, sheet: str, names: Collection[str]) -> bool:
    """Return whether a sheet or file goes by one of these names, in any case."""
    own = {sheet, PurePosixPath(file).stem, PurePosixPath(file).name, repeat_name(file, sheet)}
    return bool({tidy(one).casefold() for one in own if one} & {tidy(one).casefold() for one in names if one})


def on_a_repeat(issue: Issue, repeats: Sequence[Sheet]) -> Issue:
    """Return the issue of a missing column, told as it is where that column stands on a repeat."""
    for sheet in repeats if issue.code in ("H08", "H09") else ():
        index = repeat_header(sheet)
        header = sheet.rows[index].cells if index is not None else ()
        if index is None or not find_column(issue.column, header):
            continue
        counts = _rows_each(sheet, index)
        each = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
        name = repeat_name(sheet.file, sheet.name)
        problem = f'the column stands on the repeat "{name}" ({sheet.file}), with {each} rows for each member'
        fix = (
            "for a figure, say how the rows become one: "
            f"{{columns: [{issue.column}], take: sum, unit: ...}} (or mean, max, count); an id, a place or a word must "
            "stand on the sheet of the members"
        )
        return issue.at(problem=problem, fix=fix, code="H20")
    return issue


def _rows_each(sheet: Sheet, header: int) -> list[int]:
    labels = [tidy(cell).casefold() for cell in sheet.rows[header].cells]
    place = next(labels.index(label) for label in _PARENTS if label in labels)
    parents = (tidy(row.cells[place]) for row in sheet.rows[header + 1 :])
    return list(Counter(parent for parent in parents if parent not in _NO_PARENT).values())


def only_repeats(repeats: Sequence[Sheet]) -> Issue:
    """Return what is wrong where nothing but repeats is there: an animal is no member."""
    names = ", ".join(repeat_name(sheet.file, sheet.name) for sheet in repeats)
    problem = f"only a repeat is here ({names}): each row names a parent, so it is an animal or a field, not a member"
    fix = "copy the main table of the export beside it: the archive as it is, the whole workbook, or both into members/"
    return Issue(problem, fix, file=repeats[0].file, sheet=repeats[0].name, code="R31")


@dataclass(frozen=True)
class Linked:
    """The rows of a repeat by the row of their member, and those of which no member is there."""

    table: Table
    rows: Mapping[Key, tuple[Row, ...]]
    orphans: tuple[Row, ...]
    dropped: int = 0
    """rows that corrections.yml leaves out, which are no more among the others"""


def link(table: Table, repeats: Sequence[Table], mains: Sequence[Table], members: Sequence[str]) -> Linked:
    """Return which member's row each row of a repeat belongs to, through the repeats between them where it has to.

    Of several ways to tell (Kobo's index and uuid, the member's id) the one by which most rows find a member is taken.
    """
    rows = [row for row in table.rows if not row.is_blank]
    ways = [_by_keys(own, other, table, repeats, mains) for own, other in _LINKS]
    best: dict[int, tuple[Key, ...]] = {}
    for parents in (*ways, _by_members(table, mains, members)):
        found = {row.number: _of_same_export(keys, table.file) for row in rows if (keys := parents(row))}
        best = found if len(found) > len(best) else best
    by_member: dict[Key, list[Row]] = {}
    for row in rows:
        for key in best.get(row.number, ()):
            by_member.setdefault(key, []).append(row)
    orphans = tuple(row for row in rows if row.number not in best)
    return Linked(table, {key: tuple(found) for key, found in by_member.items()}, orphans)


def _of_same_export(keys: tuple[Key, ...], file: str) -> tuple[Key, ...]:
    """Return those of several versions of a submission that came with a repeat: in its workbook or archive, or by name.

    Two exports may hold the same submission; what hangs on it in the one would count for the other too.
    """
    if len(keys) < 2:
        return keys
    together = tuple(key for key in keys if _export(key[0]) == _export(file))
    stem = PurePosixPath(file).stem
    named = {key: PurePosixPath(key[0]).stem for key in together or keys}
    longest = max((len(name) for name in named.values() if stem.startswith(name)), default=0)
    return tuple(key for key, name in named.items() if stem.startswith(name) and len(name) == longest) or tuple(named)


def _export(file: str) -> str:
    """Return the archive that a file stands in, else the file itself."""
    inside = (str(path) for path in PurePosixPath(file).parents if path.suffix.casefold() == ".zip")
    return next(inside, file)


def _by_keys(own: str, other: str, table: Table, repeats: Sequence[Table], mains: Sequence[Table]) -> Parents:
    """Return what finds the members of a row of a repeat by its column `own`, which the parent has as `other`."""
    known = _members_keys(other, mains)

    def parents(row: Row, at: Table = table) -> tuple[Key, ...]:
        name = _cell(row, at, own)
        if own == "_parent_index":
            found = known.get((_parent_sheet(row, at, repeats), name), ())
            return tuple(key for key in found if key[0] == at.file or len(mains) == 1)
        return known.get(("", name)) or known.get(("", name.partition("/")[0]), ())

    for one in (one for _ in repeats for one in repeats):
        scope = one.sheet if own == "_parent_index" else ""
        for row in one.rows:
            name = _cell(row, one, other)
            if name and (found := parents(row, one)):
                known.setdefault((scope, name), found)
    return parents


def _members_keys(label: str, mains: Sequence[Table]) -> dict[tuple[str, str], tuple[Key, ...]]:
    """Return the members' rows by what stands in a column, as keys of no repeat."""
    known: dict[tuple[str, str], tuple[Key, ...]] = {}
    for main in mains:
        for row in main.rows:
            if name := _cell(row, main, label):
                known["", name] = (*known.get(("", name), ()), main.key(row))
    return known


def _parent_sheet(row: Row, table: Table, repeats: Sequence[Table]) -> str:
    """Return the repeat that a row of a repeat inside it stands below, "" where that is the members' table."""
    title = _cell(row, table, "_parent_table_name")
    return next((one.sheet for one in repeats if title and is_named(one.file, one.sheet, [title])), "")


def _by_members(table: Table, mains: Sequence[Table], members: Sequence[str]) -> Parents:
    """Return what finds the member of a row by the member's id, where the repeat has it."""
    places = [find_column(name, table.header) for name in members]
    known: dict[str, tuple[Key, ...]] = {}
    for main in mains:
        for row in main.rows:
            name = "-".join(tidy(row.cells[main.columns[one]]) for one in members)
            known[name] = (*known.get(name, ()), main.key(row))

    def parents(row: Row) -> tuple[Key, ...]:
        name = "-".join(tidy(row.cells[place[0]]) for place in places if len(place) == 1)
        return known.get(name, ()) if name else ()

    return parents


def _cell(row: Row, table: Table, label: str) -> str:
    """Return the text of the one column with a label, "" if there is none."""
    place = _place(label, table.header)
    return "" if place is None else tidy(row.cells[place])


@cache
def _place(label: str, header: tuple[str, ...]) -> int | None:
    found = find_column(label, header)
    return found[0] if len(found) == 1 else None
