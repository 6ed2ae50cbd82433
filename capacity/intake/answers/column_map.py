"""The column map of a cluster file, made ready for reading rows: answers, scales, and what it lacks.

Codes: Y08 a unit is missing or measures something else, Y30 groups without a design, H11 a label has another unit than
the map.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from capacity.intake.answers.answers import Answers, class_answers, common_spelling, declare_answers, place_answers
from capacity.intake.answers.cells import Convention, decide_convention
from capacity.intake.answers.scales import AMOUNTS, FindScale, equipment_link, is_service, make_scales, survey_measures
from capacity.intake.cluster_file.conversion import class_product
from capacity.intake.cluster_file.members import Column
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings.issues import Issue, Place
from capacity.intake.findings.spelling import fold
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import Unit, UnitError, known_unit, parse_unit, ratio
from capacity.intake.sheets.header import Wanted, label_unit
from capacity.intake.sheets.sheets import TEXT, Table

Placed = tuple[tuple[str, ...], Issue]
"""an issue with its path in the cluster file"""
FIGURES = ("current", "good", "bad", "capacity", "own_use", "price")
WORDS = ("member", "owner", "place", "member_class", "joins", "letter", "status", "stratum", "cluster")
_LABEL_BASES = {"kg", "l", "ha", "m", "kWh"}


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

    def column(self, variable: str) -> Column | None:
        """Return the columns behind a variable, None if the survey has none."""
        return getattr(self.spec.survey, variable)

    def columns(self, variable: str) -> tuple[str, ...]:
        """Return the names of the columns behind a variable, () if the survey has none."""
        column = self.column(variable)
        return column.columns if column else ()

    def missing(self, variable: str) -> tuple[str, ...]:
        """Return the answers of a variable's columns that are declared to mean not known."""
        column = self.column(variable)
        return (*(column.missing if column else ()), *self.spec.survey.missing)


def mapped_columns(spec: Spec) -> dict[str, Column]:
    """Return the columns of every variable that the map names, words first."""
    found = {name: getattr(spec.survey, name) for name in (*WORDS, *FIGURES, "weight")}
    return {name: column for name, column in found.items() if column is not None}


def wanted_columns(spec: Spec, form: Mapping[str, Sequence[str]]) -> Wanted:
    """Return the survey's columns to look for, each once, with the names that a form has for them."""
    names = dict.fromkeys(name for column in mapped_columns(spec).values() for name in column.columns)
    return Wanted(tuple(names), {name: form.get(fold(name), ()) for name in names}, spec.survey.header_row)


def make_column_map(spec: Spec, local: Mapping[str, Unit], form: Mapping[str, Sequence[str]]) -> ColumnMap:
    """Return the column map of a spec; `local` are the units of units.csv, `form` an XLSForm's words for answers."""
    answers = {"member_class": class_answers(spec, form)}
    if places := place_answers(spec, form):
        answers["place"] = places
    for name, column in mapped_columns(spec).items():
        if column.values and name not in ("member_class", "place"):
            answers[name] = declare_answers(column.values, form=form)
    only = next(iter(spec.classes)) if spec.survey.member_class is None and len(spec.classes) == 1 else ""
    return ColumnMap(spec, local, make_scales(spec, local), answers, only)


def map_issues(plan: ColumnMap) -> list[Placed]:
    """Return what the column map lacks or mistakes, each with its path in the cluster file."""
    survey = plan.spec.survey
    found: list[Placed] = []
    if survey.member_class is None and not plan.only_class:
        found.append((("survey",), Issue("no column tells the class", "add class: {columns: [...], values: {...}}")))
    if (survey.good is None) != (survey.bad is None):
        found.append((("survey",), Issue("good and bad belong together", "map both columns, or current")))
    for name in ("joins", "letter"):
        column = getattr(survey, name)
        if column is not None and not column.values:
            fix = "add values: {yes: [0.8, 0.9, 0.97, share], ...}"
            found.append((("survey", name), Issue("no answer has a probability", fix)))
    for name in ("stratum", "cluster"):
        if getattr(survey, name) is not None and survey.design is None:
            fix = "add survey.design: {population: {...}} or {clusters: {...}}, or remove this column"
            found.append((("survey", name), Issue(f"nothing says what the {name} was drawn from", fix, code="Y30")))
    return [*found, *_unit_issues(plan), *_rate_issues(plan)]


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


def label_issues(plan: ColumnMap, table: Table) -> list[Issue]:
    """Return columns whose label names another unit than the map: "Удой, л" against kg/day."""
    found = []
    for variable in FIGURES:
        column = plan.column(variable)
        if column is None or len(column.columns) > 1 or not column.unit:
            continue
        label = table.header[table.columns[column.columns[0]]]
        if _differs(label_unit(label), column.unit):
            problem = f'the label has the unit "{label_unit(label)}", the map has {column.unit}'
            fix = f"correct survey.{variable}.unit in cluster.yml to what was asked"
            place = Place(file=table.file, sheet=table.sheet, row=table.header_row, column=label)
            found.append(Issue(problem, fix, code="H11", **place))
    return found


def _differs(written: str, declared: str) -> bool:
    label, unit, first = (known_unit(text) for text in (written, declared, declared.partition("/")[0]))
    if label is None or unit is None or first is None:
        return False
    bases = {base for base, power in label.powers if power > 0}
    return bool(bases & _LABEL_BASES) and label not in (unit, first)


def conventions(plan: ColumnMap, tables: Sequence[Table]) -> dict[tuple[str, str, str], Convention]:
    """Return the decimal sign of every column of figures, from its cells typed as text."""
    columns = [
        (name, column)
        for key, column in mapped_columns(plan.spec).items()
        if key not in WORDS
        for name in column.columns
    ]
    found = {}
    for table in tables:
        for name, column in columns:
            index = table.columns[name]
            texts = [row.cells[index] for row in table.rows if row.kind(index) == TEXT]
            found[table.file, table.sheet, name] = decide_convention(texts, column.decimal)
    return found


def convention_notes(found: Mapping[tuple[str, str, str], Convention]) -> list[Issue]:
    """Return a note for each column with decimal signs, a warning where commas and points are mixed."""
    notes = []
    for (file, sheet, column), convention in found.items():
        place = Place(file=file, sheet=sheet, column=column)
        counts = f"cells with a decimal comma: {convention.commas}, with a decimal point: {convention.points}"
        if convention.is_mixed:
            problem = f"{counts}: each is read as it is written; 1.234 or 1,234 would be set aside"
            notes.append(Issue(problem, severity="warning", code="C02", **place))
        elif convention.decimal:
            notes.append(
                Issue(f"the decimal sign is {convention.decimal} ({counts})", severity="note", code="C02", **place)
            )
    return notes


def common_names(plan: ColumnMap, tables: Sequence[Table]) -> tuple[dict[str, dict[str, str]], list[Issue]]:
    """Return the spelling chosen for each place and owner if any word may be one, and notes on those merged."""
    chosen, notes = {}, []
    for variable in ("place", "owner", "stratum", "cluster"):
        column = plan.column(variable)
        if column is None or variable in plan.answers:
            continue
        texts = (
            " ".join(row.cells[table.columns[name]] for name in column.columns)
            for table in tables
            for row in table.rows
        )
        chosen[variable], groups = common_spelling(texts)
        for group in groups:
            problem = f"these are read as one {variable}: {', '.join(group)}"
            fix = "if they are not one, correct the spelling in corrections.yml"
            notes.append(Issue(problem, fix, column=" ".join(column.columns), severity="note"))
    return chosen, notes
