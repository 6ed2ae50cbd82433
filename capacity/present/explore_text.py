"""The meeting's words: the verdict and its numbers, the four lights, and the text twin of every figure, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present import reading
from capacity.present.explore_charts import chart_title
from capacity.present.markup import render
from capacity.present.section import Fact, Table, table_of
from capacity.present.section_chain import bottlenecks, lights
from capacity.present.section_today import supply
from capacity.present.section_verdict import facts, verdict

if TYPE_CHECKING:
    from capacity.model.study import Study
    from capacity.present.charts import Chart
    from capacity.present.words import Words

SHORT = 4
"""numbers beside the verdict"""


def numbers_html(before: Study, after: Study, words: Words) -> str:
    """Return the verdict and the numbers that carry it, each with its value as it stands where it differs."""
    stood = {fact.label: fact.value for fact in numbers(before, words)}
    return render(
        "explore/numbers.html.j2", words, answer=verdict(after, words).answer, facts=numbers(after, words), stood=stood
    )


def numbers(study: Study, words: Words) -> list[Fact]:
    """Return the numbers a meeting asks for: heads, months below the minimum load, output, money."""
    found = [fact for fact in facts(study, words) if not fact.label.startswith("#")]
    return [found[0], *_continuity(study, words), *found[1:]][:SHORT]


def _continuity(study: Study, words: Words) -> list[Fact]:
    if not reading.nodes_with_floor(study):
        return []
    below = reading.table(study, "cover", below=True)
    months = below["month"].nunique()
    value = words.count("{n} month a year", "{n} months a year", months)
    because = words.months(int(month) for month in below["month"]) if months else words.say("in no month")
    return [Fact(words.say("Below the minimum load"), value, because)]


def lights_html(after: Study, words: Words) -> str:
    """Return the four lights as words, colour and number."""
    return render("explore/lights.html.j2", words, lights=list(lights(after, words)))


def supply_html(after: Study, chart: Chart | None, words: Words) -> str:
    """Return the text twin of the supply figure: its sentences, and its numbers as a table."""
    section = supply(after, words)
    return _twin(section.lead[:4], chart, words, words.say("Month"))


def fan_html(chart: Chart | None, words: Words) -> str:
    """Return the text twin of the output figure: years 1, 3 and 10 in a sentence each, and the table."""
    if chart is None:
        return _twin([words.say("The chain sells nothing yet, so there is no output to show.")], None, words, "")
    line, stood = chart.lines
    years = reading.years_shown(int(year) for year in chart.categories)
    said = []
    for index in (chart.categories.index(str(year)) for year in years):
        value = words.middle_and_range(line.values[index], line.low[index], line.high[index], chart.unit)
        was = words.amount(stood.values[index], chart.unit)
        said.append(
            words.say("Year {year}: {value}; as it stands {was}.", year=chart.categories[index], value=value, was=was)
        )
    return _twin(said, chart, words, words.say("Year"))


def calendar_html(after: Study, words: Words) -> str:
    """Return the text twin of the bottleneck calendar."""
    section = bottlenecks(after, words)
    return render(
        "explore/twin.html.j2",
        words,
        sentences=section.lead,
        table=section.exhibits[0].table if section.exhibits else None,
        key="calendar",
    )


def _twin(sentences: list[str], chart: Chart | None, words: Words, head: str) -> str:
    table: Table | None = table_of(chart, words, head) if chart is not None else None
    return render("explore/twin.html.j2", words, sentences=sentences, table=table, key=head.casefold() or "none")


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
