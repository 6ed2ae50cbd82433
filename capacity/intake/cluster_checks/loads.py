"""A minimum load that no equipment of the link can carry: the link would stand for ever. Code Y29."""

import pandas as pd

from capacity.intake.answers.scales import equipment_link
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Found, Issue

FIX = "check the digits and the unit of both (t/day, kg/day), or state a minimum load that the equipment can carry"
SMALL = 1 + 1e-9
SLIP = 30.0
"""times all capacity from which a minimum load is a slip of the unit, whatever the members said: a month for a day"""


def overloaded(spec: Spec, members: pd.DataFrame) -> Found:
    """Yield links whose minimum load is above all the capacity there is, stated, of members and of investments.

    An error where the file contradicts itself or it is far above; a warning where the members' answers, or what is to
    be bought, are near. Nothing is said of a link without equipment, or if the capacity of some member is not known.
    """
    for name, link in spec.links.items():
        if link.minimum_load is None or not link.equipment:
            continue
        own = _of_members(spec, members, name)
        stated = link.capacity.high if link.capacity else 0.0
        total = own + stated + _bought(spec, name)
        if total and link.minimum_load.low > total * SMALL:
            value, times = link.minimum_load.stated, link.minimum_load.low / total
            problem = f"the minimum load of the link {name} is {times:,.3g} times all its capacity: it could never work"
            severity = "error" if times >= SLIP or (link.capacity and not own) else "warning"
            place = ("links", name, "minimum_load")
            yield place, Issue(problem, FIX, value=value, severity=severity, code="Y29")


def _of_members(spec: Spec, members: pd.DataFrame, name: str) -> float:
    """Return what the members who run a link can put through, rated P a month; infinite where one did not say it."""
    classes = [cls for cls in spec.classes if equipment_link(spec, cls) == name]
    known = members[members["cls"].isin(classes)]
    if known["capacity"].isna().any():
        return float("inf")
    return float((known["capacity"] * known["weight"]).sum())


def _bought(spec: Spec, name: str) -> float:
    """Return what investments add to a link at all its places, rated P a month."""
    items = spec.finance.items if spec.finance else ()
    return sum(added.high for item in items for node, added in item.adds.items() if node.partition("@")[0] == name)
