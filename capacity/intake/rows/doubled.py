"""One id in several rows: asked twice, a repeat (a row per animal or field) of one answer, or two different answers.

Codes: R01 the same answers, R02 different answers or a repeat, R04 ids that differ by case, blanks or alphabet.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from capacity.intake.findings.issues import Issue, Place
from capacity.intake.findings.spelling import fold, same_letters, tidy
from capacity.intake.rows.corrections import drop_line, member_id
from capacity.intake.rows.fates import ASKED_TWICE, EXCLUDED, QUARANTINED, Fate, Key, key_of, where
from capacity.intake.rows.replaced import sending, submission
from capacity.intake.sheets.sheets import Row, Table

_SUBMISSION = re.compile(
    r"x?_.*|start|end|today|deviceid|username|phonenumber|audit|submissiondate|instancename|key|submittername|submitterid|"
    r"attachments(present|expected)|status|reviewstate|edits|formversion|(.*[/:-])?(instanceid|uuid|deprecatedid)"
)
_RUNNING = re.compile(r"№|#|n|no|nr|№ ?п/п|п/п|номер( по порядку)?|катар( номери)?|т/б|№ ?т/б")
_CHILD = re.compile(r"(.*[/:-])?(_parent_index|_parent_table_name|_submission__id|_submission__uuid|parent_key)")
"""columns that only a table of repeated questions has"""

_Group = list[tuple[Table, Row, str]]
"""the rows of one id, as tables, rows and ids as written"""


def _candidates(
    tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]
) -> Iterable[tuple[Table, Row, str]]:
    for table in tables:
        for row in table.rows:
            member = member_id(row, table, members)
            if member and key_of(table, row) not in fates:
                yield table, row, member


def doubled(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> dict[Key, Fate]:
    """Return the fates of rows that share an id: left out where they say the same, else all set aside.

    `fates` are the rows that are no candidates. Equal rows of a repeat are set aside too: each may be an animal.
    """
    several = _several(tables, members, fates)
    running = {(table.file, table.sheet): _running(table) for table in tables} if several else {}
    stacked = [group for group in several if _is_stacked(group, members, running)]
    found: dict[Key, Fate] = {}
    for group in several:
        is_repeat = group in stacked and (len(stacked) > 1 or _is_of_children(group))
        found.update(_judge(group, members, running, is_repeat=is_repeat))
    return found


def _several(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> list[_Group]:
    """Return the rows of each id that stands in several, in the order in which the ids come first."""
    counts = Counter(same_letters(member) for _, _, member in _candidates(tables, members, fates))
    groups: dict[str, _Group] = {key: [] for key, times in counts.items() if times > 1}
    for table, row, member in _candidates(tables, members, fates) if groups else ():
        if (key := same_letters(member)) in groups:
            groups[key].append((table, row, member))
    return list(groups.values())


_Running = Mapping[tuple[str, str], frozenset[int]]
"""by file and sheet: the columns that number the rows"""


def _running(table: Table) -> frozenset[int]:
    """Return the columns that only number the rows: unmapped, and labelled so or counting on by one."""
    used = set(table.columns.values())
    rows = [row for row in table.rows if not row.is_blank]
    return frozenset(
        index
        for index, label in enumerate(table.header)
        if index not in used and (_RUNNING.fullmatch(label.casefold()) or _counts_on(rows, index))
    )


def _counts_on(rows: Sequence[Row], index: int) -> bool:
    cells = [tidy(row.cells[index]) for row in rows if tidy(row.cells[index])]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 10]
    return len(numbers) > 2 and len(numbers) == len(cells) and all(b == a + 1 for a, b in pairwise(numbers))


def _is_stacked(group: _Group, members: Sequence[str], running: _Running) -> bool:
    """Return whether equal rows follow each other in one table and nothing tells that they were sent twice."""
    table = group[0][0]
    numbers = [row.number for _, row, _ in group]
    if any(other is not table for other, *_ in group) or any(b != a + 1 for a, b in pairwise(numbers)):
        return False
    counts = running[table.file, table.sheet]
    sent = {(*sending(row, table), *(row.cells[index] for index in counts)) for _, row, _ in group}
    contents = [_content(table, row, members, running) for _, row, _ in group]
    return len(sent) == 1 and all(content == contents[0] for content in contents)


def _is_of_children(group: _Group) -> bool:
    """Return whether the table has a row per child: columns of a repeat, or one submission in several rows."""
    table, row, _ = group[0]
    return any(_CHILD.fullmatch(label.casefold()) for label in table.header) or bool(submission(row, table))


def _judge(group: _Group, members: Sequence[str], running: _Running, *, is_repeat: bool) -> dict[Key, Fate]:
    """Return the fates of rows with one id: all but the first left out if they say the same, else all quarantined."""
    contents = [_content(table, row, members, running) for table, row, _ in group]
    if not is_repeat and all(content == contents[0] for content in contents):
        return _counted_once(group, members)
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
        issue = Issue(problem, fix, severity="quarantine", code=code, **where(table, row, members))
        found[key_of(table, row)] = Fate(QUARANTINED, (issue,))
    return found


def _counted_once(group: _Group, members: Sequence[str]) -> dict[Key, Fate]:
    (kept_in, kept, _), *others = group
    found = {}
    for table, row, _ in others:
        first = f"row {kept.number}" if table.file == kept_in.file else f"{kept_in.file} row {kept.number}"
        problem = f"the same answers as in {first}: counted once"
        issue = Issue(problem, severity="note", code="R01", **where(table, row, members))
        found[key_of(table, row)] = Fate(EXCLUDED, (issue,), ASKED_TWICE)
    return found


def _content(table: Table, row: Row, members: Sequence[str], running: _Running) -> dict[str, str]:
    """Return what a row says, without its id, the number of its row and what a server notes about a submission."""
    ids = {table.columns[name] for name in members} | running[table.file, table.sheet]
    used = set(table.columns.values())
    return {
        table.header[index]: tidy(cell)
        for index, cell in enumerate(row.cells)
        if tidy(cell)
        and index not in ids
        and (index in used or not _SUBMISSION.fullmatch(table.header[index].casefold()))
    }


def alike(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> list[Issue]:
    """Return a warning for ids that look alike, written with Latin and with Cyrillic letters."""
    ids = {member for _, _, member in _candidates(tables, members, fates)}
    counts = Counter(map(fold, ids))
    groups: dict[str, dict[str, tuple[Table, Row]]] = defaultdict(dict)
    for table, row, member in _candidates(tables, members, fates) if len(counts) < len(ids) else ():
        if counts[key := fold(member)] > 1:
            groups[key].setdefault(member, (table, row))
    found = []
    for looks in groups.values():
        if len(looks) > 1:
            (first, (table, row)), *others = looks.items()
            rows = ", ".join(f"{t.file} row {r.number}" for _, (t, r) in others)
            problem = f"this id looks like that of {rows}, with other letters: both are counted"
            fix = "if they are one member, say so in corrections.yml"
            place = Place(file=table.file, sheet=table.sheet, row=row.number, member=first)
            found.append(Issue(problem, fix, severity="warning", code="R04", **place))
    return found
