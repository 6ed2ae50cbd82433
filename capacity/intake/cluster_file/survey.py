"""What a cluster file may say of the survey: which columns hold what, and how those who were asked were drawn."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Name, SourceName, Strict, Text, told
from capacity.intake.quantities.units import known_unit

Known = dict[str, Quantity]
Margin = Literal["class", "place", "stratum"]
MARGINS = {"class": "cls", "place": "place", "stratum": "stratum"}
"""the members' column of each margin"""


class SamplingDesign(Strict):
    """How the survey's members were drawn, and what is known of all of them.

    Not stated: everybody was asked, or each row stands for `survey.weight` like members of its class and place.
    """

    population: Annotated[Quantity | Known | None, told("member", {"household": [420, "member"]})] = None
    """members there are: in all (a simple sample), or in each stratum of survey.stratum, of the classes without it;
    each row then stands for population / answers, unless there is survey.weight; of two phases: those of whom a quick
    list was drawn, not stated: all of them are on it"""
    clusters: Annotated[Quantity | Known | None, told("piece", {"upper": [12, "piece"]})] = None
    """clusters there are (survey.cluster: villages, groups) of which some were drawn: in all, or in each stratum"""
    inside: Annotated[Known, told("member", {"Кара-Суу": [85, "member"]})] = {}
    """members there are in each drawn cluster; not stated: all of them were asked"""
    asked: Annotated[dict[Name, Quantity], told("member", {"household": [60, "member"]})] = {}
    """members of a class who were asked, whether or not they answered: those who did stand for the others"""
    totals: Annotated[dict[Margin, Known], told("member", {"class": {"household": [420, "member"]}})] = {}
    """numbers of members known from elsewhere, to which the weights are brought: one margin is post-stratified,
    several are raked"""
    single: Annotated[Literal["fail", "remove", "adjust", "average", "certainty"], told("", "average")] = "fail"
    """what a stratum counts for of which one was drawn: it is refused, has no error, its own size as error, the average
    of the others', or was drawn with certainty"""
    overstated: Annotated[Quantity | None, told("share", [0.9, 1, 1, "share"])] = None
    """what stated outputs are multiplied by, because people say more (below 1) or less than they have"""
    list_by: Annotated[tuple[Margin, ...], told("", ["class", "place"])] = ()
    """two phases: the groups of the quick list in each of which some were drawn to be interviewed in full; not stated:
    the classes"""
    listed: Annotated[Known, told("member", {"household": [240, "member"]})] = {}
    """two phases: members on the quick list in each of these groups, where the list is kept elsewhere and no
    survey.phase tells who stands on it"""
    source: SourceName = ""


Words = Annotated[tuple[Text, ...], BeforeValidator(lambda value: value if isinstance(value, list) else [value])]
"""one answer, or a list of several"""
Take = Literal["sum", "mean", "max", "count", "product"]


class Column(Strict):
    """The survey's own column or columns behind one variable; several multiply."""

    columns: Annotated[tuple[str, ...], Field(min_length=1), told("", ["Дойных коров", "Удой летом, л/корова/день"])]
    """their names as they stand in the survey's header"""
    unit: Annotated[str | None, told("", "l/day")] = None
    """what the figures are counted in, of several columns what they make together"""
    values: Annotated[dict[str, object], told("its own", {"да": [0.8, 0.9, 0.97, "share"], "ооба": "да"})] = {}
    """what an answer means: another word, or a quantity"""
    missing: Annotated[tuple[Text, ...], told("", ["999"])] = ()
    """answers that mean: not known"""
    decimal: Annotated[Literal[",", "."] | None, told("", ",")] = None
    """the decimal sign of numbers typed as text, where 1.234 does not tell; without it such cells are asked about"""
    take: Annotated[Take | None, told("", "sum")] = None
    """what a member's rows of a repeat (one row a cow), or its numbered columns, make together: their sum, mean, the
    largest, or how many rows there are; within a row columns multiply; product: numbered columns multiply after all"""
    of: Annotated[str, told("", "cows")] = ""
    """the sheet or file of the repeat, where several have the columns"""
    where: Annotated[dict[str, Words], told("", {"cow_kind": "dairy"})] = {}
    """which rows of the repeat count: a column of it, and the answer or answers it must have"""
    counted_by: Annotated[str | None, told("", "cows_count")] = None
    """the column of the members' table that says how many rows of the repeat a member has, so that 0 is 0 and a lost
    row is noticed; not stated: the name of the repeat with _count"""
    unit_column: Annotated[str | None, told("", "unit")] = None
    """the column that holds the unit of each figure: kg, bag, tonne"""
    units: Annotated[dict[str, Quantity | str], told("its own", {"bag": [50, "kg"], "тонна": "t"})] = {}
    """what a word of unit_column is worth, where it is no unit that is known anyway"""

    @property
    def is_repeated(self) -> bool:
        """Return whether several rows or numbered columns of a member make one figure."""
        return self.take not in (None, "product")

    @property
    def names(self) -> tuple[str, ...]:
        """Return every column of the survey that is read for the variable, its unit's last."""
        return (*self.columns, *self.where, *([self.unit_column] if self.unit_column else []))

    @model_validator(mode="before")
    @classmethod
    def _with_unit_column(cls, data: object) -> object:
        """Return the data with a column whose answers are worth kg, t, l ... as the column of units that it is."""
        if not isinstance(data, dict) or data.get("unit_column"):
            return data
        columns = data.get("columns")
        values, stated = (data[key] if isinstance(data.get(key), dict) else {} for key in ("values", "units"))
        if not isinstance(columns, list) or len(columns) < 2 or not all(isinstance(one, str) for one in columns):
            return data
        worths = values if any(map(_is_worth, values.values())) else {}
        if not worths and not stated:
            return data
        at = next((one for one in columns if says_unit(one)), columns[-1])
        units = {word: worth for word, worth in worths.items() if worth not in ("exclude", "blank")}
        rest = {word: worth for word, worth in values.items() if word not in units}
        left = [one for one in columns if one != at]
        return {**data, "columns": left, "values": rest, "unit_column": at, "units": {**units, **stated}}


_UNIT_WORD = re.compile(
    r"(?:^|[\W_\d])(?:units?|uom|measures?|ед|единиц[аы]?|изм|измерени[ея]|мера|өлчөм[үу]?|бирди[кг]и?)(?=$|[\W_\d])"
)


def says_unit(label: str) -> bool:
    """Return whether a label names a column of units: unit, maize_unit, Ед. изм., единица измерения, өлчөм бирдиги."""
    return bool(_UNIT_WORD.search(label.casefold()))


def _is_worth(meaning: object) -> bool:
    """Return whether an answer means an amount (50 kg), not a factor or a share."""
    if not isinstance(meaning, Quantity):
        return False
    unit = known_unit(meaning.unit)
    return unit is None or bool(unit.powers)


class Survey(Strict):
    """Which columns of the survey hold what."""

    member: Column
    """the id of the member, by which it is known in corrections and on its page"""
    place: Column | None = None
    """where the member is"""
    member_class: Column | None = Field(default=None, alias="class")
    """which class the member is of; not needed where there is one class only"""
    owner: Column | None = None
    """members with the same owner count as one for secrecy"""
    current: Column | None = None
    """output (producers) or throughput (equipment) today"""
    good: Column | None = None
    """output in the good season; with `bad` instead of current"""
    bad: Column | None = None
    """output in the bad season"""
    capacity: Column | None = None
    """what the member's equipment can put through"""
    own_use: Column | None = None
    """kept at home: an amount, or a share of what is produced"""
    price: Column | None = None
    """what the member is paid today (shown, not used by the model)"""
    weight: Column | None = None
    """how many potential members this one stands for"""
    stratum: Column | None = None
    """the group that the member was drawn from, each group by its own lot; see design"""
    cluster: Column | None = None
    """the village or other group that was drawn as a whole before members were; see design"""
    phase: Column | None = None
    """who was interviewed in full, and who stands on a quick list only: answers that mean full, or list; see design"""
    design: SamplingDesign | None = None
    """how those who were asked were drawn from all there are"""
    joins: Column | None = None
    """answer -> probability of joining"""
    letter: Column | None = None
    """a signed letter with a quantity: the answers that count as signed -> probability"""
    status: Column | None = None
    """review status; answers mapped to exclude are set aside"""
    sheet: Annotated[str | None, told("", "Ответы")] = None
    """the sheet of the workbook; not stated: the one that has the columns"""
    header_row: Annotated[int | None, told("number", 3)] = None
    """the row of the header as the sheet counts it; found by the columns' names if not stated"""
    missing: Annotated[tuple[Text, ...], told("", ["не знаю", "билбейм"])] = ()
    """answers that mean not known in any column, beside the usual ones"""
    source: SourceName = ""
