"""If somebody leaves: what the year loses without each member, class and anchor. Confidential: it names members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present import pictures_insight
from capacity.present.pictures_insight import losses_of, who
from capacity.present.reading import finite, table
from capacity.present.section import Exhibit, Section, Table
from capacity.present.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.study import Study

NO_LOSSES = mark("What the loss of a member would cost was not computed for this study.")
NO_LOSS = mark("Nothing is lost if any single member leaves: the others make up for it.")
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
            "Lost: what the year brings less without them if all others plan together as well as they can. A member "
            "counts with the chance that it joins, so who may not join anyway costs less."
        ),
        words.say("This part names members: it must not leave the initiative group and the bank."),
    )
    return Section("leaving", title, tuple(_lead(study, words)), exhibits=tuple(exhibits), notes=notes)


def _lead(study: Study, words: Words) -> Iterator[str]:
    single, others = (losses_of(study, single=one) for one in (True, False))
    if len(single) and single["lost"].max() > 0:
        worst = single.iloc[0]
        said = {"who": worst["name"], "lost": words.amount(worst["lost"], worst["unit"])}
        yield " ".join(
            (
                words.say(
                    "The loss of {who} costs most: {lost}, {share} of what the year brings.",
                    share=words.share(worst["share_lost"]),
                    **said,
                )
                if finite(worst["share_lost"])
                else words.say("The loss of {who} costs most: {lost}.", **said),
                _stopping(words, list(single.loc[single["stops"].astype(bool), "name"])),
            )
        )
    elif len(single):
        yield words.say(NO_LOSS)
    stopping = others[others["stops"].astype(bool)] if len(others) else others
    if len(stopping):
        names = [who(study, words, row.kind, row.name) for row in stopping.itertuples(index=False)]
        yield words.say("The chain also stops without the whole of: {names}.", names=words.listed(names))
    yield from _standing(words, single)


def _stopping(words: Words, names: list[str]) -> str:
    if not names:
        return words.say("No single loss stops the chain.")
    return words.say("The chain stops if one of these leaves: {names}.", names=words.listed(names))


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
    heads = (
        *(mark("Who leaves"), mark("Lost"), mark("Share of the year"), mark("Sales left")),
        *(mark("Months below the minimum load"), mark("Stops the chain")),
    )
    yes, no = words.say("yes"), words.say("no")
    body = tuple(
        (
            who(study, words, row.kind, row.name),
            words.amount(row.lost, row.unit),
            words.share(row.share_lost),
            words.share(row.output),
            words.number(row.months_below, 0),
            yes if row.stops else no,
        )
        for row in rows.itertuples(index=False)
    )
    return Table(caption, tuple(words.say(one) for one in heads), body)
