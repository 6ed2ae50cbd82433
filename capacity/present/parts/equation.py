"""A sum as it is written down: numbers with what each of them is, and what they make together."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from capacity.present.words.words import Words

_NAME, _REPEATED = re.compile(r"{(\w+)}"), re.compile(r"\[(.+)\]")
DIGITS = 4
"""digits of the largest amount"""


@dataclass(frozen=True)
class Number:
    """A number of a sum, what it is, and its decimals where it is no amount in the sum's unit."""

    value: float
    label: str = ""
    places: int | None = None


@dataclass(frozen=True)
class Term:
    """A number as it is written, what it is, and to how many decimals it was rounded."""

    text: str
    label: str = ""
    places: int = 0


@dataclass(frozen=True)
class Equation:
    """Terms and the signs between them, what they come to, and the unit of the result."""

    parts: tuple[Term | str, ...]
    result: Term
    unit: str = ""

    @property
    def text(self) -> str:
        """Return it on one line: 72.6 (produced) − 10.2 (kept) = 62.4 t/year (offered)."""
        said = "".join(part if isinstance(part, str) else _labelled(part) for part in self.parts)
        return f"{said} = {_labelled(self.result, self.unit)}"


def equation(
    words: Words, expression: str, result: Number, values: Mapping[str, Sequence[Number]], unit: str = ""
) -> Equation:
    """Return an expression with its numbers put in; all amounts in one multiple of the unit with the same decimals.

    {name} stands for the one number of that name; what stands in [ ] is repeated for each number of its names and
    added up: [{flow} × {factor}].
    """
    amounts = [abs(one.value) for one in (result, *_flat(values)) if one.places is None]
    size = max(amounts, default=0.0)
    divisor, suffix = words.axis(size, unit) if unit else (1.0, "")
    places = max(0, DIGITS - 1 - math.floor(math.log10(size / divisor))) if size > 0 else 0

    def term(one: Number) -> Term:
        value, shown = (one.value / divisor, places) if one.places is None else (one.value, one.places)
        return Term(words.number(value, shown), one.label, shown)

    parts: list[Term | str] = []
    for index, piece in enumerate(_REPEATED.split(expression)):
        names = _NAME.findall(piece)
        times = len(values[names[0]]) if index % 2 else 1
        for turn in range(times):
            parts += [" + "] if turn else []
            parts += (_part(bit, turn, values, term) for bit in re.split(r"({\w+})", piece) if bit)
    return Equation(tuple(parts), term(result), suffix if result.places is None else "")


def _flat(values: Mapping[str, Sequence[Number]]) -> Iterator[Number]:
    for numbers in values.values():
        yield from numbers


def _part(bit: str, turn: int, values: Mapping[str, Sequence[Number]], term: Callable[[Number], Term]) -> Term | str:
    found = _NAME.fullmatch(bit)
    return term(values[found[1]][turn]) if found else bit


def _labelled(term: Term, unit: str = "") -> str:
    number = " ".join(filter(None, (term.text, unit)))
    return f"{number} ({term.label})" if term.label else number
