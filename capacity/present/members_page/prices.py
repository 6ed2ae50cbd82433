"""What the cluster has declared to pay for a product, and what the trader pays today, month by month.

Both stand in the cluster file: no member's answer has a part in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.cluster_file.exchange import price_at_start

if TYPE_CHECKING:
    from capacity.intake.cluster_file.schema import Spec


def inside(spec: Spec, product: str) -> list[float] | None:
    """Return what the cluster proposes to pay in each month, money/P; None where nothing is declared."""
    pays = spec.products[product].pays
    return None if pays is None else [pays.price.mode * factor for factor in factors(spec, pays.season)]


def outside(spec: Spec, product: str) -> list[float] | None:
    """Return what the best of today's outlets pays in each month, money/P; None without one."""
    outlets = [(name, one) for name, one in spec.markets.items() if one.today and one.buys == product]
    offers = [
        [price_at_start(spec, name) * factor for factor in factors(spec, one.price_season)] for name, one in outlets
    ]
    return [max(month) for month in zip(*offers, strict=True)] if offers else None


def factors(spec: Spec, season: str | None) -> tuple[float, ...]:
    """Return the factors of a season by month; every month alike without one."""
    return spec.seasons[season].factors if season else (1.0,) * 12
