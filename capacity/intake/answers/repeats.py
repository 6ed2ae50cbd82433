"""Where a member's several values stand: rows of a repeat (one row a cow), or numbered columns (milk_l_1, milk_l_2).

Codes: H05 several repeats may be meant, H09 a column of a repeat is nowhere, C28 an answer of `where` nobody gave.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from capacity.intake.answers.cells import is_missing
from capacity.intake.cluster_file.survey import Column
from capacity.intake.findings import InputError, Issue, nearest
from capacity.intake.sheets.sheets import Key, Row, Rows, Sheet, Table
from capacity.intake.spelling import fold, tidy
from capacity.intake.tables.header import Wanted, find_column, read_table
from capacity.intake.tables.numbered import numbered
from capacity.intake.tables.repeats import Linked, is_named, link, repeat_header, repeat_name


@dataclass(frozen=True)
class Instance:
    """One cow or field of a member: the row, and the columns of it that multiply, that are asked of, with its unit."""

    table: Table
    row: Row
    columns: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str | None = None

    def text(self, column: str) -> str:
        """Return the text in a column."""
        return tidy(self.row.cells[self.table.columns[column]])

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is written in the columns that multiply."""
        return not any(self.text(column) for column in self.columns)

    def counts(self) -> bool | None:
        """Return whether the row has the answers that `where` asks for, None where one of them is not known."""
        known = True
        for column, words in self.where.items():
            text = self.text(column)
            if is_missing(text, number=False):
                known = False
            elif fold(text) not in map(fold, words):
                return False
        return True if known else None


@dataclass(frozen=True)
class Group:
    """The columns of one number of a wide survey: milk_l_2, with where they are asked and their unit."""

    columns: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str | None = None
    is_numbered: bool = True


@dataclass(frozen=True)
class Repeat:
    """Where the several values of a variable stand: numbered columns of the members' table, or linked tables."""

    name: str
    column: Column
    groups: tuple[Group, ...] = ()
    linked: tuple[Linked, ...] = ()

    def instances(self, row: Row, table: Table) -> list[Instance]:
        """Return a member's cows or fields; numbers behind the last that is filled in are none."""
        if self.groups:
            found = [Instance(table, row, one.columns, one.where, one.unit) for one in self.groups]
            while found and self.groups[len(found) - 1].is_numbered and found[-1].is_blank:
                found.pop()
            return found if any(not one.is_blank for one in found) else []
        key: Key = table.key(row)
        return [found for one in self.linked for found in self.of_rows(one.table, one.rows.get(key, ()))]

    def of_rows(self, table: Table, rows: Sequence[Row]) -> list[Instance]:
        """Return the rows of a linked table as what the map asks of each."""
        column = self.column
        return [Instance(table, row, column.columns, column.where, column.unit_column) for row in rows]

    def every(self) -> Iterator[Instance]:
        """Yield every row of the linked tables, those without a member too."""
        for one in self.linked:
            yield from self.of_rows(one.table, [row for row in one.table.rows if not row.is_blank])

    def ask(self, row: Row, table: Table) -> str:
        """Return what to do where what a member's rows make together is not known."""
        if self.groups:
            return "ask for it, or correct the columns in corrections.yml"
        if self.instances(row, table):
            sheet = repeat_name(self.linked[0].table.file, self.linked[0].table.sheet)
            where = f"sheet: {sheet}, row: the number of that row"
            return f"ask for it, or correct the row of the repeat in corrections.yml: {where}"
        return f'the member has no row in the repeat "{self.name}": ask, or copy the whole export again'

    def stated(self, row: Row, table: Table) -> float | None:
        """Return how many rows the member's own row says there are (counted_by), None where it does not."""
        name = self.column.counted_by or (f"{self.name}_count" if self.name else "")
        place = find_column(name, table.header) if name else []
        text = tidy(row.cells[place[0]]) if len(place) == 1 else ""
        return float(text) if re.fullmatch(r"\d+(\.0+)?", text) else None


def find_repeats(
    columns: Mapping[str, Column], wanted: Wanted, tables: tuple[Table, ...], sheets: Sequence[Sheet]
) -> tuple[tuple[Table, ...], dict[str, Repeat]]:
    """Return the members' tables with their numbered columns found, and by variable where its values stand.

    `columns` are those of the whole map, `sheets` the tables of repeats; what is nowhere, or twice, is refused.
    """
    found: dict[str, Repeat] = {}
    errors: list[Issue] = []
    for variable, asked in columns.items():
        if not asked.is_repeated:
            continue
        try:
            column = _with_count(asked, wanted, tables)
            if groups := _numbered(_as_labelled(column, wanted, tables), tables):
                names = dict.fromkeys(name for one in groups for name in (*one.columns, *one.where, one.unit or ""))
                tables = tuple(_with_columns(table, [*filter(None, names)]) for table in tables)
                found[variable] = Repeat(column.of, column, groups)
                continue
            found[variable] = _linked(column, wanted, tables, sheets, columns["member"].columns)
            _refuse_unknown_answers(found[variable])
        except InputError as error:
            errors += [issue.at(file=issue.file or tables[0].file) for issue in error.issues]
    if errors:
        raise InputError(errors)
    return tables, found


def with_corrected(
    repeats: Mapping[str, Repeat], tables: Sequence[Table], dropped: Collection[Key]
) -> dict[str, Repeat]:
    """Return where values stand with the rows of the tables of repeats as they are now, without those dropped."""
    now = {table.key(row): row for table in tables for row in table.rows}

    def rows(table: Table, of: Sequence[Row]) -> tuple[Row, ...]:
        keys = [table.key(row) for row in of]
        return tuple(now.get(key, row) for key, row in zip(keys, of, strict=True) if key not in dropped)

    def corrected(one: Linked) -> Linked:
        below = {key: rows(one.table, found) for key, found in one.rows.items()}
        left = rows(one.table, one.table.rows)
        table = replace(one.table, rows=Rows.of(left))
        return Linked(table, below, rows(one.table, one.orphans), len(one.table.rows) - len(left))

    return {name: replace(one, linked=tuple(map(corrected, one.linked))) for name, one in repeats.items()}


def _with_columns(table: Table, names: Sequence[str]) -> Table:
    places = {name: find_column(name, table.header)[0] for name in names}
    return replace(table, columns={**table.columns, **places})


def _spelt(name: str, wanted: Wanted, table: Table) -> str:
    """Return the spelling of a name by which a table has one column, "" if it has none."""
    spellings = (name, *wanted.also.get(name, ()))
    return next((one for one in spellings if len(find_column(one, table.header)) == 1), "")


def _as_labelled(column: Column, wanted: Wanted, tables: Sequence[Table]) -> Column:
    """Return a column whose names are those of the header where a form calls them otherwise."""

    def label(name: str) -> str:
        return _spelt(name, wanted, tables[0]) or name

    unit = label(column.unit_column) if column.unit_column else None
    where = {label(name): words for name, words in column.where.items()}
    return column.model_copy(update={"columns": tuple(map(label, column.columns)), "where": where, "unit_column": unit})


def _with_count(column: Column, wanted: Wanted, tables: Sequence[Table]) -> Column:
    """Return a column whose `counted_by` is the label of the header; refused where no members' table has it."""
    if not (name := column.counted_by):
        return column
    if found := next(filter(None, (_spelt(name, wanted, table) for table in tables)), ""):
        return column.model_copy(update={"counted_by": found})
    fix = nearest(name, [label for label in tables[0].header if label])
    raise InputError("the column that says how many rows there are is missing", fix=fix, column=name, code="H09")


def _numbered(column: Column, tables: Sequence[Table]) -> tuple[Group, ...]:
    """Return the groups of columns that the members' tables have for the map's names, () if they have none."""
    if len({_labels(table, column) for table in tables}) != 1:
        return ()
    header = tables[0].header
    if all(len(find_column(name, header)) == 1 for name in column.names):
        return _listed(column)
    by_number = {name: _by_number(name, header) for name in column.names}
    numbers = list(dict.fromkeys(number for name in column.columns for number in by_number[name]))
    if not numbers or not all(by_number.values()):
        return ()
    groups = []
    for number in sorted(numbers, key=lambda text: [int(part) for part in re.split("[_.]", text)]):
        if lacking := [name for name in column.names if number not in by_number[name]]:
            problem = f"the columns numbered {number} lack {lacking[0]}"
            raise InputError(problem, fix="add the column, or list the columns by name", column=lacking[0], code="H09")
        where = {by_number[name][number]: words for name, words in column.where.items()}
        unit = by_number[column.unit_column][number] if column.unit_column else None
        groups.append(Group(tuple(by_number[name][number] for name in column.columns), where, unit))
    return tuple(groups)


def _labels(table: Table, column: Column) -> tuple[str, ...]:
    """Return the labels of a table that the names of the map mean, however they are numbered."""
    whole = [name for name in column.names if len(find_column(name, table.header)) == 1]
    numbered = [label for name in column.names for label in _by_number(name, table.header).values()]
    return (*whole, *numbered)


def _by_number(name: str, header: Sequence[str]) -> dict[str, str]:
    """Return the one label of each number that a name of the map means; refuse two of one number."""
    found = numbered(name, header)
    if several := next((labels for labels in found.values() if len(labels) > 1), None):
        fix = f'write the name with its group, and # for the number: "{without_number(several[0])}"'
        problem = f"several numbered columns may be meant: {', '.join(several)}"
        raise InputError(problem, fix=fix, column=name, code="H05")
    return {number: labels[0] for number, labels in found.items()}


def without_number(name: str) -> str:
    """Return a column's name with # for every number in it: milk_l_2 -> milk_l_#."""
    return re.sub(r"\d+", "#", tidy(name).casefold())


def _listed(column: Column) -> tuple[Group, ...]:
    """Return columns that the map lists one by one, as groups of one number; of other names each by itself."""
    stems = list(dict.fromkeys(map(without_number, column.columns)))
    by_number: dict[tuple[str, ...], dict[str, str]] = {}
    for name in column.columns:
        by_number.setdefault(tuple(re.findall(r"\d+", name)), {})[without_number(name)] = name
    if len(stems) == len(column.columns):
        return tuple(Group((name,), column.where, column.unit_column, is_numbered=False) for name in column.columns)
    if uneven := [group for group in by_number.values() if len(group) < len(stems)]:
        name = next(iter(uneven[0].values()))
        fix = "list every column with every number, or write # for the number, e.g. [cows_#, milk_l_#]"
        raise InputError("of this number not all columns are listed", fix=fix, column=name, code="H09")
    groups = [tuple(group[stem] for stem in stems) for group in by_number.values()]
    return tuple(Group(group, column.where, column.unit_column) for group in groups)


def _linked(
    column: Column, wanted: Wanted, tables: Sequence[Table], sheets: Sequence[Sheet], members: Sequence[str]
) -> Repeat:
    """Return the tables of the one repeat that has the columns, each row with its member."""
    asked = Wanted(column.names, wanted.also)
    called = [column.of, *wanted.also.get(column.of, ())]
    named = [one for one in sheets if not column.of or is_named(one.file, one.name, called)]
    having = [one for one in named if asked.find_header([row.cells for row in one.rows])[0] == len(column.names)]
    names = list(dict.fromkeys(repeat_name(one.file, one.name) for one in having))
    if len(names) > 1:
        fix = f"say which one is meant by of: {names[0]}"
        raise InputError(f"several repeats have the columns: {', '.join(names)}", fix=fix, code="H05")
    if not named and sheets:
        known = list(dict.fromkeys(repeat_name(one.file, one.name) for one in sheets))
        problem = f'no repeat is called "{column.of}" (of)'
        raise InputError(problem, fix=nearest(column.of, known), column=column.columns[0], code="H09")
    if not having:
        raise InputError([_nowhere(asked, named or sheets, tables)])
    read = {id(one): read_table(one, asked)[0] for one in having}
    between = [read.get(id(one)) or _as_table(one) for one in sheets]
    linked = tuple(link(table, between, tables, members) for table in read.values())
    return Repeat(names[0], column, linked=linked)


def _nowhere(asked: Wanted, sheets: Sequence[Sheet], tables: Sequence[Table]) -> Issue:
    labels = [tidy(cell) for one in sheets for cell in one.rows[repeat_header(one) or 0].cells if tidy(cell)]
    labels = labels or [label for table in tables for label in table.header if label]
    name = next((name for name in asked.names if not find_column(name, labels)), asked.names[0])
    what = ", ".join(dict.fromkeys(repeat_name(one.file, one.name) for one in sheets))
    where = f"the repeats ({what})" if what else "a repeat, as there is none"
    fix = f"{nearest(name, labels)}; numbered columns are written with #: milk_l_#"
    problem = f"the column stands neither in the members' table nor on {where}"
    return Issue(problem, fix, column=name, code="H09")


def _as_table(sheet: Sheet) -> Table:
    """Return a repeat that no figure is read from, as it may stand between a row and its member."""
    index = repeat_header(sheet) or 0
    header = tuple(tidy(cell) for cell in sheet.rows[index].cells) if sheet.rows else ()
    return Table(sheet.file, sheet.name, header, index + 1, {}, sheet.rows[index + 1 :])


def _refuse_unknown_answers(repeat: Repeat) -> None:
    """Refuse a `where` whose answers nobody gave: it would leave out every row in silence."""
    for column, words in repeat.column.where.items():
        given = {fold(one.text(column)): one.text(column) for one in repeat.every()}
        if not any(fold(word) in given for word in words):
            fix = nearest(words[0], [text for text in given.values() if text])
            problem = f'no row of the repeat "{repeat.name}" has this answer (where)'
            raise InputError(problem, fix=fix, column=column, value=words[0], code="C28")
