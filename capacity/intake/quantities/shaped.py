"""Distributions as people write them in cluster.yml: {triangular: [480, 550, 620], unit: KGS/kg, source: press}."""

import math
import re
from dataclasses import dataclass
from itertools import accumulate
from statistics import NormalDist
from typing import TypeGuard

from capacity.intake.findings import InputError
from capacity.intake.quantities.shape import TAIL, Shape

FORMS = {
    "pert": "{pert: [480, 550, 620], unit: KGS/kg}",
    "triangular": "{triangular: [480, 550, 620], unit: KGS/kg}",
    "uniform": "{uniform: [480, 620], unit: KGS/kg}",
    "normal": "{normal: {mean: 550, sd: 30}, unit: KGS/kg} or {normal: {p10: 510, p90: 590}, unit: KGS/kg}",
    "lognormal": "{lognormal: {median: 550, p90: 700}, unit: KGS/kg}",
    "discrete": "{discrete: {values: [450, 550], chances: [0.3, 0.7]}, unit: KGS/kg}",
    "estimate": "{estimate: 12.5, se: 1.1, unit: l/day}",
}
"""how each distribution is written"""
ROUNDING = 0.01
"""how far the chances of a list may be from summing to 1; they are scaled to it"""
LARGEST = 1e15
_BESIDE = {"unit", "source", "se"}
_PERCENTILE = re.compile(r"p([1-9][0-9]?)")


@dataclass(frozen=True)
class Shaped:
    """A distribution as it was read: low, central value and high, unit and source id, and how it was stated."""

    numbers: tuple[float, float, float]
    unit: str
    source: str
    stated: str
    shape: Shape


def is_number(value: object) -> TypeGuard[float]:
    """Return whether plain data is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_shaped(value: object) -> bool:
    """Return whether plain data is meant as a distribution: a key names one, and a unit or bare numbers go with it.

    A product called uniform, a class called normal or a source called estimate are none.
    """
    if not isinstance(value, dict) or FORMS.keys().isdisjoint(value):
        return False
    if isinstance(value.get("unit"), str):
        return True
    return value.keys() <= FORMS.keys() | _BESIDE and all(_bare(value[key]) for key in value if key in FORMS)


def _bare(payload: object) -> bool:
    if isinstance(payload, dict):
        return bool(payload) and all(_bare(item) for item in payload.values())
    if isinstance(payload, list):
        return bool(payload) and all(is_number(item) for item in payload)
    return is_number(payload)


def read_shaped(value: dict) -> Shaped:
    """Return a distribution from its keys and values; what is missing, misspelt or impossible is refused."""
    kind, *others = [key for key in value if key in FORMS]
    if others:
        raise InputError(f"{kind} and {others[0]} stand together", fix="keep one of the two", code="Y05")
    known = {kind, "unit", "source"} | ({"se"} if kind == "estimate" else set())
    if unknown := [key for key in value if key not in known]:
        raise InputError(f'the key "{unknown[0]}" does not belong to {kind}', fix=f"write {FORMS[kind]}", code="Y05")
    unit, source = value.get("unit"), value.get("source", "")
    if not isinstance(unit, str):
        raise InputError(f"{kind} has no unit", fix=f"add unit: {FORMS[kind]}", code="Y08")
    if not isinstance(source, str):
        raise InputError(f"{source} is not the name of a source", fix="write source: NAME", code="Y05")
    numbers, shape, said = _read(kind, value)
    word = "" if kind == "pert" else f"{kind} "
    return Shaped(numbers, unit, source, f"{word}{said} {unit}", shape)


def _read(kind: str, value: dict) -> tuple[tuple[float, float, float], Shape, str]:
    payload = value[kind]
    match kind:
        case "pert" | "triangular":
            low, mode, high = _numbers(payload, kind, 3)
            _refuse_order(kind, low < high and low <= mode <= high)
            return (low, mode, high), Shape(kind), _listed(low, mode, high)
        case "uniform":
            low, high = _numbers(payload, kind, 2)
            _refuse_order(kind, low < high)
            return (low, (low + high) / 2, high), Shape(kind), _listed(low, high)
        case "discrete":
            return _discrete(payload)
        case "estimate":
            mean, error = _numbers([payload, value.get("se")], kind, 2)
            return *_normal(mean, error, kind), f"{mean:g} ± {error:g}"
    mean, spread, said = _two_numbers(kind, payload)
    return *(_normal(mean, spread, kind) if kind == "normal" else _lognormal(mean, spread)), said


def _listed(*numbers: float) -> str:
    return " – ".join(f"{number:g}" for number in dict.fromkeys(numbers))


def _refuse_order(kind: str, is_in_order: bool) -> None:
    if not is_in_order:
        raise InputError(f"the numbers of {kind} are out of order or equal", fix=f"write {FORMS[kind]}", code="Y05")


def _numbers(payload: object, kind: str, count: int) -> list[float]:
    """Return the finite numbers of a list of so many, or refuse it."""
    numbers = payload if isinstance(payload, list) else [payload]
    found = [item for item in numbers if is_number(item)]
    if not len(found) == len(numbers) == count:
        raise InputError(f"{kind} needs {count} numbers", fix=f"write {FORMS[kind]}", value=str(payload), code="Y05")
    if not all(abs(item) < LARGEST for item in found):
        raise InputError(f"{payload} is not a finite number", fix="check the digits", code="Y05")
    return [float(item) for item in found]


def _normal(mean: float, spread: float, kind: str) -> tuple[tuple[float, float, float], Shape]:
    if spread <= 0:
        raise InputError(
            f"the spread {spread:g} of {kind} is not above 0", fix="write [value, unit] if it is certain", code="Y05"
        )
    tail = TAIL * spread
    return (mean - tail, mean, mean + tail), Shape("normal", 1 / (2 * TAIL))


def _lognormal(median: float, spread: float) -> tuple[tuple[float, float, float], Shape]:
    """Return a lognormal by its median and the standard deviation of its logarithm."""
    high = median * math.exp(min(TAIL * spread, 600.0))
    if high >= LARGEST:
        raise InputError("the lognormal spreads over more than can be", fix="check the digits", code="Y05")
    return (0.0, median, high), Shape("lognormal", spread)


def _two_numbers(kind: str, payload: object) -> tuple[float, float, str]:
    """Return centre and spread from {mean, sd} or two percentiles (of the logarithm for lognormal: median and spread).

    A percentile is p1 .. p99; median is p50.
    """
    if not isinstance(payload, dict) or len(payload) != 2:
        raise InputError(
            f"{kind} needs two numbers with their names", fix=f"write {FORMS[kind]}", value=str(payload), code="Y05"
        )
    first, second = _numbers(list(payload.values()), kind, 2)
    if kind == "lognormal" and min(first, second) <= 0:
        raise InputError(
            "a lognormal has numbers above 0 only", fix=f"write {FORMS[kind]}", value=str(payload), code="Y05"
        )
    if payload.keys() == {"mean", "sd"}:
        mean, spread = float(payload["mean"]), float(payload["sd"])
        said = f"{mean:g} ± {spread:g}"
        if kind == "normal":
            return mean, spread, said
        squared = math.log1p((spread / mean) ** 2)
        return mean * math.exp(-squared / 2), math.sqrt(squared), said
    chances = [_chance(key, kind) for key in payload]
    if chances[0] == chances[1] or (first < second) != (chances[0] < chances[1]):
        raise InputError(f"the numbers of {kind} are out of order or equal", fix=f"write {FORMS[kind]}", code="Y05")
    scores = [NormalDist().inv_cdf(chance) for chance in chances]
    ends = [first, second] if kind == "normal" else [math.log(first), math.log(second)]
    spread = (ends[1] - ends[0]) / (scores[1] - scores[0])
    centre = ends[0] - spread * scores[0]
    said = " – ".join(f"{_percent(key)} {number:g}" for key, number in zip(payload, (first, second), strict=True))
    return (centre if kind == "normal" else math.exp(centre)), spread, said


def _chance(key: str, kind: str) -> float:
    if key == "median":
        return 0.5
    found = _PERCENTILE.fullmatch(str(key))
    if not found:
        fix = f"write {FORMS[kind]}; p10 is the number that 10 of 100 cases stay below"
        raise InputError(f'the key "{key}" does not belong to {kind}', fix=fix, code="Y05")
    return int(found[1]) / 100


def _percent(key: str) -> str:
    return "P50" if key == "median" else str(key).upper()


def _discrete(payload: object) -> tuple[tuple[float, float, float], Shape, str]:
    """Return a list of values with their chances; the central value is the median."""
    if not isinstance(payload, dict) or payload.keys() != {"values", "chances"}:
        raise InputError(
            "discrete needs values and chances", fix=f"write {FORMS['discrete']}", value=str(payload), code="Y05"
        )
    values, chances = (
        _numbers(payload[key], "discrete", len(payload[key]) if isinstance(payload[key], list) else 0)
        for key in ("values", "chances")
    )
    if not 2 <= len(values) == len(chances) or len(set(values)) < len(values):
        fix = f"write two or more different values and a chance for each: {FORMS['discrete']}"
        raise InputError(f"{len(values)} values and {len(chances)} chances do not make a list", fix=fix, code="Y05")
    if min(chances) <= 0 or abs(sum(chances) - 1) > ROUNDING:
        fix = "write chances above 0 that sum to 1, e.g. 0.3 and 0.7"
        raise InputError(f"the chances sum to {sum(chances):g}, not to 1", fix=fix, code="Y05")
    pairs = sorted(zip(values, (chance / sum(chances) for chance in chances), strict=True))
    low, high = pairs[0][0], pairs[-1][0]
    below = list(accumulate(chance for _, chance in pairs))
    middle = next(value for (value, _), under in zip(pairs, below, strict=True) if under >= 0.5 - 1e-12)
    steps = tuple(((value - low) / (high - low), chance) for value, chance in pairs)
    said = " – ".join(f"{value:g} ({chance:.0%})" for value, chance in pairs)
    return (low, middle, high), Shape("discrete", steps=steps), said
