"""What a cluster file may say of the members: their classes, which columns of the survey hold what, how they join."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from capacity.intake.cluster_file.sampling import SamplingDesign
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Heading, Name, SourceName, Strict, Text, told
from capacity.intake.quantities.units import known_unit


class Without(Strict):
    """What a member of a class does today and would go on doing without the cluster: where the survey cannot say it."""

    works: Annotated[Quantity, told("P/month", [50, "l/day"])]
    """of the rated product of its first link that a member makes or puts through"""
    earns: Annotated[Quantity | None, told("money/P", [6, "KGS/kg"])] = None
    """what is left of it after inputs and costs; not stated: today's prices, costs and outlets"""


class MemberClass(Strict):
    """A kind of member: what it runs, keeps, sells elsewhere."""

    runs: Annotated[tuple[Name, ...], told("", ["production", "cooling"])] = ()
    """the links that its members run, the first is the one in which their output counts"""
    title: Heading = ""
    season: Annotated[Name | None, told("", "pasture")] = None
    """of its current output, a name of seasons; without one every month is alike"""
    rates: Annotated[dict[Name, Quantity], told("its own", {"yield": [1.8, 2, 2.2, "t/ha/year"]})] = {}
    """factors that turn the survey's figure into output a month, e.g. t/ha/year, minutes/worker/day, efficiency"""
    own_use: Annotated[Quantity | None, told("P/month or share", [0.22, 0.3, 0.38, "share"])] = None
    """kept at home: P/month per member all year, also out of a season that keeps; or a share of what is produced"""
    bazaar: Annotated[Quantity | None, told("share", [0.1, 0.15, 0.2, "share"])] = None
    """made or sold at the bazaar by the member: share of what is produced"""
    elsewhere: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """sold to others under standing agreements: share of what is produced"""
    side_selling: Annotated[Quantity | None, told("share", [0.04, 0.08, 0.16, "share"])] = None
    """share of what was offered that is sold past the cluster after all, at equal prices and payment at once"""
    side_selling_by_gap: Annotated[Quantity | None, told("share", [0.5, "share"])] = None
    """so much more for each 100 % that today's best outlet pays above the cluster (pays: of the product)"""
    side_selling_by_delay: Annotated[Quantity | None, told("1/day", [0.002, "1/day"])] = None
    """so much more for each day that the cluster pays later"""
    rejects: Annotated[Quantity | None, told("share", [0.02, 0.03, 0.06, "share"])] = None
    """share of what arrives that is refused at reception"""
    attainable: Annotated[Quantity | None, told("share", [1.14, "share"])] = None
    """output with the same animals, land or machines under good practice, as a share of today's"""
    with_investment: Annotated[Quantity | None, told("share", [1.25, "share"])] = None
    """output with the planned investments, as a share of today's"""
    busy: Annotated[Quantity | None, told("share", [0.1, 0.15, 0.25, "share"])] = None
    """share of capacity used for goods that are not the cluster's"""
    without: Annotated[Literal["idle", "as_today"] | Without | None, told("", "as_today")] = None
    """what its members do without a cluster: nothing, as today, or these figures; not stated: the survey's `current`"""
    beside: Annotated[Quantity | None, told("share", [0.3, "share"])] = None
    """share of what it buys from others today, over `busy`, that it goes on buying; none if not stated"""
    founding: Annotated[bool, told("", True)] = False
    """those who join are there from the first month"""
    service: Annotated[bool, told("", True)] = False
    """not counted towards critical mass"""
    waiver: Annotated[Text | None, told("", "2026-10-14")] = None
    """date on which its members agreed in writing that their figures may be shown"""
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


class Joining(Strict):
    """How members decide."""

    common_error: Annotated[Quantity | None, told("share", [-0.15, 0, 0.05, "share"])] = None
    """added to everybody's probability: neighbours decide together"""
    place_error: Annotated[Quantity | None, told("share", [-0.1, 0, 0.1, "share"])] = None
    """added to the probability of everybody at a place, at each place its own: villages differ"""
    half_by: Annotated[Quantity | None, told("month", [1, 2, 4, "month"])] = None
    """months after which half of those who will ever join have joined, then half of the rest, and so on; not stated:
    all at the start"""
    silent: Annotated[Quantity | Literal["as_answered", "no"] | None, told("share", [0.5, "share"])] = None
    """what no answer to `survey.joins` counts for: like those of the class who answered (as if not stated, but said to
    be meant), not joining, or a probability"""
    needed: Annotated[Quantity | None, told("member", [30, "member"])] = None
    """members needed for critical mass; 30 if not stated"""
    source: SourceName = ""
