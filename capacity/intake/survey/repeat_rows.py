"""What became of the rows of repeats: which were added up, which belong to rows left out, which to nobody. Code R30."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.answers.repeats import Repeat
from capacity.intake.findings import Issue
from capacity.intake.rows.fates import EXCLUDED, QUARANTINED, USED
from capacity.intake.sheets.sheets import Key, Sheet, Table
from capacity.intake.tables.repeats import Linked, repeat_name

_DONE = {"sum": "added up", "mean": "averaged", "max": "compared", "count": "counted"}


def repeat_tables(plan: ColumnMap) -> tuple[Table, ...]:
    """Return the tables of the repeats that figures are read from, each once with the columns of all of them."""
    found: dict[tuple[str, str], Table] = {}
    for table in (one.table for repeat in plan.repeats.values() for one in repeat.linked):
        known = found.get((table.file, table.sheet), table)
        found[table.file, table.sheet] = replace(known, columns={**known.columns, **table.columns})
    return tuple(found.values())


def repeat_issues(plan: ColumnMap, tables: Sequence[Table], fates: Mapping[Key, str]) -> Iterator[Issue]:
    """Yield what became of every row of each repeat, and a warning for rows whose member is not there.

    `fates` says what became of the members' rows.
    """
    orphaned: set[tuple[str, str]] = set()
    for variable, repeat in plan.repeats.items():
        if repeat.groups:
            yield _wide(variable, repeat, tables)
        for linked in repeat.linked:
            yield _told(variable, repeat, linked, fates)
            place = (linked.table.file, linked.table.sheet)
            if linked.orphans and place not in orphaned:
                orphaned.add(place)
                yield _orphans(repeat, linked)


def _wide(variable: str, repeat: Repeat, tables: Sequence[Table]) -> Issue:
    names = ", ".join(dict.fromkeys(" x ".join(group.columns) for group in repeat.groups))
    problem = f"{variable} is taken from columns that are {_DONE[str(repeat.column.take)]}: {names}"
    return Issue(problem, file=tables[0].file, sheet=tables[0].sheet, severity="note", code="R30")


def _told(variable: str, repeat: Repeat, linked: Linked, fates: Mapping[Key, str]) -> Issue:
    rows: Counter[str] = Counter()
    members = 0
    for key, below in linked.rows.items():
        fate = fates.get(key, EXCLUDED)
        counted = [one.counts() is not False for one in repeat.of_rows(linked.table, below)]
        rows[fate] += sum(counted)
        rows["where"] += len(counted) - sum(counted)
        members += fate == USED and any(counted)
    parts = [f"{rows[USED]} of {members} members {_DONE[str(repeat.column.take)]}"]
    asked = "; ".join(f"{column}: {', '.join(words)}" for column, words in repeat.column.where.items())
    parts += [f"{rows['where']} left out that are not {asked}"] if rows["where"] else []
    parts += [f"{rows[EXCLUDED]} of submissions that are left out"] if rows[EXCLUDED] else []
    parts += [f"{rows[QUARANTINED]} of members set aside"] if rows[QUARANTINED] else []
    parts += [f"{len(linked.orphans)} without a member"] if linked.orphans else []
    parts += [f"{linked.dropped} left out by corrections.yml"] if linked.dropped else []
    total = sum(rows.values()) + len(linked.orphans) + linked.dropped
    problem = f'{variable}: the repeat "{repeat.name}" has {total} rows: {", ".join(parts)}'
    return Issue(problem, file=linked.table.file, sheet=linked.table.sheet, severity="note", code="R30")


def _orphans(repeat: Repeat, linked: Linked) -> Issue:
    numbers = [row.number for row in linked.orphans]
    shown = ", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else "")
    problem = f'{len(numbers)} rows of the repeat "{repeat.name}" have no member and are left out (row {shown})'
    fix = "copy the main table of the same export, with all its rows"
    place = linked.table.place(linked.orphans[0])
    return Issue(problem, fix, severity="warning", code="R30", **place)


def unread_repeats(plan: ColumnMap, sheets: Sequence[Sheet]) -> Iterator[Issue]:
    """Yield a note for each repeat that no figure of the map is read from."""
    used = {(table.file, table.sheet) for table in repeat_tables(plan)}
    for sheet in sheets:
        if (sheet.file, sheet.name) not in used:
            name = repeat_name(sheet.file, sheet.name)
            problem = f'the repeat "{name}" is not read: no figure of the map stands on it'
            yield Issue(problem, file=sheet.file, sheet=sheet.name, severity="note", code="X01")
