"""Units in which people read results: tonnes for kilograms, plants per day, potential per year, prices by the litre."""

from collections.abc import Iterator

from capacity.intake.cluster_file.chain import PricePoint
from capacity.intake.cluster_file.conversion import product_measures
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.units import DAYS_PER_MONTH, factor


def shown_unit(spec: Spec, product: str) -> tuple[str, float]:
    """Return the unit a product is shown in and what an amount in its own unit is multiplied by: kg -> (t, 0.001)."""
    unit = spec.products[product].unit
    return ("t", 0.001) if unit == "kg" else (unit, 1.0)


def per(spec: Spec, product: str, period: str) -> tuple[str, float]:
    """Return the unit and factor for an amount a month shown per day, month or year."""
    unit, times = shown_unit(spec, product)
    return f"{unit}/{period}", times * {"day": 1 / DAYS_PER_MONTH, "month": 1.0, "year": 12.0}[period]


def money_per(spec: Spec, product: str) -> tuple[str, float]:
    """Return the unit and factor for money per product unit: KGS/kg -> (KGS/t, 1000)."""
    unit, times = shown_unit(spec, product)
    return f"{spec.currency}/{unit}", 1 / times


def price_point(spec: Spec, product: str) -> PricePoint | None:
    """Return what a product's price stands for: inside the chain, else at the first of its markets that says so."""
    pays = spec.products[product].pays
    if pays and pays.point:
        return pays.point
    markets = (market for market in spec.markets.values() if market.buys == product)
    return next((market.point for market in markets if market.point), None)


def priced_products(spec: Spec) -> Iterator[tuple[tuple[str, ...], str, PricePoint]]:
    """Yield the path, the product and the point of every price of a spec that has one."""
    for name, product in spec.products.items():
        if product.pays and product.pays.point:
            yield ("products", name, "pays", "point"), name, product.pays.point
    for name, market in spec.markets.items():
        if market.point:
            yield ("markets", name, "point"), market.buys, market.point


def quoted(spec: Spec, product: str) -> tuple[str, float]:
    """Return the unit in which a product's price is named and what money/P is multiplied by: kg -> (l, 1.03)."""
    point, unit = price_point(spec, product), spec.products[product].unit
    if point is None or not point.per:
        return unit, 1.0
    return point.per, factor(point.per, unit, product_measures(spec, product))
