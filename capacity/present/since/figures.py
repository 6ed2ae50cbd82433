"""The figures of a report that are held against those of an earlier one, and whether chance alone moves them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capacity.present.chapters.future import MEASURES
from capacity.present.words.reading import finite, years_shown
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from capacity.present.words.names import Names
    from capacity.present.words.words import Words

    Summary = Mapping[str, Any]

SURE = 2.0
"""standard errors of a difference up to which other draws alone may have made it"""
IN_80 = 2.5631
"""standard deviations of a normal figure between its P10 and its P90"""
OF_MEDIAN = math.sqrt(math.pi / 2)
"""standard error of a normal figure's median over that of its mean, for many draws"""
JOIN, USED = mark("Members expected to join"), mark("Answers used")
HEADS, VOLUME = mark("Chance of enough members"), mark("Chance of enough volume for the minimum load")
STANDS = mark("Months a year in which the plant stands")
OF_MEMBER = mark("{party}: what one member has more in a normal year")
SERVES = mark("{party}: chance that the loans can be served")


@dataclass(frozen=True)
class Figure:
    """One figure: its value in its unit, and its Monte-Carlo standard error (0 where draws have no part in it)."""

    value: float
    unit: str
    error: float = 0.0
    leads: bool = False
    """whether the verdict hangs on it, so that its change is told before others"""


def figures(summary: Summary, words: Words, names: Names) -> dict[str, Figure]:
    """Return the figures of a report by what they are called, in the order in which they are shown.

    A figure that the report does not have, or that is not finite, is left out.
    """
    found = (*_of_members(summary, words), *_of_goods(summary, words, names), *_of_money(summary, words, names))
    return {label: one for label, one in found if finite(one.value)}


def _of_members(summary: Summary, words: Words) -> Iterator[tuple[str, Figure]]:
    mass, draws = summary.get("critical_mass", {}), summary["run"]["draws"]
    yield words.say(USED), Figure(summary["data_quality"]["used"], "")
    yield words.say(JOIN), Figure(_number(summary["members"].get("expected_to_join")), "", leads=True)
    yield words.say(HEADS), _chance(mass.get("probability_heads"), draws, leads=True)
    yield words.say(VOLUME), _chance(mass.get("probability_volume"), draws, leads=True)


def _of_goods(summary: Summary, words: Words, names: Names) -> Iterator[tuple[str, Figure]]:
    for row in summary.get("potential", ()):
        label = words.say("Potential: {product}", product=names.product(row["product"]))
        yield label, Figure(_number(row["expected"]), row["unit"])
    stands = summary.get("continuity", {}).get("expected_months_below")
    yield words.say(STANDS), Figure(_number(stands), "", leads=True)
    leading = [row for row in summary.get("projection", ()) if row["scenario"] == summary["scenario"]]
    shown = years_shown({row["year"] for row in leading})
    for row in (row for row in leading if row["year"] in shown):
        product = names.product(row["product"])
        label = words.say("{product} in year {year}", product=product, year=row["year"])
        yield label, Figure(_number(row["p50"]), row["unit"], _number(row.get("p50_se"), 0.0))


def _of_money(summary: Summary, words: Words, names: Names) -> Iterator[tuple[str, Figure]]:
    worth, draws = summary.get("scenarios", {}).get(summary["scenario"], {}), summary["run"]["draws"]
    units = {"npv_net": summary["currency"], "irr": "1/year", "payback_years": "year", "dscr_min": "ratio"}
    for measure, unit in units.items():
        yield words.say(MEASURES[measure]), _middle(worth.get(measure), unit, draws, leads=measure == "npv_net")
    chance = "probability_npv_net_positive"
    yield words.say(MEASURES[chance]), _chance(worth.get(chance), draws, leads=True)
    for row in summary.get("gains", ()):
        gain = row["gain_per_member"]
        spread = {"p10": gain["bad"], "p50": gain["normal"], "p90": gain["good"]}
        yield words.say(OF_MEMBER, party=names.party(row["party"])), _middle(spread, row["currency"], draws)
    for row in summary.get("borrowers", ()):
        label = words.say(SERVES, party=names.party(row["party"]))
        yield label, _chance(row.get("probability_covenant"), draws)


def _middle(found: Mapping[str, Any] | None, unit: str, draws: int, *, leads: bool = False) -> Figure:
    """Return the median of a measure; without a standard error of its own that of a normal figure of the same range."""
    found = found or {}
    spread = (_number(found.get("p90")) - _number(found.get("p10"))) / IN_80
    normal = OF_MEDIAN * spread / math.sqrt(draws) if finite(spread) else 0.0
    return Figure(_number(found.get("p50")), unit, _number(found.get("p50_se"), normal), leads)


def _chance(value: object, draws: int, *, leads: bool = False) -> Figure:
    chance = _number(value)
    return Figure(chance, "share", math.sqrt(chance * (1 - chance) / draws) if finite(chance) else 0.0, leads)


def _number(value: object, otherwise: float = math.nan) -> float:
    return float(value) if finite(value) else otherwise


def moved(before: Figure, after: Figure, *, same_draws: bool) -> bool:
    """Return whether a figure has moved by more than chance alone makes of it.

    same_draws: both reports drew the same futures, so that nothing but the inputs moves a figure.
    """
    if before.unit != after.unit:
        return True
    error = 0.0 if same_draws else SURE * math.hypot(before.error, after.error)
    least = 1e-9 * max(abs(before.value), abs(after.value))
    return abs(after.value - before.value) > max(error, least)
