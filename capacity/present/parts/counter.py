"""Signed, promised, needed, in a sentence each: of the members, and of each link that has a minimum load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.cluster_file.working_time import works_as_goods_last
from capacity.present.parts.section import Fact
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

MEMBERS = "members"
ALL_ALONG = mark(
    "For {node} to run: {needed}; signed {signed}, promised {promised} more, together {leanest} in the month with "
    "least."
)
WHILE_GOODS_LAST = mark(
    "{node} needs {needed} while it works, and works as many days as its goods last; in the months with goods signed "
    "{signed}, promised {promised} more."
)


def counter_fact(study: Study, words: Words) -> Iterator[Fact]:
    """Yield the members who signed and those who promised, with the sentences; nothing where it was not asked for."""
    for row in table(study, "counter", at=MEMBERS).itertuples(index=False):
        value = f"{words.number(row.signed, 0)} + {words.number(row.promised, 0)}"
        yield Fact(words.say("Signed + promised"), value, " ".join(counter_sentences(study, words)))


def counter_sentences(study: Study, words: Words) -> Iterator[str]:
    """Yield what stands of the counter; nothing where it was not asked for."""
    for row in table(study, "counter").itertuples(index=False):
        yield _heads(row, words) if row.at == MEMBERS else _goods(study, row, words)


def _heads(row: Line, words: Words) -> str:
    return words.say(
        "Signed: {signed}. Promised: {promised}. Needed: {needed} members.",
        signed=words.number(row.signed, 0),
        promised=words.number(row.promised, 0),
        needed=words.number(row.needed, 0),
    )


def _goods(study: Study, row: Line, words: Words) -> str:
    said = words.say(
        WHILE_GOODS_LAST if _works_as_goods_last(study, row.at) else ALL_ALONG,
        node=Names(study.cluster.spec, words).node(row.at),
        needed=words.amount(row.needed, row.unit),
        signed=words.amount(row.signed, row.unit),
        promised=words.amount(row.promised, row.unit),
        leanest=words.amount(row.leanest, row.unit),
    )
    if not finite(row.busy) or row.busy <= 0:
        return said
    amount = words.amount(row.busy, row.unit)
    bought = words.say("Others' goods with which it goes on count too: {amount}.", amount=amount)
    return f"{said} {bought}"


def _works_as_goods_last(study: Study, node: str) -> bool:
    """Return whether a link gathers its goods and works when it has enough for a day: it needs no month's least."""
    return works_as_goods_last(study.cluster.specs[study.scenario], node.partition("@")[0])
