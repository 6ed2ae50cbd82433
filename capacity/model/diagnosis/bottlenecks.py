"""The bottleneck calendar: what one more unit of a capacity, a market or the supply is worth, month by month.

Each worth is a finite difference of the operating rule: the chain is run once more for every question, all questions
side by side as draws. It is the rule's own worth, not the best plan's.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from capacity.model.chain.operating_rule import run_chain
from capacity.model.chain.variables import UNLIMITED, grid
from capacity.model.diagnosis.today import Today

STEP = 0.005
"""the relative change that is tried, both ways"""
RELIEF = 1e6
"""a relative change after which a capacity limits nothing any more"""
_VARIABLE = {"capacity": "capacity", "market": "demand", "supply": "supply"}


@dataclass(frozen=True)
class _Question:
    kind: str
    name: str
    rows: tuple[int, ...]
    month: int
    change: float


def bottleneck_calendar(today: Today) -> pd.DataFrame:
    """Return month (YYYY-MM), kind, at, shadow_price, low, high (money/P) and lost (P/month) of all that limits value.

    The year's value is sales less the costs of running, buying, storing and throwing away. shadow_price is the worth
    of one more unit; low and high are the one-sided slopes. What is worth nothing is left out: a plant that is not the
    bottleneck is worth 0.
    """
    questions = [*_questions(today), *_reliefs(today)]
    if not questions:
        return pd.DataFrame(columns=["month", "kind", "at", "shadow_price", "low", "high", "lost", "product"])
    inputs = _asked(today, questions)
    flows = run_chain(today.network, inputs, keep=("activity", "margin"))
    margin = flows["margin"].values[12:].sum(axis=0)
    worth = (margin[1:] - margin[0]) / np.array([q.change for q in questions])
    slopes = len(_questions(today))
    lost = _lost(questions[slopes:], grid(flows, "activity", 24, len(questions) + 1), slopes + 1)
    pairs = zip(questions[:slopes:2], worth[:slopes:2], worth[1:slopes:2], strict=True)
    rows = [_row(today, up, (high, low), lost) for up, high, low in pairs]
    threshold = 1e-6 * max(1.0, abs(margin[0]))
    frame = pd.DataFrame(rows)
    frame = frame[frame["shadow_price"] * frame["amount"] > threshold]
    return frame.drop(columns="amount").reset_index(drop=True)


def _questions(today: Today) -> list[_Question]:
    targets = [("capacity", node.name, (i,)) for i, node in enumerate(today.network.nodes)]
    targets += [("market", market.name, (i,)) for i, market in enumerate(today.network.markets)]
    for product in today.made.products:
        targets.append(("supply", product, today.network.pools_of(product)))
    questions = []
    for kind, name, rows in targets:
        amounts = grid(today.inputs, _VARIABLE[kind], 24, 1)[list(rows), 12:, 0].sum(axis=0)
        for month in range(12):
            if UNLIMITED / 10 > amounts[month] > 0:
                step = STEP * amounts[month]
                questions += [_Question(kind, name, rows, month, change) for change in (step, -step)]
    return questions


def _reliefs(today: Today) -> list[_Question]:
    """Return the questions that free a binding node of its limit for a month: what more would pass is what is lost."""
    binds, capacity = grid(today.flows, "binds", 24, 1), grid(today.inputs, "capacity", 24, 1)
    return [
        _Question("capacity", node.name, (i,), month, RELIEF * capacity[i, 12 + month, 0])
        for i, node in enumerate(today.network.nodes)
        for month in range(12)
        if binds[i, 12 + month, 0]
    ]


def _lost(reliefs: list[_Question], activity: np.ndarray, first: int) -> dict[tuple[str, int], float]:
    """Return what cannot pass each binding node in each month, P/month by (node, month index)."""
    more = activity[:, 12:, first:] - activity[:, 12:, :1]
    return {(q.name, q.month): float(max(0.0, more[q.rows[0], q.month, i])) for i, q in enumerate(reliefs)}


def _asked(today: Today, questions: list[_Question]) -> xr.Dataset:
    """Return the inputs with one draw as they are and one for each question."""
    inputs = today.inputs.copy()
    for kind, name in _VARIABLE.items():
        base = grid(today.inputs, name, 24, 1)
        values = np.repeat(base, len(questions) + 1, axis=2)
        for draw, q in enumerate(questions, start=1):
            if q.kind == kind:
                months = [q.month, q.month + 12]
                total = base[list(q.rows)][:, months, 0].sum(axis=0)
                for row in q.rows:
                    values[row, months, draw] *= 1 + q.change / total
        inputs[name] = ((today.inputs[name].dims[0], "month", "draw"), values)
    return inputs


def _row(today: Today, question: _Question, slopes: tuple[float, float], lost: dict) -> dict:
    up, down = (max(0.0, float(slope)) for slope in slopes)
    month = 12 + question.month
    amount = grid(today.inputs, _VARIABLE[question.kind], 24, 1)[list(question.rows), month, 0].sum()
    product = question.name
    if question.kind == "capacity":
        product = today.spec.links[today.network.nodes[question.rows[0]].link].rated
    elif question.kind == "market":
        product = today.spec.markets[question.name].buys
    return {
        "month": str(today.inputs["month"].values[question.month]),
        "kind": question.kind,
        "at": question.name,
        "shadow_price": up,
        "low": min(up, down),
        "high": max(up, down),
        "lost": lost.get((question.name, question.month), 0.0) if question.kind == "capacity" else 0.0,
        "product": product,
        "amount": amount,
    }


def binding_chances(today: Today) -> dict[tuple[str, str, str], float]:
    """Return the share of draws in which a node or market limits, or only the supply does, by (kind, name, month)."""
    size = today.course.draws.size
    month = [str(label) for label in today.inputs["month"].values[:12]]
    chances, free = {}, np.ones((12, size), dtype=bool)
    sides = (("capacity", "binds", today.network.nodes), ("market", "full", today.network.markets))
    for kind, flag, things in sides:
        flags = grid(today.flows, flag, 24, size)[:, 12:]
        for index, thing in enumerate(things):
            free &= ~flags[index]
            chances |= {(kind, thing.name, month[m]): float(flags[index, m].mean()) for m in range(12)}
    return chances | {("supply", "", month[m]): float(free[m].mean()) for m in range(12)}


def standing_chances(today: Today) -> pd.DataFrame:
    """Return in which share of the draws each node with a minimum load stands below it in a like year.

    node, month (YYYY-MM), probability.
    """
    size = today.course.draws.size
    stands, least = grid(today.flows, "stands", 24, size), grid(today.inputs, "minimum_load", 24, size)
    months = [str(month) for month in today.inputs["month"].values[:12]]
    rows = [
        (node.name, month, float(stands[index, 12 + k].mean()))
        for index, node in enumerate(today.network.nodes)
        if least[index].any()
        for k, month in enumerate(months)
    ]
    return pd.DataFrame(rows, columns=["node", "month", "probability"])
