"""What was seen in each round beside what had been forecast, and why it came otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.charts import Fan, Series, waterfall
from capacity.present.monitoring.opening import steps_since
from capacity.present.monitoring.terms import STEPS, TOTALS, change, last_wave, light, products
from capacity.present.parts.section import Exhibit, Section, Table, charted, make_table
from capacity.present.words.names import Names
from capacity.present.words.reading import finite
from capacity.present.words.words import RANGE_NOTE, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

DRAWN = 3
"""products of which pictures are drawn"""


def volumes(study: Study, words: Words) -> Section:
    """Return the forecast's range with the waves in it, the rounds as a table, and the growth of others."""
    exhibits: list[Exhibit] = []
    for product in products(study)[:DRAWN]:
        key, chart = f"seen-{product}".replace("_", "-"), _paths(study, words, product)
        exhibits += charted(key, chart, words, words.say("Month"))
    exhibits.append(Exhibit("seen-rounds", _rounds(study, words)))
    notes = (
        words.say(RANGE_NOTE),
        words.say(
            "A point of the forecast stands for twelve months, six on either side. Delivered is what "
            "those bring who are expected to have joined, after what is sold past the cluster or refused."
        ),
        words.say(
            "Whoever answers in a wave that it joins counts as joined, by the chance of that answer. The forecast lets "
            "members join little by little: where many have not joined yet, what was seen is too high beside it."
        ),
    )
    title = words.say("What was seen, and what had been forecast")
    return Section("volumes", title, tuple(_elsewhere(study, words)), exhibits=tuple(exhibits), notes=notes)


def _paths(study: Study, words: Words, product: str) -> Fan | None:
    rows = study.tables["monitoring_paths"]
    rows = rows[rows["product"] == product]
    if rows.empty:
        return None
    name = Names(study.cluster.spec, words).product(product)
    lines = [Series(words.say("Forecast at the start"), *_ends(rows, "before", "main"))]
    if rows["after_p50"].notna().any():
        lines.append(Series(words.say("Forecast with what was seen"), *_ends(rows, "after", "third")))
    lines.append(Series(words.say("Seen in the waves"), tuple(rows["seen"]), "second", dotted=True))
    title = words.say("{product}: delivered in a year", product=name)
    categories = tuple(words.short_date(month) for month in rows["month"])
    return Fan(title, categories, tuple(lines), rows["unit"].iloc[0])


def _ends(rows: pd.DataFrame, when: str, role: str) -> tuple:
    middle, low, high = (tuple(rows[f"{when}_{end}"]) for end in ("p50", "p10", "p90"))
    return middle, role, low, high


def _rounds(study: Study, words: Words) -> Table:
    names, rows = Names(study.cluster.spec, words), study.tables["monitoring_volumes"]
    several = len(set(rows["product"])) > 1
    columns = (
        (words.say("Round"), lambda row: words.month(row.wave) + f", {names.product(row.product)}" * several),
        (words.say("Compared with the forecast"), lambda row: light(words, row.light) if row.light else "–"),
        (words.say("Produced by all who were asked"), lambda row: words.amount(row.produced, row.unit)),
        (words.say("Delivered"), lambda row: f"{words.number(row.delivered)} ± {words.amount(row.se, row.unit)}"),
        (words.say("Forecast"), lambda row: words.middle_and_range(row.p50, row.p10, row.p90, row.unit)),
    )
    return make_table(words.say("The rounds of the survey, amounts a year"), rows, columns, 2)


def _elsewhere(study: Study, words: Words) -> Iterator[str]:
    rows, names = study.tables["monitoring_trend"], Names(study.cluster.spec, words)
    for row in rows[rows["wave"] == last_wave(study)].itertuples():
        yield words.say(
            "{product}: the farms that answered both times produce {growth} of what they did at the start, others "
            "{elsewhere} ({source}). What is not owed to that trend: {beyond}.",
            product=names.product(row.product),
            growth=words.number(100 * (1 + row.growth), 0) + " %",
            elsewhere=words.number(100 * (1 + row.growth_elsewhere), 0) + " %",
            source=row.source,
            beyond=change(words, row.beyond, row.unit),
        )
    if rows.empty:
        yield words.say(
            "How the same goods went elsewhere is not known, so growth may be owed to the cluster or to the weather. "
            "Write it into waves/comparison.csv."
        )


def reasons(study: Study, words: Words) -> Section:
    """Return the change since the start and since the wave before, part by part, in volume and in money."""
    waves = study.summary["waves"]
    exhibits: list[Exhibit] = []
    since = dict.fromkeys([study.summary["start"], *(waves[-2:-1])])
    for product in products(study)[:DRAWN]:
        for first in since:
            for measure in ("volume", "value"):
                exhibits += _fall(study, words, product, first, measure)
    notes = [
        words.say("The parts add up to the whole change, and do not hang on the order in which they are taken."),
        words.say("Money is that of each wave: prices are not adjusted for inflation."),
    ]
    if not _told(study, "share"):
        notes.append(words.say("What share reaches the cluster was not asked anew: it is taken to be as at the start."))
    title = words.say("Why it is more or less")
    return Section("reasons", title, exhibits=tuple(exhibits), notes=tuple(notes))


def _told(study: Study, step: str) -> bool:
    rows = study.tables["monitoring_reasons"]
    return bool((rows.loc[rows["step"] == step, "amount"].abs() > 0).any())


def _fall(study: Study, words: Words, product: str, first: str, measure: str) -> Iterator[Exhibit]:
    rows = steps_since(study, product, first, measure).rename(columns={"unit": "currency"})
    if rows.empty:
        return
    name = Names(study.cluster.spec, words).product(product)
    last = words.month(last_wave(study))
    title = (
        words.say("{product}: delivered, {first} to {last}", product=name, first=words.month(first), last=last)
        if measure == "volume"
        else words.say("{product}: value, {first} to {last}", product=name, first=words.month(first), last=last)
    )
    kept = rows[rows["step"].isin(TOTALS) | (rows["amount"] != 0)]
    chart = waterfall(title, kept, lambda row: words.say(STEPS[row.step]), TOTALS, words)
    key = f"why-{product}-{measure}-{first}".replace("_", "-")
    yield Exhibit(key, _by_class(study, words, product, first, measure), chart)


def _by_class(study: Study, words: Words, product: str, first: str, measure: str) -> Table:
    rows, names = study.tables["monitoring_reasons"], Names(study.cluster.spec, words)
    here = (rows["product"] == product) & (rows["measure"] == measure) & (rows["from"] == first)
    rows = rows[here & (rows["to"] == last_wave(study))]
    unit, classes = rows["unit"].iloc[0], list(dict.fromkeys(rows["cls"]))
    amounts = rows.set_index(["step", "cls"])["amount"]
    body = tuple(
        (words.say(STEPS[step]), *(_cell(words, amounts.get((step, cls)), unit, step) for cls in classes))
        for step in dict.fromkeys(rows["step"])
    )
    head = (words.say("Part"), *(names.cls(cls) if cls else words.say("all together") for cls in classes))
    return Table(words.say("By class of members"), head, body)


def _cell(words: Words, value: float | None, unit: str, step: str) -> str:
    if not finite(value):
        return "–"
    return words.amount(value, unit) if step in TOTALS else change(words, value, unit)
