"""Charts of who gains: the classes' gains, a member's months, the way of a price, and what waiting asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.charts import Columns, Fan, Series, Step, Steps, Swing, Swings
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.study import Study

BODY = "cluster"
PARTS = {"costs": mark("Costs: {who}"), "left": mark("Left over: {who}")}
OUTSIDE = mark("Bought outside the cluster")
LEAST_SHARE = 0.0005
"""share of a price below which nobody is named"""


def party(study: Study, words: Words, name: str) -> str:
    """Return who holds the money: a class by its title, the cluster's own body, or an owner by its name."""
    if name == BODY and name not in study.cluster.spec.classes:
        return words.say("The cluster's own body")
    return Names(study.cluster.spec, words).cls(name)


def touched(study: Study) -> pd.DataFrame:
    """Return the parties of the table of gains that have money at all, the body left out."""
    rows = table(study, "gains")
    if rows.empty:
        return rows
    some = rows[["with_normal", "without_normal", "net_p10", "net_p90", "net_central"]].fillna(0.0).abs().max(axis=1)
    return rows[(some > 0) & (rows["party"] != BODY)]


def gains(study: Study, words: Words) -> Swings | None:
    """Return what each class gains a year, from P10 to P90, after its own investments."""
    rows = touched(study)
    rows = rows[(rows["net_p10"] != 0) | (rows["net_p90"] != 0)] if len(rows) else rows
    if rows.empty:
        return None
    money = rows["currency"].iloc[0]
    divisor, unit = words.axis(float(rows[["net_p10", "net_p90"]].abs().max().max()), f"{money}/year")
    lines = tuple(
        Swing(
            party(study, words, row.party),
            row.net_p10,
            row.net_p90,
            words.between(row.net_p10 / divisor, row.net_p90 / divisor),
        )
        for row in rows.itertuples(index=False)
    )
    title = words.say("What each class gains a year, after its own investments")
    title = words.say("{title}, in {unit}", title=title, unit=unit)
    return Swings(title, lines, f"{money}/year", (words.say("a bad future (P10)"), words.say("a good future (P90)")))


def months(study: Study, words: Words, name: str) -> Columns | None:
    """Return what a member of a class has in each month, without and with the cluster."""
    rows = table(study, "income", party=name)
    if rows.empty:
        return None
    rows = rows.sort_values("month", kind="stable")
    bars = (
        Series(words.say("Without the cluster"), tuple(map(float, rows["without_central"])), "loss"),
        Series(words.say("With the cluster"), tuple(map(float, rows["with_central"])), "main"),
    )
    title = words.say("What one member has in each month: {cls}", cls=party(study, words, name))
    return Columns(title, tuple(words.short_month(m) for m in rows["month"]), bars, (), rows["currency"].iloc[0])


def split(study: Study, words: Words, product: str) -> Steps | None:
    """Return who gets what of a product's price, one bar after the other along the chain, up to the whole."""
    rows = shares_of(study, product)
    if rows.empty:
        return None
    steps, reached, most = [], 0.0, 1.0
    for row in rows.itertuples(index=False):
        low, high = sorted((reached, reached + row.share_central))
        reached, most = reached + row.share_central, max(most, high)
        role = "loss" if row.part == "costs" else "main" if row.share_central >= 0 else "floor"
        steps.append(Step(getter(study, words, row.party, row.part), low, high, words.share(row.share_central), role))
    title = words.say("Of what buyers pay for {product}: who gets what", product=_name(study, words, product))
    return Steps(title, tuple(steps), "share", most)


def shares_of(study: Study, product: str) -> pd.DataFrame:
    """Return who gets which share of a product's price, without those who get next to nothing."""
    rows = table(study, "price_split", product=product)
    return rows[rows["share_central"].abs() >= LEAST_SHARE] if len(rows) else rows


def getter(study: Study, words: Words, name: str, part: str) -> str:
    """Return who gets a part of a price, and for what."""
    return words.say(PARTS[part], who=party(study, words, name)) if name else words.say(OUTSIDE)


def _name(study: Study, words: Words, product: str) -> str:
    return Names(study.cluster.spec, words).product(product)


def waiting(study: Study, words: Words, product: str) -> Fan | None:
    """Return the price that pays for having waited, and the one to be met, month by month from when stores fill."""
    rows = table(study, "waiting", product=product)
    if rows.empty:
        return None
    needed = Series(words.say("Price that pays for waiting"), tuple(map(float, rows["needed_p50"])), "second")
    ends = (tuple(map(float, rows[name])) for name in ("price_p10", "price_p90"))
    met = Series(words.say("Price met (middle)"), tuple(map(float, rows["price_p50"])), "main", *ends)
    title = words.say("{product}: is it worth waiting?", product=_name(study, words, product))
    unit = f"{rows['currency'].iloc[0]}/{rows['unit'].iloc[0]}"
    return Fan(title, tuple(words.short_month(m) for m in rows["month"]), (met, needed), unit)


def largest_class(study: Study) -> str | None:
    """Return the class with the most members among those that have an income without the cluster; None if none has."""
    rows = touched(study)
    rows = rows[rows["without_normal"].map(reading.finite) & (rows["without_normal"] != 0)] if len(rows) else rows
    return None if rows.empty else str(rows.loc[rows["members"].idxmax(), "party"])
