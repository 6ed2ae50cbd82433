"""Waterfalls: from one total to the next by steps that add up, each bar beginning where the one before ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.charts import Step, Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    import pandas as pd

    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words


def waterfall(
    words: Words, title: str, rows: pd.DataFrame, called: Callable[[Line], str], totals: Container[str]
) -> Steps:
    """Return the bars of a bridge (step, amount, currency): totals stand on 0, gains and losses hang between them."""
    steps, level = [], 0.0
    for row in rows.itertuples(index=False):
        is_total = row.step in totals
        start, end = (0.0, row.amount) if is_total else (level, level + row.amount)
        role = "main" if is_total else "floor" if row.amount < 0 else "third"
        steps.append(Step(called(row), start, end, _signed(words, row, is_total=is_total), role))
        level = end
    ends = [0.0, *(end for step in steps for end in (step.start, step.end))]
    return Steps(title, tuple(steps), rows["currency"].iloc[0], max(ends), min(ends))


def _signed(words: Words, row: Line, *, is_total: bool) -> str:
    """Return the amount of a step with its sign; a total is an amount without one."""
    if is_total:
        return words.amount(row.amount, row.currency)
    said = words.about(row.amount, row.currency)
    return f"+{said}" if row.amount > 0 else said
