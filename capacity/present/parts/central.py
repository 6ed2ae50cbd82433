"""Where the central case stands among the futures, and whether it may be called normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.reading import finite, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.study import Study

NORMAL = (40.0, 60.0)
"""percentiles between which the central case is called normal"""
WHAT_IT_IS = mark(
    "The central case takes every number at its median and everything that may happen at its expected effect. By the "
    "net present value it stands at percentile {percentile} of the futures."
)
NOT_NORMAL = mark("That is not the middle: where a middle is meant, read the middle of the futures.")


def is_normal(percentile: float | None) -> bool:
    """Return whether a percentile, 0..100, lies near enough to the middle; one that nobody knows does."""
    return not finite(percentile) or NORMAL[0] <= percentile <= NORMAL[1]


def central_note(study: Study, words: Words) -> tuple[str, ...]:
    """Return at which percentile of the leading scenario's futures the central case stands; nothing without one."""
    rows = table(study, "measures", scenario=study.scenario, measure="npv")
    found = rows["central_percentile"].iloc[0] if len(rows) and "central_percentile" in rows else None
    if not finite(found):
        return ()
    said = words.say(WHAT_IT_IS, percentile=words.number(found, 0))
    return (said,) if is_normal(found) else (f"{said} {words.say(NOT_NORMAL)}",)


def shown_income(rows: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return table gains with the columns that stand for a middle year, and whether that year may be called normal.

    It may where every class's central income does; else the medians of the futures stand in its place.
    """
    normal = all(is_normal(one) for one in rows["central_percentile"])
    if normal:
        return rows, True
    middles = {f"{line}_normal": rows[f"{line}_p50"] for line in ("with", "without", "gain")}
    return rows.assign(**middles), False
