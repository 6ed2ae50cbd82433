"""Charts of what plan, losses, steps and draws say: which numbers of which table stand in which picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.present.charts.charts import (
    Calendar,
    Columns,
    Field,
    Step,
    Steps,
    Swings,
    bars,
    calendar,
    series,
    tornado,
)
from capacity.present.charts.of_study import bottleneck_name, first_year, full_year
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table, unit_of
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

LOSSES, OTHERS, STEPS, NUMBERS = 8, 6, 10, 10
THOUSAND = 1000.0
STOPS = mark("stops the chain")


def worth(study: Study, words: Words) -> Calendar | None:
    """Return what one more unit of each capacity, market and supply is worth, month by month; grey: nothing."""
    rows = first_year(table(study, "bottlenecks"))
    if rows.empty:
        return None
    months, places = full_year(sorted(set(rows["month"]))), reading.bottleneck_order(rows)
    parts = {(kind, at): rows[(rows["kind"] == kind) & (rows["at"] == at)].set_index("month") for kind, at in places}
    names = {place: bottleneck_name(study, words, *place) for place in places}
    alike = len(set(rows["unit"])) == 1
    scales = {place: _scale((rows if alike else part), words) for place, part in parts.items()}
    title = words.say("What one more unit is worth, month by month")

    def field(place: tuple[str, str], month: str) -> Field:
        return _worth_field(parts[place], month, scales[place], f"{names[place]}, {words.month(month)}", words)

    return calendar(
        words.say("{title}, in {unit}", title=title, unit=scales[places[0]][1]) if alike else title,
        {place: name if alike else f"{name}, {scales[place][1]}" for place, name in names.items()},
        {month: words.short_month(int(month[5:7])) for month in months},
        field,
        words.say("Number in a field: worth of one more unit. An empty field: one more unit is worth nothing."),
    )


def _scale(rows: pd.DataFrame, words: Words) -> tuple[float, str, float]:
    """Return what prices are divided by to fit into a field, how their unit is called then, and the largest price."""
    most, named = float(rows["shadow_price"].max()), words.unit(rows["unit"].iloc[0])
    divisor, named = (THOUSAND, words.say("thousand {unit}", unit=named)) if most >= THOUSAND else (1.0, named)
    return divisor, named, most or 1.0


def _worth_field(part: pd.DataFrame, month: str, scale: tuple[float, str, float], name: str, words: Words) -> Field:
    if month not in part.index:
        return Field(math.nan)
    price = float(part.loc[month, "shadow_price"])
    value = price / scale[0]
    text = f"<{words.number(0.1, 1)}" if 0 < value < 0.05 else words.number(value, 1 if value < 9.95 else 0)
    return Field(price / scale[2], text, f"{name}: {words.amount(price, part.loc[month, 'unit'])}")


def losses(study: Study, words: Words, *, single: bool) -> Steps | None:
    """Return what the others lose without single members, or whole classes and anchors, as bars of a year's money."""
    rows = losses_of(study, single=single).head(LOSSES if single else OTHERS)
    rows = rows[rows["others_lose"] > 0] if len(rows) else rows
    steps = [
        Step(
            who(study, words, row.kind, row.name),
            0.0,
            row.others_lose,
            _loss_text(row, words),
            "floor" if row.stops else "main",
        )
        for row in rows.itertuples(index=False)
    ]
    title = mark("What the others lose in a year if one member leaves")
    title = title if single else mark("What the others lose in a year if a whole class or an anchor leaves")
    return bars(words.say(title), steps, unit_of(rows))


def losses_of(study: Study, *, single: bool) -> pd.DataFrame:
    """Return the losses by single members, or by classes and anchors without a class that is the anchor itself."""
    rows = table(study, "leaving")
    if rows.empty:
        return rows
    if single:
        return rows[rows["kind"] == "member"]
    rows = rows[rows["kind"] != "member"].sort_values("kind", kind="stable")
    return rows.drop_duplicates(["others_lose", "self_loses", "output", "months_below"]).sort_index()


def who(study: Study, words: Words, kind: str, name: str) -> str:
    """Return who leaves: a member by its name, a class by its title, an anchor by its link's."""
    names = Names(study.cluster.spec, words)
    return {"class": names.cls, "anchor": names.node}.get(kind, str)(name)


def _loss_text(row: Line, words: Words) -> str:
    said = words.about(row.others_lose, row.unit)
    return f"{said}, {words.say(STOPS)}" if row.stops else said


def together(study: Study, words: Words) -> Columns | None:
    """Return the margin of the members' own rule and of the best plan, month by month."""
    rows = table(study, "coordination")
    if rows.empty:
        return None
    rows = rows.assign(number=reading.month_numbers(rows["month"])).sort_values("number", kind="stable")
    lines = (
        series(rows, words.say("As members run it"), "rule", "loss"),
        series(rows, words.say("Planned together"), "plan"),
    )
    title, months = words.say("What the chain earns, month by month"), tuple(map(words.short_month, rows["number"]))
    return Columns(title, months, lines, (), unit_of(rows).partition("/")[0])


def first_steps(study: Study, words: Words) -> Steps | None:
    """Return the steps that lift the net present value, in the order of the table, those of the package first named."""
    rows = table(study, "first_steps")
    rows = rows[rows["npv_lift"] > 0].head(STEPS) if len(rows) else rows
    names, currency = Names(study.cluster.spec, words), study.cluster.spec.currency
    steps = [
        Step(
            f"{'✓ ' if row.in_package else ''}{names.step(row.step, row.title)}",
            0.0,
            row.npv_lift,
            words.about(row.npv_lift, currency),
            "main" if row.in_package else "loss",
        )
        for row in rows.itertuples(index=False)
    ]
    return bars(words.say("What each step adds to the net present value"), steps, currency)


def swings(study: Study, words: Words) -> Swings | None:
    """Return the ten numbers that swing the net present value most, between their P10 and their P90."""
    rows, names = widest(study), Names(study.cluster.spec, words)
    ends = {"result_low": words.say("the number is low (P10)"), "result_high": words.say("the number is high (P90)")}
    title = words.say("Net present value if one number is low or high, all others as expected")
    return tornado(title, rows, unit_of(rows, "money"), ends, lambda row: names.path(row.path), words)


def widest(study: Study) -> pd.DataFrame:
    """Return the rows of the numbers that swing the result most, the widest first."""
    rows = table(study, "sensitivity")
    if rows.empty:
        return rows
    return rows[rows["swing"] > 0].sort_values("swing", ascending=False, kind="stable").head(NUMBERS)


def causes(study: Study) -> pd.DataFrame:
    """Return the rows of the causes that explain more than their own error: one of each, all its numbers in `paths`."""
    rows = table(study, "sensitivity")
    if rows.empty:
        return rows
    rows = rows[rows["explained_low"] > 0]
    paths = rows.groupby("cause")["path"].agg(tuple)
    return rows.drop_duplicates("cause").assign(paths=lambda one: one["cause"].map(paths))


def named(names: Names, paths: tuple[str, ...]) -> str:
    """Return the numbers of one cause by name."""
    return " + ".join(names.path(path) for path in paths)


def explained(study: Study, words: Words) -> Steps | None:
    """Return which share of the spread of the net present value each cause explains, pale up to its interval's end."""
    names = Names(study.cluster.spec, words)
    steps = [
        Step(
            named(names, row.paths),
            0.0,
            row.explained,
            words.middle_and_range(row.explained, row.explained_low, row.explained_high, "share"),
            ghost=row.explained_high,
        )
        for row in causes(study).head(NUMBERS).itertuples(index=False)
    ]
    return bars(
        words.say("How much of the uncertainty of the net present value comes from each number"), steps, "share"
    )


def standing(study: Study, words: Words) -> Calendar | None:
    """Return the chance that each node with a minimum load stands below it, by month of a like year."""
    rows = table(study, "standing")
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    rows = rows.assign(number=reading.month_numbers(rows["month"]))
    chances = rows.groupby(["node", "number"])["probability"].max()
    return calendar(
        words.say("Chance that the plant stands below its minimum load"),
        {node: names.node(node) for node in reading.in_order(rows["node"])},
        {month: words.short_month(month) for month in range(1, 13)},
        lambda node, month: _chance(
            chances.get((node, month)), words, f"{names.node(node)}, {words.month_name(month)}"
        ),
        words.say("Number in a field: chance in percent, for a year like the first, all who will join being there."),
    )


def _chance(chance: float | None, words: Words, place: str) -> Field:
    if not reading.finite(chance):
        return Field(math.nan)
    text = words.share(chance)
    return Field(chance, text.rstrip("%\u00a0"), f"{place}: {text}")
