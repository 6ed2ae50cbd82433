"""What the cells of the monitoring notebook call: each shows one section in every language, for the page too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.markup import section_html
from capacity.present.monitoring import ahead, opening, seen, who
from capacity.present.show import Shown, drawn, languages_of
from capacity.present.words.names import Names
from capacity.present.words.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from capacity.model.results.study import Study
    from capacity.present.parts.section import Section

SECTIONS: Mapping[str, Callable[[Study, Words], Section]] = {
    "opening": opening.opening,
    "volumes": seen.volumes,
    "reasons": seen.reasons,
    "indicators": ahead.indicators,
    "forecast": ahead.forecast,
    "members": who.members,
    "found": who.found,
}
"""the sections of the page in their order: what is read aloud, then what it rests on"""


def show_section(study: Study, name: str, languages: str | Iterable[str] = "en") -> Shown:
    """Return one section of a monitoring study, by its name in SECTIONS, in one or more languages.

    All of the page is confidential: for the initiative group, the management and the bank.
    """
    return Shown(name, {language: _fragment(study, name, Words(language)) for language in languages_of(languages)})


def _fragment(study: Study, name: str, words: Words) -> dict[str, object]:
    section, names = SECTIONS[name](study, words), Names(study.cluster.spec, words)
    head = {"cluster": names.cluster(), "note": names.note(), "kind": words.say("Monitoring of a cluster")}
    return {**head, "title": section.title, "html": section_html(section, words), "figures": drawn(section, words)}
