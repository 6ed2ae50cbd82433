"""Numbers that a sheet shows with a unit or in percent: what they are in the unit that stands in its own column.

Codes: C05 the cell shows another unit than the one beside it, or some of the cells together show none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from capacity.intake.findings import InputError
from capacity.intake.quantities.units import known_unit
from capacity.intake.spelling import fold

PERCENT = "%"
Number = int | float


@dataclass(frozen=True)
class Shown:
    """A number as its cell shows it, and the unit that the cell's format shows beside it, "" if none."""

    number: Number
    unit: str = ""

    @property
    def plain(self) -> Number:
        """Return the number without a unit: 30 % is 0.3."""
        return hundredth(self.number) if self.unit == PERCENT else self.number


def hundredth(number: Number) -> Number:
    """Return a number of percent as a share, digit by digit."""
    return float(Decimal(repr(number)) / 100)


def shown(text: str) -> Shown:
    """Return what the text of a cell with a number says: "30%" and "1.5 т" where its format shows a unit, "2" else."""
    digits, _, unit = text.removesuffix(PERCENT).partition(" ")
    number = int(digits) if digits.lstrip("-").isdecimal() else float(digits)
    return Shown(number, PERCENT if text.endswith(PERCENT) else unit)


def in_unit(numbers: Sequence[Shown], unit: str) -> tuple[list[Number], str]:
    """Return numbers in the unit that is stated beside them, or in the one that they show where none is ("").

    Refused (C05): a cell that shows another unit, and cells of which some are in percent and some are not.
    """
    seen = list(dict.fromkeys(one.unit for one in numbers if one.unit))
    stated = unit or (seen[0] if seen else "")
    is_percent = _is_same(PERCENT, stated.partition("/")[0])
    for one in numbers:
        if not one.unit and seen and (not unit or (is_percent and PERCENT in seen)):
            fix = f"give the cells one number format: {one.number} is shown without {seen[0]}"
            raise InputError(f"some of these cells show {seen[0]}, others do not", fix=fix, code="C05")
    found = [_converted(one, stated) for one in numbers]
    if None in found:
        one = numbers[found.index(None)]
        problem = f"the cell shows {one.number} {one.unit}, and the unit beside it is {stated}"
        raise InputError(problem, fix="write one unit, or format the cell as a plain number", code="C05")
    return [number for number in found if number is not None], stated


def _converted(one: Shown, unit: str) -> Number | None:
    """Return a number in a unit, None where what its cell shows is not that unit."""
    if not one.unit or any(_is_same(one.unit, text) for text in (unit, unit.partition("/")[0])):
        return one.number
    known = known_unit(unit)
    is_factor = unit == "index" or (known is not None and all(base == "month" for base, _ in known.powers))
    return one.plain if one.unit == PERCENT and is_factor else None


def _is_same(first: str, second: str) -> bool:
    known = known_unit(first)
    return fold(first) == fold(second) or (known is not None and known == known_unit(second))
