"""Where prices go and which would let everybody gain; which price pays for storing: pictures and their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.cluster_file.shown_units import price_point
from capacity.present.charts import of_money as pictures
from capacity.present.charts.of_money import party
from capacity.present.parts.section import Exhibit, Table, make_table
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table, unit_of
from capacity.present.words.words import NBSP, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line


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
    """Return one row for everybody who gets something, one column a product, and the price itself in the last row."""
    names, rows = Names(study.cluster.spec, words), table(study, "price_split")
    products = reading.in_order(rows["product"])
    cells = {(row.party, row.part, row.product): row for row in rows.itertuples(index=False)}
    shown = reading.in_order(
        (row.party, row.part) for name in products for row in pictures.shares_of(study, name).itertuples(index=False)
    )
    body = [
        (pictures.getter(study, words, *key), *(_share(words, cells.get((*key, name))) for name in products))
        for key in shown
    ]
    prices = (_whole_price(words, rows[rows["product"] == name]) for name in products)
    body.append((words.say("Price that buyers pay, on average"), *prices))
    caption = words.say("Who gets what of the price that buyers pay")
    return Table(caption, (words.say("Who gets it"), *(names.product(name) for name in products)), tuple(body))


def _share(words: Words, row: Line) -> str:
    return "–" if row is None else words.middle_and_range(row.share_p50, row.share_p10, row.share_p90, "share")


def _whole_price(words: Words, rows: pd.DataFrame) -> str:
    unit = f"{rows['currency'].iloc[0]}/{rows['unit'].iloc[0]}"
    return price(words, float(rows["money_central"].sum()), unit)


def _range_table(study: Study, words: Words) -> Table:
    names, spec = Names(study.cluster.spec, words), study.cluster.spec
    columns = (
        (words.say("Product"), lambda row: names.product(row.product)),
        (words.say("What the price stands for"), lambda row: names.price_point(price_point(spec, row.product)) or "–"),
        (words.say("Price now"), lambda row: price(words, row.price_central, f"{row.currency}/{row.unit}")),
        (words.say("Lowest"), lambda row: _price_range(words, row, "lowest")),
        (words.say("Highest"), lambda row: _price_range(words, row, "highest")),
        (words.say("Chance that there is such a price"), lambda row: words.share(row.probability_exists)),
    )
    caption = words.say("Prices inside the chain at which nobody whom they touch loses")
    return make_table(caption, table(study, "price_range"), columns, 2)


def _price_range(words: Words, row: Line, end: str) -> str:
    middle, *ends = (getattr(row, f"{end}_{part}") for part in ("central", "p10", "p90"))
    return _in_range(words, middle, ends, f"{row.currency}/{row.unit}")


def _in_range(words: Words, middle: float, ends: Iterable[float], unit: str) -> str:
    said = (words.number(value, 1) if reading.finite(value) else "–" for value in ends)
    return f"{price(words, middle, unit)} ({' – '.join(said)})"


def storing_exhibits(study: Study, words: Words) -> Iterator[Exhibit]:
    """Yield which price pays for waiting, and what keeping brings month by month; nothing where nothing is stored."""
    for product in reading.in_order(table(study, "waiting").get("product", ()))[:1]:
        chart = pictures.waiting(study, words, product)
        if chart is not None:
            yield Exhibit("gains-waiting", _waiting_table(study, words, product, chart.name), chart)
            yield Exhibit("gains-storing", _storing_table(study, words, product))


def _waiting_table(study: Study, words: Words, product: str, caption: str) -> Table:
    rows = table(study, "waiting", product=product)
    unit = f"{unit_of(rows, 'currency')}/{unit_of(rows)}"
    columns = (
        (words.say("Sold"), lambda row: words.month_name(row.month)),
        (words.say("Price that pays for waiting"), lambda row: price(words, row.needed_p50, unit)),
        (
            words.say("Price met (middle)"),
            lambda row: _in_range(words, row.price_p50, (row.price_p10, row.price_p90), unit),
        ),
        (words.say("Chance that it pays"), lambda row: words.share(row.probability_pays)),
    )
    return make_table(caption, rows, columns)


def _storing_table(study: Study, words: Words, product: str) -> Table:
    rows = table(study, "storing", product=product)
    columns = (
        (words.say("Month"), lambda row: words.month_name(row.month)),
        (words.say("Who"), lambda row: party(study, words, row.party)),
        (words.say("In store"), lambda row: words.amount(row.stock, row.unit)),
        (
            words.say("Gain of having kept it since the month before"),
            lambda row: words.middle_and_range(row.gain_p50, row.gain_p10, row.gain_p90, row.currency),
        ),
        (words.say("Chance to lose"), lambda row: words.share(row.loses)),
    )
    name = Names(study.cluster.spec, words).product(product)
    caption = words.say("{product}: what keeping it brings, month by month", product=name)
    return make_table(caption, rows[rows["stock"] > 0] if len(rows) else rows, columns, 2)
