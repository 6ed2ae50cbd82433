"""What the cells of the diagnosis notebook call: each shows one section, and carries it to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.markup import section_html
from capacity.present.prerequisites.around import around
from capacity.present.prerequisites.region import region
from capacity.present.prerequisites.structure import structure
from capacity.present.prerequisites.trade import members
from capacity.present.prerequisites.verdict import verdict
from capacity.present.show import Shown, drawn, languages_of
from capacity.present.words.names import Names
from capacity.present.words.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from capacity.model.results.ground import Diagnosis

SECTIONS = {
    "verdict": verdict,
    "members": members,
    "region": region,
    "around": around,
    "structure": structure,
}


def show_diagnosis(found: Diagnosis, name: str, languages: str | Iterable[str] = "en") -> Shown:
    """Return a section of a diagnosis by its name in SECTIONS, in one or more languages; confidential."""
    return Shown(name, {language: _fragment(found, name, Words(language)) for language in languages_of(languages)})


def _fragment(found: Diagnosis, name: str, words: Words) -> dict[str, object]:
    section, names = SECTIONS[name](found, words), Names(found.study.cluster.spec, words)
    head = {"cluster": names.cluster(), "note": names.note(), "kind": words.say("Diagnosis of a cluster")}
    return {**head, "title": section.title, "html": section_html(section, words), "figures": drawn(section, words)}
