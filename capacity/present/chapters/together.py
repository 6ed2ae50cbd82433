"""The worth of planning together: what the best plan earns more than members do by themselves, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_insight as pictures_insight
from capacity.present.parts.section import Section, charted
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

NOT_COMPUTED = mark("What planning together is worth was not computed for this study.")
NOTHING = mark("Planning together brings nothing more: as members run the chain is already the best that can be done.")
LEAST = 1e-6
"""share of what the rule earns below which nothing is gained"""
SHIFTED = 0.1
"""share of the largest difference of a month from which a month is named"""


def together(study: Study, words: Words) -> Section:
    """Return the gain of planning together, its reason, and rule and plan month by month."""
    title, rows = words.say("What planning together is worth"), table(study, "coordination")
    if rows.empty:
        return Section("together", title, (words.say(NOT_COMPUTED),))
    chart = pictures_insight.together(study, words)
    notes = (
        words.say(
            "The same members, equipment, markets and prices; both begin and end the year with the same stocks. "
            "Planned together: everybody knows the whole year's supply and demand beforehand."
        ),
    )
    exhibits = charted("together-months", chart, words, words.say("Month"))
    return Section("together", title, tuple(_lead(study, words)), exhibits=exhibits, notes=notes)


def _lead(study: Study, words: Words) -> Iterator[str]:
    rows, found = table(study, "coordination"), study.summary.get("coordination") or {}
    gain, share = rows["gain"].sum(), study.summary.get("coordination_gain")
    if gain <= LEAST * abs(rows["rule"].sum()):
        yield words.say(NOTHING)
        return
    values = {"gain": words.about(gain, f"{rows['unit'].iloc[0].partition('/')[0]}/year")}
    said = (
        words.say(
            "Planned together, the chain would earn {gain} more, {share} of it.", share=words.share(share), **values
        )
        if finite(share)
        else words.say("Planned together, the chain would earn {gain} more.", **values)
    )
    yield " ".join((said, *_reason(study, words, found)))
    yield from _shift(words, rows)


def _reason(study: Study, words: Words, found: dict) -> Iterator[str]:
    """Yield in which month, store and link the difference is largest; what is not known is left out."""
    names = Names(study.cluster.spec, words)
    where = [words.say("the store of {product}", product=names.product(found["store"]))] if found.get("store") else []
    where += [names.node(found["node"])] if found.get("node") else []
    month = str(found.get("month") or "")
    if where and month:
        yield words.say(
            "The difference is largest {in_month}; it comes from: {where}.",
            in_month=words.in_month(int(month[-2:])),
            where=words.listed(where),
        )
    elif where:
        yield words.say("The difference comes from: {where}.", where=words.listed(where))


def _shift(words: Words, rows: pd.DataFrame) -> Iterator[str]:
    """Yield in which months the plan earns less, and in which it earns that back, if it moves money between them."""
    most = rows["gain"].abs().max()
    less, more = (rows[sign * rows["gain"] > SHIFTED * most] for sign in (-1, 1))
    if len(less) and len(more):
        months = [words.months(reading.month_numbers(part["month"])) for part in (less, more)]
        yield words.say(
            "The plan earns less in these months: {less}. It earns that back, and more, in these: {more}.",
            less=months[0],
            more=months[1],
        )
