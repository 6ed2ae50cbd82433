"""The meeting's words: the verdict and its numbers, the four lights, and the text twin of every figure, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.brief.verdict import answer, conditions
from capacity.present.chapters.bottlenecks import bottlenecks
from capacity.present.chapters.chain import lights
from capacity.present.chapters.key_figures import facts
from capacity.present.chapters.today import supply
from capacity.present.explore.charts import chart_title
from capacity.present.markup import render
from capacity.present.parts.section import Fact, table_of
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.words import RANGE_NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from capacity.model.results.study import Study
    from capacity.present.charts.charts import Chart, Columns, Fan
    from capacity.present.words.words import Words


def numbers_html(stood: Mapping[str, str], after: Study, words: Words) -> str:
    """Return the verdict and the numbers that carry it, each with its value as it `stood` where it differs."""
    return render(
        "explore/numbers.html.j2",
        words,
        answer=answer(after, words),
        conditions=[light for light in conditions(after, words) if light.state == "bad"],
        facts=numbers(after, words),
        stood=stood,
    )


def numbers(study: Study, words: Words) -> list[Fact]:
    """Return the numbers a meeting asks for: heads, months below the minimum load, output, money."""
    names = Names(study.cluster.spec, words)
    elsewhere = {words.say("Potential: {product}", product=names.product(one)) for one in study.cluster.spec.products}
    elsewhere.add(words.say("Answers used"))
    heads, *others = (fact for fact in facts(study, words) if fact.label not in elsewhere)
    return [heads, *_continuity(study, words), *others]


def _continuity(study: Study, words: Words) -> list[Fact]:
    if not reading.nodes_with_floor(study):
        return []
    found = study.summary["continuity"]
    working = words.number(found["working_months"] or 12)
    value = words.say("{n} of {all}", n=words.number(found["expected_months_below"], 1), all=working)
    because = words.say(
        "A year, on average over the futures; {allowed} may be. Chance of more: {chance}.",
        allowed=words.number(found["allowed"], 1),
        chance=words.share(found["probability_more_than_allowed"]),
    )
    return [Fact(words.say("Months in which the plant stands"), value, because)]


def lights_html(after: Study, words: Words) -> str:
    """Return the four lights as words, colour and number."""
    return render("explore/lights.html.j2", words, lights=list(lights(after, words)))


def supply_html(after: Study, chart: Columns | Fan | None, words: Words) -> str:
    """Return the text twin of the supply figure: its sentences, and its numbers as a table."""
    section = supply(after, words)
    return _twin("supply", section.lead[:4], chart, words, words.say("Month"))


def fan_html(chart: Fan | None, words: Words) -> str:
    """Return the text twin of the output figure: years 1, 3 and 10 in a sentence each, and the table."""
    if chart is None:
        return _twin("fan", [words.say("The chain sells nothing yet, so there is no output to show.")], None, words)
    line, stood = chart.lines
    years, said = [int(year) for year in chart.categories], []
    for index in (years.index(year) for year in reading.years_shown(years)):
        value = words.middle_and_range(line.values[index], line.low[index], line.high[index], chart.unit)
        was = words.amount(stood.values[index], chart.unit)
        said.append(words.say("Year {year}: {value}; as it stands {was}.", year=years[index], value=value, was=was))
    return _twin("fan", [*said, words.say(RANGE_NOTE)], chart, words, words.say("Year"))


def calendar_html(after: Study, words: Words) -> str:
    """Return the text twin of the bottleneck calendar."""
    section = bottlenecks(after, words)
    return render(
        "explore/twin.html.j2",
        words,
        sentences=section.lead,
        table=section.exhibits[-1].table if section.exhibits else None,
        key="calendar",
    )


def _twin(key: str, sentences: Sequence[str], chart: Columns | Fan | None, words: Words, head: str = "") -> str:
    numbers_of = table_of(chart, words, head) if chart is not None else None
    return render("explore/twin.html.j2", words, sentences=sentences, table=numbers_of, key=key)


def title_html(title: str, words: Words) -> str:
    """Return the panel's title."""
    return render("explore/title.html.j2", words, title=title)


def heading_html(title: str, words: Words) -> str:
    """Return the heading of a part."""
    return render("explore/heading.html.j2", words, title=title)


def chart_heading(chart: Chart | None, title: str, words: Words) -> str:
    """Return the heading of a figure, with its unit; `title` where there is no figure."""
    return heading_html(chart_title(chart, words) if chart is not None else title, words)


def message_html(text: str, state: str, words: Words) -> str:
    """Return a sentence or several lines to the user: state good, bad or none."""
    return render("explore/message.html.j2", words, lines=text.splitlines(), state=state)
