"""The formulas of the sheets worked out here: the values that stand in the file until a spreadsheet works them anew.

Our formulas need few functions, so the values of a sheet are found without an office program, and a preview, a phone or
a protected view shows them. LibreOffice finds the same (tests).
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from graphlib import TopologicalSorter

from openpyxl.utils.cell import coordinate_to_tuple

from capacity.run.live.grid import Formula, Grid, Value, clean

Place = tuple[str, int, int]
"""sheet, row, column"""
Read = Callable[[], Value]
Many = list[Value]
FAILED = math.nan
"""what a division by nothing or a sum with a text comes to"""
ERROR = "#VALUE!"
"""what then stands in the cell, as in a spreadsheet"""
MOST_STEPS, NEAR = 20, 1e-7
"""of the search for an internal rate, as the spreadsheets make it"""
ALL_DIGITS = 1e15
"""from which on a number has no digits behind the point"""
DAY_0 = dt.date(1899, 12, 30)
"""from which spreadsheets count days"""
_SHEET = r"'(?:[^']|'')+'!"
_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_TOKEN = re.compile(
    rf"(?P<place>(?:{_SHEET})?{_CELL}(?::{_CELL})?)|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)|(?P<text>\"[^\"]*\")"
    r"|(?P<name>[A-Z]+)|(?P<sign><=|>=|<>|[-+*/^=<>(),])"
)
_POWERS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}


def worked_values(grids: Sequence[Grid]) -> dict[Place, Value]:
    """Return the value of every cell with a formula, by sheet, row and column: a number, a text, or #VALUE!.

    ValueError of what is no formula of ours.
    """
    stated = {(grid.name, *place): cell.value for grid in grids for place, cell in grid.cells.items()}
    found: dict[Place, Value | None] = {p: value for p, value in stated.items() if not isinstance(value, Formula)}
    read, needs = {}, {}
    for place, value in stated.items():
        if isinstance(value, Formula):
            parser = _Parser(value, place[0], found)
            read[place], needs[place] = parser.whole(), parser.needs
    for place in TopologicalSorter(needs).static_order():
        if place in read:
            found[place] = read[place]()
    return {place: _kept(found[place]) for place in read}


def _kept(value: Value | None) -> Value:
    """Return a value as it stands in the file: a number without noise, a text, or that there is none."""
    if isinstance(value, str):
        return value
    number = float(value or 0)
    return clean(number) if math.isfinite(number) else ERROR


class _Parser:
    """One formula on its way to something that can be asked for its value."""

    def __init__(self, formula: str, sheet: str, found: dict[Place, Value | None]) -> None:
        self.sheet, self.found = sheet, found
        self.needs: list[Place] = []
        self.tokens = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(formula, 1)]
        if "".join(text for _, text in self.tokens) != formula[1:]:
            raise ValueError(f"no formula of ours: {formula}")
        self.next = 0

    def whole(self) -> Read:
        """Return the formula as something to be asked; ValueError where something is left over."""
        read = self.over(0)
        if self.next < len(self.tokens):
            raise ValueError(f"left over: {self.tokens[self.next :]}")
        return read

    def over(self, power: int) -> Read:
        """Return what is joined by signs that bind more closely than a power."""
        left = self.part()
        while self.next < len(self.tokens) and _POWERS.get(self.tokens[self.next][1], 0) > power:
            sign = self.take()
            left = _joined(sign, left, self.over(_POWERS[sign]))
        return left

    def take(self) -> str:
        """Return the next token."""
        self.next += 1
        return self.tokens[self.next - 1][1]

    def part(self) -> Read:
        """Return a number, a text, a cell, a function with its arguments, or what stands in brackets."""
        kind, text = self.tokens[self.next]
        self.next += 1
        if kind == "number":
            return _constant(float(text))
        if kind == "text":
            return _constant(text[1:-1])
        if kind == "place":
            (place,) = self.places(text)
            return lambda: _number_of(self.found.get(place))
        if text == "-":
            inner = self.over(_POWERS["^"])
            return lambda: -_as_number(inner())
        if kind == "name":
            return self.call(text)
        inner = self.over(0)
        self.take()
        return inner

    def call(self, name: str) -> Read:
        """Return a function with its arguments; TRUE and FALSE have none."""
        if name in ("TRUE", "FALSE"):
            return _constant(float(name == "TRUE"))
        self.take()
        arguments: list[Read | Callable[[], Many]] = []
        while True:
            arguments.append(self.argument())
            if self.take() == ")":
                return _called(name, arguments)

    def argument(self) -> Read | Callable[[], Many]:
        """Return a range as all its values, anything else as one."""
        kind, text = self.tokens[self.next]
        if kind == "place" and ":" in text.rpartition("!")[2]:
            self.next += 1
            places = list(self.places(text))
            return lambda: [_blank(self.found.get(place)) for place in places]
        return self.over(0)

    def places(self, text: str) -> Iterator[Place]:
        """Yield the cells of a reference, and note that they are needed."""
        for name, row, column in _referred(text):
            place = (name or self.sheet, row, column)
            self.needs.append(place)
            yield place


@cache
def _referred(text: str) -> tuple[Place, ...]:
    """Return the cells of a reference; on the formula's own sheet without its name."""
    sheet, _, cells = text.rpartition("!")
    ends = [coordinate_to_tuple(cell) for cell in cells.replace("$", "").split(":")]
    rows, columns = zip(*ends, strict=True)
    name = sheet[1:-1].replace("''", "'")
    return tuple(
        (name, row, column) for row in range(rows[0], rows[-1] + 1) for column in range(columns[0], columns[-1] + 1)
    )


def _constant(value: Value) -> Read:
    return lambda: value


def _blank(value: Value | None) -> Value:
    return "" if value is None else value


def _number_of(value: Value | None) -> Value:
    """Return an empty cell as nothing, 0; any other as it is."""
    return 0.0 if value is None else value


def _as_number(value: Value) -> float:
    return FAILED if isinstance(value, str) else float(value)


def _joined(sign: str, left: Read, right: Read) -> Read:
    if sign in ("=", "<>", "<", ">", "<=", ">="):
        return lambda: float(_compared(sign, left(), right()))
    act = _ACTS[sign]
    return lambda: act(_as_number(left()), _as_number(right()))


def _compared(sign: str, left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        return (left == right) == (sign == "=")
    return {"=": left == right, "<>": left != right, "<": left < right, ">": left > right}.get(
        sign, left <= right if sign == "<=" else left >= right
    )


def _power(base: float, power: float) -> float:
    """Return a power; what is no number, or beyond all numbers, fails."""
    try:
        return math.pow(base, power)
    except (OverflowError, ValueError):
        return FAILED


_ACTS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else FAILED,
    "^": _power,
}


def _called(name: str, arguments: list) -> Read:
    """Return a function that is asked only for what it needs."""
    if name == "IF":
        asked, then, otherwise = arguments
        return lambda: then() if asked() else otherwise()
    if name == "IFERROR":
        tried, otherwise = arguments
        return lambda: otherwise() if _is_error(value := tried()) else value
    act = _FUNCTIONS[name]
    if name in ("IRR", "SUMPRODUCT"):
        return lambda: act(*(one() for one in arguments))
    return lambda: act(_flat(arguments))


def _is_error(value: Value) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _flat(arguments: list) -> list[float]:
    """Return all numbers among the arguments; texts do not count."""
    found = [one() for one in arguments]
    values = [value for one in found for value in (one if isinstance(one, list) else [one])]
    return [value for value in values if not isinstance(value, str)]


def _sumproduct(*columns: Many) -> float:
    rows = zip(*columns, strict=True)
    return math.fsum(math.prod(0.0 if isinstance(v, str) else v for v in row) for row in rows)


def _internal_rate(flows: Many, guess: float) -> float:
    """Return the rate at which flows come to nothing, searched from a guess as spreadsheets do; NaN if not found."""
    rate = float(guess)
    amounts = [float(flow) for flow in flows if not isinstance(flow, str)]
    for _ in range(MOST_STEPS):
        try:
            value = sum(flow / (1 + rate) ** n for n, flow in enumerate(amounts))
            slope = sum(-n * flow / (1 + rate) ** (n + 1) for n, flow in enumerate(amounts))
            step = value / slope
        except (ZeroDivisionError, OverflowError):
            return FAILED
        rate -= step
        if not math.isfinite(rate):
            return FAILED
        if abs(step) < NEAR:
            return rate
    return FAILED


def _rounded(value: float, places: float) -> float:
    """Return a number rounded as spreadsheets do: a half away from zero, as the number is written in digits."""
    if not abs(value) < ALL_DIGITS:
        return value
    step = Decimal(1).scaleb(-int(places))
    return float(Decimal(repr(value)).quantize(step, ROUND_HALF_UP)) + 0.0


def _day(year: float, month: float, day: float) -> float:
    """Return a date as spreadsheets count days; the month may be beyond the year."""
    years, months = divmod(int(month) - 1, 12)
    return (dt.date(int(year) + years, months + 1, int(day)) - DAY_0).days + 0.0


_FUNCTIONS: dict[str, Callable] = {
    "SUM": math.fsum,
    "MIN": lambda values: min(values, default=0.0),
    "MAX": lambda values: max(values, default=0.0),
    "COUNT": lambda values: float(len(values)),
    "AND": lambda values: float(all(values)),
    "OR": lambda values: float(any(values)),
    "ABS": lambda values: abs(values[0]),
    "ROUND": lambda values: _rounded(*values),
    "DATE": lambda values: _day(*values),
    "SUMPRODUCT": _sumproduct,
    "IRR": _internal_rate,
}
