"""A step that a cluster can take: what it changes, buys or brings, and the spec that has taken some steps.

What one spec changes in another is taken as a set of changes that can be made in a third: so scenarios become steps
that go together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from pydantic import BaseModel

from capacity.intake.cluster_file.funding import Item
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import InputError
from capacity.intake.quantities.strict import Title
from capacity.model.uncertainty.distributions import median

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Step:
    """One step: a small change of the spec, things that are bought, members who come."""

    name: str
    """stable: finance.items.0, a scenario's name, capacity.cooling@upper, recruit.household@lower, undecided"""
    kind: str
    """investment, practice or recruitment"""
    title: Title = ""
    """as written in the file; empty for a step that the file does not name"""
    at: str = ""
    """the node or class it is about, where the file does not name it"""
    amount: float = float("nan")
    """how much of it: rated P/month of capacity, or members"""
    changes: Mapping[Path, object] = field(default_factory=dict)
    items: Mapping[str | int, Item] = field(default_factory=dict)
    """what is bought, by its place in the list of investments or a name of its own"""
    members: pd.DataFrame | None = None
    """rows that are added to the survey"""
    priced: bool = True
    """false: nothing in the file says what it costs"""

    @property
    def moves_goods(self) -> bool:
        """Return whether the model ties more to the step than the money it costs."""
        return bool(self.changes) or self.members is not None or any(item.adds for item in self.items.values())

    @property
    def price(self) -> float:
        """Return what is paid to begin, at median prices, money; NaN where nothing says so."""
        return sum(median(item.cost) for item in self.items.values()) if self.priced else float("nan")

    def excludes(self, other: "Step") -> bool:
        """Return whether the two steps cannot both be taken: they buy or change the same thing."""
        theirs = {path for path, part in other.changes.items() if self.changes.get(path) != part}
        return bool(self.items.keys() & other.items.keys()) or collide(self.changes, theirs)


def without_items(spec: Spec) -> Spec:
    """Return the spec in which nothing is bought yet; a cluster without a finance block is refused."""
    if spec.finance is None:
        fix = "add finance: {discount_rate: [0.12, 1/year]} to the cluster file"
        raise InputError(
            "steps are ranked by money, but the cluster has no finance block", file="cluster.yml", fix=fix, code="Y34"
        )
    return spec.model_copy(update={"finance": spec.finance.model_copy(update={"items": ()})})


def taken(spec: Spec, members: pd.DataFrame, steps: Sequence[Step]) -> tuple[Spec, pd.DataFrame]:
    """Return the spec (in which nothing was bought) and the members after some steps, in whatever order they come."""
    steps = sorted(steps, key=lambda step: step.name)
    for step in steps:
        spec = changed(spec, step.changes)
        if step.members is not None:
            members = pd.concat([members, step.members], ignore_index=True)
    bought = {str(place): item for step in steps for place, item in step.items.items()}
    items = tuple(bought[place] for place in sorted(bought))
    finance = spec.money.model_copy(update={"items": items})
    return spec.model_copy(update={"finance": finance}), members


def differences(before: object, after: object, path: Path = ()) -> dict[Path, object]:
    """Return what stands differently in `after`, by its path: the smallest parts that are not alike.

    A mapping that lost a key and a list of another length are changed as a whole.
    """
    if before == after:
        return {}
    if isinstance(before, BaseModel) and type(before) is type(after):
        names = type(before).model_fields
        return _inside(((name, getattr(before, name), getattr(after, name)) for name in names), path)
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.keys() <= after.keys():
        return _inside(((key, before.get(key), new) for key, new in after.items()), path)
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        return _inside(((i, *pair) for i, pair in enumerate(zip(before, after, strict=True))), path)
    return {path: after}


def _inside(parts: Iterable[tuple], path: Path) -> dict[Path, object]:
    return {at: new for key, old, after in parts for at, new in differences(old, after, (*path, key)).items()}


def changed(spec: Spec, changes: Mapping[Path, object]) -> Spec:
    """Return a spec with the changes made (path -> new part)."""
    for path, value in changes.items():
        spec = _put(spec, path, value)
    return spec


def _put(part: Any, path: Path, value: object) -> Any:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(part, BaseModel):
        name = str(key)
        return part.model_copy(update={name: _put(getattr(part, name), rest, value)})
    if isinstance(part, tuple):
        place = int(key)
        return (*part[:place], _put(part[place], rest, value), *part[place + 1 :])
    return {**part, key: _put(part.get(key), rest, value)}


def collide(some: Iterable[Path], others: Iterable[Path]) -> bool:
    """Return whether two sets of changes touch the same part: one path is the other, or stands above it."""
    others = list(others)
    return any(one[: len(other)] == other[: len(one)] for one in some for other in others)
