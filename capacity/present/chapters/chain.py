"""Does the chain hold together: the four lights, missing links, continuity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.cluster_file.working_time import AS_GOODS_LAST, IN_MONTHS, working_months, works_as_goods_last
from capacity.present.parts.section import Exhibit, Light, Section, Table
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import UNKNOWN, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

LIGHTS = {
    "heads": mark("Heads: enough members"),
    "volume": mark("Volume: enough for the minimum load"),
    "suppliers": mark("Suppliers: not dependent on a few"),
    "links": mark("Links: the chain is complete"),
}
SUPPLIERS = mark(
    "The supply comes from as many hands as {value} equal suppliers would be; at least {needed} are needed."
)
NO_LIGHTS = mark("The four lights could not be computed.")


def critical_mass(study: Study, words: Words) -> Section:
    """Return the four lights, the missing links and the months in which the plant stands."""
    lead = [missing_links(study, words), *continuity(study, words), *_smallest_group(study, words)]
    chances = _stands_table(study, words)
    lit = tuple(lights(study, words))
    return Section(
        "critical-mass",
        words.say("Critical mass: the four lights"),
        (_in_short(words, lit), *lead),
        lights=lit,
        exhibits=(Exhibit("critical-mass-stands", chances),) if chances else (),
        notes=(
            words.say(
                "There is no single magic number: each light has its own figure and chance; all four should be green."
            ),
        ),
    )


def _in_short(words: Words, lit: tuple[Light, ...]) -> str:
    """Return how many of the lights are green, and which are not."""
    if not lit:
        return words.say(NO_LIGHTS)
    red = [light.title for light in lit if light.state != "good"]
    if not red:
        return words.say("All {n} lights are green.", n=len(lit))
    return words.say("Not all lights are green; these are not: {which}.", which=words.listed(red))


def lights(study: Study, words: Words) -> Iterator[Light]:
    """Yield the four lights, each with its number, what is needed and its chance."""
    for row in table(study, "critical_mass").itertuples():
        state = "good" if row.green else "bad"
        yield Light(state, words.known(row.light, LIGHTS), _light_text(study, words, row))


def _light_text(study: Study, words: Words, row: Line) -> str:
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
        return words.say(SUPPLIERS, value=value, needed=needed)
    return missing_links(study, words)


def _volume_text(study: Study, words: Words, row: Line) -> str:
    name = str(row.note)
    if name.partition("@")[0] not in study.cluster.spec.links:
        return words.say("No link states a minimum load, so any volume is enough.")
    if works_as_goods_last(study.cluster.specs[study.scenario], name.partition("@")[0]):
        return words.say(
            "{node} works as long as its goods last, so any volume from a day's work on is enough. Chance of that: "
            "{chance}.",
            node=Names(study.cluster.spec, words).node(name),
            chance=words.share(row.probability),
        )
    said = words.say(
        "{node}: in the middle of the computed futures a year's volume is {value} of its minimum load. Chance that it "
        "is enough: {chance}.",
        node=Names(study.cluster.spec, words).node(name),
        value=words.share(row.value),
        chance=words.share(row.probability),
    )
    for one in table(study, "continuity", node=name).itertuples():
        said += " " + words.say(
            "With the members' goods alone {alone}; if everybody who was asked joined {everybody}.",
            alone=words.share(one.volume_members_alone),
            everybody=words.share(one.volume_if_all_join),
        )
    return said


def missing_links(study: Study, words: Words) -> str:
    """Return whether every link of the chain has somebody who runs it, in a sentence."""
    missing = study.summary.get("critical_mass", {}).get("missing_links") or []
    if not missing:
        return words.say("No link of the chain is missing.")
    names = Names(study.cluster.spec, words)
    return words.say("Nobody runs: {links}.", links=words.listed(names.node(link) for link in missing))


def continuity(study: Study, words: Words) -> Iterator[str]:
    """Yield how many months a year the plant stands that stands most: in the futures, with whose goods, and today."""
    found = study.summary.get("continuity", {})
    if not reading.nodes_with_floor(study) or not found.get("node"):
        yield words.say("No plant of this chain has a minimum load, so none has to stand for lack of supply.")
        return
    node = Names(study.cluster.spec, words).node(found["node"])
    expected, allowed = found["expected_months_below"], months_a_year(words, found["allowed"])
    if expected:
        yield words.say(
            "{node}: in the computed futures it stands below its minimum load {months} on average; it may stand "
            "{allowed}. Chance that it stands longer: {chance}.",
            node=node,
            months=told_apart(words, months_a_year(words, expected), allowed, expected - found["allowed"]),
            allowed=allowed,
            chance=words.share(found["probability_more_than_allowed"]),
        )
    else:
        yield words.say("{node}: in no computed future does it stand below its minimum load.", node=node)
    if not found["allowed_stated"]:
        yield default_allowed(study, words)
    yield from working_time(study, words)
    yield words.say(
        "With the members' goods alone it would stand {alone}, with what it has of others {expected}, and if everybody "
        "who was asked joined {everybody}.",
        alone=months_a_year(words, found["months_below_members_alone"]),
        expected=months_a_year(words, expected),
        everybody=months_a_year(words, found["months_below_if_all_join"]),
    )
    yield _in_a_like_year(words, found)


def working_time(study: Study, words: Words) -> Iterator[str]:
    """Yield when the plant works that stands most, where that is not all year."""
    found = study.summary["continuity"]
    link = found["node"].partition("@")[0]
    node = Names(study.cluster.spec, words).node(found["node"])
    if found["works"] == IN_MONTHS:
        months = words.months(working_months(study.cluster.specs[study.scenario].links[link]))
        yield words.say("{node} is to work in these months, and only they count: {months}.", node=node, months=months)
    elif found["works"] == AS_GOODS_LAST:
        rows = table(study, "cover", node=found["node"])
        busy = words.months(rows.loc[rows["supply"] > 0, "month"].astype(int)) if len(rows) else ""
        yield words.say(
            "{node} works as long as its goods last: in the middle of the futures they are worth {days} days a year at "
            "its minimum load, in a year like today's in these months: {months}. While it has no goods it is closed, "
            "and that does not count as standing.",
            node=node,
            days=words.number(found["days_worked"], 0),
            months=busy or words.say(UNKNOWN),
        )
        if not found["works_stated"]:
            yield words.say(
                "Nobody stated when it works: this is the program's default where all that a link takes keeps (in the "
                "cluster file: working_months of the link {link}).",
                link=link,
            )


def _in_a_like_year(words: Words, found: dict) -> str:
    months = found["months_below_minimum_load"]
    if not months:
        return words.say("In a year like today's, without events and with all who will join, it does not stand at all.")
    return words.count(
        "In a year like today's, without events and with all who will join, it stands in {n} month; the worst is "
        "{worst}.",
        "In a year like today's, without events and with all who will join, it stands in {n} months; the worst is "
        "{worst}.",
        months,
        worst=words.month(found["worst_month"]) if found.get("worst_month") else words.say(UNKNOWN),
    )


def default_allowed(study: Study, words: Words) -> str:
    """Return that nobody stated how long the plant may stand, and which default was taken."""
    found = study.summary["continuity"]
    return words.say(
        "Nobody stated how long it may stand: {allowed} is this program's default (in the cluster file: may_stand of "
        "the link {link}).",
        allowed=months_a_year(words, found["allowed"]),
        link=found["node"].partition("@")[0],
    )


def months_a_year(words: Words, value: float) -> str:
    """Return a number of months a year, whole or with one decimal: 1 month a year, 3.4 months a year."""
    shown = round(value, 1)
    form = shown if shown == round(shown) else 2
    return words.count("{n} month a year", "{n} months a year", form, n=words.number(shown, 1))


def told_apart(words: Words, said: str, limit: str, over: float) -> str:
    """Return what is said of a number so that it differs from what is said of its limit, where the numbers differ."""
    if said != limit or not over:
        return said
    return words.say("just over {amount}", amount=said) if over > 0 else words.say("just under {amount}", amount=said)


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
