"""What a person picked on the way from an export to a cluster file. Nothing here is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from capacity.intake.quantities.units import known_unit


@dataclass(frozen=True)
class Picked:
    """What a column of the survey holds, and the unit of its figures ("" for words)."""

    label: str
    role: str
    unit: str = ""
    table: str = ""
    """the table that it stands on, where that is not the list of members (see draft.below)"""


@dataclass(frozen=True)
class Counted:
    """How a figure comes of its columns, where a column alone does not say it."""

    take: str = ""
    """what the rows of one member make together: sum, mean, max or count"""
    where: str = ""
    """column that tells which rows count, and the answers that do; "" for all rows"""
    answers: tuple[str, ...] = ()
    counted_by: str = ""
    """column of the list of members that says how many rows a member has"""
    each: float = 0.0
    """what one row gives where rows are counted, in the figure's unit"""
    unit_column: str = ""
    """column with the unit of each figure"""
    units: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    """word that is no unit of what is counted -> what one holds: number and unit; 0 while it is not written"""
    unknown: tuple[str, ...] = ()
    """words of which nobody knows what one holds: their rows are set aside"""

    def unstated(self) -> list[str]:
        """Return the words of which it is not said yet what one holds."""
        return [word for word, (number, unit) in self.units.items() if not (number > 0 and known_unit(unit))]


@dataclass(frozen=True)
class Product:
    """A product of the chain, as people call it, and the unit that the file counts it in."""

    title: str
    unit: str = "kg"


@dataclass(frozen=True)
class Link:
    """A stage of the chain: who runs it, what it takes ("" for nothing: a field, a herd), what it makes of one unit."""

    title: str
    run_by: str
    makes: str
    takes: str = ""
    gives: float = 1.0
    """units of what it makes of one unit of what it takes"""
    cost: float = 0.0
    """of working one unit of what it takes, or makes if it takes nothing"""


@dataclass(frozen=True)
class Buyer:
    """Somebody who buys one product: at which price a unit, and how much a month (0: all there is)."""

    title: str
    buys: str
    price: float
    demand: float = 0.0
    today: bool = False
    """whether members sell to this buyer today"""


COUNT = "count"
"""to take the number of rows, not what stands in them"""
MEMBERS = "Members"
"""the only kind of member where no column tells the kinds apart"""


@dataclass(frozen=True)
class Choices:
    """Everything that was picked, complete or not; titles are as people write them."""

    slug: str = "cluster"
    title: str = ""
    currency: str = "KGS"
    start: str = ""
    """first month, YYYY-MM"""
    day: str = ""
    """when it was picked, YYYY-MM-DD: the date of its sources"""
    sheet: str = ""
    """the sheet of the workbook, "" where there is no choice"""
    header_row: int = 1
    columns: tuple[Picked, ...] = ()
    counted: Mapping[str, Counted] = field(default_factory=dict)
    """role -> how its figure comes of its columns, where that has to be said"""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """answer of the class column -> the answer that stands for this kind of member: itself, another, "" to leave out"""
    joins: Mapping[str, str] = field(default_factory=dict)
    """answer -> yes, maybe or no"""
    letters: Mapping[str, str] = field(default_factory=dict)
    """answer on the letter -> yes, maybe or no"""
    products: tuple[Product, ...] = ()
    links: tuple[Link, ...] = ()
    buyers: tuple[Buyer, ...] = ()
    months: tuple[int, ...] = ()
    """months of the year in which the first product comes, 1..12; () for all alike"""

    def labels(self, role: str) -> list[str]:
        """Return the labels of the columns with a role, in their order."""
        return [column.label for column in self.columns if column.role == role]

    def kinds_of_members(self) -> list[str]:
        """Return the kinds of members in their order: answers that stand for themselves; one kind where none tell."""
        own = [answer for answer, kind in self.kinds.items() if answer == kind]
        return own or [MEMBERS]

    def lacking(self) -> list[str]:
        """Return what a report needs and nobody picked yet, in the order of the notebook; [] if all is there."""
        producers = {link.run_by for link in self.links if not link.takes}
        needs = {
            "member": bool(self.labels("member")),
            "output": bool(self.labels("current")) or bool(self.labels("good") and self.labels("bad")),
            "seasons": bool(self.labels("good")) == bool(self.labels("bad")),
            "one_table": not self.in_two_tables(),
            "where": all(one.answers for one in self.counted.values() if one.where),
            "each": all(one.each for one in self.counted.values() if one.take == COUNT),
            "units": not self.unstated(),
            "products": bool(self.products),
            "links": bool(producers),
            "buyers": bool(self.buyers),
            "start": bool(self.start),
        }
        return [name for name, is_there in needs.items() if not is_there]

    def tables(self, role: str) -> list[str]:
        """Return the tables on which the columns of a role stand, "" for the list of members."""
        return list(dict.fromkeys(column.table for column in self.columns if column.role == role))

    def in_two_tables(self) -> list[str]:
        """Return the roles of which columns are picked on two tables: they cannot be multiplied."""
        return [role for role in dict.fromkeys(one.role for one in self.columns) if len(self.tables(role)) > 1]

    def unstated(self) -> list[str]:
        """Return the words in columns of units of which it is not said yet what one holds."""
        return [word for one in self.counted.values() for word in one.unstated()]

    def unsold(self) -> list[str]:
        """Return the products that a link makes and nobody takes or buys."""
        wanted = {link.takes for link in self.links} | {buyer.buys for buyer in self.buyers}
        return [title for title in dict.fromkeys(link.makes for link in self.links) if title not in wanted]
