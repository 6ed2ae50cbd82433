"""What to do first, and what can go wrong: three of each, as they are said in a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.chapters.first import NONE_PAYS, NOT_RANKED
from capacity.present.chapters.risks import NO_REGISTER, mitigation_name
from capacity.present.parts.futures import of_hundred
from capacity.present.parts.section import Section
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, margin, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

TOP = 3
FREE = mark("{step}. It brings {lift} over the whole time and costs nothing.")
PRICED = mark("{step}. It brings {lift} over the whole time and costs {cost} to begin.")
RUNNING = mark("{step}. It brings {lift} over the whole time and costs {cost} to begin and {yearly} a year.")
UNPRICED = mark(
    "{step}. It brings {lift} over the whole time. Nobody said what it costs; it pays as long as that is less than "
    "{limit}."
)
UNSURE = mark("What the steps bring is too little to tell from chance in so few futures.")
NOBODY = mark("Nobody has said what could be done against it.")


def what_to_do(study: Study, words: Words) -> Section:
    """Return the steps that lead the ranking, of those that bring more than chance could."""
    title, rows = words.say("What to do first"), table(study, "first_steps")
    if rows.empty:
        return Section("brief-first", title, (words.say(NOT_RANKED),))
    paying = rows[rows["npv_lift"] > 0]
    sure = paying[~(paying["npv_lift"] < margin(study, paying["npv_lift_se"]))]
    said = tuple(_step(study, words, row) for row in sure.head(TOP).itertuples(index=False))
    nothing = words.say(NONE_PAYS if paying.empty else UNSURE)
    return Section("brief-first", title, () if said else (nothing,), points=said)


def _step(study: Study, words: Words, row: Line) -> str:
    currency = study.cluster.spec.currency
    return words.say(
        _costs(row),
        step=Names(study.cluster.spec, words).step(row.step, row.title),
        lift=words.about(row.npv_lift, currency),
        cost=words.about(row.cost, currency),
        yearly=words.about(row.cost_a_year, currency),
        limit=words.about(row.break_even_cost, currency),
    )


def _costs(row: Line) -> str:
    """Return the sentence that fits what a step costs: nothing where its payments are next to nothing of its lift."""
    if not finite(row.cost):
        return UNPRICED
    if not finite(row.per_cost):
        return FREE
    return RUNNING if finite(row.cost_a_year) and row.cost_a_year > 0 else PRICED


def what_can_go_wrong(study: Study, words: Words) -> Section:
    """Return the risks that take most, what one blow takes, and what is done against it."""
    title, rows = words.say("What can go wrong"), table(study, "risks")
    if rows.empty:
        return Section("brief-risks", title, (words.say(NO_REGISTER),))
    return Section("brief-risks", title, points=tuple(_risks(study, words, rows)))


def _risks(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    names = Names(study.cluster.spec, words)
    for row in rows[rows["loss"] > 0].head(TOP).itertuples(index=False):
        said = words.say(
            "{risk}: to be expected in {years} of 100 years. Each time it takes {loss} from us.",
            risk=names.risk(row.risk),
            years=of_hundred(words, row.chance),
            loss=words.about(row.loss_a_strike, row.currency),
        )
        against = mitigation_name(words, row)
        remedy = words.say("Against it: {what}.", what=against) if against else words.say(NOBODY)
        yield f"{said} {remedy}"
