"""The sections of the report in their order: which chapter tells each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.brief.verdict import verdict
from capacity.present.chapters.bottlenecks import bottlenecks
from capacity.present.chapters.certainty import certainty
from capacity.present.chapters.chain import critical_mass
from capacity.present.chapters.first import first_steps
from capacity.present.chapters.future import cash, future, scenarios
from capacity.present.chapters.glossary import glossary
from capacity.present.chapters.key_figures import key_figures
from capacity.present.chapters.leaving import leaving
from capacity.present.chapters.risks import risks
from capacity.present.chapters.sources import assumptions, quality
from capacity.present.chapters.today import members, staircase, supply
from capacity.present.chapters.together import together
from capacity.present.money.bank import bank
from capacity.present.money.economy import economy
from capacity.present.money.gains import gains
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from capacity.model.results.study import Study
    from capacity.present.parts.section import Section

SECTIONS: Mapping[str, Callable[[Study, Words], Section]] = {
    "verdict": verdict,
    "key_figures": key_figures,
    "members": members,
    "staircase": staircase,
    "supply": supply,
    "bottlenecks": bottlenecks,
    "leaving": leaving,
    "together": together,
    "critical_mass": critical_mass,
    "future": future,
    "cash": cash,
    "gains": gains,
    "bank": bank,
    "first_steps": first_steps,
    "risks": risks,
    "economy": economy,
    "scenarios": scenarios,
    "quality": quality,
    "assumptions": assumptions,
    "certainty": certainty,
    "glossary": glossary,
}

FIRST = "verdict"
"""the section that is read aloud; the others are its appendix"""
CHAPTERS: Mapping[str, tuple[str, str]] = {
    "key_figures": (
        mark("What is there"),
        mark("Who was asked, what they produce, and how much of it reaches the chain."),
    ),
    "bottlenecks": (
        mark("Whether the chain holds"),
        mark("Where goods get stuck, what happens if somebody leaves, and whether there are enough of us."),
    ),
    "future": (
        mark("What it brings"),
        mark("What we make in the years to come, whether it pays, who gains, and what a bank sees."),
    ),
    "first_steps": (
        mark("What to do, and what may come"),
        mark("What to begin with, what can go wrong, and what would be if things turn out differently."),
    ),
    "quality": (
        mark("What all this rests on"),
        mark("Which answers were used, where every number comes from, and how sure it is."),
    ),
}
"""the sections with which a chapter begins: its title, and what it tells"""


def build_section(study: Study, name: str, language: str = "en") -> Section:
    """Return one section of a study's report in a language: en, ru or ky."""
    return SECTIONS[name](study, Words(language))
