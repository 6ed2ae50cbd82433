"""What limits are worth and what is lost if somebody leaves, as tidy tables in the units people read."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import money_per, per
from capacity.model.plan.coordination import Coordination

PRICES = ("shadow_price", "low", "high", "as_run", "price_p10", "price_p50", "price_p90")
AMOUNTS = ("lost", "amount", "holds_from", "holds_to")
REASON = ["share", "gain", "month", "store", "node"]
BOTTLENECKS = ("month", "kind", "at", *PRICES[:3], "unit", "probability", *PRICES[3:], *AMOUNTS, "lost_unit")


def bottlenecks_table(
    spec: Spec, calendar: pd.DataFrame, chances: Mapping[tuple[str, str, str], float]
) -> pd.DataFrame:
    """Return the calendar: month, kind, at; what one more unit is worth and the range in which it holds; the chance.

    shadow_price, low, high are the best plan's; as_run is the worth as members run the chain; price_p10, p50, p90 the
    spread of the plan's price over the draws; amount, holds_from, holds_to and lost are a month's, NaN without end.
    """
    frame = calendar.copy()
    if frame.empty:
        return pd.DataFrame(columns=BOTTLENECKS)
    money = [money_per(spec, product) for product in frame["product"]]
    amount = [per(spec, product, "month") for product in frame["product"]]
    for names, factors in ((PRICES, money), (AMOUNTS, amount)):
        for name in names:
            values = frame[name].to_numpy(dtype=float) * np.array([factor for _, factor in factors])
            frame[name] = np.where(np.isfinite(values), values, np.nan)
    frame["unit"], frame["lost_unit"] = [unit for unit, _ in money], [unit for unit, _ in amount]
    keys = [(row.kind, row.at if row.kind != "supply" else "", row.month) for row in frame.itertuples()]
    frame["probability"] = [chances[key] for key in keys]
    return frame[list(BOTTLENECKS)]


def coordination_table(spec: Spec, found: Coordination | None) -> pd.DataFrame:
    """Return the margin of the operating rule and of the best plan by month, money a month."""
    if found is None:
        return pd.DataFrame(columns=["month", "rule", "plan", "gain", "unit"])
    return found.by_month.assign(unit=f"{spec.currency}/month")


def reason_table(found: Coordination | None) -> pd.DataFrame:
    """Return where the worth of planning comes from: one row of share, gain (money a year), month, store, node."""
    if found is None:
        return pd.DataFrame(columns=REASON)
    return pd.DataFrame([(found.share, found.gain, found.month[5:], found.store, found.node)], columns=REASON)
