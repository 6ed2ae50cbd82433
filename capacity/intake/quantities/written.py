"""A number as it is written: read as a quantity, put into another unit, moved as it stands."""

from collections.abc import Mapping
from typing import TypeGuard

from capacity.intake.findings import InputError
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shaped import is_number, is_shaped, read_shaped
from capacity.intake.quantities.units import Unit, factor


def is_quantity(value: object) -> TypeGuard[list | dict]:
    """Return whether plain data is meant as a quantity.

    A list with numbers first and at least one word after them, or keys and values that name a distribution.
    """
    if isinstance(value, list):
        return bool(value) and is_number(value[0]) and any(isinstance(v, str) for v in value)
    return is_shaped(value)


def read_quantity(value: list | dict, name: str = "", source: str = "") -> Quantity:
    """Return what is written as a Quantity: [value, unit], [low, mode, high, unit], or a distribution (see shaped.py).

    A list may have a source id at the end. Refused: two numbers, a range out of order, a number that is not finite,
    more than two words.
    """
    if isinstance(value, dict):
        read = read_shaped(value)
        return Quantity(*read.numbers, read.unit, read.source or source, name, read.stated, read.shape)
    numbers = [item for item in value if is_number(item)]
    words = value[len(numbers) :]
    if value[: len(numbers)] != numbers or not all(isinstance(word, str) for word in words) or not 1 <= len(words) <= 2:
        raise InputError(f"{value} is not a quantity", fix="write [value, unit] or [low, mode, high, unit]", code="Y05")
    if len(numbers) not in (1, 3):
        raise InputError(
            f"{value} has {len(numbers)} numbers", fix="write one value, or low, mode and high", code="Y05"
        )
    low, mode, high = (float(n) for n in (numbers * 3 if len(numbers) == 1 else numbers))
    if not low <= mode <= high:
        raise InputError(
            f"the range {low:g}, {mode:g}, {high:g} is out of order", fix="write low, mode, high", code="Y05"
        )
    if not all(abs(n) < 1e15 for n in (low, mode, high)):
        raise InputError(f"{value} is not a finite number", fix="check the digits", code="Y05")
    stated = " – ".join(f"{n:g}" for n in dict.fromkeys(numbers)) + f" {words[0]}"
    return Quantity(low, mode, high, words[0], words[1] if len(words) == 2 else source, name, stated)


def in_unit(quantity: Quantity, unit: str, measures: Mapping[str, Unit] | None = None) -> Quantity:
    """Return the same quantity in another unit; the product's own measures bridge litres and kilograms."""
    return quantity.scaled(factor(quantity.unit, unit, measures), unit)


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
    if is_number(item):
        is_spread = key in ("sd", "se")
        return _amount(item, times, 0.0 if is_spread else plus, None if is_spread else most)
    return moved(item, times, plus, most) if isinstance(item, (list, dict)) else item


def _amount(number: float, times: float, plus: float, most: float | None) -> float:
    """Return a number moved, without the rounding of the arithmetic: ten significant digits."""
    value = number * times + plus
    return float(f"{value if most is None else min(value, most):.10g}")


def unit_of(written: list | dict) -> str:
    """Return the unit of a quantity as it is written."""
    return written["unit"] if isinstance(written, dict) else next(item for item in written if isinstance(item, str))
