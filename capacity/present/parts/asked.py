"""How sure those who were asked make the potential, what twenty more interviews would add, and whom to visit next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Table, make_table
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

SHOWN = 5
"""members named in a sentence"""


def sampling_lead(study: Study, words: Words) -> Iterator[str]:
    """Yield what it adds that not everybody was asked, where more interviews help most, and whom to visit next."""
    for row in table(study, "potential").itertuples():
        if reading.finite(row.se) and row.se > 0 and row.expected > 0:
            yield words.say(
                "{product}: not everybody was asked. In four cases of five, what the others would have said changes "
                "what those who will join offer by less than {amount} ({share}). The ranges of output and money hold "
                "this too.",
                product=Names(study.cluster.spec, words).product(row.product),
                amount=words.about(reading.WIDTH_80 * row.se, row.unit),
                share=words.share(reading.WIDTH_80 * row.se / row.expected),
            )
            yield from _more_answers(study, words, row.product)
        yield from _visits(study, words, row.product)


def phases_lead(study: Study, words: Words) -> Iterator[str]:
    """Yield how many of a quick list were interviewed; nothing where there was none."""
    members = study.cluster.survey.members
    if "group" in members:
        yield words.say(
            "Two phases: {listed} stand on a quick list, {n} of them were interviewed in full and stand for the others "
            "of it.",
            listed=words.number(members.groupby("group")["listed"].first().sum(), 0),
            n=words.number(len(members), 0),
        )


def sampling_exhibit(study: Study, words: Words) -> Table | None:
    """Return how sure each class at each place is and where more interviews would go; None of a census."""
    rows, names = table(study, "sampling"), Names(study.cluster.spec, words)
    columns = (
        (words.say("Product"), lambda row: names.product(row.product)),
        (words.say("Class"), lambda row: names.cls(row.cls)),
        (words.say("Place"), lambda row: names.place(row.place) if row.place else "–"),
        (words.say("Surveyed"), lambda row: words.number(row.asked, 0)),
        (words.say("Stand for"), lambda row: words.number(row.stand_for, 0)),
        (words.say("Of those who will join"), lambda row: words.amount(row.expected, row.unit)),
        (words.say("Sampling error (±)"), lambda row: words.amount(row.se, row.unit)),
        (words.say("Design effect"), lambda row: words.number(row.effect, 2) if reading.finite(row.effect) else "–"),
        (words.say("Of twenty more"), lambda row: words.number(row.more, 0)),
    )
    caption = words.say("How sure each class at each place is, and where twenty more interviews would go")
    return make_table(caption, rows, columns, 3) if len(rows) else None


def _more_answers(study: Study, words: Words, product: str) -> Iterator[str]:
    """Yield where the error comes from, and what twenty more interviews would add, made where they add most."""
    rows, names = table(study, "sampling", product=product), Names(study.cluster.spec, words)
    if rows.empty or not rows["share"].sum():
        return

    def who(row: pd.Series) -> str:
        return ", ".join(filter(None, (names.cls(row["cls"]), row["place"] and names.place(row["place"]))))

    first = rows.loc[rows["share"].idxmax()]
    share = words.share(first["share"])
    if first["way"] == "clusters":
        yield words.say("The largest part of this error, {share}, comes from: {who}.", share=share, who=who(first))
    else:
        yield words.say(
            "The largest part of this error, {share}, comes from: {who}. Of those who were not asked, visit these "
            "first.",
            share=share,
            who=who(first),
        )
    best = rows[rows["more"] >= 1].sort_values("more", ascending=False, kind="stable").head(3)
    if len(best):
        where = "; ".join(f"{who(row)}: {words.number(row['more'], 0)}" for _, row in best.iterrows())
        yield _twenty(first, where, words)


def _twenty(row: pd.Series, where: str, words: Words) -> str:
    """Return what twenty more interviews would add: `row` of the product, `where` they would go."""
    amount = words.about(reading.WIDTH_80 * row["se_after"], row["unit"])
    if row["way"] == "members":
        return words.say(
            "Twenty more interviews, shared out as well as can be ({where}), would narrow it to {amount}.",
            where=where,
            amount=amount,
        )
    other = words.about(reading.WIDTH_80 * row["se_other"], row["unit"])
    if row["way"] == "within":
        return words.say(
            "Twenty more interviews are best made in the villages that were drawn already ({where}): they would narrow "
            "it to {amount}. In new villages they would leave {other}.",
            where=where,
            amount=amount,
            other=other,
        )
    return words.say(
        "Twenty more interviews are best made in villages that were not drawn yet, as many in each as now, so in about "
        "{n} more: they would narrow it to {amount}. In the villages drawn already they would leave {other}.",
        n=words.number(row["new_clusters"], 1),
        amount=amount,
        other=other,
    )


def _visits(study: Study, words: Words, product: str) -> Iterator[str]:
    """Yield whom of the list to interview next, and whom of the silent to ask once more."""
    rows, name = table(study, "visits", product=product), Names(study.cluster.spec, words).product(product)
    if rows.empty:
        return
    if named := _named(rows[rows["why"] == "listed"].itertuples(index=False)):
        yield words.say(
            "{product}: of the quick list, interview these next, drawn by lot where it helps most: {members}. All of "
            "them stand in the table visits.",
            product=name,
            members=named,
        )
    if named := _named(rows[rows["why"] == "silent"].itertuples(index=False)):
        yield words.say(
            "{product}: of those who did not say whether they join, visit these first, their yes or no moves most: "
            "{members}.",
            product=name,
            members=named,
        )


def _named(rows: Iterator[Line]) -> str:
    names = [row.member for row in rows]
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
