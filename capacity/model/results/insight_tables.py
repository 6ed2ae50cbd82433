"""What plan and draws say, as tidy tables in the units people read."""

import numpy as np
import pandas as pd

from capacity.intake.cluster import quantities
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import money_per, per
from capacity.model.results.insight import Insight

PRICES = ("shadow_price", "low", "high", "as_run", "price_p10", "price_p50", "price_p90")
AMOUNTS = ("lost", "amount", "holds_from", "holds_to")
BOTTLENECKS = ("month", "kind", "at", *PRICES[:3], "unit", "probability", *PRICES[3:], *AMOUNTS, "lost_unit")


def insight_tables(spec: Spec, insight: Insight) -> dict[str, pd.DataFrame]:
    """Return the tables by name; a table with nothing to say is empty but has its columns."""
    return {
        "bottlenecks": bottlenecks_table(spec, insight),
        "standing": insight.standing,
        "leaving": leaving_table(spec, insight),
        "coordination": coordination_table(spec, insight),
        "sensitivity": sensitivity_table(spec, insight),
        "answers": insight.answers.assign(unit=spec.currency),
        "first_steps": insight.first_steps.assign(currency=spec.currency),
        "packages": insight.packages.assign(steps=[", ".join(steps) for steps in insight.packages["steps"]]),
        "smallest_group": smallest_table(insight),
    }


def bottlenecks_table(spec: Spec, insight: Insight) -> pd.DataFrame:
    """Return the calendar: month, kind, at; what one more unit is worth and the range in which it holds; the chance.

    shadow_price, low, high are the best plan's; as_run is the worth as members run the chain; price_p10, p50, p90 the
    spread of the plan's price over the draws; amount, holds_from, holds_to and lost are a month's, NaN without end.
    """
    frame = insight.bottlenecks.copy()
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
    frame["probability"] = [insight.chances[key] for key in keys]
    return frame[list(BOTTLENECKS)]


def leaving_table(spec: Spec, insight: Insight) -> pd.DataFrame:
    """Return what the others, who leaves, and all lose in a year if each member, class or anchor leaves.

    contingency.COLUMNS, the worst for the others first; lost is what all lose.
    """
    return insight.leaving.assign(unit=f"{spec.currency}/year")


def smallest_table(insight: Insight) -> pd.DataFrame:
    """Return the smallest group of suppliers with which the chain works: one row, without names; none if not asked."""
    columns = ["works", "suppliers", "heads", "asked", "share", "months_below", "loads"]
    found = insight.smallest
    if found is None:
        return pd.DataFrame(columns=columns)
    values = [found.works, found.suppliers, found.heads, found.asked, found.share, found.months_below]
    return pd.DataFrame([[*values, ", ".join(found.loads)]], columns=columns)


def coordination_table(spec: Spec, insight: Insight) -> pd.DataFrame:
    """Return the margin of the operating rule and of the best plan by month, money a month."""
    if insight.coordination is None:
        return pd.DataFrame(columns=["month", "rule", "plan", "gain", "unit"])
    return insight.coordination.by_month.assign(unit=f"{spec.currency}/month")


def sensitivity_table(spec: Spec, insight: Insight) -> pd.DataFrame:
    """Return what each uncertain number explains of the net present value, and what it takes to turn it to zero."""
    units = {quantity.name: quantity.unit for quantity in quantities(spec)}
    frame = insight.sensitivity
    return frame.assign(unit=[units.get(path, "") for path in frame["path"]], money=spec.currency)
