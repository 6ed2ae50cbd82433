"""Waterfalls: from one total to the next by steps that add up, each bar beginning where the one before ends."""

from collections.abc import Sequence

from capacity.present.charts.charts import Step, Steps

Part = tuple[str, float, str, bool]
"""name, amount, the amount in words, and whether it is a total"""


def waterfall(title: str, parts: Sequence[Part], unit: str) -> Steps:
    """Return the bars of a waterfall: totals stand on 0, gains and losses hang between them."""
    steps, level = [], 0.0
    for name, amount, text, is_total in parts:
        start, end = (0.0, amount) if is_total else (level, level + amount)
        role = "main" if is_total else "floor" if amount < 0 else "third"
        steps.append(Step(name, start, end, text, role))
        level = end
    ends = [0.0, *(end for step in steps for end in (step.start, step.end))]
    return Steps(title, tuple(steps), unit, max(ends), min(ends))
