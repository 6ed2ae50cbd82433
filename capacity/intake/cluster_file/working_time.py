"""When a link works: in which months of the year, or as long as its goods last."""

import math

from capacity.intake.cluster_file.chain import Link
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Found, Issue
from capacity.intake.quantities.units import DAYS_PER_MONTH, Unit, factor, known_unit

ALL_YEAR, AS_GOODS_LAST, IN_MONTHS = "all_year", "as_goods_last", "months"
LEAST_KEEPING = 1.0
"""months that goods must keep for a link to gather them over a month"""


def working_months(link: Link) -> tuple[int, ...]:
    """Return the months of the year, 1..12, in which a link works."""
    return tuple(sorted(set(link.working_months))) if isinstance(link.working_months, tuple) else tuple(range(1, 13))


def working_days(link: Link) -> float:
    """Return on how many days of a working month a link works."""
    stated = link.working_days
    return stated.mode * factor(stated.unit, "day/month") if stated else DAYS_PER_MONTH


def works_as_goods_last(spec: Spec, name: str) -> bool:
    """Return whether a link works on as many days as its goods last, and it is no standing when there are none.

    So if the file says it, or says nothing of when it works, states a minimum load a day (an hour, a shift), and
    all that it takes of members and links keeps for a month or longer: the goods of a slow month wait until they are
    enough for a day.
    """
    link = spec.links[name]
    if link.working_months is not None:
        return link.working_months == AS_GOODS_LAST
    if link.minimum_load is None or not is_daily(link.minimum_load.stated):
        return False
    made = {product for other in spec.links.values() for product in other.makes}
    inputs = [spec.products[product].keeps for product in link.takes if product in made]
    return bool(inputs) and all(keeps is not None and keeps.mode >= LEAST_KEEPING for keeps in inputs)


def is_daily(stated: str) -> bool:
    """Return whether a rate was written for a day, an hour or a shift: "100 kg/day", not "3 t/month"."""
    units = [unit for text in stated.rpartition(" ")[2].split("/")[1:] if (unit := known_unit(text))]
    return any(unit.powers in ((("minute", 1),), (("shift", 1),)) or is_day(unit) for unit in units)


def is_day(unit: Unit) -> bool:
    """Return whether a unit is a day of the calendar."""
    return unit.powers == (("month", 1),) and math.isclose(unit.factor, 1 / DAYS_PER_MONTH)


def unsaid_working(spec: Spec) -> Found:
    """Yield what is taken where the file does not say when a link with a minimum load works, and how long it may stand.

    Notes with their paths: defaults are shown as defaults.
    """
    for name, link in spec.links.items():
        if link.minimum_load is None:
            continue
        if link.working_months is None and works_as_goods_last(spec, name):
            problem = (
                f"nobody said when the link {name} works: as all it takes keeps, it is counted as working on as many "
                "days as its goods last, and not as standing when there are none"
            )
            fix = f"state links.{name}.working_months: as_goods_last, all_year, or its months, e.g. [6, 7, 8]"
            yield ("links", name), Issue(problem, fix, severity="note", code="Y23")
        if link.may_stand is None:
            problem = f"nobody said how many months of a year the link {name} may stand for lack of goods: 2 are taken"
            fix = f"state links.{name}.may_stand: [2, month]"
            yield ("links", name), Issue(problem, fix, severity="note", code="Y23")
