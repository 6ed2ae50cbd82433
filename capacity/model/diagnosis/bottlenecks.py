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
from capacity.model.diagnosis.today import YEAR, Today

STEP = 0.005
"""the relative change that is tried"""
COLUMNS = ["month", "kind", "at", "shadow_price"]
_VARIABLE = {"capacity": "capacity", "market": "demand", "supply": "supply"}


@dataclass(frozen=True)
class _Question:
    kind: str
    name: str
    rows: tuple[int, ...]
    month: int
    amount: float
    """that limits in the month, P"""

    @property
    def change(self) -> float:
        """Return how much more of it is tried, P."""
        return STEP * self.amount


def bottleneck_calendar(today: Today) -> pd.DataFrame:
    """Return month (YYYY-MM), kind, at and shadow_price (money/P) of all that limits value.

    The year's value is sales less the costs of running, buying, storing and throwing away. shadow_price is the worth
    of one more unit. What is worth nothing is left out: a plant that is not the bottleneck is worth 0.
    """
    questions = _questions(today)
    if not questions:
        return pd.DataFrame(columns=COLUMNS)
    flows = run_chain(today.network, _asked(today, questions), keep=("margin",))
    margin = flows["margin"].values[12:].sum(axis=0)
    worth = (margin[1:] - margin[0]) / np.array([question.change for question in questions])
    threshold = 1e-6 * max(1.0, abs(margin[0]))
    months = [str(month) for month in today.inputs["month"].values]
    rows = [
        (months[one.month], one.kind, one.name, float(price))
        for one, price in zip(questions, worth, strict=True)
        if price * one.amount > threshold
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _questions(today: Today) -> list[_Question]:
    targets: list[tuple[str, str, tuple[int, ...]]] = []
    targets += [("capacity", node.name, (i,)) for i, node in enumerate(today.network.nodes)]
    targets += [("market", market.name, (i,)) for i, market in enumerate(today.network.markets)]
    targets += [("supply", product, today.network.pools_of(product)) for product in today.made.products]
    questions = []
    for kind, name, rows in targets:
        amounts = grid(today.inputs, _VARIABLE[kind], 24, 1)[list(rows), YEAR, 0].sum(axis=0)
        some = np.flatnonzero((amounts > 0) & (amounts < UNLIMITED / 10))
        questions += [_Question(kind, name, rows, int(month), float(amounts[month])) for month in some]
    return questions


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


def binding_chances(today: Today) -> dict[tuple[str, str, str], float]:
    """Return the share of draws in which a node or market limits, or only the supply does, by (kind, name, month)."""
    size = today.course.draws.size
    month = [str(label) for label in today.inputs["month"].values[:12]]
    free = np.ones((12, size), dtype=bool)
    chances: dict[tuple[str, str, str], float] = {}
    for kind, flag, dim in (("capacity", "binds", "node"), ("market", "full", "market")):
        flags = grid(today.flows, flag, 24, size)[:, YEAR]
        for here, name in zip(flags, today.flows[dim].values, strict=True):
            free &= ~here
            chances |= {(kind, str(name), month[m]): float(here[m].mean()) for m in range(12)}
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
