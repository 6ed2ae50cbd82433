"""What members bring together, as tidy tables in the units people read."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per, shown_unit
from capacity.intake.facts import Cluster
from capacity.model.potential.aggregate import Potential, expected_joiners

STAIRS = (
    "produced",
    "kept",
    "bazaar",
    "elsewhere",
    "offered",
    "expected",
    "delivered",
    "attainable",
    "with_investment",
)


def members_table(cluster: Cluster, spec: Spec) -> pd.DataFrame:
    """Return surveyed members, their weight, those expected to join and distinct owners by class and place."""
    members = cluster.survey.members.assign(expected_to_join=expected_joiners(cluster, spec))
    grouped = members.groupby(["cls", "place"], sort=True)
    return grouped.agg(
        surveyed=("member", "size"),
        weight=("weight", "sum"),
        expected_to_join=("expected_to_join", "sum"),
        owners=("owner", "nunique"),
    ).reset_index()


def staircase_table(spec: Spec, potential: Potential) -> pd.DataFrame:
    """Return the staircase by product, class, place and month in t/month (or the product's own unit a month)."""
    frame = potential.staircase.copy()
    units = {product: per(spec, product, "month") for product in frame["product"].unique()}
    frame.insert(1, "unit", frame["product"].map(lambda p: units[p][0]))
    frame["amount"] = frame["amount"] * frame["product"].map(lambda p: units[p][1]).astype(float)
    frame["order"] = frame["step"].map(STAIRS.index)
    return frame.sort_values(["product", "cls", "place", "month", "order"]).drop(columns="order").reset_index(drop=True)


def sampling_table(spec: Spec, potential: Potential) -> pd.DataFrame:
    """Return how sure the potential is by product, class and place, amounts a year; no rows of a census."""
    frame = potential.sampling.copy()
    units = {product: shown_unit(spec, product) for product in frame["product"].unique()}
    frame.insert(1, "unit", frame["product"].map(lambda product: f"{units[product][0]}/year"))
    factor = frame["product"].map(lambda product: units[product][1]).astype(float)
    for name in ("expected", "se", "se_after", "se_other"):
        frame[name] = frame[name] * factor
    return frame


def visits_table(spec: Spec, potential: Potential) -> pd.DataFrame:
    """Return whom to visit next, what each would bring a year; no rows where everybody was asked and has answered."""
    frame = potential.visits.copy()
    units = {product: shown_unit(spec, product) for product in frame["product"].unique()}
    frame.insert(1, "unit", frame["product"].map(lambda product: f"{units[product][0]}/year"))
    frame["amount"] = frame["amount"] * frame["product"].map(lambda product: units[product][1]).astype(float)
    return frame


def estimates_table(spec: Spec, potential: Potential) -> pd.DataFrame:
    """Return totals, means and ratios of the potential with their errors, a year and a month; none of a census."""
    frame = potential.estimates.copy()
    shown = {product: shown_unit(spec, product) for product in frame["product"].unique()}
    monthly = {product: per(spec, product, "month") for product in frame["product"].unique()}
    year = (frame["month"] == 0).to_numpy()
    units = [
        (f"{shown[name][0]}/year", shown[name][1]) if whole else monthly[name]
        for name, whole in zip(frame["product"], year, strict=True)
    ]
    frame.insert(1, "unit", [unit for unit, _ in units])
    factor = np.array([factor for _, factor in units])
    for name in ("total", "total_se", "mean", "mean_se"):
        frame[name] = frame[name] * factor
    return frame


def potential_table(spec: Spec, potential: Potential) -> pd.DataFrame:
    """Return the potential by product: amounts a year, expected amounts by month, owners."""
    frame = potential.totals.copy()
    if frame.empty:
        return pd.DataFrame(
            columns=["product", "unit", "produced", "offered", "expected", "se", "se_joining", "owners"]
        )
    units = [shown_unit(spec, product) for product in frame["product"]]
    factor = np.array([factor for _, factor in units])
    amounts = [name for name in frame.columns if name not in ("product", "owners")]
    frame[amounts] = frame[amounts].mul(factor, axis=0)
    frame.insert(1, "unit", [f"{unit}/year" for unit, _ in units])
    return frame
