"""What is read aloud: on course or not, why, and what to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.monitoring.terms import LIGHTS, STEPS, TOTALS, last_wave, products
from capacity.present.parts.section import Light, Section
from capacity.present.words.names import Names
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

MEANT = {
    "above": mark("That is above the range in which 8 of 10 computed futures lie."),
    "inside": mark("That lies in the range of 8 of 10 computed futures."),
    "near": mark("That is below the range of 8 of 10 computed futures, but no farther than the survey may be wrong."),
    "below": mark("That is below the range of 8 of 10 computed futures, by more than the survey may be wrong."),
    "": mark("The forecast says nothing of it."),
}
ASK = {
    "left": mark("Ask those who left why, and what would bring them back."),
    "promises": mark("Ask those who have become less sure what they wait for."),
    "units": mark("Ask who keeps fewer animals, machines or less land, and what stands in the way."),
    "yield": mark("Ask about feed, weather, health and seed: each animal, machine or hectare gives less."),
    "share": mark("Ask where the rest is sold, and at which price."),
    "price": mark("Compare the price with what others pay."),
}
"""what to ask where a part has taken something away"""
SMALL = 0.005
"""share of what was delivered before, below which a part is not spoken of"""


def opening(study: Study, words: Words) -> Section:
    """Return the answer for the product that matters most, its reasons, what to ask, what became of the forecast."""
    title, month = words.say("Is the forecast coming true?"), last_wave(study)
    rows = study.tables["monitoring_volumes"]
    here = rows[rows["wave"] == month].set_index("product", drop=False)
    order = [product for product in products(study) if product in here.index]
    if not order:
        return Section("opening", title, (words.say("No member produced anything that could be held against it."),))
    first = next(here.loc[[order[0]]].itertuples())
    answer = Light(LIGHTS[first.light][0], words.say(LIGHTS[first.light][1]), _said(study, words, first))
    others = [_said(study, words, row) for product in order[1:4] for row in here.loc[[product]].itertuples()]
    lead = (*others, *_reasons(study, words, order[0]), _members(study, words, month), updated(study, words))
    return Section("opening", title, lead, answer, points=tuple(_to_ask(study, words, order[0])))


def _said(study: Study, words: Words, row: Line) -> str:
    text = words.say(
        "{product}, wave of {month}: {seen} are delivered; the forecast had said {said}.",
        product=Names(study.cluster.spec, words).product(row.product),
        month=words.month(row.wave),
        seen=words.amount(row.delivered, row.unit),
        said=words.middle_and_range(row.p50, row.p10, row.p90, row.unit),
    )
    return f"{text} {words.say(MEANT[row.light])}"


def steps_since(study: Study, product: str, since: str, measure: str = "volume") -> pd.DataFrame:
    """Return the steps from a round to the last wave, of all classes together."""
    rows = study.tables["monitoring_reasons"]
    here = (rows["product"] == product) & (rows["measure"] == measure) & (rows["cls"] == "")
    return rows[here & (rows["from"] == since) & (rows["to"] == last_wave(study))]


def _moved(study: Study, product: str) -> pd.DataFrame:
    """Return what has added or taken enough since the start to be spoken of, the largest first."""
    rows = steps_since(study, product, study.summary["start"])
    before = rows.loc[rows["step"] == "before", "amount"].sum()
    parts = rows[~rows["step"].isin(TOTALS)]
    parts = parts[parts["amount"].abs() > SMALL * before]
    return parts.reindex(parts["amount"].abs().sort_values(ascending=False, kind="stable").index)


def _reasons(study: Study, words: Words, product: str) -> Iterator[str]:
    rows = steps_since(study, product, study.summary["start"]).set_index("step")
    change = rows.loc["after", "amount"] - rows.loc["before", "amount"]
    unit, parts = rows["unit"].iloc[0], _moved(study, product)
    if parts.empty:
        yield words.say("Since the start hardly anything has changed.")
        return
    said = words.amount(abs(change), unit)
    yield (
        words.say("Since the start it has become {amount} more.", amount=said)
        if change >= 0
        else words.say("Since the start it has become {amount} less.", amount=said)
    )
    for sign, text in ((1, mark("What added to it: {parts}.")), (-1, mark("What took from it: {parts}."))):
        some = parts[parts["amount"] * sign > 0]
        if len(some):
            listed = (
                f"{words.say(STEPS[row.step])} ({words.about(abs(row.amount), unit)})" for row in some.itertuples()
            )
            yield words.say(text, parts="; ".join(listed))


def _to_ask(study: Study, words: Words, product: str) -> Iterator[str]:
    parts = _moved(study, product)
    for row in parts[parts["amount"] < 0].itertuples():
        if row.step in ASK:
            yield words.say(ASK[row.step])


def _members(study: Study, words: Words, month: str) -> str:
    rows = study.tables["monitoring_waves"].set_index("wave")
    found = rows.loc[month]
    return words.say(
        "{stayed} members who were asked before answered again; since the start {joined} joined and {left} left.",
        stayed=words.number(found["stayed"] + found["renamed"] + found["split"], 0),
        joined=words.number(rows["joined"].sum(), 0),
        left=words.number(found["left"], 0),
    )


def updated(study: Study, words: Words) -> str:
    """Return what became of the forecast once the waves were known."""
    row = study.tables["monitoring_update"].iloc[-1]
    numbers = {name: words.number(row[name], 0) for name in ("draws", "effective", "needed")}
    if row["state"] == "updated":
        return words.say(
            "The forecast is brought up to date: what was seen leaves {effective} of {draws} computed futures, counted "
            "in full.",
            draws=numbers["draws"],
            effective=numbers["effective"],
        )
    if row["state"] == "exact":
        return words.say(
            "The forecast is not brought up to date: everybody was asked and is sure, so that the figure has no error "
            "by which the futures could be weighed."
        )
    return words.say(
        "The forecast is not brought up to date: of {draws} computed futures hardly any agrees with what was seen "
        "({effective} count in full, {needed} are needed near it). Look at the assumptions first.",
        **numbers,
    )
