"""A number as people state it: a value or a range, with its unit and its source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from capacity.intake.issues import InputError
from capacity.intake.units import Unit, factor


@dataclass(frozen=True)
class Quantity:
    """A value, or a range low..mode..high (PERT), with unit, source id and the path it has in the cluster file.

    `unit` and the numbers are canonical after reading; `stated` keeps what was written, for the register.
    """

    low: float
    mode: float
    high: float
    unit: str
    source: str = ""
    name: str = ""
    stated: str = ""

    @property
    def is_range(self) -> bool:
        """Return whether the quantity is uncertain."""
        return self.low != self.high

    @property
    def mean(self) -> float:
        """Return the mean of the PERT distribution, (low + 4 mode + high) / 6, in the quantity's unit."""
        return (self.low + 4 * self.mode + self.high) / 6

    def to(self, unit: str, measures: Mapping[str, Unit] | None = None) -> "Quantity":
        """Return the same quantity in another unit; the product's own measures bridge litres and kilograms."""
        times = factor(self.unit, unit, measures)
        return replace(self, low=self.low * times, mode=self.mode * times, high=self.high * times, unit=unit)


def is_quantity(value: object) -> bool:
    """Return whether a plain list reads as a quantity: numbers first, and at least one word after them."""
    return isinstance(value, list) and bool(value) and _is_number(value[0]) and any(isinstance(v, str) for v in value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def read_quantity(value: list, name: str = "", source: str = "") -> Quantity:
    """Return [value, unit], [low, mode, high, unit] or either with a source id at the end, as a Quantity.

    Refused: two numbers, a range out of order, a number that is not finite, more than two words.
    """
    numbers = [item for item in value if _is_number(item)]
    words = value[len(numbers) :]
    if value[: len(numbers)] != numbers or not all(isinstance(word, str) for word in words) or not 1 <= len(words) <= 2:
        raise InputError(f"{value} is not a quantity", fix="write [value, unit] or [low, mode, high, unit]")
    if len(numbers) not in (1, 3):
        raise InputError(f"{value} has {len(numbers)} numbers", fix="write one value, or low, mode and high")
    low, mode, high = (float(n) for n in (numbers * 3 if len(numbers) == 1 else numbers))
    if not low <= mode <= high:
        raise InputError(f"the range {low:g}, {mode:g}, {high:g} is out of order", fix="write low, mode, high")
    if not all(abs(n) < 1e15 for n in (low, mode, high)):
        raise InputError(f"{value} is not a finite number", fix="check the digits")
    stated = " – ".join(f"{n:g}" for n in dict.fromkeys(numbers)) + f" {words[0]}"
    return Quantity(low, mode, high, words[0], words[1] if len(words) == 2 else source, name, stated)
