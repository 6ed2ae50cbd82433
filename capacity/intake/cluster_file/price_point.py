"""Where a price is paid and of what: 40 at the farm gate and 55 at the plant's are not the same thing."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from capacity.intake.quantities.strict import Strict

VAT = ("included", "excluded", "none")


class PricePoint(Strict):
    """What a price stands for; printed wherever the price is, and no part of the arithmetic but for the unit."""

    at: Literal["farm_gate", "collection_point", "plant_gate", "wholesale", "retail", "border"] | None = None
    """where the goods are handed over at this price"""
    per: str = ""
    """the unit in which people name the price, e.g. l; the product's own if not stated"""
    fat: float | None = Field(default=None, gt=0, le=100)
    """percent of fat to which the price belongs"""
    vat: Literal["included", "excluded", "none"] | None = None
    """value added tax: in the price, on top of it, or not charged"""


def priced_products(spec: object) -> Iterator[tuple[tuple[str, ...], str, PricePoint]]:
    """Yield the path, the product and the point of every price of a spec that has one."""
    for name, product in spec.products.items():
        if product.pays and product.pays.point:
            yield ("products", name, "pays", "point"), name, product.pays.point
    for name, market in spec.markets.items():
        if market.point:
            yield ("markets", name, "point"), market.buys, market.point
