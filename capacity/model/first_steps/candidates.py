"""The steps that are tried: what the file buys or offers to do, and what its bottlenecks and members suggest."""

import math

from capacity.intake.cluster_file.funding import Item
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import BASE, Cluster
from capacity.intake.quantities.quantity import Quantity
from capacity.model.chain.network import node_members
from capacity.model.diagnosis.bottlenecks import bottleneck_calendar
from capacity.model.diagnosis.today import Today, run_today
from capacity.model.first_steps.recruits import recruitments
from capacity.model.first_steps.step import Step, differences

FRACTION = 0.1
"""share of a node's capacity that is added where no piece of equipment stands there"""
OUTLOOK = "outlook"


def candidate_steps(cluster: Cluster, scenario: str = BASE, today: Today | None = None) -> list[Step]:
    """Return the steps that a scenario of a cluster leaves open: its investments, bottlenecks, practices, recruits.

    Practices and further investments are the scenarios that say so by their kind; only those the cluster was read with.
    `today` is the scenario's central run of today, where it is known already.
    """
    spec = cluster.specs[scenario]
    today = today or run_today(cluster, scenario)
    known = [*_investments(spec), *_offered(cluster, scenario)]
    return [*known, *_capacities(cluster, spec, today), *recruitments(spec, cluster.survey.members, today)]


def _investments(spec: Spec) -> list[Step]:
    items = spec.finance.items if spec.finance else ()
    return [
        Step(f"finance.items.{place}", "investment", item.title or item.buy, items={place: item})
        for place, item in enumerate(items)
    ]


def _offered(cluster: Cluster, scenario: str) -> list[Step]:
    """Return the scenarios of the file that are something to do; what one buys stands in the place it takes."""
    before = cluster.spec
    steps = []
    for name, offered in before.scenarios.items():
        if offered.kind == OUTLOOK or name == scenario or name not in cluster.specs:
            continue
        after = cluster.specs[name].model_copy(update={"scenarios": before.scenarios})
        old, new = (spec.finance.items if spec.finance else () for spec in (before, after))
        items: dict[str | int, Item] = {i: item for i, item in enumerate(new) if i >= len(old) or old[i] != item}
        changes = {path: part for path, part in differences(before, after).items() if path[:2] != ("finance", "items")}
        steps.append(Step(name, offered.kind, offered.title, changes=changes, items=items))
    return steps


def _capacities(cluster: Cluster, spec: Spec, today: Today) -> list[Step]:
    """Return one more piece of equipment at every node that binds today.

    As large as the smallest that stands there or that the file buys for it, else a tenth of the node. It costs, unit
    for unit, what the file pays for capacity of the same link, in the same month; where it buys none, nothing says so.
    """
    calendar = bottleneck_calendar(today)
    binding = sorted(set(calendar.loc[calendar["kind"] == "capacity", "at"]))
    steps = []
    for node in (one for one in today.network.nodes if one.name in binding):
        items = [item for item in (spec.finance.items if spec.finance else ()) if len(item.adds) == 1]
        bought = [item.adds[node.name].mode for item in items if node.name in item.adds]
        owned = node_members(spec, cluster.survey.members, node)["capacity"]
        own = spec.links[node.link].capacity
        size = min([*owned[owned > 0], *bought], default=FRACTION * own.mode if own else 0.0)
        if size > 0 and not any(math.isclose(size, other) for other in bought):
            alike = [item for item in items if next(iter(item.adds)).partition("@")[0] == node.link]
            steps.append(_capacity(spec, node.name, size, alike))
    return steps


def _capacity(spec: Spec, node: str, size: float, alike: list[Item]) -> Step:
    name = f"capacity.{node}"
    added = {node: Quantity(size, size, size, "", name=name)}
    if not alike:
        nothing = Quantity(0, 0, 0, spec.currency, name=f"{name}.cost")
        item = Item(buy=name, owner="", cost=nothing, adds=added)
        return Step(name, "investment", at=node, amount=size, items={name: item}, priced=False)
    pattern = min(alike, key=lambda item: item.cost.mode / next(iter(item.adds.values())).mode)
    share = size / next(iter(pattern.adds.values())).mode
    item = pattern.model_copy(update={"buy": name, "title": "", "adds": added, "cost": _times(pattern.cost, share)})
    return Step(name, "investment", at=node, amount=size, items={name: item})


def _times(quantity: Quantity, share: float) -> Quantity:
    """Return a share of a quantity; it keeps the name, so that both are dear in the same draws."""
    low, mode, high = (number * share for number in (quantity.low, quantity.mode, quantity.high))
    return Quantity(low, mode, high, quantity.unit, quantity.source, quantity.name, shape=quantity.shape)
