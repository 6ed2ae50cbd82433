"""Where prices go and which would let everybody gain; which price pays for storing: pictures and their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.model.money.quoted import price_point
from capacity.present import pictures_gains as pictures
from capacity.present import reading
from capacity.present.names import Names
from capacity.present.pictures_gains import party
from capacity.present.reading import table
from capacity.present.section import Exhibit, Table
from capacity.present.words import NBSP, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.study import Study


def price(words: Words, value: float, unit: str) -> str:
    """Return a price to a tenth, so that the ends of a narrow range differ; to three digits where it is small."""
    return words.amount(value, unit) if value < 10 else f"{words.number(value, 1)}{NBSP}{words.unit(unit)}"


def price_exhibits(study: Study, words: Words) -> Iterator[Exhibit]:
    """Yield who gets what of the price of the product worth most, and the prices at which nobody loses."""
    made = [name for name in reading.products_made(study) if len(pictures.shares_of(study, name))]
    made = made or reading.in_order(table(study, "price_split").get("product", ()))[:1]
    chart = pictures.split(study, words, made[0]) if made else None
    if chart is not None:
        yield Exhibit("gains-split", _split_table(study, words), chart)
    if len(table(study, "price_range")):
        yield Exhibit("gains-range", _range_table(study, words))


def _split_table(study: Study, words: Words) -> Table:
    heads = (mark("Product"), mark("Who gets it"), mark("Share of the price"), mark("Of the price of one unit"))
    names = Names(study.cluster.spec, words)
    rows = table(study, "price_split")
    body = tuple(
        (
            names.product(row.product),
            pictures.getter(study, words, row.party, row.part),
            words.middle_and_range(row.share_central, row.share_p10, row.share_p90, "share"),
            words.amount(row.money_central, f"{row.currency}/{row.unit}"),
        )
        for name in reading.in_order(rows["product"])
        for row in pictures.shares_of(study, name).itertuples(index=False)
    )
    caption = words.say("Who gets what of the price that buyers pay")
    return Table(caption, tuple(words.say(one) for one in heads), body, 2)


def _range_table(study: Study, words: Words) -> Table:
    heads = (
        *(mark("Product"), mark("What the price stands for"), mark("Price now"), mark("Lowest"), mark("Highest")),
        mark("Chance that there is such a price"),
    )
    names, body = Names(study.cluster.spec, words), []
    for row in table(study, "price_range").itertuples(index=False):
        unit = f"{row.currency}/{row.unit}"
        ends = (_price_range(words, row, end, unit) for end in ("lowest", "highest"))
        point = names.price_point(price_point(study.cluster.spec, row.product)) or "–"
        now = price(words, row.price_central, unit)
        body.append((names.product(row.product), point, now, *ends, words.share(row.probability_exists)))
    caption = words.say("Prices inside the chain at which nobody whom they touch loses")
    return Table(caption, tuple(words.say(one) for one in heads), tuple(body), 2)


def _price_range(words: Words, row: object, end: str, unit: str) -> str:
    middle, low, high = (getattr(row, f"{end}_{part}") for part in ("central", "p10", "p90"))
    ends = (words.number(value, 1) if reading.finite(value) else "–" for value in (low, high))
    return f"{price(words, middle, unit)} ({' – '.join(ends)})"


def storing_exhibits(study: Study, words: Words) -> Iterator[Exhibit]:
    """Yield which price pays for waiting, and what keeping brings month by month; nothing where nothing is stored."""
    for product in reading.in_order(table(study, "waiting").get("product", ()))[:1]:
        chart = pictures.waiting(study, words, product)
        if chart is not None:
            yield Exhibit("gains-waiting", _waiting_table(study, words, product, chart.name), chart)
            yield Exhibit("gains-storing", _storing_table(study, words, product))


def _waiting_table(study: Study, words: Words, product: str, caption: str) -> Table:
    heads = (mark("Sold"), mark("Price that pays for waiting"), mark("Price met (middle)"), mark("Chance that it pays"))
    rows = table(study, "waiting", product=product)
    unit = f"{rows['currency'].iloc[0]}/{rows['unit'].iloc[0]}"
    body = tuple(
        (
            words.month_name(row.month),
            price(words, row.needed_central, unit),
            words.middle_and_range(row.price_p50, row.price_p10, row.price_p90, unit),
            words.share(row.probability_pays),
        )
        for row in rows.itertuples(index=False)
    )
    return Table(caption, tuple(words.say(one) for one in heads), body)


def _storing_table(study: Study, words: Words, product: str) -> Table:
    heads = (mark("Month"), mark("Who"), mark("In store"), mark("Gain of having kept it since the month before"))
    rows = table(study, "storing", product=product)
    body = tuple(
        (
            words.month_name(row.month),
            party(study, words, row.party),
            words.amount(row.stock, row.unit),
            words.middle_and_range(row.gain_central, row.gain_p10, row.gain_p90, row.currency),
            words.share(row.loses),
        )
        for row in rows.itertuples(index=False)
        if row.stock > 0
    )
    name = Names(study.cluster.spec, words).product(product)
    caption = words.say("{product}: what keeping it brings, month by month", product=name)
    return Table(caption, (*(words.say(one) for one in heads), words.say("Chance to lose")), body, 2)
