"""From a study to its charts: which numbers of which table stand in which picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.present.charts.charts import Calendar, Columns, Fan, Field, Series, Step, Steps
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
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
    rows = table(study, "members")
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    sums = (
        rows.groupby("cls", sort=False)[["weight", "expected_to_join"]]
        .sum()
        .sort_values("weight", ascending=False, kind="stable")
    )
    steps = tuple(
        Step(
            names.cls(cls),
            0.0,
            row["expected_to_join"],
            words.say("{n} of {all}", n=words.number(row["expected_to_join"], 0), all=words.number(row["weight"], 0)),
            ghost=row["weight"],
        )
        for cls, row in sums.iterrows()
    )
    return Steps(words.say("Expected to join, of all who could"), steps, "member", float(sums["weight"].max()))


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
    rows = (
        table(study, "cover", node=node).sort_values("month", kind="stable")
        if len(table(study, "cover"))
        else table(study, "cover")
    )
    if rows.empty:
        return None
    bars = [supplied(rows, words)]
    if (rows["busy"].fillna(0) > 0).any():
        bars.append(Series(words.say("Bought from others"), _values(rows, "busy"), "second"))
    lines = []
    if rows["capacity"].map(reading.finite).any():
        lines.append(Series(words.say("Capacity"), _values(rows, "capacity"), "limit"))
    if rows["minimum_load"].map(reading.finite).any():
        lines.append(Series(words.say("Minimum load"), _values(rows, "minimum_load"), "floor"))
    categories = tuple(words.short_month(month) for month in rows["month"])
    name = words.say("{node}: supply month by month", node=Names(study.cluster.spec, words).node(node))
    return Columns(name, categories, tuple(bars), tuple(lines), rows["unit"].iloc[0], stacked=True)


def supplied(rows: pd.DataFrame, words: Words) -> Series:
    """Return what comes to a node; where its inputs are bought without limit, what it puts through today."""
    if rows["supply"].map(reading.finite).any():
        return Series(words.say("Supply of the cluster"), _values(rows, "supply"))
    return Series(words.say("Put through today"), _values(rows, "activity"))


def _values(rows: pd.DataFrame, column: str) -> tuple[float, ...]:
    return tuple(float(value) if value is not None else math.nan for value in rows[column])


def cover(study: Study, words: Words) -> Calendar | None:
    """Return supply as a percentage of capacity, by node and month."""
    rows = reading.known_cover(study)
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    nodes = reading.in_order(rows["node"])
    shares = rows.set_index(["node", "month"])["cover"]
    fields = tuple(
        tuple(_cover_field(shares.get((node, m)), words, names.node(node), m) for m in _MONTHS) for node in nodes
    )
    return Calendar(
        words.say("Supply as a share of capacity"),
        tuple(words.short_month(month) for month in _MONTHS),
        tuple(names.node(node) for node in nodes),
        fields,
        words.say("Number in a field: supply in percent of capacity; from 100 on it is more than the link can take."),
    )


_MONTHS = range(1, 13)


def _cover_field(share: float | None, words: Words, node: str, month: int) -> Field:
    if share is None or not math.isfinite(share):
        return Field(math.nan)
    meaning = f"{node}, {words.month_name(month)}: {words.amount(share, 'share')}"
    return Field(min(share, 1.0), words.number(100 * share, 0), meaning)


def bottlenecks(study: Study, words: Words) -> Calendar | None:
    """Return which capacity, market or supply holds the chain back in which month, with its chance."""
    rows = first_year(table(study, "bottlenecks"))
    if rows.empty:
        return None
    months = sorted(set(rows["month"]))
    places = reading.bottleneck_order(rows)
    chances = rows.groupby(["kind", "at", "month"])["probability"].max()
    names = [bottleneck_name(study, words, kind, at) for kind, at in places]
    months = full_year(months)
    fields = tuple(
        tuple(_chance_field(chances.get((*place, month)), words, name, month) for month in months)
        for place, name in zip(places, names, strict=True)
    )
    categories = tuple(words.short_month(number) for number in reading.month_numbers(months))
    legend = words.say("Number in a field: chance in percent that this holds the chain back in that month.")
    return Calendar(words.say("What holds the chain back, month by month"), categories, tuple(names), fields, legend)


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
            ends = {"low": _values(part, "p10"), "high": _values(part, "p90")} if role == "main" else {}
            lines.append(Series(names.scenario(scenario), _values(part, "p50"), role, **ends))
    title = words.say(
        "{product}: output in years {first} to {last}", product=names.product(product), first=years[0], last=years[-1]
    )
    return Fan(title, tuple(str(year) for year in years), tuple(lines), rows["unit"].iloc[0])


def monthly(study: Study, words: Words, product: str, series: str = "output") -> Fan | None:
    """Return a product's output or supply month by month in the leading scenario, with its range."""
    rows = table(study, "monthly", scenario=study.scenario, product=product, series=series)
    if rows.empty:
        return None
    name = Names(study.cluster.spec, words).product(product)
    title = (
        words.say("{product}: output month by month", product=name)
        if series == "output"
        else words.say("{product}: supply month by month", product=name)
    )
    line = Series(words.say("Middle"), _values(rows, "p50"), "main", _values(rows, "p10"), _values(rows, "p90"))
    return Fan(title, tuple(words.short_date(month) for month in rows["month"]), (line,), rows["unit"].iloc[0])


def cash(study: Study, words: Words) -> Columns | None:
    """Return the members' yearly cash without and with the cluster, in the leading scenario."""
    rows = table(study, "cash", scenario=study.scenario)
    if rows.empty:
        return None
    bars = (
        Series(words.say("Without the cluster"), _values(rows, "without_p50"), "loss"),
        Series(words.say("With the cluster"), _values(rows, "with_p50"), "main"),
    )
    categories = tuple(str(year) for year in rows["year"])
    return Columns(
        words.say("Cash of years 1 to {last}, without and with the cluster", last=rows["year"].max()),
        categories,
        bars,
        (),
        rows["currency"].iloc[0],
    )


def increment(study: Study, words: Words) -> Fan | None:
    """Return what the cluster adds to the members' yearly cash, before and after financing, with its range."""
    rows = table(study, "cash", scenario=study.scenario)
    if rows.empty:
        return None
    lines = [
        Series(
            words.say(name),
            _values(rows, f"{part}_p50"),
            role,
            _values(rows, f"{part}_p10"),
            _values(rows, f"{part}_p90"),
        )
        for part, name, role in (("increment", BEFORE, "main"), ("after_finance", AFTER, "second"))
        if rows[f"{part}_p50"].map(reading.finite).any()
    ]
    title = words.say("What the cluster adds to cash in years 1 to {last}", last=rows["year"].max())
    return Fan(title, tuple(str(year) for year in rows["year"]), tuple(lines), rows["currency"].iloc[0])


BEFORE = mark("Before loans and grants")
AFTER = mark("After loans and grants")
