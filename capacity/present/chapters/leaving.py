"""If somebody leaves: what the others, they themselves and all lose in a year. Confidential: it names members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_insight as pictures_insight
from capacity.present.charts.of_insight import losses_of, who
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.words.reading import finite, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

NO_LOSSES = mark("What the loss of a member would cost was not computed for this study.")
NO_LOSS = mark("The others lose nothing if any single member leaves: they make up for it.")
LISTED = 15


def leaving(study: Study, words: Words) -> Section:
    """Return the worst single losses by name, those of classes and anchors, and which of them stop the chain."""
    title = words.say("If somebody leaves")
    if table(study, "leaving").empty:
        return Section("leaving", title, (words.say(NO_LOSSES),))
    exhibits = []
    for single, key in ((True, "leaving-members"), (False, "leaving-classes")):
        rows, chart = losses_of(study, single=single), pictures_insight.losses(study, words, single=single)
        if chart is not None:
            exhibits.append(Exhibit(key, _losses_table(study, words, rows.head(LISTED), chart.name), chart))
    notes = (
        words.say(
            "Who leaves sells its goods at today's outlets, at today's prices, before anybody else there, and its "
            "equipment leaves with it. The others go on and plan together as well as they can. What somebody loses "
            "itself: what it earns in the cluster at the prices inside the chain, less what its goods bring outside; "
            "what its equipment could earn outside is not counted. A number below 0 is a gain."
        ),
        words.say(
            "A member counts with the chance that it joins, so who may not join anyway costs less; of a row of the "
            "survey that stands for several, one leaves."
        ),
        words.say("This part names members: it must not leave the initiative group and the bank."),
    )
    return Section("leaving", title, tuple(_lead(study, words)), exhibits=tuple(exhibits), notes=notes)


def _lead(study: Study, words: Words) -> Iterator[str]:
    single, others = (losses_of(study, single=one) for one in (True, False))
    if len(single) and single["others_lose"].max() > 0:
        yield " ".join(_worst(words, single.iloc[0]))
    elif len(single):
        yield words.say(NO_LOSS)
    yield from _stopping(study, words, single, others)
    yield from _standing(words, single)


def _worst(words: Words, worst: pd.Series) -> Iterator[str]:
    """Yield what the loss of one means to the others, to itself and to all."""
    unit, own = worst["unit"], worst["self_loses"]
    said = {"who": worst["name"], "lost": words.amount(worst["others_lose"], unit)}
    yield words.say("The others lose most if {who} leaves: {lost}.", **said)
    if own > 0:
        yield words.say("It loses {lost} itself.", lost=words.amount(own, unit))
    elif own < 0:
        yield words.say("It would itself gain {gained} by leaving.", gained=words.amount(-own, unit))
    else:
        yield words.say("It loses nothing itself.")
    together = words.amount(worst["all_lose"], unit)
    if finite(worst["share_lost"]) and worst["all_lose"] > 0:
        share = words.share(worst["share_lost"])
        yield words.say("All together lose {lost}, {share} of what the year brings.", lost=together, share=share)


def _stopping(study: Study, words: Words, single: pd.DataFrame, others: pd.DataFrame) -> Iterator[str]:
    """Yield who stops the chain by leaving, single members first; a class that is one of them is not told again."""
    names = [str(name) for name in single.loc[single["stops"].astype(bool), "name"]] if len(single) else []
    if names:
        yield words.say("The chain stops if one of these leaves: {names}.", names=words.listed(names))
    rows = others[others["stops"].astype(bool)] if len(others) else others
    same = ["others_lose", "self_loses", "output", "months_below"]
    told = {tuple(row) for row in single[same].to_numpy()} if len(single) else set()
    whole = [
        who(study, words, row.kind, row.name)
        for row in rows.itertuples(index=False)
        if tuple(getattr(row, name) for name in same) not in told
    ]
    if whole:
        also = mark("It also stops without the whole of: {names}.")
        alone = mark("No single member stops the chain by leaving; it stops without the whole of: {names}.")
        yield words.say(also if names else alone, names=words.listed(whole))
    elif not names and len(single):
        yield words.say("Nobody stops the chain by leaving.")


def _standing(words: Words, single: pd.DataFrame) -> Iterator[str]:
    if single.empty:
        return
    least = single["months_below"].min()
    more = single[single["months_below"] > least].sort_values("months_below", ascending=False, kind="stable")
    for row in more.head(3).to_dict("records"):
        yield words.count(
            "Without {who} a plant stands below its minimum load in {n} month of the year.",
            "Without {who} a plant stands below its minimum load in {n} months of the year.",
            row["months_below"],
            who=row["name"],
        )


def _losses_table(study: Study, words: Words, rows: pd.DataFrame, caption: str) -> Table:
    columns = (
        (words.say("Who leaves"), lambda row: who(study, words, row.kind, row.name)),
        (words.say("The others lose"), lambda row: words.amount(row.others_lose, row.unit)),
        (words.say("It loses itself"), lambda row: words.amount(row.self_loses, row.unit)),
        (words.say("All lose together"), lambda row: words.amount(row.all_lose, row.unit)),
        (words.say("Share of the year"), lambda row: words.share(row.share_lost)),
        (words.say("Sales left"), lambda row: words.share(row.output)),
        (words.say("Months below the minimum load"), lambda row: words.number(row.months_below, 0)),
        (words.say("Stops the chain"), lambda row: words.say("yes") if row.stops else words.say("no")),
    )
    return make_table(caption, rows, columns)
