"""What a member reckons for herself: her own cows, hectares or shops, and how much of it she sells through the cluster.

Made of what the cluster file states (seasons, yields, prices) and of what the gate let out of her class; nothing of any
member is in it. The page's script does the same sums in the same order.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from capacity.intake.cluster_file.conversion import product_measures
from capacity.intake.quantities.units import UnitError, factor, parse_unit
from capacity.present.members_page import prices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.intake.cluster_file.schema import Spec
    from capacity.intake.cluster_file.survey import Column
    from capacity.present.members_page.release import Release

DIGITS = 9


@dataclass(frozen=True)
class Own:
    """How a class's members reckon."""

    cls: str
    product: str
    counted: str
    """in what they count what they have, such as ha; "one" where it is animals or the like, "" where in goods alone"""
    each: str
    """in what they say what one of them gives, such as l/day; "" where the cluster file states it"""
    two: bool
    """whether that is asked for the best and for the poorest month"""
    unit: str
    """of the amounts, such as l"""
    best: tuple[float, ...]
    """(12,) what the answer for the best month counts for in each month, unit/month"""
    poor: tuple[float, ...]
    """(12,) the same of the answer for the poorest month"""
    today: tuple[float, ...]
    """(12,) what the trader pays, money/unit"""
    more: tuple[tuple[float, ...], ...]
    """(12, kinds of year) what a unit through the cluster brings more: in a bad, a normal and a good year; as declared
    where that is all that may be said; in no year where nobody has declared anything"""

    @property
    def reckons_alike(self) -> tuple[object, ...]:
        """Return what is the same for all classes that reckon in the same way."""
        return (self.product, self.counted, self.each, self.best, self.poor, self.today, self.more)


@dataclass(frozen=True)
class Month:
    """One month of one member."""

    sold: float
    """through the cluster, unit"""
    today: float
    """money of all of it from the trader"""
    with_cluster: tuple[float, ...]
    """money with the cluster, for each kind of year that is known"""


@dataclass(frozen=True)
class Said:
    """What a member types."""

    heads: float
    best: float
    poor: float
    share: float
    """0..1 of it goes through the cluster"""
    dearer: float
    """by which share the trader pays more than today"""
    luck: float
    """by which share there is more than usual"""


def reckon(own: Own, said: Said) -> list[Month]:
    """Return what a member has in each month of a year, January first."""
    found = []
    for month in range(12):
        amount = said.heads * (said.best * own.best[month] + said.poor * own.poor[month]) * (1 + said.luck)
        sold, price = amount * said.share, own.today[month]
        today = amount * (price * (1 + said.dearer))
        with_cluster = tuple(today + sold * (more - price * said.dearer) for more in own.more[month])
        found.append(Month(sold, today, with_cluster))
    return found


def owns(spec: Spec, release: Release) -> Iterator[Own]:
    """Yield how the members of each class that brings goods of its own reckon, where the trader's price is known."""
    for name, kind in spec.classes.items():
        if not kind.runs or kind.service or spec.links[kind.runs[0]].takes:
            continue
        product = spec.links[kind.runs[0]].rated
        asked = spec.survey.good if spec.survey.good and spec.survey.bad else spec.survey.current
        outside = prices.outside(spec, product)
        if asked is None or not asked.unit or outside is None:
            continue
        found = _own(spec, release, name, product, asked, outside)
        if found:
            yield found


def _own(spec: Spec, release: Release, cls: str, product: str, asked: Column, outside: list[float]) -> Own | None:
    kind, own_unit, asked_in = spec.classes[cls], spec.products[product].unit, asked.unit or ""
    if kind.rates:
        speed = math.prod(rate.mode for rate in kind.rates.values()) / parse_unit(own_unit).factor
        counted, each, two, unit, times = asked_in, "", False, own_unit, 1.0
    else:
        counted, each, two = "one" if len(asked.columns) > 1 else "", asked_in, asked is spec.survey.good
        unit = asked_in.partition("/")[0]
        a_month, one = _factor(spec, product, asked_in, "/month"), _factor(spec, product, unit)
        if a_month is None or one is None:
            return None
        speed, times = a_month / one, one
    best, poor = _weights(prices.factors(spec, kind.season), two)
    return Own(
        cls,
        product,
        counted,
        each,
        two,
        unit,
        tuple(_short(speed * one) for one in best),
        tuple(_short(speed * one) for one in poor),
        tuple(_short(price * times) for price in outside),
        tuple(tuple(map(_short, more)) for more in _more(spec, release, cls, product, times, outside)),
    )


def _weights(season: tuple[float, ...], two: bool) -> tuple[list[float], list[float]]:
    """Return what the two answers count for: the best and the poorest month, in between along the season."""
    if not two:
        return list(season), [0.0] * 12
    width = max(season) - min(season)
    best = [(one - min(season)) / width if width else 0.5 for one in season]
    return best, [1 - one for one in best]


def _more(
    spec: Spec, release: Release, cls: str, product: str, times: float, outside: list[float]
) -> list[tuple[float, ...]]:
    """Return what a unit brings more in each month: as the gate let it out, else as declared, else nothing."""
    units = release.named(f"gain.{cls}.unit.")
    if units:
        priced = next(iter(units.values())).unit.partition("/")[2]
        scale = times / (_factor(spec, product, priced) or 1.0)
        nothing = (0.0, 0.0, 0.0)
        return [
            tuple(end * scale for end in units[str(month)].ends) if str(month) in units else nothing
            for month in range(1, 13)
        ]
    declared = prices.inside(spec, product)
    if declared is None:
        return [()] * 12
    kept = 1 - _fee_share(spec, cls)
    return [((ours * kept - theirs) * times,) for ours, theirs in zip(declared, outside, strict=True)]


def _fee_share(spec: Spec, cls: str) -> float:
    fees = spec.finance.fees if spec.finance else ()
    return math.fsum(fee.share.mode for fee in fees if fee.pays == cls and fee.share is not None)


def _factor(spec: Spec, product: str, unit: str, period: str = "") -> float | None:
    """Return what one of a unit is in a product's own a period, or None of a unit that does not measure it."""
    try:
        return factor(unit, spec.products[product].unit + period, product_measures(spec, product))
    except UnitError:
        return None


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def as_data(own: Own) -> dict[str, object]:
    """Return what the page's script needs."""
    kept = asdict(own)
    return {name: kept[name] for name in ("best", "poor", "today", "more")}
