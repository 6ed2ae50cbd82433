"""From a study to its charts: which numbers of which table stand in which picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.present.charts.charts import Calendar, Columns, Fan, Field, Series, Step, Steps, bars, calendar, series
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table, unit_of
from capacity.present.words.words import NBSP, Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.study import Study

STEP_NAMES = {
    "produced": mark("Produced"),
    "kept": mark("Kept at home"),
    "bazaar": mark("Made or sold at the bazaar"),
    "elsewhere": mark("Sold to others"),
    "offered": mark("Offered to the cluster"),
    "expected": mark("Of those who will join"),
    "delivered": mark("Delivered"),
    "attainable": mark("Possible with good practice"),
    "with_investment": mark("Possible with investment"),
}
LOSSES = ("kept", "bazaar", "elsewhere")
BESIDE = ("attainable", "with_investment")
KINDS = {"capacity": mark("capacity"), "market": mark("market"), "supply": mark("supply")}
SEVERAL = ("main", "second", "third", "fourth")


def members(study: Study, words: Words) -> Steps | None:
    """Return how many of each class were surveyed (pale) and are expected to join."""
    rows, names = table(study, "members"), Names(study.cluster.spec, words)
    if rows.empty:
        return None
    sums = rows.groupby("cls", sort=False)[["weight", "expected_to_join"]].sum()
    steps = [
        Step(
            names.cls(row.Index),
            0.0,
            row.expected_to_join,
            words.say("{n} of {all}", n=words.number(row.expected_to_join, 0), all=words.number(row.weight, 0)),
            ghost=row.weight,
        )
        for row in sums.sort_values("weight", ascending=False, kind="stable").itertuples()
    ]
    return bars(words.say("Expected to join, of all who could"), steps, "member")


def stair(study: Study, product: str, month: int) -> dict[str, float]:
    """Return the staircase of one product in one month of the year, summed over classes and places: step -> amount."""
    rows = table(study, "staircase", product=product, month=month)
    return rows.groupby("step", sort=False)["amount"].sum().to_dict() if len(rows) else {}


def staircase(study: Study, words: Words, product: str, month: int) -> Steps | None:
    """Return the staircase of one product in one month: what is produced, what is taken away, what is left."""
    rows = table(study, "staircase", product=product)
    amounts = stair(study, product, month)
    if not amounts or not any(amounts.values()):
        return None
    unit, level = rows["unit"].iloc[0], amounts.get("produced", 0.0)
    steps = []
    for step in (name for name in STEP_NAMES if name in amounts):
        amount = amounts[step]
        start, end = (level - amount, level) if step in LOSSES else (0.0, amount)
        level = start if step in LOSSES else level
        role = "loss" if step in LOSSES else "beside" if step in BESIDE else "main"
        text = f"−{words.amount(amount, unit)}" if step in LOSSES else words.amount(amount, unit)
        if amount or step not in LOSSES:
            steps.append(Step(words.say(STEP_NAMES[step]), start, end, text, role))
    most = rows[rows["month"].isin([reading.WINTER, reading.SUMMER])].groupby(["month", "step"])["amount"].sum().max()
    name = f"{Names(study.cluster.spec, words).product(product)}, {words.month_name(month)}"
    return Steps(name, tuple(steps), unit, float(max(most, *amounts.values())))


def supply(study: Study, words: Words, node: str) -> Columns | None:
    """Return a node's supply month by month (with what it buys elsewhere) against its minimum load and capacity."""
    rows = table(study, "cover", node=node)
    if rows.empty:
        return None
    rows = rows.sort_values("month", kind="stable")
    bars = [supplied(rows, words)]
    if (rows["busy"].fillna(0) > 0).any():
        bars.append(series(rows, words.say("Bought from others"), "busy", "second"))
    limits = (("capacity", words.say("Capacity"), "limit"), ("minimum_load", words.say("Minimum load"), "floor"))
    lines = [series(rows, name, column, role) for column, name, role in limits if rows[column].map(finite).any()]
    categories = tuple(words.short_month(month) for month in rows["month"])
    name = words.say("{node}: supply month by month", node=Names(study.cluster.spec, words).node(node))
    return Columns(name, categories, tuple(bars), tuple(lines), unit_of(rows), stacked=True)


def supplied(rows: pd.DataFrame, words: Words) -> Series:
    """Return what comes to a node; where its inputs are bought without limit, what it puts through today."""
    if rows["supply"].map(finite).any():
        return series(rows, words.say("Supply of the cluster"), "supply")
    return series(rows, words.say("Put through today"), "activity")


def cover(study: Study, words: Words) -> Calendar | None:
    """Return supply as a percentage of capacity, by node and month."""
    rows = reading.known_cover(study)
    if rows.empty:
        return None
    names, shares = Names(study.cluster.spec, words), rows.set_index(["node", "month"])["cover"]
    return calendar(
        words.say("Supply as a share of capacity"),
        {node: names.node(node) for node in reading.in_order(rows["node"])},
        {month: words.short_month(month) for month in range(1, 13)},
        lambda node, month: _cover_field(shares.get((node, month)), words, names.node(node), month),
        words.say("Number in a field: supply in percent of capacity; from 100 on it is more than the link can take."),
    )


def _cover_field(share: float | None, words: Words, node: str, month: int) -> Field:
    if not finite(share):
        return Field(math.nan)
    meaning = f"{node}, {words.month_name(month)}: {words.amount(share, 'share')}"
    return Field(min(share, 1.0), words.number(100 * share, 0), meaning)


def bottlenecks(study: Study, words: Words) -> Calendar | None:
    """Return which capacity, market or supply holds the chain back in which month, with its chance."""
    rows = first_year(table(study, "bottlenecks"))
    if rows.empty:
        return None
    chances = rows.groupby(["kind", "at", "month"])["probability"].max()
    names = {place: bottleneck_name(study, words, *place) for place in reading.bottleneck_order(rows)}
    return calendar(
        words.say("What holds the chain back, month by month"),
        names,
        {month: words.short_month(int(month[5:7])) for month in full_year(sorted(set(rows["month"])))},
        lambda place, month: _chance_field(chances.get((*place, month)), words, names[place], month),
        words.say("Number in a field: chance in percent that this holds the chain back in that month."),
    )


def first_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first twelve months that occur."""
    if rows.empty:
        return rows
    return rows[rows["month"].isin(full_year(sorted(set(rows["month"]))))]


def full_year(months: list[str]) -> list[str]:
    """Return twelve months from January of the first month's year on, or from the first month if they do not fit."""
    year, first = int(months[0][:4]), 1 if months[-1][:4] == months[0][:4] else int(months[0][5:7])
    return [f"{year + (first + i - 1) // 12}-{(first + i - 1) % 12 + 1:02d}" for i in range(12)]


def _chance_field(chance: float | None, words: Words, name: str, month: str) -> Field:
    if chance is None:
        return Field(math.nan)
    if not math.isfinite(chance):
        return Field(1.0, "•", f"{name}, {words.month(month)}")
    percent = words.share(chance)
    return Field(chance, percent.replace("%", "").replace(NBSP, ""), f"{name}, {words.month(month)}: {percent}")


def bottleneck_name(study: Study, words: Words, kind: str, at: str) -> str:
    """Return what holds the chain back and of which kind: "Cooling · Upper villages (capacity)"."""
    return f"{Names(study.cluster.spec, words).anything(at)} ({words.known(kind, KINDS)})"


def future(study: Study, words: Words, product: str) -> Fan | None:
    """Return a product's output by year in up to four scenarios, the leading one with its range."""
    rows = table(study, "projection", product=product)
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    years = sorted(set(rows["year"]))
    lines = []
    for role, scenario in zip(SEVERAL, reading.scenarios(study), strict=False):
        part = rows[rows["scenario"] == scenario].set_index("year").reindex(years)
        if part["p50"].notna().any():
            lines.append(series(part, names.scenario(scenario), "p50", role, ranged=role == "main"))
    title = words.say(
        "{product}: output in years {first} to {last}", product=names.product(product), first=years[0], last=years[-1]
    )
    return Fan(title, tuple(str(year) for year in years), tuple(lines), rows["unit"].iloc[0])


def monthly(study: Study, words: Words, product: str, of: str = "output") -> Fan | None:
    """Return a product's output or supply month by month in the leading scenario, with its range."""
    rows = table(study, "monthly", scenario=study.scenario, product=product, series=of)
    if rows.empty:
        return None
    name = Names(study.cluster.spec, words).product(product)
    title = (
        words.say("{product}: output month by month", product=name)
        if of == "output"
        else words.say("{product}: supply month by month", product=name)
    )
    line = series(rows, words.say("Middle"), "p50", ranged=True)
    return Fan(title, tuple(words.short_date(month) for month in rows["month"]), (line,), rows["unit"].iloc[0])


def cash(study: Study, words: Words) -> Columns | None:
    """Return the members' yearly cash without and with the cluster, in the leading scenario."""
    rows = table(study, "cash", scenario=study.scenario)
    if rows.empty:
        return None
    lines = (
        series(rows, words.say("Without the cluster"), "without_p50", "loss"),
        series(rows, words.say("With the cluster"), "with_p50"),
    )
    title = words.say("Cash of years 1 to {last}, without and with the cluster", last=rows["year"].max())
    return Columns(title, tuple(map(str, rows["year"])), lines, (), unit_of(rows, "currency"))


def increment(study: Study, words: Words) -> Fan | None:
    """Return what the cluster adds to the members' yearly cash, before and after financing, with its range."""
    rows = table(study, "cash", scenario=study.scenario)
    if rows.empty:
        return None
    parts = (
        ("increment_p50", words.say("Before loans and grants"), "main"),
        ("after_finance_p50", words.say("After loans and grants"), "second"),
    )
    lines = [series(rows, name, part, role, ranged=True) for part, name, role in parts if rows[part].map(finite).any()]
    title = words.say("What the cluster adds to cash in years 1 to {last}", last=rows["year"].max())
    return Fan(title, tuple(map(str, rows["year"])), tuple(lines), unit_of(rows, "currency"))
