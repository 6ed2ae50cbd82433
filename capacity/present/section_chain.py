"""Does the chain hold together: the four lights, missing links, continuity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present import reading
from capacity.present.names import Names
from capacity.present.reading import table
from capacity.present.section import Exhibit, Light, Section, Table
from capacity.present.words import UNKNOWN, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.study import Study

LIGHTS = {
    "heads": mark("Heads: enough members"),
    "volume": mark("Volume: enough for the minimum load"),
    "suppliers": mark("Suppliers: not dependent on a few"),
    "links": mark("Links: the chain is complete"),
}
NO_LIGHTS = mark("The four lights could not be computed.")


def critical_mass(study: Study, words: Words) -> Section:
    """Return the four lights, the missing links and the months in which the plant stands."""
    lead = [missing_links(study, words), *continuity(study, words), *_smallest_group(study, words)]
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
            "About {value} will join, service members not counted; {needed} are needed. Chance that it is enough: "
            "{chance}.",
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


def _smallest_group(study: Study, words: Words) -> Iterator[str]:
    """Yield how few of those who were asked would be enough; nothing where no node has a minimum load."""
    for row in table(study, "smallest_group").itertuples():
        if not row.loads:
            continue
        if row.works:
            yield words.say(
                "The smallest group with which the chain still works: the {count} largest of {asked} suppliers who "
                "were asked, if all of them join; together they bring {share} of what all would.",
                count=words.number(row.suppliers, 0),
                asked=words.number(row.asked, 0),
                share=words.share(row.share),
            )
        else:
            yield words.count(
                "Even if all {asked} suppliers who were asked joined, supply would be below the minimum load in {n} "
                "month of the season.",
                "Even if all {asked} suppliers who were asked joined, supply would be below the minimum load in {n} "
                "months of the season.",
                int(row.months_below),
                asked=words.number(row.asked, 0),
            )


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
