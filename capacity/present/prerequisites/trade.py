"""How many members there are, how much they deal with each other, and who most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Section, Table, make_table, tabled
from capacity.present.prerequisites.measures import coherence_fact, lights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.ground import Diagnosis
    from capacity.present.words.words import Words

HUBS = 8
"""members that are shown by their trade"""
FAR = 0.2
"""share of the larger figure by which two sides of a sale differ from which it is asked again"""


def members(found: Diagnosis, words: Words) -> Section:
    """Return how many there are, how much they deal with each other, and who most."""
    currency = words.unit(found.study.cluster.spec.currency)
    exhibits = (
        *tabled("coherence", _coherence(found, words, currency)),
        *tabled("hubs", _hubs(found, words, currency)),
    )
    return Section(
        "diagnosis-members",
        words.say("Members and how they deal with each other"),
        tuple(_told_twice(found, words)),
        lights=lights(found, words, "members"),
        facts=coherence_fact(found, words),
        exhibits=exhibits,
        notes=tuple(_net(found, words)),
    )


def _coherence(found: Diagnosis, words: Words, currency: str) -> Table | None:
    rows = found.tables["diagnosis_coherence"]
    if rows.empty:
        return None
    columns = (
        (words.say("What"), lambda row: row.product or words.say("All together")),
        (words.say("Members sell, {unit} a year", unit=currency), lambda row: words.amount(row.sold)),
        (words.say("Of it to members"), lambda row: words.share(row.share)),
        (words.say("Sales among members"), lambda row: words.number(row.sales, 0)),
        (words.say("Of these with a written contract"), lambda row: words.share(row.contracts)),
    )
    return make_table(words.say("What the members sell, and to whom"), rows, columns)


def _hubs(found: Diagnosis, words: Words, currency: str) -> Table | None:
    rows = found.tables["diagnosis_hubs"].head(HUBS)
    if rows.empty:
        return None
    columns = (
        (words.say("Member"), lambda row: row.member),
        (words.say("Buys from members"), lambda row: words.amount(row.bought_within)),
        (words.say("Sells to members"), lambda row: words.amount(row.sold_within)),
        (words.say("With how many"), lambda row: words.number(row.partners, 0)),
    )
    return make_table(words.say("Who deals most with other members, {unit} a year", unit=currency), rows, columns)


def _told_twice(found: Diagnosis, words: Words) -> Iterator[str]:
    rows = found.tables["diagnosis_sales"]
    twice = rows[rows["reports"] > 1] if len(rows) else rows
    if len(twice):
        yield words.say(
            "Sales of which both sides told: {n}. Each counts once, with the mean of the two figures.",
            n=words.number(len(twice), 0),
        )
    far = twice[twice["difference"] > FAR] if len(twice) else twice
    if len(far):
        pairs = (f"{row.seller} – {row.buyer}" for row in far.itertuples(index=False))
        yield words.say("The two sides differ by more than a fifth; ask again: {pairs}.", pairs=words.listed(pairs))


def _net(found: Diagnosis, words: Words) -> Iterator[str]:
    rows = found.tables["diagnosis_net"]
    if rows.empty:
        return
    known = rows.set_index("measure")["value"]
    yield words.say(
        "{dealing} members deal with another member. Of all members {connected} hang together through such deals.",
        dealing=words.number(known["dealing"], 0),
        connected=words.share(known["connected"]),
    )
    yield words.say(
        "Of all deals that could be among members {density} are there. The members' sales come from as many hands as "
        "{equals} equal sellers would be.",
        density=words.share(known["density"]),
        equals=words.number(known["effective_sellers"], 1),
    )
