"""What holds the chain back: by month and place, what one more unit is worth in the best plan, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_insight as pictures_insight
from capacity.present.charts import of_study as pictures
from capacity.present.charts.of_study import bottleneck_name, first_year
from capacity.present.parts.section import Exhibit, Section, Table, make_table, table_of_fields
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table
from capacity.present.words.words import RANGE_NOTE, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

NO_BOTTLENECK = mark("No capacity, market or supply of this chain is worth more than nothing in any month of the year.")
APART = 0.1
"""share of the larger worth by which plan and rule must differ to be spoken of"""
MOST_APART = 2
NAMED = 3
"""bottlenecks that the first sentence names"""


def bottlenecks(study: Study, words: Words) -> Section:
    """Return what holds the chain back in which month, and what one more unit of it is worth."""
    title = words.say("Bottlenecks, month by month")
    rows = first_year(table(study, "bottlenecks"))
    worth, chances = pictures_insight.worth(study, words), pictures.bottlenecks(study, words)
    if rows.empty or worth is None or chances is None:
        return Section("bottlenecks", title, (words.say(NO_BOTTLENECK),))
    worths = table_of_fields(worth, words.say("What holds back"), lambda text: text or "0")
    exhibits = (
        Exhibit("bottlenecks-worth", worths, worth, worth.legend),
        Exhibit("bottlenecks-calendar", _bottleneck_table(study, words, rows), chances, chances.legend),
    )
    lead = [
        _when_what(study, words, rows),
        *bottleneck_lines(study, words, rows),
        *_worth_nothing(study, words, rows),
        *_as_run(study, words, rows),
    ]
    notes = (
        words.say(
            "Worth: by how much the yearly value of the chain rises with one more unit, all else being the same, if "
            "members plan together as well as they can. Range: the worth of one more unit and of the last one."
        ),
        words.say(RANGE_NOTE),
    )
    return Section("bottlenecks", title, tuple(lead), exhibits=exhibits, notes=notes)


def _when_what(study: Study, words: Words, rows: pd.DataFrame) -> str:
    """Return in one sentence what holds the chain back in which months, the one worth most first."""
    said = []
    for kind, at in reading.bottleneck_order(rows)[:NAMED]:
        months = words.months(reading.month_numbers(rows[(rows["kind"] == kind) & (rows["at"] == at)]["month"]))
        said.append(f"{bottleneck_name(study, words, kind, at)} – {months}")
    return words.say("What holds us back most, and when: {what}.", what="; ".join(said))


def bottleneck_lines(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    """Yield a few words on each bottleneck, the one worth most first: months, loss, worth, how far it holds, chance."""
    for kind, at in reading.bottleneck_order(rows):
        part = rows[(rows["kind"] == kind) & (rows["at"] == at)]
        top = part.loc[part["shadow_price"].idxmax()]
        said = [_when(words, part, bottleneck_name(study, words, kind, at)), _worth(words, top, single=len(part) == 1)]
        if _holds(words, top):
            said.append(words.say("That holds for an amount of {amount}.", amount=_holds(words, top)))
        chance = words.share(part["probability"].max())
        yield " ".join((*said, words.say("It binds with a chance of up to {chance}.", chance=chance)))


def _when(words: Words, part: pd.DataFrame, name: str) -> str:
    months, lost = words.months(reading.month_numbers(part["month"])), part["lost"].fillna(0.0).sum()
    months = months[:1].upper() + months[1:]
    if lost <= 0:
        return words.say("{months}: {name}.", months=months, name=name)
    amount = words.amount(lost, str(part["lost_unit"].iloc[0]).removesuffix("/month"))
    return words.say("{months}: {name}, {lost} lost.", months=months, name=name, lost=amount)


def _worth(words: Words, top: pd.Series, *, single: bool) -> str:
    """Return what one more unit is worth, in the month in which it is worth most, with its spread over the draws."""
    worth = words.middle_and_range(top["shadow_price"], *_spread(top), money(top["unit"]))
    if single:
        return words.say("One more {unit} is worth {worth}.", unit=_each(words, top["unit"]), worth=worth)
    return words.say(
        "One more {unit} is worth most {in_month}: {worth}.",
        unit=_each(words, top["unit"]),
        in_month=words.in_month(int(str(top["month"])[5:7])),
        worth=worth,
    )


def _spread(row: Line) -> tuple[float | None, float | None]:
    """Return P10 and P90 of a worth; None where only the central case was planned."""
    low, high = getattr(row, "price_p10", None), getattr(row, "price_p90", None)
    return (low, high) if finite(low) and finite(high) else (None, None)


def _holds(words: Words, row: Line) -> str:
    """Return between which amounts a worth holds; nothing where it is not known or holds for every amount."""
    low, high, unit = getattr(row, "holds_from", None), getattr(row, "holds_to", None), row.lost_unit
    if not finite(low) or (low <= 0 and not finite(high)):
        return ""
    return words.between(low, high, unit) if finite(high) else words.say("{low} and more", low=words.amount(low, unit))


def _each(words: Words, unit: str) -> str:
    return words.unit(str(unit).partition("/")[2]) or words.say("unit")


def money(unit: str) -> str:
    """Return the currency of a price such as KGS/t."""
    return str(unit).partition("/")[0]


def _worth_nothing(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    """Yield which equipment and which markets are in no month the bottleneck."""
    spec, held = study.cluster.spec, set(zip(rows["kind"], rows["at"], strict=True))
    nodes = reading.in_order(table(study, "links").get("node", ()))
    markets = [name for name, market in spec.markets.items() if not market.today and market.demand is not None]
    names = Names(spec, words)
    free = [names.node(node) for node in nodes if ("capacity", node) not in held]
    free += [names.market(market) for market in markets if ("market", market) not in held]
    if free:
        yield words.count(
            "{names} is in no month the bottleneck: one more unit of it is worth 0.",
            "{names} are in no month the bottleneck: one more unit of any of them is worth 0.",
            len(free),
            names=words.listed(free),
        )


def _as_run(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    """Yield where one more unit is worth something else as members run the chain than in the best plan."""
    if "as_run" not in rows:
        return
    both = rows[["as_run", "shadow_price"]].fillna(0.0)
    gap = (both["as_run"] - both["shadow_price"]).abs()
    apart = rows.assign(gap=gap)[gap > APART * both.max(axis=1)]
    if apart.empty:
        yield words.say("As members run the chain today, without planning together, the worths are about the same.")
        return
    widest = apart.sort_values("gap", ascending=False, kind="stable").drop_duplicates(["kind", "at"])
    for row in widest.head(MOST_APART).to_dict("records"):
        yield words.say(
            "As members run the chain today, one more {unit} of {name} {in_month} is worth {as_run}; planned together "
            "it is worth {plan}.",
            unit=_each(words, row["unit"]),
            name=bottleneck_name(study, words, row["kind"], row["at"]),
            in_month=words.in_month(int(str(row["month"])[5:7])),
            as_run=words.amount(row["as_run"], money(row["unit"])),
            plan=words.amount(row["shadow_price"], money(row["unit"])),
        )


def _bottleneck_table(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    def range_over_draws(row: Line) -> str:
        low, high = _spread(row)
        return "–" if low is None else words.between(low, high, row.unit)

    columns = (
        (words.say("Month"), lambda row: words.month(row.month)),
        (words.say("What holds back"), lambda row: bottleneck_name(study, words, row.kind, row.at)),
        (words.say("Worth of one more unit"), lambda row: words.amount(row.shadow_price, row.unit)),
        (words.say("Range"), lambda row: words.between(row.low, row.high, row.unit)),
        (words.say("P10 to P90"), range_over_draws),
        (words.say("As run today"), lambda row: words.amount(getattr(row, "as_run", None), row.unit)),
        (words.say("Amount"), lambda row: words.amount(getattr(row, "amount", None), row.lost_unit)),
        (words.say("Holds"), lambda row: _holds(words, row) or "–"),
        (words.say("Chance"), lambda row: words.share(row.probability)),
        (words.say("Lost"), lambda row: words.amount(row.lost, row.lost_unit) if row.lost else "–"),
    )
    return make_table(words.say("What holds the chain back, and what one more unit is worth"), rows, columns, 2)
