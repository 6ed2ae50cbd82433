"""In which unit people name a price: by the litre, though the chain counts in kilograms."""

from capacity.intake.conversion import product_measures
from capacity.intake.price_point import PricePoint
from capacity.intake.schema import Spec
from capacity.intake.units import factor


def price_point(spec: Spec, product: str) -> PricePoint | None:
    """Return what a product's price stands for: inside the chain, else at the first of its markets that says so."""
    pays = spec.products[product].pays
    if pays and pays.point:
        return pays.point
    markets = (market for market in spec.markets.values() if market.buys == product)
    return next((market.point for market in markets if market.point), None)


def quoted(spec: Spec, product: str) -> tuple[str, float]:
    """Return the unit in which a product's price is named and what money/P is multiplied by: kg -> (l, 1.03)."""
    point, unit = price_point(spec, product), spec.products[product].unit
    if point is None or not point.per:
        return unit, 1.0
    return point.per, factor(point.per, unit, product_measures(spec, product))
