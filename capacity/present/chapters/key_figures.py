"""The figures behind the verdict: members, potential, output, worth, answers; and what the years may bring."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from capacity.present.chapters.future import MEASURES
from capacity.present.charts import of_study as pictures
from capacity.present.origins import figures as origins
from capacity.present.parts.counter import MEMBERS, counter_fact
from capacity.present.parts.section import Fact, Section, charted
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import RANGE_NOTE, UNKNOWN, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.parts.section import Origin

WORTH = mark("Today's worth of what the cluster adds, at {rate} a year; the chance that it is above zero is {chance}.")
NET_WORTH = mark(
    "The verdict rests on this: the same after taxes, working capital and what the cluster's own body costs, with what "
    "is in store at the end, before grants and loans. Counted in {draws} of the futures; the chance that it is above "
    "zero is {chance}."
)


def key_figures(study: Study, words: Words) -> Section:
    """Return the figures that carry the verdict with their ranges, and the output of the years to come."""
    product = next(iter(reading.products_made(study)), None)
    chart = pictures.future(study, words, product) if product else None
    return Section(
        "key-figures",
        words.say("The figures behind the verdict"),
        (words.say("These figures carry the verdict, each with the range in which it lies in 8 of 10 futures."),),
        facts=tuple(facts(study, words)),
        exhibits=charted("key-figures-future", chart, words, words.say("Year")),
        notes=(words.say(RANGE_NOTE), run_note(study, words)),
    )


def facts(study: Study, words: Words) -> Iterator[Fact]:
    """Yield the figures that carry the verdict, those that are known."""
    yield from _members_fact(study, words)
    yield from _counter_fact(study, words)
    yield from _potential_fact(study, words)
    yield from _output_fact(study, words)
    yield from _money_fact(study, words)
    yield from _data_fact(study, words)


def _members_fact(study: Study, words: Words) -> Iterator[Fact]:
    members, mass = study.summary.get("members", {}), study.summary.get("critical_mass", {})
    if reading.finite(members.get("expected_to_join")):
        because = words.say(
            "{needed} are needed; the chance that so many join is {chance}.",
            needed=words.number(mass.get("needed"), 0),
            chance=words.share(mass.get("probability_heads")),
        )
        expected, surveyed = words.number(members["expected_to_join"], 0), words.number(members.get("surveyed"), 0)
        value = words.say("{n} of {all}", n=expected, all=surveyed)
        yield Fact(words.say("Members expected to join"), value, because, origins.members(study, words))


def _counter_fact(study: Study, words: Words) -> Iterator[Fact]:
    for fact, row in zip(counter_fact(study, words), table(study, "counter", at=MEMBERS).itertuples(), strict=True):
        yield replace(fact, origin=origins.counter(study, words, row))


def _potential_fact(study: Study, words: Words) -> Iterator[Fact]:
    for row in table(study, "potential").head(2).itertuples():
        errors = (value if reading.finite(value) else 0.0 for value in (row.se, row.se_joining))
        error = reading.WIDTH_80 * math.hypot(*errors)
        value = words.middle_and_range(row.expected, max(row.expected - error, 0.0), row.expected + error, row.unit)
        because = words.say(
            "{produced} are produced, {offered} are offered; this is what those who will join offer.",
            produced=words.amount(row.produced, row.unit),
            offered=words.amount(row.offered, row.unit),
        )
        label = words.say("Potential: {product}", product=Names(study.cluster.spec, words).product(row.product))
        yield Fact(label, value, because, origins.potential(study, words, row))


def _output_fact(study: Study, words: Words) -> Iterator[Fact]:
    for product in reading.products_made(study)[:1]:
        rows = table(study, "projection", scenario=study.scenario, product=product)
        year = min(3, int(rows["year"].max()))
        row = rows[rows["year"] == year].iloc[0]
        label = words.say(
            "{product} in year {year}", product=Names(study.cluster.spec, words).product(product), year=year
        )
        because = words.say("Joining takes time, capacity and markets set the limit; see years 1, 3 and 10.")
        value = words.middle_and_range(row["p50"], row["p10"], row["p90"], row["unit"])
        yield Fact(label, value, because, origins.output(study, words, product, (year,)))


def _money_fact(study: Study, words: Words) -> Iterator[Fact]:
    rows = table(study, "measures", scenario=study.scenario)
    rows = rows.set_index("measure") if len(rows) else rows
    rate = words.share(study.summary.get("finance", {}).get("discount_rate"))
    net = study.summary.get("scenarios", {}).get(study.scenario, {}).get("npv_net") or {}
    counted = words.number(net.get("draws", study.draws), 0)
    kinds = (
        ("npv", "probability_npv_positive", WORTH),
        ("npv_net", "probability_npv_net_positive", NET_WORTH),
    )
    for measure, chance, text in kinds:
        if measure in rows.index:
            found = rows.loc[measure]
            known = words.share(rows.loc[chance, "p50"]) if chance in rows.index else words.say(UNKNOWN)
            value = words.middle_and_range(found["p50"], found["p10"], found["p90"], found["unit"])
            because = words.say(text, rate=rate, chance=known, draws=counted)
            yield Fact(words.say(MEASURES[measure]), value, because, _money_origin(study, words, rows, measure, chance))


def _money_origin(study: Study, words: Words, rows: pd.DataFrame, measure: str, chance: str) -> Origin | None:
    """Return where a net present value is from; of the one that the verdict rests on, where its chance is from."""
    if measure == "npv":
        return origins.worth(study, words)
    if chance not in rows.index:
        return None
    counted = (words.say(MEASURES[measure]), float(rows.loc[chance, "p50"]), float(rows.loc[chance, "draws"]))
    return origins.chances(study, words, (counted,))


def _data_fact(study: Study, words: Words) -> Iterator[Fact]:
    for row in table(study, "quality").itertuples():
        value = words.say("{n} of {all} rows", n=words.number(row.used, 0), all=words.number(row.read, 0))
        because = words.say(
            "{quarantined} set aside, {blank} blank, {excluded} excluded, {corrected} corrected.",
            **{name: words.number(getattr(row, name), 0) for name in ("quarantined", "blank", "excluded", "corrected")},
        )
        yield Fact(words.say("Answers used"), value, because, origins.answers(study, words, row))


def run_note(study: Study, words: Words) -> str:
    """Return what was computed: the leading scenario, its start, how many futures, from which seed."""
    return words.say(
        "Leading scenario: {scenario}. Start: {start}. {draws} futures were drawn (seed {seed}).",
        scenario=Names(study.cluster.spec, words).scenario(study.scenario),
        start=words.month(str(study.summary.get("start", ""))),
        draws=words.number(study.draws, 0),
        seed=study.seed,
    )
