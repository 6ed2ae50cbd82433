"""How likely each target of the cluster file is reached, in every scenario."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.shown_units import per
from capacity.model.future.measures import yearly
from capacity.model.future.monthly import outputs
from capacity.model.future.projection import Outcome
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import quantiles

COLUMNS = (
    *("scenario", "target", "product", "year", "unit", "amount"),
    *("p10", "p50", "p90", "probability", "probability_se"),
)


def target_table(futures: Mapping[str, Outcome], drawn: Draws) -> pd.DataFrame:
    """Return one row for each target and scenario: what is sold in its year, and the share of draws that reach it.

    Reached: the year's sales are at least the target's amount, both in the same draw. amount is its median.
    p10, p50, p90 are the sales of that year; probability_se is the Monte-Carlo standard error of the probability.
    """
    rows = []
    for scenario, outcome in futures.items():
        sold, markets = yearly(outcome.draws, "sold"), outputs(outcome.network)
        for name, target in outcome.spec.targets.items():
            unit, factor = per(outcome.spec, target.sells, "year")
            made = sold[markets.get(target.sells, [])][:, target.year - 1].sum(axis=0)
            reached = made >= drawn.value(target.amount) * 12
            error = float(standard_error(reached, lambda some: some.mean(axis=-1)))
            known = (name, target.sells, target.year, unit, median(target.amount) * factor)
            spread = quantiles(made * factor / 12)
            rows.append((scenario, *known, *map(float, spread), float(np.mean(reached)), error))
    return pd.DataFrame(rows, columns=list(COLUMNS))
