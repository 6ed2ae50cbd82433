"""The column map of a cluster file, made ready for reading rows: answers, scales, and what it lacks.

Codes: Y08 a unit is missing or measures something else, Y16 columns that should be added multiply, or a key of repeats
stands where there is none, Y30 groups without a design.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from capacity.intake.answers.answers import (
    EXCLUDE,
    Answers,
    class_answers,
    common_spelling,
    declare_answers,
    place_answers,
)
from capacity.intake.answers.cells import is_missing, plain
from capacity.intake.answers.decimal_signs import Convention, decide_convention, is_export
from capacity.intake.answers.form import Form
from capacity.intake.answers.repeats import Instance, Repeat, without_number
from capacity.intake.answers.review_words import REJECTED, is_review, review_names
from capacity.intake.answers.scales import AMOUNTS, FindScale, equipment_link, is_service, make_scales, survey_measures
from capacity.intake.answers.unit_columns import Neighbour, find_neighbours, unclear_issue, unit_scale
from capacity.intake.cluster_file.conversion import class_product
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.findings import InputError, Issue, Place
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import Unit, UnitError, parse_unit, ratio
from capacity.intake.sheets.columns import together
from capacity.intake.sheets.sheets import TEXT, Row, Table
from capacity.intake.spelling import fold, tidy
from capacity.intake.tables.header import Wanted

Placed = tuple[tuple[str, ...], Issue]
"""an issue with its path in the cluster file"""
FIGURES = ("current", "good", "bad", "capacity", "own_use", "price")
SHARED = ("place", "member_class", "stratum", "cluster")
"""of which a merged block of cells says one word for all its rows"""
WORDS = ("member", "owner", "place", "member_class", "joins", "letter", "status", "stratum", "cluster", "phase")


@dataclass(frozen=True)
class ColumnMap:
    """Everything that reading a row needs to know, decided from the cluster file before any row is read."""

    spec: Spec
    local: Mapping[str, Unit]
    find_scale: FindScale
    answers: Mapping[str, Answers]
    """by variable (member_class, place, joins, letter, status, and figures with values)"""
    only_class: str = ""
    """the class of every row where no column tells"""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """by variable (place, owner, stratum, cluster): folded word -> its most common spelling, if any word may be one"""
    conventions: Mapping[tuple[str, str, str], Convention] = field(default_factory=dict)
    """decimal sign by file, sheet and column"""
    repeats: Mapping[str, Repeat] = field(default_factory=dict)
    """by variable: where its values stand, if a member has several"""
    neighbours: Mapping[tuple[str, str, str], Neighbour] = field(default_factory=dict)
    """columns of units that the map does not name, by file, sheet and the column they stand beside"""
    codes: Mapping[tuple[str, int, str], frozenset[float]] = field(default_factory=dict)
    """figures that stand for not known, by variable, place among its columns, and class (see codes.py)"""
    percents: frozenset[float] = frozenset()
    """figures of what is kept at home that may be percent or shares (see percents.py)"""

    def column(self, variable: str) -> Column | None:
        """Return the columns behind a variable, None if the survey has none."""
        return getattr(self.spec.survey, variable)

    def columns(self, variable: str) -> tuple[str, ...]:
        """Return the names of the columns behind a variable, () if the survey has none."""
        column = self.column(variable)
        return column.columns if column else ()

    def answered(self, variable: str) -> tuple[str, ...]:
        """Return the columns of the members' table in which a variable's answers stand."""
        return () if variable in self.repeats else self.columns(variable)

    def unit(self, variable: str) -> str:
        """Return the unit of a variable's figures, share where none is stated."""
        column = self.column(variable)
        return column.unit if column and column.unit is not None else "share"

    def instances(self, variable: str, row: Row, table: Table) -> list[Instance]:
        """Return what a row has of a variable: its rows of a repeat, else the row itself; [] if the map has none."""
        if variable in self.repeats:
            return self.repeats[variable].instances(row, table)
        column = self.column(variable)
        return [Instance(table, row, column.columns, unit=column.unit_column)] if column else []

    def figures_in(self, table: Table) -> dict[int, str]:
        """Return the columns of figures that stand in the table itself, not on a repeat of it, with their variables."""
        at = table.columns
        return {at[name]: variable for variable in FIGURES for name in self.columns(variable) if name in at}

    def class_of(self, cells: Sequence[str]) -> str:
        """Return the class that the cells of the class's columns name, "" where they name none."""
        if self.column("member_class") is None:
            return self.only_class
        answers = self.answers["member_class"]
        key = answers.find(" ".join(filter(None, map(tidy, cells))))
        return "" if key is None else str(answers.meanings[key])

    def missing(self, variable: str) -> tuple[str, ...]:
        """Return the answers of a variable's columns that are declared to mean not known."""
        column = self.column(variable)
        return (*(column.missing if column else ()), *self.spec.survey.missing)


def mapped_columns(spec: Spec) -> dict[str, Column]:
    """Return the columns of every variable that the map names, words first."""
    found = {name: getattr(spec.survey, name) for name in (*WORDS, *FIGURES, "weight")}
    return {name: column for name, column in found.items() if column is not None}


def wanted_columns(spec: Spec, form: Form) -> Wanted:
    """Return the survey's columns to look for, each once, with the names that a form or another server has for them."""
    columns = mapped_columns(spec).values()
    names = dict.fromkeys(name for column in columns if not column.is_repeated for name in column.names)
    repeated = dict.fromkeys(name for column in columns if column.is_repeated for name in column.names)
    counts = filter(None, (column.counted_by for column in columns))
    also = {name: (*form.names(name), *review_names(name)) for name in (*names, *repeated, *counts)}
    stated = dict.fromkeys(column.of for column in columns if column.of)
    also |= {name: form.repeat(name) for name in stated if name not in also}
    repeats = tuple(dict.fromkeys(word for name in stated for word in (name, *form.repeat(name))))
    shared = [column for name, column in mapped_columns(spec).items() if name in SHARED and not column.is_repeated]
    words = tuple(dict.fromkeys(name for column in shared for name in column.names))
    return Wanted(tuple(names), also, spec.survey.header_row, tuple(repeated), repeats, words)


def make_column_map(spec: Spec, local: Mapping[str, Unit], form: Form) -> ColumnMap:
    """Return the column map of a spec; `local` are the units of units.csv, `form` an XLSForm's words for answers."""
    answers = {"member_class": class_answers(spec, form)}
    if places := place_answers(spec, form):
        answers["place"] = places
    for name, column in mapped_columns(spec).items():
        if column.values and name not in ("member_class", "place"):
            answers[name] = declare_answers(column.values, _rejections(column), form.answers(column.columns))
    only = next(iter(spec.classes)) if spec.survey.member_class is None and len(spec.classes) == 1 else ""
    return ColumnMap(spec, local, make_scales(spec, local), answers, only)


def _rejections(column: Column) -> dict[str, Collection[str]]:
    """Return, where a server notes its review in a column, every word that rejects for the answer that leaves out."""
    out = [key for key, meaning in column.values.items() if meaning == EXCLUDE and fold(key) in REJECTED]
    return {out[0]: REJECTED} if out and all(map(is_review, column.columns)) else {}


def map_issues(plan: ColumnMap) -> list[Placed]:
    """Return what the column map lacks or mistakes, each with its path in the cluster file."""
    survey = plan.spec.survey
    found: list[Placed] = []
    if survey.member_class is None and not plan.only_class:
        found.append(
            (("survey",), Issue("no column tells the class", "add class: {columns: [...], values: {...}}", code="Y04"))
        )
    if (survey.good is None) != (survey.bad is None):
        found.append((("survey",), Issue("good and bad belong together", "map both columns, or current", code="Y04")))
    for name in ("joins", "letter"):
        column = getattr(survey, name)
        if column is not None and not column.values:
            fix = "add values: {yes: [0.8, 0.9, 0.97, share], ...}"
            found.append((("survey", name), Issue("no answer has a probability", fix, code="Y16")))
    for name in ("stratum", "cluster", "phase"):
        if getattr(survey, name) is not None and survey.design is None:
            fix = "add survey.design: {population: {...}} or {clusters: {...}}, or remove this column"
            fix = "add survey.design: {list_by: [class]}, or remove this column" if name == "phase" else fix
            found.append((("survey", name), Issue(f"nothing says what the {name} was drawn from", fix, code="Y30")))
    return [*found, *_several_issues(plan), *_unit_issues(plan), *_rate_issues(plan)]


def _several_issues(plan: ColumnMap) -> Iterator[Placed]:
    """Yield columns that would multiply although they should be added, and keys of repeats where there is none."""
    for variable, column in mapped_columns(plan.spec).items():
        key = "class" if variable == "member_class" else variable
        is_figure = variable in FIGURES
        if (column.take or column.unit_column) and not is_figure:
            fix = "an id, a place, an answer or a weight stands once for each member: name the column alone"
            yield ("survey", key), Issue("take and unit_column are for figures", fix, code="Y16")
        elif (column.where or column.of or column.counted_by) and not column.is_repeated:
            fix = "say what the rows make together: take: sum, mean, max or count"
            yield ("survey", key), Issue("where, of and counted_by are for repeats", fix, code="Y16")
        elif column.units and not column.unit_column:
            fix = "name the column in which the words stand: unit_column: ..."
            yield (
                ("survey", key),
                Issue("units says what words of a column are worth, and no column is named", fix, code="Y08"),
            )
        stems = [without_number(name) for name in column.columns]
        if is_figure and column.take is None and len(set(stems)) < len(stems):
            alike = ", ".join(name for name, stem in zip(column.columns, stems, strict=True) if stems.count(stem) > 1)
            problem = (
                f"{alike} differ by a number: such columns are usually added up, but several columns multiply here"
            )
            fix = "write take: sum (or mean, max, count) beside them, or take: product if they do multiply"
            yield ("survey", key, "columns"), Issue(problem, fix, code="Y16")
        yield from _worth_issues(plan, variable, column)


def _worth_issues(plan: ColumnMap, variable: str, column: Column) -> Iterator[Placed]:
    """Yield words of a column of units whose worth does not measure what the figure does."""
    readers, unit = _readers(plan.spec, variable), column.unit or ""
    for word, worth in column.units.items():
        if isinstance(worth, Quantity) and worth.is_range:
            fix = f"write what one {word} holds as a rule: {word}: [how many, {unit.partition('/')[0]}]"
            yield (
                ("survey", variable),
                Issue(f'one "{word}" is worth a range, and one number is counted with', fix, value=word, code="Y08"),
            )
    for word in column.units if unit and column.unit_column and readers else ():
        problems: list[Issue] = []
        for name in readers:
            try:
                unit_scale(word, column, variable, name, plan.find_scale)
            except InputError as error:
                problems += error.issues[:1]
        if len(problems) == len(readers):
            fix = f"write what one is: {word}: [how many, {unit.partition('/')[0]}]"
            problem = f'"{word}" is not worth anything that {unit} measures'
            yield ("survey", variable), Issue(problem, fix, value=word, code="Y08")


def with_neighbours(plan: ColumnMap, tables: Sequence[Table]) -> tuple[ColumnMap, list[Issue]]:
    """Return the map with the columns of units it does not name, and warnings of those that nobody can read.

    `tables` are those of the members and of the repeats.
    """
    found: dict[tuple[str, str, str], Neighbour] = {}
    doubts = []
    for table in tables:
        for variable in FIGURES:
            column = plan.column(variable)
            names = next(iter(_readers(plan.spec, variable)), next(iter(plan.spec.classes)))
            measures = survey_measures(plan.spec, names, plan.local)
            for name, neighbour, is_clear in find_neighbours(column, table, measures) if column and column.unit else ():
                if is_clear:
                    found[table.file, table.sheet, name] = neighbour
                else:
                    doubts.append(unclear_issue(name, neighbour, table, plan.unit(variable)))
    return replace(plan, neighbours=found), doubts


def _unit_issues(plan: ColumnMap) -> list[Placed]:
    found: list[Placed] = []
    for variable in FIGURES:
        column = plan.column(variable)
        if column is None or (variable == "own_use" and column.unit is None and column.values):
            continue
        if column.unit is None:
            lacking = Issue("the unit is missing", "add unit: l/day, t/day, ha, percent ...", code="Y08")
            found.append((("survey", variable), lacking))
            continue
        readers = _readers(plan.spec, variable)
        problems = [issue for name in readers if (issue := _problem(plan, variable, name, column.unit))]
        if problems and len(problems) == len(readers):
            found.append((("survey", variable, "unit"), problems[0].at(value=column.unit, code="Y08")))
    return found


def _readers(spec: Spec, variable: str) -> list[str]:
    """Return the classes that need a figure, in the order of the file."""
    names = [name for name in spec.classes if not is_service(spec, name)]
    if variable == "capacity":
        return [name for name in names if equipment_link(spec, name)]
    if variable in AMOUNTS:
        return [name for name in names if is_producer(spec, name)] or names
    return names


def is_producer(spec: Spec, name: str) -> bool:
    """Return whether a class runs a link that needs no input: what it makes today is needed from the survey."""
    return any(not spec.links[link].takes for link in spec.classes[name].runs)


def _problem(plan: ColumnMap, variable: str, name: str, unit: str) -> Issue | None:
    try:
        plan.find_scale(variable, name, unit)
    except UnitError as error:
        return error.issues[0]
    return None


def _rate_issues(plan: ColumnMap) -> list[Placed]:
    """Return classes whose rates do not turn the survey's figure into their product a month."""
    spec = plan.spec
    found: list[Placed] = []
    for variable in AMOUNTS:
        column = plan.column(variable)
        unit = column.unit if column else None
        for name in _readers(spec, variable) if unit else ():
            product = class_product(spec, name)
            if not spec.classes[name].rates or not product or not unit:
                continue
            measures = survey_measures(spec, name, plan.local)
            try:
                made = parse_unit(unit, measures)
                for rate in spec.classes[name].rates.values():
                    made = made * _base_unit(rate)
                ratio(made, parse_unit(f"{spec.products[product].unit}/month", measures), measures)
            except UnitError:
                problem = f"{unit} of the survey times the rates of {name} is not an amount of {product} a month"
                fix = "check the units of the rates, e.g. t/ha/year for a survey in ha"
                found.append((("classes", name, "rates"), Issue(problem, fix, code="Y08")))
    return found


def _base_unit(rate: Quantity) -> Unit:
    """Return the dimensions of a rate in base units, as conversion writes them: kg^1/ha^-1/month^-1."""
    if rate.unit == "share":
        return Unit(1.0)
    powers = (part.rpartition("^") for part in rate.unit.split("/"))
    return Unit(1.0, tuple((base, int(power)) for base, _, power in powers))


def conventions(plan: ColumnMap, tables: Sequence[Table]) -> dict[tuple[str, str, str], Convention]:
    """Return the decimal sign of every column of figures, from the map and its cells typed as text."""
    columns = [
        (name, column)
        for key, column in mapped_columns(plan.spec).items()
        if key not in WORDS
        for name in _read_names(plan, key)
    ]
    found = {}
    for table in tables:
        for name, column in columns:
            index = table.columns.get(name)
            if index is None:
                continue
            typed = table.rows.column(index).counts()
            missing = (*column.missing, *plan.spec.survey.missing)
            texts: Counter[str] = Counter()
            for (text, kind), times in typed.items():
                if kind == TEXT and not is_missing(text, missing):
                    texts[plain(text)] += times
            sign = decide_convention(texts, column.decimal, is_export=is_export(table.header))
            found[table.file, table.sheet, name] = sign
    return found


def _read_names(plan: ColumnMap, variable: str) -> tuple[str, ...]:
    """Return the columns whose numbers are read for a variable, each number of a wide survey for itself."""
    repeat = plan.repeats.get(variable)
    numbered = tuple(name for group in repeat.groups for name in group.columns) if repeat else ()
    return numbered or plan.columns(variable)


def convention_notes(found: Mapping[tuple[str, str, str], Convention]) -> list[Issue]:
    """Return a note for each column with decimal signs, a warning where commas and points are mixed."""
    notes = []
    for (file, sheet, column), convention in found.items():
        place = Place(file=file, sheet=sheet, column=column)
        counts = f"cells with a decimal comma: {convention.commas}, with a decimal point: {convention.points}"
        if convention.is_mixed:
            problem = f"{counts}: each is read as it is written; 1.234 or 1,234 would be set aside"
            notes.append(Issue(problem, severity="warning", code="C02", **place))
        elif sign := convention.decided or convention.seen:
            notes.append(Issue(f"the decimal sign is {sign} ({counts})", severity="note", code="C02", **place))
    return notes


def common_names(plan: ColumnMap, tables: Sequence[Table]) -> tuple[dict[str, dict[str, str]], list[Issue]]:
    """Return the spelling chosen for each place and owner if any word may be one, and notes on those merged."""
    chosen, notes = {}, []
    for variable in ("place", "owner", "stratum", "cluster"):
        column = plan.column(variable)
        if column is None or variable in plan.answers:
            continue
        texts: Counter[str] = Counter()
        for table in tables:
            columns = [table.rows.column(table.columns[name]) for name in column.columns]
            for cells, times in together(columns).items():
                texts[" ".join(text for text, _ in cells)] += times
        chosen[variable], groups = common_spelling(texts)
        for group in groups:
            problem = f"these are read as one {variable}: {', '.join(group)}"
            fix = "if they are not one, correct the spelling in corrections.yml"
            notes.append(Issue(problem, fix, column=" ".join(column.columns), severity="note", code="R27"))
    return chosen, notes
