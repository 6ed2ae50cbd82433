"""Units in which people read results: tonnes for kilograms, per day for equipment, per year for potential."""

from capacity.intake.schema import Spec

DAYS = 365 / 12


def shown_unit(spec: Spec, product: str) -> tuple[str, float]:
    """Return the unit a product is shown in and what an amount in its own unit is multiplied by: kg -> (t, 0.001)."""
    unit = spec.products[product].unit
    return ("t", 0.001) if unit == "kg" else (unit, 1.0)


def per(spec: Spec, product: str, period: str) -> tuple[str, float]:
    """Return the unit and factor for an amount a month shown per day, month or year."""
    unit, factor = shown_unit(spec, product)
    return f"{unit}/{period}", factor * {"day": 1 / DAYS, "month": 1.0, "year": 12.0}[period]


def money_per(spec: Spec, product: str) -> tuple[str, float]:
    """Return the unit and factor for money per product unit: KGS/kg -> (KGS/t, 1000)."""
    unit, factor = shown_unit(spec, product)
    return f"{spec.currency}/{unit}", 1 / factor
