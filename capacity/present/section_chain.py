"""Does the chain hold together: what holds it back month by month, the four lights, missing links, continuity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present import pictures, reading
from capacity.present.names import Names
from capacity.present.pictures import bottleneck_name, first_year
from capacity.present.reading import table
from capacity.present.section import Exhibit, Light, Section, Table
from capacity.present.words import UNKNOWN, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.study import Study

NO_BOTTLENECK = mark("No capacity, market or supply of this chain is worth more than nothing in any month of the year.")
LIGHTS = {
    "heads": mark("Heads: enough members"),
    "volume": mark("Volume: enough for the minimum load"),
    "suppliers": mark("Suppliers: not dependent on a few"),
    "links": mark("Links: the chain is complete"),
}
NO_LIGHTS = mark("The four lights could not be computed.")


def bottlenecks(study: Study, words: Words) -> Section:
    """Return what holds the chain back in which month, and what one more unit of it is worth."""
    title = words.say("Bottlenecks, month by month")
    rows = first_year(table(study, "bottlenecks"))
    if rows.empty:
        return Section("bottlenecks", title, (words.say(NO_BOTTLENECK),))
    grid = pictures.bottlenecks(study, words)
    exhibit = Exhibit("bottlenecks-calendar", _bottleneck_table(study, words, rows), grid, grid.legend)
    notes = [
        words.say(
            "Worth: by how much the yearly value of the chain rises with one more unit, all else being the same. "
            "In brackets: the worth of one unit less and of one unit more."
        )
    ]
    gain = study.summary.get("coordination_gain")
    if reading.finite(gain):
        notes.append(
            words.say("The best plan would bring {gain} more than the members' operating rule.", gain=words.share(gain))
        )
    return Section(
        "bottlenecks", title, tuple(bottleneck_lines(study, words, rows)), exhibits=(exhibit,), notes=tuple(notes)
    )


def bottleneck_lines(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    """Yield one sentence for each bottleneck, the one worth most first: months, worth, chance, loss."""
    for kind, at in reading.bottleneck_order(rows):
        part = rows[(rows["kind"] == kind) & (rows["at"] == at)]
        top = part.loc[part["shadow_price"].idxmax()]
        yield words.say(
            "{name}: {months}. One more {unit} is worth up to {worth}; it binds with a chance of up to {chance}.",
            name=bottleneck_name(study, words, kind, at),
            months=words.months(reading.month_numbers(part["month"])),
            unit=words.unit(str(top["unit"]).partition("/")[2]) or words.say("unit"),
            worth=words.middle_and_range(top["shadow_price"], top["low"], top["high"], money(top["unit"])),
            chance=words.share(part["probability"].max()),
        ) + _loss(words, part)


def money(unit: str) -> str:
    """Return the currency of a price such as KGS/t."""
    return str(unit).partition("/")[0]


def _loss(words: Words, part: pd.DataFrame) -> str:
    worst = part.loc[part["lost"].fillna(0).idxmax()]
    if not reading.finite(worst["lost"]) or worst["lost"] <= 0:
        return ""
    lost = words.amount(worst["lost"], worst["lost_unit"])
    month = words.in_month(int(str(worst["month"])[5:7]))
    return " " + words.say("Most is turned away {in_month}: {lost}.", in_month=month, lost=lost)


def _bottleneck_table(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    heads = (
        mark("What holds back"),
        mark("Worth of one more unit"),
        mark("Range"),
        mark("Chance"),
        mark("Turned away"),
    )
    body = tuple(
        (
            words.month(row.month),
            bottleneck_name(study, words, row.kind, row.at),
            words.amount(row.shadow_price, row.unit),
            words.between(row.low, row.high, row.unit),
            words.share(row.probability),
            words.amount(row.lost, row.lost_unit) if row.lost else "–",
        )
        for row in rows.itertuples()
    )
    head = (words.say("Month"), *(words.say(one) for one in heads))
    return Table(words.say("What holds the chain back, and what one more unit is worth"), head, body, 2)


def critical_mass(study: Study, words: Words) -> Section:
    """Return the four lights, the missing links and the months in which the plant stands."""
    lead = [missing_links(study, words), *continuity(study, words)]
    chances = _stands_table(study, words)
    lit = tuple(lights(study, words))
    return Section(
        "critical-mass",
        words.say("Critical mass: the four lights"),
        tuple(lead) if lit else (words.say(NO_LIGHTS), *lead),
        lights=lit,
        exhibits=(Exhibit("critical-mass-stands", chances),) if chances else (),
        notes=(
            words.say(
                "There is no single magic number: each light has its own figure and chance; all four should be green."
            ),
        ),
    )


def lights(study: Study, words: Words) -> Iterator[Light]:
    """Yield the four lights, each with its number, what is needed and its chance."""
    for row in table(study, "critical_mass").itertuples():
        state = "good" if row.green else "bad"
        yield Light(state, words.known(row.light, LIGHTS), _light_text(study, words, row))


def _light_text(study: Study, words: Words, row: object) -> str:
    value, needed, chance = words.number(row.value, 1), words.number(row.needed, 0), words.share(row.probability)
    if row.light == "heads":
        return words.say(
            "About {value} will join, {needed} are needed. Chance that it is enough: {chance}.",
            value=words.number(row.value, 0),
            needed=needed,
            chance=chance,
        )
    if row.light == "volume":
        return _volume_text(study, words, row)
    if row.light == "suppliers":
        return words.say(
            "The supply comes from as many hands as {value} equal suppliers would be; at least {needed} are needed.",
            value=value,
            needed=needed,
        )
    return missing_links(study, words)


def _volume_text(study: Study, words: Words, row: object) -> str:
    name = str(row.note)
    if name.partition("@")[0] not in study.cluster.spec.links:
        return words.say("No link states a minimum load, so any volume is enough.")
    return words.say(
        "{node}: a year's volume is {value} of its minimum load. Chance that it is enough: {chance}.",
        node=Names(study.cluster.spec, words).node(name),
        value=words.share(row.value),
        chance=words.share(row.probability),
    )


def missing_links(study: Study, words: Words) -> str:
    """Return whether every link of the chain has somebody who runs it, in a sentence."""
    missing = study.summary.get("critical_mass", {}).get("missing_links") or []
    if not missing:
        return words.say("No link of the chain is missing.")
    names = Names(study.cluster.spec, words)
    return words.say("Nobody runs: {links}.", links=words.listed(names.node(link) for link in missing))


def continuity(study: Study, words: Words) -> Iterator[str]:
    """Yield in how many months of the year a plant stands below its minimum load, and the worst of them."""
    found = study.summary.get("continuity", {})
    months = found.get("months_below_minimum_load")
    if not reading.nodes_with_floor(study) or months is None:
        yield words.say("No plant of this chain has a minimum load, so none has to stand for lack of supply.")
        return
    if not months:
        yield words.say("In no month of the year is supply below the minimum load.")
        return
    sentence = words.count(
        "In {n} month of the year supply is below the minimum load; the worst month is {worst}.",
        "In {n} months of the year supply is below the minimum load; the worst month is {worst}.",
        months,
        worst=words.month(found["worst_month"]) if found.get("worst_month") else words.say(UNKNOWN),
    )
    yield sentence


def _stands_table(study: Study, words: Words) -> Table | None:
    """Return the chance that each plant with a minimum load stands, by month of the first and the last year."""
    rows = table(study, "plant", scenario=study.scenario)
    rows = rows[rows["minimum_load"].map(reading.finite)] if len(rows) else rows
    if rows.empty:
        return None
    names = Names(study.cluster.spec, words)
    nodes = reading.in_order(rows["node"])
    years = reading.years_shown((i // 12 + 1 for i in range(rows["month"].nunique())), (1, 3, 10))
    months = sorted(set(rows["month"]))
    chances = rows.set_index(["node", "month"])["stands"]
    body = []
    for number in range(12):
        labels = [months[12 * (year - 1) + number] for year in years if 12 * (year - 1) + number < len(months)]
        cells = [words.share(chances.get((node, label))) for node in nodes for label in labels]
        body.append((words.month_name(int(months[number % len(months)][5:7])), *cells))
    heads = [words.say("{node}, year {year}", node=names.node(node), year=year) for node in nodes for year in years]
    caption = words.say("Chance that the plant stands below its minimum load")
    return Table(caption, (words.say("Month"), *heads), tuple(row for row in body if len(row) == len(heads) + 1))
