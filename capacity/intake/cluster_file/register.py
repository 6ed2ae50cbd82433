"""What the risk register adds to a spec: the costs of its mitigations, and the paths of what is decided once."""

from collections.abc import Iterator

from capacity.intake.cluster_file.funding import Item, Running
from capacity.intake.cluster_file.risk import Mitigation, is_of_register
from capacity.intake.cluster_file.schema import Finance, Spec


def decided_paths(spec: Spec) -> dict[str, tuple[int, int]]:
    """Return the paths of the numbers that are decided once, each with its months."""
    return {quantity.name: months for quantity, months in spec.decided_numbers()}


def with_taken(spec: Spec) -> Spec:
    """Return the spec with the costs of the mitigations that are decided among the costs of its finance block."""
    finance = spec.finance
    if finance is None:
        return spec
    taken = [one.mitigation for one in spec.happenings.values() if one.mitigation and one.mitigation.taken]
    items = (*finance.items, *(item for one in taken for item in _item(one)))
    running = (*finance.running, *(cost for one in taken for cost in _running(one)))
    return _with_finance(spec, finance, items=items, running=running)


def without_mitigations(spec: Spec) -> Spec:
    """Return the spec without the costs of mitigations that with_taken has put there."""
    finance = spec.finance
    if finance is None:
        return spec
    parts = {name: tuple(one for one in getattr(finance, name) if not is_of_register(one.cost)) for name in _PARTS}
    return _with_finance(spec, finance, **parts)


_PARTS = ("items", "running")


def _with_finance(spec: Spec, finance: Finance, **parts: tuple) -> Spec:
    if all(parts[name] == getattr(finance, name) for name in _PARTS):
        return spec
    return spec.model_copy(update={"finance": finance.model_copy(update=parts)})


def _item(one: Mitigation) -> Iterator[Item]:
    if one.once is not None:
        title = one.title or one.does
        yield Item(buy=one.does, owner=one.owner, cost=one.once, month=one.month, title=title, source=one.source)


def _running(one: Mitigation) -> Iterator[Running]:
    if one.cost is not None:
        title = one.title or one.does
        yield Running(pay=one.does, owner=one.owner, cost=one.cost, start=one.month, title=title, source=one.source)


def only_what_is_valued(spec: Spec) -> Spec:
    """Return the spec in which risks are priced: no mitigation is paid for yet, and nothing is borrowed or granted.

    Loans and grants do not enter the net present value before financing.
    """
    spec = without_mitigations(spec)
    bare = spec.finance and spec.finance.model_copy(update={"loans": (), "grants": ()})
    return spec.model_copy(update={"finance": bare})
