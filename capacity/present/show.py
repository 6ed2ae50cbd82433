"""What notebook cells call: each shows one section in JupyterLab, and carries it in every language to the report.

A cell such as cap.show.staircase(study, languages) ends in an object whose text/html is the section in the first
language, its figures as PNG, which JupyterLab shows also on another machine; beside it stands
application/vnd.capacity+json with the section's pieces in all of them, which report.py turns into pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.present.charts.plain import plain
from capacity.present.charts.raster import with_pictures
from capacity.present.charts.scheme import Scheme
from capacity.present.markup import render, section_html
from capacity.present.order import CHAPTERS, FIRST, build_section
from capacity.present.parts.section import MIME
from capacity.present.since import since as since_section
from capacity.present.words.names import Names
from capacity.present.words.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from capacity.model.results.study import Study
    from capacity.present.charts.charts import Chart
    from capacity.present.parts.section import Section
    from capacity.present.since import Compared


@dataclass(frozen=True)
class Shown:
    """One section as a notebook shows it."""

    section: str
    fragments: Mapping[str, Mapping[str, object]]
    """language -> cluster, note, title, html, and figures (exhibit -> plotly figure as JSON)

    Of a section that a page shows folded also opening, the HTML of what stands above the fold; of one that begins a
    chapter also chapter, its title and what it tells.
    """

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:  # noqa: ARG002
        language, first = next(iter(self.fragments.items()))
        body = with_pictures(f"{first.get('opening', '')}{first['html']}")
        page = render("cell.html.j2", Words(language), title=first["title"], body=body)
        return {
            "text/plain": first["title"],
            "text/html": page,
            MIME: {"section": self.section, "fragments": self.fragments},
        }


def languages_of(languages: str | Iterable[str]) -> tuple[str, ...]:
    """Return the languages asked for, "en,ru" or ["en", "ru"]; one there are no texts for is refused."""
    asked = languages.split(",") if isinstance(languages, str) else list(languages)
    wanted = tuple(dict.fromkeys(language.strip() for language in asked if language.strip())) or LANGUAGES[:1]
    return tuple(Words(language).language for language in wanted)


def show(study: Study, name: str, languages: str | Iterable[str] = "en") -> Shown:
    """Return one section of a study, by its name in order.SECTIONS, in one or more languages."""
    fragments = {language: _fragment(study, name, language) for language in languages_of(languages)}
    return Shown(name, fragments)


def _fragment(study: Study, name: str, language: str) -> dict[str, object]:
    words = Words(language)
    section = build_section(study, name, language)
    names = Names(study.cluster.spec, words)
    found = {"cluster": names.cluster(), "note": names.note(), "title": section.title, "figures": drawn(section, words)}
    if name in CHAPTERS:
        found["chapter"] = [words.say(text) for text in CHAPTERS[name]]
    if name == FIRST:
        return {**found, "html": section_html(section, words)}
    above, folded = section.folded()
    return {**found, "opening": section_html(above, words), "html": section_html(folded, words)}


def drawn(section: Section, words: Words) -> dict[str, str]:
    """Return the figures that plotly draws of a section and its parts as JSON, by the key of their exhibit."""
    return {
        one.key: figure_json(one.chart, words)
        for one in section.shown()
        if one.chart and not isinstance(one.chart, Scheme)
    }


def figure_json(chart: Chart, words: Words) -> str:
    """Return a chart's plotly figure as compact JSON: a notebook would write every number on a line of its own."""
    return json.dumps(plain(chart, words), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def verdict(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the first two pages: go, go if, or not yet, the chain, what each gets, what to do, what is open."""
    return show(study, "verdict", languages)


def since(study: Study, compared: Compared | None, languages: str | Iterable[str] = "en") -> Shown | None:
    """Return what has changed since an earlier report (see cap.earlier); nothing where there is none."""
    if compared is None:
        return None
    made = {}
    for language in languages_of(languages):
        words = Words(language)
        section, names = since_section(study, compared, words), Names(study.cluster.spec, words)
        head = {"cluster": names.cluster(), "note": names.note(), "title": section.title, "figures": {}}
        made[language] = {**head, "html": section_html(section, words)}
    return Shown("since", made)


def key_figures(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the figures behind the verdict with their ranges."""
    return show(study, "key_figures", languages)


def members(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return who was surveyed and who is expected to join."""
    return show(study, "members", languages)


def staircase(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the way from produced to delivered, in January and in July."""
    return show(study, "staircase", languages)


def supply(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return supply against minimum load and capacity."""
    return show(study, "supply", languages)


def bottlenecks(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the calendar of bottlenecks, and what one more unit of each is worth."""
    return show(study, "bottlenecks", languages)


def leaving(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what the year loses if a member, a class or an anchor leaves; confidential."""
    return show(study, "leaving", languages)


def together(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what planning together is worth, and where it comes from."""
    return show(study, "together", languages)


def critical_mass(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the four lights, missing links and continuity."""
    return show(study, "critical_mass", languages)


def future(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return years 1, 3 and 10, scenarios side by side."""
    return show(study, "future", languages)


def cash(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the members' cash with and without the cluster, measures and financing."""
    return show(study, "cash", languages)


def gains(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return who gains: income by class, where the price goes, prices at which nobody loses; confidential."""
    return show(study, "gains", languages)


def bank(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what a bank asks for: each borrower's cover, sources, rules and statements; confidential."""
    return show(study, "bank", languages)


def first_steps(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what to do first: steps ranked by what they bring, and those that go together."""
    return show(study, "first_steps", languages)


def risks(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what can go wrong: the register of risks in money, what acting saves, and the stress tests."""
    return show(study, "risks", languages)


def economy(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what the country gains: the bridge from the members' view, value added, jobs and income by sex."""
    return show(study, "economy", languages)


def scenarios(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return what each scenario changes."""
    return show(study, "scenarios", languages)


def quality(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the quality of the answers, and what was found in them."""
    return show(study, "quality", languages)


def assumptions(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return every stated number with its source."""
    return show(study, "assumptions", languages)


def glossary(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return the words of the report that not everybody uses every day, each in a sentence or two."""
    return show(study, "glossary", languages)


def certainty(study: Study, languages: str | Iterable[str] = "en") -> Shown:
    """Return how sure all this is, and which numbers and answers to check before the meeting; confidential."""
    return show(study, "certainty", languages)
