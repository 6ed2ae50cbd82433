"""The chain as it stands today, as tidy tables in the units people read."""

import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.model.diagnosis.smallest_group import SmallestGroup


def links_shown(spec: Spec, links: pd.DataFrame) -> pd.DataFrame:
    """Return the equipment nodes (today.link_table) in the unit of their rated product a day."""
    return _a_day(spec, links, ("capacity", "capacity_expected", "current", "busy", "minimum_load"), after="place")


def cover_shown(spec: Spec, cover: pd.DataFrame) -> pd.DataFrame:
    """Return supply, capacity and minimum load of every node by calendar month (today.cover_table), a day."""
    amounts = ("supply", "activity", "busy", "capacity", "minimum_load", "excess")
    frame = _a_day(spec, cover, amounts, after="node")
    return frame.sort_values(["node", "month"]).reset_index(drop=True) if len(frame) else frame


def _a_day(spec: Spec, frame: pd.DataFrame, amounts: tuple[str, ...], after: str) -> pd.DataFrame:
    """Return amounts a month in the unit of each row's product a day, named in a column `unit` after another one."""
    if frame.empty:
        return frame.copy()
    shown = [per(spec, product, "day") for product in frame["product"]]
    found = frame.assign(**{name: frame[name].astype(float) * [factor for _, factor in shown] for name in amounts})
    found.insert(found.columns.get_loc(after) + 1, "unit", [unit for unit, _ in shown])
    return found.drop(columns="product")


def smallest_table(found: SmallestGroup | None) -> pd.DataFrame:
    """Return the smallest group of suppliers with which the chain works: one row, without names; none if not asked."""
    columns = ["works", "suppliers", "heads", "asked", "share", "months_below", "loads"]
    if found is None:
        return pd.DataFrame(columns=columns)
    values = [found.works, found.suppliers, found.heads, found.asked, found.share, found.months_below]
    return pd.DataFrame([[*values, ", ".join(found.loads)]], columns=columns)
