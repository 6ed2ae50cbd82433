"""What every class does without the cluster, as a tidy table: how much, at which margin, and whence that is known."""

from collections.abc import Iterator

import numpy as np

from capacity.intake.cluster_file.members import MemberClass, Without
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import quoted
from capacity.intake.survey.todays_answers import without_source
from capacity.model.gains.ledger import Ledger
from capacity.model.gains.terms import NOTHING

WITHOUT = ("party", "source", "prices", "product", "unit", "work", "margin", "currency", "income", "beside", "stands")
STATED, FIRST_YEAR, FROM_FILE = "today", "first_year", "own_figures"
DISPLACED, SAID = "displaced", "said"
"""what becomes of today's purchases: by default the cluster's goods take their place, else the file has said it"""


def without_rows(central: Ledger) -> Iterator[tuple]:
    """Yield one row for each class that runs a link: its without in the first year of the central future.

    work: what those who have joined put through a year for others than they go on working for, in `unit`; NaN of what
    producers make. margin: money a unit of it. income: of the whole class, money a year. prices: whether today's are
    stated, or the chain's first margins were taken. beside: what becomes of the rest of today's purchases. stands:
    share of today's work that counts as standing, because by the prices stated a unit would bring less than it costs.
    """
    spec, before, lines = central.case.spec, central.accounts.before, central.accounts.parties["without_cluster"]
    for name, kind in spec.classes.items():
        source = without_source(spec, central.case.members, name)
        if source:
            link, months = spec.links[kind.runs[0]], lines.sizes["month"]
            unit, times = quoted(spec, link.rated)
            parts = (before.work, before.income, before.standing)
            work, earned, idle = (_of_year(part.get(name, NOTHING), months) for part in parts)
            stands = idle / (work + idle) if idle > 0 else 0.0
            buys = work > 0 and bool(link.takes)
            beside = (SAID if kind.beside else DISPLACED) if buys else ""
            amounts = (work / times, earned / work * times) if work > 0 else (np.nan, np.nan)
            income = _of_year(lines.sel(party=name).values, months)
            yield (name, source, _prices(spec, kind), link.rated, unit, *amounts, spec.currency, income, beside, stands)


def _of_year(values: np.ndarray, months: int) -> float:
    return float(np.broadcast_to(values[:, :1], (months, 1))[:12].sum())


def _prices(spec: Spec, kind: MemberClass) -> str:
    """Return whether today's prices of what a class makes and takes are stated, or follow from the first year's."""
    if isinstance(kind.without, Without) and kind.without.earns:
        return FROM_FILE
    link, stated = spec.links[kind.runs[0]], {market.buys for market in spec.markets.values() if market.today}
    taken, made = ({p for one in spec.links.values() for p in getattr(one, side)} for side in ("takes", "makes"))
    passing = {p for p in (*link.takes, *link.makes) if p in made and (p in taken or not link.takes)}
    return FIRST_YEAR if passing - stated else STATED
