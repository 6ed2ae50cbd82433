"""Charts of the risk register: how likely against how bad, the way from no risk to all of them, the worst stress."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from capacity.present.charts.charts import Calendar, Field, Step, Steps, bars, calendar, waterfall
from capacity.present.words.names import Names
from capacity.present.words.reading import table, unit_of
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

ODDS = (0.05, 0.10, 0.20)
"""chances a year that part the columns of the heat map"""
CLASSES = 4
"""rows of the heat map"""
TOTALS = {
    "plain": mark("Without any risk"),
    "together": mark("Coming together"),
    "with_risks": mark("With all risks"),
    "saved": mark("What is saved by acting"),
    "mitigation_cost": mark("What acting costs"),
    "mitigated": mark("With risks and what is done"),
}
STATES = ("plain", "with_risks", "mitigated")


def heat_map(study: Study, words: Words) -> Calendar | None:
    """Return the risks by their number in the table: chance a year across, loss each time it strikes down."""
    rows = table(study, "risks")
    rows = rows[rows["loss_a_strike"] > 0] if len(rows) else rows
    if rows.empty:
        return None
    edges, currency = loss_edges(float(rows["loss_a_strike"].max())), rows["currency"].iloc[0]
    places: dict[tuple[int, int], list[int]] = {}
    for index, row in rows.iterrows():
        down = sum(row["loss_a_strike"] <= edge for edge in edges)
        across = sum(row["chance"] > odds for odds in ODDS)
        places.setdefault((down, across), []).append(int(index) + 1)
    names = Names(study.cluster.spec, words)

    def field(down: int, across: int) -> Field:
        numbers = places.get((down, across), [])
        strength = (across + CLASSES - 1 - down) / (len(ODDS) + CLASSES - 1)
        said = words.listed(names.risk(rows.loc[number - 1, "risk"]) for number in numbers)
        return Field(strength, ", ".join(map(str, numbers)), said)

    return calendar(
        words.say("How likely a risk is in a year, and what it takes each time"),
        dict(enumerate(_losses(words, edges, currency))),
        dict(enumerate(_odds(words))),
        field,
        words.say("Number in a field: the risk's number in the table. The darker, the likelier and the dearer."),
    )


def loss_edges(most: float) -> tuple[float, ...]:
    """Return three amounts that part losses into four classes: of 1, 3, 10, 30 ... those just below the largest."""
    power = 10.0 ** math.floor(math.log10(most))
    ladder = [base * power / scale for scale in (1, 10, 100) for base in (3, 1)]
    return tuple(edge for edge in ladder if edge < most)[: CLASSES - 1]


def _odds(words: Words) -> tuple[str, ...]:
    inner = (words.between(low, high, "share") for low, high in pairwise(ODDS))
    return (f"≤ {words.share(ODDS[0])}", *inner, f"> {words.share(ODDS[-1])}")


def _losses(words: Words, edges: Sequence[float], currency: str) -> tuple[str, ...]:
    between = (words.between(low, high, currency) for high, low in pairwise(edges))
    return (
        words.say("More than {amount} each time", amount=words.amount(edges[0], currency)),
        *between,
        words.say("Less than {amount} each time", amount=words.amount(edges[-1], currency)),
    )


def bridge(study: Study, words: Words) -> Steps | None:
    """Return the way from the expected net present value without risks to that with them, and with what is done."""
    title = words.say("From the expected net present value without risks to that with them")
    return waterfall(title, table(study, "risk_bridge"), lambda row: bridge_name(study, words, row), STATES, words)


def bridge_name(study: Study, words: Words, row: Line) -> str:
    """Return what a step of the bridge is called: the risk's title, or what the total is."""
    if row.step == "risk":
        return Names(study.cluster.spec, words).risk(row.risk)
    return words.known(str(row.step), TOTALS)


def stress(study: Study, words: Words) -> Steps | None:
    """Return what is lost if each risk strikes for sure at the worst time, the worst first, all at once at the end."""
    rows = table(study, "stress")
    rows = rows[rows["loss"] > 0] if len(rows) else rows
    steps = [
        Step(
            stress_name(study, words, row.risk),
            0.0,
            row.loss,
            words.about(row.loss, row.currency),
            "main" if row.risk == "together" else "floor",
        )
        for row in rows.itertuples(index=False)
    ]
    title = words.say("What is lost if it strikes for sure, at the worst time")
    return bars(title, steps, unit_of(rows, "currency"))


def stress_name(study: Study, words: Words, risk: str) -> str:
    """Return the name of a row of the stress tests."""
    return words.say("All at once") if risk == "together" else Names(study.cluster.spec, words).risk(risk)


def numbered(study: Study, words: Words) -> pd.DataFrame:
    """Return the register with the number and the title by which the pages call each risk."""
    rows, names = table(study, "risks"), Names(study.cluster.spec, words)
    if rows.empty:
        return rows
    titles = [f"{index + 1}. {names.risk(risk)}" for index, risk in enumerate(rows["risk"])]
    return rows.assign(called=titles)
