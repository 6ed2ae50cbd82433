"""Members who could be won: one more of a class where its goods are short, and those who have not decided yet."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.chain.network import Node
from capacity.model.diagnosis.today import Today, cover_table
from capacity.model.first_steps.step import Path, Step
from capacity.model.potential.staircase import Group, producer_groups

WON = "+"
"""the answer of a member who has been won: it joins for certain, when others do"""
_FIGURES = ("current", "good", "bad", "capacity")
RECRUITMENT = "recruitment"


def recruitments(spec: Spec, members: pd.DataFrame, today: Today) -> list[Step]:
    """Return one more member of each producing class, and the undecided who answer like those who say yes.

    Founders are not recruited: they are there from the first month, or there is no cluster.
    """
    groups = producer_groups(today.spec, members)
    classes = sorted({group.cls for group in groups if not spec.classes[group.cls].founding})
    cover = cover_table(today).groupby("node")["cover"].mean()
    steps = [
        _one_more(spec, members, cls, min((_shortage(today, cover, g), g.place) for g in groups if g.cls == cls)[1])
        for cls in classes
    ]
    return [*steps, *_undecided(spec, members)]


def _shortage(today: Today, cover: pd.Series, group: Group) -> tuple[float, float]:
    """Return how well the equipment at a group's place is used, the least first; where none is, the largest group."""
    takers = [n.name for n in today.network.nodes if n.place == group.place and group.product in _taken(n)]
    used = cover.reindex(takers).min() if group.place else np.nan
    return (float(used) if np.isfinite(used) else np.inf, -float(group.members["weight"].sum()))


def _taken(node: Node) -> set[str]:
    return {port.product for port in node.takes}


def _one_more(spec: Spec, members: pd.DataFrame, cls: str, place: str) -> Step:
    """Return a member like the average of its class; one figure each, weighted, over those who gave it."""
    kind = members[members["cls"] == cls]
    name = f"{RECRUITMENT}.{cls}@{place}" if place else f"{RECRUITMENT}.{cls}"
    row = kind.iloc[[0]].assign(
        member=name, owner=name, place=place, weight=1.0, joins=WON, signed=False, letter="",
        **{figure: _mean(kind, figure) for figure in _FIGURES}, **_kept(kind), price=np.nan,
        **({"units": np.nan} if "units" in kind else {}),
    )  # fmt: skip
    certain = Quantity(1, 1, 1, "share", name=f"{RECRUITMENT}.joins")
    changes: dict[Path, object] = {("survey", "joins", "values", WON): certain} if spec.survey.joins else {}
    title = spec.classes[cls].title
    return Step(name, RECRUITMENT, title, name.partition(".")[2], 1.0, changes, members=row, priced=False)


def _mean(kind: pd.DataFrame, figure: str) -> float:
    known = kind[kind[figure].notna()]
    return float(np.average(known[figure], weights=known["weight"])) if len(known) else np.nan


def _kept(kind: pd.DataFrame) -> dict[str, object]:
    """Return what the average member keeps at home, as most of its class stated it: a share or an amount."""
    answered = kind[kind["own_use"].notna()]
    is_share = bool(len(answered) and answered["own_use_is_share"].mean() >= 0.5)
    alike = answered[answered["own_use_is_share"] == is_share]
    return {"own_use": _mean(alike, "own_use"), "own_use_is_share": is_share}


def _undecided(spec: Spec, members: pd.DataFrame) -> list[Step]:
    """Return the step in which every answer between no and the surest one counts as the surest."""
    values = spec.survey.joins.values if spec.survey.joins else {}
    stated = {answer: value for answer, value in values.items() if isinstance(value, Quantity)}
    if not stated:
        return []
    surest = max(stated.values(), key=lambda value: value.mode)
    open_minded = {answer for answer, value in stated.items() if 0 < value.mode < surest.mode}
    asked = members if spec.survey.letter is None else members[~members["signed"].astype(bool)]
    open_now = asked["joins"].map(lambda answer: _meant(values, answer) in open_minded)
    changes: dict[Path, object] = {("survey", "joins", "values", answer): surest for answer in sorted(open_minded)}
    count = float(asked["weight"][open_now].sum())
    return [Step("undecided", RECRUITMENT, amount=count, changes=changes, priced=False)] if count else []


def _meant(values: dict, answer: object) -> object:
    """Return the answer that an answer stands for."""
    for _ in range(len(values)):
        if not isinstance(values.get(answer), str):
            break
        answer = values[answer]
    return answer
