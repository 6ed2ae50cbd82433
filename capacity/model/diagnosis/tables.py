"""The chain as it stands today, as tidy tables in the units people read."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.model.diagnosis.smallest_group import SmallestGroup


def links_shown(spec: Spec, links: pd.DataFrame) -> pd.DataFrame:
    """Return the equipment nodes (today.link_table) in the unit of their rated product a day."""
    frame = links.copy()
    if frame.empty:
        return frame
    shown = [per(spec, product, "day") for product in frame["product"]]
    factor = np.array([factor for _, factor in shown])
    for name in ("capacity", "capacity_expected", "current", "busy", "minimum_load"):
        frame[name] = frame[name].astype(float) * factor
    frame.insert(3, "unit", [unit for unit, _ in shown])
    return frame.drop(columns="product")


def cover_shown(spec: Spec, cover: pd.DataFrame) -> pd.DataFrame:
    """Return supply, capacity and minimum load of every node by calendar month (today.cover_table), a day."""
    frame = cover.copy()
    if frame.empty:
        return frame
    shown = [per(spec, product, "day") for product in frame["product"]]
    factor = np.array([factor for _, factor in shown])
    for name in ("supply", "activity", "busy", "capacity", "minimum_load", "excess"):
        frame[name] = frame[name].astype(float) * factor
    frame.insert(2, "unit", [unit for unit, _ in shown])
    return frame.drop(columns="product").sort_values(["node", "month"]).reset_index(drop=True)


def smallest_table(found: SmallestGroup | None) -> pd.DataFrame:
    """Return the smallest group of suppliers with which the chain works: one row, without names; none if not asked."""
    columns = ["works", "suppliers", "heads", "asked", "share", "months_below", "loads"]
    if found is None:
        return pd.DataFrame(columns=columns)
    values = [found.works, found.suppliers, found.heads, found.asked, found.share, found.months_below]
    return pd.DataFrame([[*values, ", ".join(found.loads)]], columns=columns)
