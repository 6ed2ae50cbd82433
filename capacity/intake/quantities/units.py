"""Units and local measures: what people write becomes a factor and dimensions, here and nowhere else.

The base units are kg, l, ha, minute (of work or machine time), month (of the calendar), piece and head counts and the
cluster's own currency. A month is 1/12 of a year of 365 days.
"""

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from capacity.intake.findings import InputError

_MONEY = re.compile(r"(k|M|bn)?([A-Z]{3})")
_PREFIX = {None: 1.0, "k": 1e3, "M": 1e6, "bn": 1e9}
DAYS_PER_MONTH = 365 / 12
CUSTOMARY = frozenset(("bucket", "flask", "bag", "bale", "fill", "shift", "head", "machine", "piece", "centner"))
"""units of units.csv that differ from place to place, so that a cluster may state its own"""
_EXAMPLE = "flask,l,40,фляга"
_LEAST, _MOST = 1e-9, 1e9


class UnitError(InputError):
    """A unit that nobody declared, or two units that measure different things."""


class _Mismatch(UnitError):
    """Two units that measure different things."""


@dataclass(frozen=True)
class Unit:
    """A factor to base units and the powers of the base units, e.g. t/day = 30416.67 kg^1 month^-1."""

    factor: float
    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: "Unit") -> "Unit":
        """Return the product of two units."""
        return Unit(self.factor * other.factor, _merge(self.powers, other.powers))

    def __pow__(self, power: int) -> "Unit":
        """Return the unit raised to a whole power."""
        return Unit(self.factor**power, tuple((base, p * power) for base, p in self.powers))


def _merge(left: tuple, right: tuple) -> tuple:
    powers = dict(left)
    for base, power in right:
        powers[base] = powers.get(base, 0) + power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


@cache
def _package_table() -> tuple[Mapping[str, Unit], Mapping[str, str]]:
    units: dict[str, Unit] = {}
    symbols: dict[str, str] = {}
    text = files("capacity.intake").joinpath("units.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        unit = Unit(float(row["factor"]), ((row["base"], 1),) if row["base"] else ())
        for name in _spellings(row):
            units[name] = unit
            symbols[name] = row["symbol"]
    return units, symbols


def _spellings(row: Mapping[str, str]) -> list[str]:
    names = (row["symbol"], *(row["also"] or "").split("|"))
    return [name.strip().casefold().rstrip(".") for name in names if name.strip()]


def known_units() -> Mapping[str, Unit]:
    """Return the units that ship with the package, by every spelling (lower case), from units.csv."""
    return _package_table()[0]


def read_units(text: str, file: str = "units.csv") -> dict[str, Unit]:
    """Return a cluster's own units by every spelling (lower case), from a table symbol,base,factor,also.

    `base` is any unit known to the package, `also` holds further spellings between |. Bad lines are collected: a unit
    stated twice, one whose worth is fixed everywhere (kg, l, day ...) with another worth, a line with shifted columns.
    """
    rows = csv.DictReader(text.splitlines())
    if missing := [name for name in ("symbol", "base", "factor", "also") if name not in (rows.fieldnames or ())]:
        fix = "the first line must be: symbol,base,factor,also"
        raise InputError(f"the column {missing[0]} is missing", fix=fix, file=f"{file}:1", code="Y37")
    units: dict[str, Unit] = {}
    issues = []
    for row in rows:
        try:
            unit = _own_unit(row)
            _refuse_spellings(row, unit, units)
        except InputError as error:
            issues += [issue.at(file=f"{file}:{rows.line_num}") for issue in error.issues]
            continue
        units.update(dict.fromkeys(_spellings(row), unit))
    if issues:
        raise InputError(issues)
    return units


def _own_unit(row: Mapping[str, str]) -> Unit:
    written = ",".join(part for value in row.values() for part in (value if isinstance(value, list) else [value or ""]))
    if None in row:
        fix = f'every line needs 4 fields, a decimal comma stands in quotes: {_EXAMPLE} or flask,l,"38,5",фляга'
        raise UnitError(
            "the line has more fields than the header: columns would shift", fix=fix, value=written, code="Y37"
        )
    try:
        times = float((row["factor"] or "").strip().replace(",", "."))
    except ValueError:
        times = 0.0
    if not _LEAST <= times <= _MOST or not (row["symbol"] or "").strip():
        problem = f"a unit needs its name and a factor above 0 (from {_LEAST:g} to {_MOST:g})"
        raise UnitError(problem, fix=f"write e.g. {_EXAMPLE}", value=written, code="Y37")
    if not (row["base"] or "").strip():
        fix = f"write e.g. {_EXAMPLE}; a plain factor has the base share"
        raise UnitError("the unit has no base unit that it is so many of", fix=fix, value=written, code="Y37")
    try:
        return Unit(times) * parse_unit(row["base"])
    except UnitError as error:
        fix = f"take a unit that is known everywhere, e.g. {_EXAMPLE}"
        raise UnitError(error.issues[0].problem, fix=fix, value=written, code="Y37") from None


def _refuse_spellings(row: Mapping[str, str], unit: Unit, units: Mapping[str, Unit]) -> None:
    """Refuse a name of a unit that is no word, is taken, or belongs to a unit with a fixed worth."""
    built_in, symbols = _package_table()
    for name in _spellings(row):
        if "/" in name or not any(char.isalpha() for char in name):
            raise UnitError(f'"{name}" is not a name for a unit', fix=f"write e.g. {_EXAMPLE}", value=name, code="Y37")
        if name in units and units[name] != unit:
            raise UnitError(
                f"{name} is stated a second time with another worth", fix="keep one", value=name, code="Y37"
            )
        own = built_in.get(name)
        if own and symbols[name] not in CUSTOMARY and not _is_same(own, unit):
            fix = f"give your unit another name; {name} keeps its own worth"
            raise UnitError(f"{name} is a unit that is the same everywhere", fix=fix, value=name, code="Y37")


def _is_same(one: Unit, other: Unit) -> bool:
    return one.powers == other.powers and math.isclose(one.factor, other.factor, rel_tol=1e-6)


def _token(text: str, measures: Mapping[str, Unit]) -> Unit:
    name = text.strip()
    key = name.casefold().rstrip(".")
    units, symbols = _package_table()
    money = _MONEY.fullmatch(name)
    if name in measures:
        return measures[name]
    if money:
        return Unit(_PREFIX[money[1]], ((money[2], 1),))
    for own in (key, symbols.get(key, "")):
        if own in measures:
            return measures[own]
    try:
        return units[key]
    except KeyError:
        raise UnitError(f'"{name}" is not a unit that is known here', fix=_advice(name), code="Y08") from None


def _advice(name: str) -> str:
    near = get_close_matches(name.casefold(), known_units(), n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}? Otherwise " if near else ""
    return f"{hint}declare it under the product's measures: {{{name}: [how many, its unit]}}"


def parse_unit(text: str, measures: Mapping[str, Unit] | None = None) -> Unit:
    """Return the unit that a text such as t/day, KGS/l, kKGS, 1/year or л/гол/сут stands for.

    The first name is the numerator, every name after a slash divides. A product's own measures come before the
    package's table; three capital letters are a currency, with k, M or bn before it for thousands, millions, billions.
    """
    first, *divisors = text.split("/")
    unit = _token(first, measures or {})
    for name in divisors:
        unit = unit * _token(name, measures or {}) ** -1
    return unit


def known_unit(text: str, measures: Mapping[str, Unit] | None = None) -> Unit | None:
    """Return the unit that a text stands for, None where nobody knows it (see parse_unit)."""
    try:
        return parse_unit(text, measures)
    except UnitError:
        return None


def factor(given: str, wanted: str, measures: Mapping[str, Unit] | None = None) -> float:
    """Return what a number in the unit `given` is multiplied by to stand in the unit `wanted`.

    `measures` are a product's own (l -> 1.03 kg): where the dimensions differ, a base unit that is one of them is
    replaced by its worth, so that KGS/l becomes KGS/kg. Different things are refused, never guessed.
    """
    try:
        return ratio(parse_unit(given, measures), parse_unit(wanted, measures), measures)
    except _Mismatch:
        raise UnitError(
            f"{given} does not measure what {wanted} measures", fix=f"write the number in {wanted}", code="Y08"
        ) from None


def ratio(given: Unit, wanted: Unit, measures: Mapping[str, Unit] | None = None) -> float:
    """Return how many of `wanted` one of `given` is (see factor)."""
    source, target = (_reduce(unit, measures or {}) for unit in (given, wanted))
    if source.powers != target.powers:
        raise _Mismatch("the unit measures something else", fix="write the number in the column's unit")
    return source.factor / target.factor


def _reduce(unit: Unit, measures: Mapping[str, Unit]) -> Unit:
    for base, power in unit.powers:
        if base in measures:
            rest = Unit(unit.factor, tuple(item for item in unit.powers if item[0] != base))
            others = {name: measure for name, measure in measures.items() if name != base}
            return _reduce(rest * measures[base] ** power, others)
    return unit
