"""Who holds money: every member class, the cluster's own body, and who runs how much of each node."""

from collections.abc import Mapping, Sequence

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.model.calendar.timeline import Course
from capacity.model.chain.network import Node, equipment_link
from capacity.model.future.case import Case
from capacity.model.gains.terms import NOTHING
from capacity.model.potential.joining import joined_sums

BODY = "cluster"
"""the cluster's own body: it holds what is paid for all"""


def parties(spec: Spec) -> tuple[str, ...]:
    """Return who holds money: the classes in the file's order, the body, then owners who are not a class."""
    finance = spec.finance
    owners = [*(one.owner for one in finance.items), *(one.owner for one in finance.running)] if finance else []
    return tuple(dict.fromkeys([*spec.classes, BODY, *sorted(owners)]))


def node_shares(case: Case, course: Course, node: Node, supply: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return which share of a node each party runs, (month, draw) or thinner; the shares sum to 1.

    A node with equipment: by the capacity that its members have brought and that investments have added for their
    owners; what the survey did not ask about belongs to those who run the link. Without equipment: by the `supply` of
    its inputs, by party. The body runs what no class runs.
    """
    link = case.spec.links[node.link]
    runners = [name for name, kind in case.spec.classes.items() if node.link in kind.runs]
    held = _capacity(case, course, node) if link.equipment else _brought(supply, runners)
    for name, amount in _unasked(case, course, node, held, runners).items():
        held[name] = held.get(name, 0.0) + amount
    return _shares(held, runners or [BODY])


def _brought(supply: Mapping[str, np.ndarray], runners: Sequence[str]) -> dict[str, np.ndarray]:
    return {name: supply.get(name, NOTHING) for name in runners}


def _capacity(case: Case, course: Course, node: Node) -> dict[str, np.ndarray]:
    """Return the capacity for the cluster's goods that each party has at a node, rated P/month."""
    spec, held = case.spec, {}
    for name, own in case.equipment[case.network.nodes.index(node)].items():
        (owned,) = joined_sums(spec, own.people, own.capacity, course.draws, course.months)
        held[name] = owned * (1 - course.draws.value(spec.classes[name].busy))
    for item in spec.finance.items if spec.finance else ():
        for name, quantity in item.adds.items():
            if name == node.name or (not node.place and name == node.link):
                ready = np.arange(course.months)[:, None] >= item.month + course.draws.value(item.lead)
                held[item.owner] = held.get(item.owner, 0.0) + course.draws.value(quantity) * ready
    return held


def _unasked(
    case: Case, course: Course, node: Node, held: Mapping[str, np.ndarray], runners: Sequence[str]
) -> dict[str, np.ndarray]:
    """Return what each runner has of the capacity that the survey did not ask about: as of the rest, else alike."""
    link = case.spec.links[node.link]
    if not link.equipment or link.capacity is None:
        return {}
    own = [name for name in runners if equipment_link(case.spec, case.spec.classes[name].runs) == node.link]
    asked = {name: held.get(name, NOTHING) for name in own or runners}
    whole = course.draws.value(link.capacity)
    return {name: whole * share for name, share in _shares(asked, own or runners or [BODY]).items()}


def _shares(held: Mapping[str, np.ndarray], runners: Sequence[str]) -> dict[str, np.ndarray]:
    """Return each holder's share of the sum; where nobody holds anything, the runners share alike."""
    total = sum(held.values(), NOTHING)
    names = list(dict.fromkeys([*held, *runners]))
    alike = {name: (name in runners) / len(runners) for name in names}
    some = np.where(total > 0, total, 1.0)
    return {name: np.where(total > 0, held.get(name, 0.0) / some, alike[name]) for name in names}
