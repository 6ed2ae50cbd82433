"""Charts of what plan, losses, steps and draws say: which numbers of which table stand in which picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.present.charts.charts import Calendar, Columns, Field, Series, Step, Steps, Swing, Swings
from capacity.present.charts.of_study import bottleneck_name, first_year, full_year
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

LOSSES, OTHERS, STEPS, NUMBERS = 8, 6, 10, 10
THOUSAND = 1000.0
STOPS = mark("stops the chain")
AT_LOW, AT_HIGH = mark("the number is low (P10)"), mark("the number is high (P90)")


def worth(study: Study, words: Words) -> Calendar | None:
    """Return what one more unit of each capacity, market and supply is worth, month by month; grey: nothing."""
    rows = first_year(table(study, "bottlenecks"))
    if rows.empty:
        return None
    months, places = full_year(sorted(set(rows["month"]))), reading.bottleneck_order(rows)
    parts = [rows[(rows["kind"] == kind) & (rows["at"] == at)].set_index("month") for kind, at in places]
    names = [bottleneck_name(study, words, kind, at) for kind, at in places]
    alike = len(set(rows["unit"])) == 1
    scales = [_scale((rows if alike else part), words) for part in parts]
    title = words.say("What one more unit is worth, month by month")
    return Calendar(
        words.say("{title}, in {unit}", title=title, unit=scales[0][1]) if alike else title,
        tuple(words.short_month(number) for number in reading.month_numbers(months)),
        tuple(name if alike else f"{name}, {scale[1]}" for name, scale in zip(names, scales, strict=True)),
        tuple(
            tuple(_worth_field(part, month, scale, f"{name}, {words.month(month)}", words) for month in months)
            for name, part, scale in zip(names, parts, scales, strict=True)
        ),
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
    if rows.empty:
        return None
    steps = tuple(
        Step(who(study, words, row.kind, row.name), 0.0, row.others_lose, _loss_text(row, words), _loss_role(row))
        for row in rows.itertuples(index=False)
    )
    title = mark("What the others lose in a year if one member leaves")
    title = words.say(title if single else mark("What the others lose in a year if a whole class or an anchor leaves"))
    return Steps(title, steps, rows["unit"].iloc[0], float(rows["others_lose"].max()))


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


def _loss_role(row: Line) -> str:
    return "floor" if row.stops else "main"


def together(study: Study, words: Words) -> Columns | None:
    """Return the margin of the members' own rule and of the best plan, month by month."""
    rows = table(study, "coordination")
    if rows.empty:
        return None
    rows = rows.assign(number=reading.month_numbers(rows["month"])).sort_values("number", kind="stable")
    bars = (
        Series(words.say("As members run it"), tuple(map(float, rows["rule"])), "loss"),
        Series(words.say("Planned together"), tuple(map(float, rows["plan"])), "main"),
    )
    categories = tuple(words.short_month(month) for month in rows["number"])
    return Columns(
        words.say("What the chain earns, month by month"), categories, bars, (), rows["unit"].iloc[0].partition("/")[0]
    )


def first_steps(study: Study, words: Words) -> Steps | None:
    """Return the steps that lift the net present value, in the order of the table, those of the package first named."""
    rows = table(study, "first_steps")
    rows = rows[rows["npv_lift"] > 0].head(STEPS) if len(rows) else rows
    if rows.empty:
        return None
    names, currency = Names(study.cluster.spec, words), study.cluster.spec.currency
    steps = tuple(
        Step(
            f"{'✓ ' if row.in_package else ''}{names.step(row.step, row.title)}",
            0.0,
            row.npv_lift,
            words.about(row.npv_lift, currency),
            "main" if row.in_package else "loss",
        )
        for row in rows.itertuples(index=False)
    )
    title = words.say("What each step adds to the net present value")
    return Steps(title, steps, currency, float(rows["npv_lift"].max()))


def swings(study: Study, words: Words) -> Swings | None:
    """Return the ten numbers that swing the net present value most, between their P10 and their P90."""
    rows = widest(study)
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    money = rows["money"].iloc[0]
    divisor, unit = words.axis(float(rows[["result_low", "result_high"]].abs().max().max()), money)
    lines = tuple(
        Swing(
            names.path(row.path),
            row.result_low,
            row.result_high,
            words.between(*sorted((row.result_low / divisor, row.result_high / divisor))),
        )
        for row in rows.itertuples(index=False)
    )
    title = words.say("Net present value if one number is low or high, all others as expected")
    title = words.say("{title}, in {unit}", title=title, unit=unit)
    return Swings(title, lines, money, (words.say(AT_LOW), words.say(AT_HIGH)))


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
    rows = causes(study).head(NUMBERS)
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    steps = tuple(
        Step(
            named(names, row.paths),
            0.0,
            row.explained,
            words.middle_and_range(row.explained, row.explained_low, row.explained_high, "share"),
            ghost=row.explained_high,
        )
        for row in rows.itertuples(index=False)
    )
    title = words.say("How much of the uncertainty of the net present value comes from each number")
    return Steps(title, steps, "share", float(max(rows["explained_high"].max(), rows["explained"].max())))


def standing(study: Study, words: Words) -> Calendar | None:
    """Return the chance that each node with a minimum load stands below it, by month of a like year."""
    rows = table(study, "standing")
    if rows.empty:
        return None
    names, months = Names(study.cluster.spec, words), range(1, 13)
    rows = rows.assign(number=reading.month_numbers(rows["month"]))
    nodes = reading.in_order(rows["node"])
    chances = rows.groupby(["node", "number"])["probability"].max()
    fields = tuple(
        tuple(_chance(chances.get((node, month)), words, names.node(node), month) for month in months) for node in nodes
    )
    categories = tuple(words.short_month(month) for month in months)
    title = words.say("Chance that the plant stands below its minimum load")
    legend = words.say(
        "Number in a field: chance in percent, for a year like the first, all who will join being there."
    )
    return Calendar(title, categories, tuple(names.node(node) for node in nodes), fields, legend)


def _chance(chance: float | None, words: Words, node: str, month: int) -> Field:
    if chance is None or not math.isfinite(chance):
        return Field(math.nan)
    text = words.share(chance)
    return Field(chance, text.rstrip("%\u00a0"), f"{node}, {words.month_name(month)}: {text}")
