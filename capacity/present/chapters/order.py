"""The report's sections in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.chapters import bank as section_bank
from capacity.present.chapters import bottlenecks as section_bottlenecks
from capacity.present.chapters import certainty as section_certainty
from capacity.present.chapters import chain as section_chain
from capacity.present.chapters import economy as section_economy
from capacity.present.chapters import first as section_first
from capacity.present.chapters import future as section_future
from capacity.present.chapters import gains as section_gains
from capacity.present.chapters import leaving as section_leaving
from capacity.present.chapters import risks as section_risks
from capacity.present.chapters import sources as section_sources
from capacity.present.chapters import today as section_today
from capacity.present.chapters import together as section_together
from capacity.present.chapters import verdict as section_verdict
from capacity.present.words.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from capacity.model.results.study import Study
    from capacity.present.chapters.section import Section

SECTIONS: Mapping[str, Callable[[Study, Words], Section]] = {
    "verdict": section_verdict.verdict,
    "members": section_today.members,
    "staircase": section_today.staircase,
    "supply": section_today.supply,
    "bottlenecks": section_bottlenecks.bottlenecks,
    "leaving": section_leaving.leaving,
    "together": section_together.together,
    "critical_mass": section_chain.critical_mass,
    "future": section_future.future,
    "cash": section_future.cash,
    "gains": section_gains.gains,
    "bank": section_bank.bank,
    "first_steps": section_first.first_steps,
    "risks": section_risks.risks,
    "economy": section_economy.economy,
    "scenarios": section_future.scenarios,
    "quality": section_sources.quality,
    "assumptions": section_sources.assumptions,
    "certainty": section_certainty.certainty,
}


def build_section(study: Study, name: str, language: str = "en") -> Section:
    """Return one section of a study's report in a language: en, ru or ky."""
    return SECTIONS[name](study, Words(language))
