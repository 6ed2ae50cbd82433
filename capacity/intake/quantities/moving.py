"""A quantity as it is written, moved as a whole: multiplied, shifted, and still written the same way."""

from capacity.intake.quantities.shaped import is_number


def moved(written: list | dict, times: float = 1.0, plus: float = 0.0, most: float | None = None) -> list | dict:
    """Return what is written with every amount x as x times + plus, at most `most`; spreads are only multiplied.

    Units, sources and the chances of a list stay.
    """
    if isinstance(written, list):
        return [_amount(item, times, plus, most) if is_number(item) else item for item in written]
    return {key: _part(key, item, times, plus, most) for key, item in written.items()}


def _part(key: str, item: object, times: float, plus: float, most: float | None) -> object:
    """Return what stands under a key of a distribution, moved."""
    if key in ("unit", "source", "chances"):
        return item
    if key in ("sd", "se"):
        return _amount(item, times, 0.0, None)
    if is_number(item):
        return _amount(item, times, plus, most)
    return moved(item, times, plus, most)


def _amount(number: float, times: float, plus: float, most: float | None) -> float:
    """Return a number moved, without the rounding of the arithmetic: ten significant digits."""
    value = number * times + plus
    return float(f"{value if most is None else min(value, most):.10g}")


def unit_of(written: list | dict) -> str:
    """Return the unit of a quantity as it is written."""
    return written["unit"] if isinstance(written, dict) else next(item for item in written if isinstance(item, str))
