"""One id in several rows: asked twice, a repeat (a row per animal or field) of one answer, or two different answers.

Codes: R01 the same answers, R02 different answers or a repeat, R04 ids that differ by case or blanks.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from capacity.intake.answers.answers import FULL, LIST
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import Issue
from capacity.intake.rows.below import Below
from capacity.intake.rows.corrections import drop_line, member_ids
from capacity.intake.rows.fates import ASKED_TWICE, EXCLUDED, LISTED, QUARANTINED, Fate, where
from capacity.intake.rows.replaced import sending, submission
from capacity.intake.rows.server_columns import is_of_a_repeat, is_of_the_server
from capacity.intake.sheets.sheets import Key, Row, Table
from capacity.intake.spelling import same_letters, tidy

_RUNNING = re.compile(r"№|#|n|no|nr|№ ?п/п|п/п|номер( по порядку)?|катар( номери)?|т/б|№ ?т/б")

_Group = list[tuple[Table, Row, str]]
"""the rows of one id, as tables, rows and ids as written"""


@dataclass(frozen=True)
class Named:
    """The rows of a table that have an id and no fate yet: their positions, and their ids as written."""

    table: Table
    at: Sequence[int]
    ids: Sequence[str]

    def without(self, fates: Collection[Key]) -> "Named":
        """Return those that have no fate by now."""
        gone = {number for file, sheet, number in fates if (file, sheet) == (self.table.file, self.table.sheet)}
        numbers = self.table.rows.numbers
        kept = [index for index, at in enumerate(self.at) if numbers[at] not in gone] if gone else range(len(self.at))
        return Named(self.table, [self.at[index] for index in kept], [self.ids[index] for index in kept])


def named(tables: Sequence[Table], members: Sequence[str], fates: Collection[Key]) -> list[Named]:
    """Return the rows of each table that have an id and no fate yet."""
    found = []
    for table in tables:
        ids = member_ids(table, members)
        at = [index for index, member in enumerate(ids) if member]
        found.append(Named(table, at, [ids[index] for index in at]).without(fates))
    return found


def doubled(rows: Sequence[Named], members: Sequence[str], below: Below) -> dict[Key, Fate]:
    """Return the fates of rows that share an id: left out where they say the same, else all set aside.

    `below` is what their rows of repeats say. Equal rows of a repeat are set aside too: each may be an animal.
    """
    several = _several(rows)
    running = {(one.table.file, one.table.sheet): _running(one.table) for one in rows} if several else {}
    contents = _Contents(members, running, below)
    stacked = [group for group in several if _is_stacked(group, contents)]
    found: dict[Key, Fate] = {}
    for group in several:
        is_repeat = group in stacked and (len(stacked) > 1 or _is_of_children(group))
        found.update(_judge(group, contents, is_repeat=is_repeat))
    return found


def interviewed_since(rows: Sequence[Named], plan: ColumnMap) -> dict[Key, Fate]:
    """Return the fates of lines of a quick list whose member has a row of its interview too; {} without two phases."""
    if "phase" not in plan.answers:
        return {}
    found = [
        (one.table, one.table.rows[at], same_letters(member))
        for one in rows
        for at, member in zip(one.at, one.ids, strict=True)
    ]
    full = {member for table, row, member in found if _phase(table, row, plan) == FULL}
    return {
        table.key(row): Fate(EXCLUDED, reason=LISTED)
        for table, row, member in found
        if member in full and _phase(table, row, plan) == LIST
    }


def _phase(table: Table, row: Row, plan: ColumnMap) -> object:
    cells = (tidy(row.cells[table.columns[name]]) for name in plan.columns("phase"))
    return plan.answers["phase"].end(" ".join(filter(None, cells)))


@dataclass(frozen=True)
class _Contents:
    """What rows say: without their ids, their numbers and what a server notes, but with their rows of repeats."""

    members: Sequence[str]
    running: Mapping[tuple[str, str], frozenset[int]]
    """by file and sheet: the columns that number the rows"""
    below: Below

    def of(self, table: Table, row: Row) -> dict[str, str]:
        """Return the answers of a row by their labels, and by repeat what its rows say."""
        ids = {table.columns[name] for name in self.members} | self.running[table.file, table.sheet]
        used = set(table.columns.values())
        own = {
            table.header[index]: tidy(cell)
            for index, cell in enumerate(row.cells)
            if tidy(cell) and index not in ids and (index in used or not is_of_the_server(table.header[index]))
        }
        return {**own, **self.below.get(table.key(row), {})}


def _several(rows: Sequence[Named]) -> list[_Group]:
    """Return the rows of each id that stands in several, in the order in which the ids come first."""
    counts = Counter(key for one in rows for key in map(same_letters, one.ids))
    groups: dict[str, _Group] = {key: [] for key, times in counts.items() if times > 1}
    for one in rows if groups else ():
        for at, member in zip(one.at, one.ids, strict=True):
            if (key := same_letters(member)) in groups:
                groups[key].append((one.table, one.table.rows[at], member))
    return list(groups.values())


def _running(table: Table) -> frozenset[int]:
    """Return the columns that only number the rows: unmapped, and labelled so or counting on by one."""
    used = set(table.columns.values())
    return frozenset(
        index
        for index, label in enumerate(table.header)
        if index not in used and (_RUNNING.fullmatch(label.casefold()) or _counts_on(table.rows.column(index)))
    )


def _counts_on(texts: Iterable[str]) -> bool:
    cells = [text for text in map(tidy, texts) if text]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 10]
    return len(numbers) > 2 and len(numbers) == len(cells) and all(b == a + 1 for a, b in pairwise(numbers))


def _is_stacked(group: _Group, known: _Contents) -> bool:
    """Return whether equal rows follow each other in one table and nothing tells that they were sent twice."""
    table = group[0][0]
    numbers = [row.number for _, row, _ in group]
    if any(other is not table for other, *_ in group) or any(b != a + 1 for a, b in pairwise(numbers)):
        return False
    counts = known.running[table.file, table.sheet]
    sent = {(*sending(row, table), *(row.cells[index] for index in counts)) for _, row, _ in group}
    contents = [known.of(table, row) for _, row, _ in group]
    return len(sent) == 1 and all(content == contents[0] for content in contents)


def _is_of_children(group: _Group) -> bool:
    """Return whether the table has a row per child: columns of a repeat, or one submission in several rows."""
    table, row, _ = group[0]
    return any(map(is_of_a_repeat, table.header)) or bool(submission(row, table))


def _judge(group: _Group, known: _Contents, *, is_repeat: bool) -> dict[Key, Fate]:
    """Return the fates of rows with one id: all but the first left out if they say the same, else all quarantined."""
    contents = [known.of(table, row) for table, row, _ in group]
    if not is_repeat and all(content == contents[0] for content in contents):
        return _counted_once(group, known.members)
    files = Counter(table.file for table, *_ in group)
    rows = ", ".join(f"{table.file} row {row.number}" for table, row, _ in group)
    code = "R04" if len({member for *_, member in group}) > 1 else "R02"
    how = "differ only by case or blanks" if code == "R04" else "are one id with different answers"
    differs = sorted(label for label in set().union(*contents) if len({c.get(label, "") for c in contents}) > 1)
    found = {}
    for (table, row, member), content in zip(group, contents, strict=True):
        shown = "; ".join(f"{label}: {content.get(label, '') or 'empty'}" for label in differs[:4])
        problem = f"these rows {how}: {rows}; here {shown}" if differs else f"these rows {how}: {rows}"
        line = drop_line(table, row, member, with_file=len(files) > 1)
        fix = f"say which row goes, in corrections.yml: {line}"
        if is_repeat:
            problem = f"these rows are one id with the same answers, in a row: {rows}; each may be an animal or a field"
            fix = (
                f"if so, write one row a member with their sum; if it was sent twice, write in corrections.yml: {line}"
            )
        issue = Issue(problem, fix, severity="quarantine", code=code, **where(table, row, known.members))
        found[table.key(row)] = Fate(QUARANTINED, (issue,))
    return found


def _counted_once(group: _Group, members: Sequence[str]) -> dict[Key, Fate]:
    (kept_in, kept, _), *others = group
    found = {}
    for table, row, _ in others:
        first = f"row {kept.number}" if table.file == kept_in.file else f"{kept_in.file} row {kept.number}"
        problem = f"the same answers as in {first}: counted once"
        issue = Issue(problem, severity="note", code="R01", **where(table, row, members))
        found[table.key(row)] = Fate(EXCLUDED, (issue,), ASKED_TWICE)
    return found
