"""The figures of a survey into the unit the model counts in, by class and by the unit they were written in."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import mul

from capacity.intake.cluster_file.conversion import (
    class_product,
    first_product,
    in_base_units,
    per_month,
    product_measures,
)
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import Unit, UnitError, factor, known_unit, parse_unit, ratio

AMOUNTS = ("current", "good", "bad")
_HOLDERS = frozenset(("bag", "bale", "piece", "fill"))
"""counts of what may hold any amount: amounts only where their measure is stated"""
_OWNERS = frozenset(("head", "worker", "machine", "member"))
"""counts of whom or what an amount belongs to"""


@dataclass(frozen=True)
class Scale:
    """What a figure is multiplied by, and whether it is a share (of what is produced) and no amount."""

    factor: float
    is_share: bool = False


FindScale = Callable[[str, str, str], Scale]
"""variable, class, unit -> Scale; UnitError where the unit does not measure the variable."""


def equipment_link(spec: Spec, name: str) -> str | None:
    """Return the link whose equipment a class runs: the first with inputs and equipment."""
    runs = spec.classes[name].runs
    return next((link for link in runs if spec.links[link].takes and spec.links[link].equipment), None)


def is_service(spec: Spec, name: str) -> bool:
    """Return whether a class needs no figures: a service, or nothing of the chain run by it."""
    return spec.classes[name].service or not spec.classes[name].runs


def make_scales(spec: Spec, local: Mapping[str, Unit]) -> FindScale:
    """Return the function that scales figures of this survey; `local` are the units of its units.csv."""

    @cache
    def find_scale(variable: str, name: str, unit: str) -> Scale:
        times, unit = _without_local(unit, local)
        product = class_product(spec, name) or first_product(spec)
        measures = _measures(spec, product)
        wanted = spec.products[product].unit
        if variable == "own_use" and not parse_unit(unit, measures).powers:
            return Scale(times * parse_unit(unit, measures).factor, is_share=True)
        if variable == "own_use":
            return Scale(times * factor(unit, f"{wanted}/month", measures))
        if variable == "price":
            return Scale(times * factor(unit, f"{spec.currency}/{wanted}", measures))
        if variable == "capacity":
            return Scale(times * _monthly(spec, unit, equipment_link(spec, name) or spec.classes[name].runs[0]))
        if spec.classes[name].rates:
            declared = _without_local(getattr(spec.survey, variable).unit, local)[1]
            factor(unit, declared, measures)
            return Scale(times * in_base_units(_one(unit), measures).mode)
        return Scale(times * _monthly(spec, unit, spec.classes[name].runs[0]))

    return find_scale


def _one(unit: str) -> Quantity:
    return Quantity(1, 1, 1, unit)


def _monthly(spec: Spec, unit: str, link: str) -> float:
    """Return a rate of one in rated units a month; a product without measures borrows those of what it is made of."""
    try:
        return per_month(_one(unit), spec, link).mode
    except UnitError as error:
        wanted = spec.products[spec.links[link].rated].unit
        measures = _measures(spec, spec.links[link].rated)
        numerator, *divisors = unit.split("/")
        try:
            times = factor(numerator, wanted, measures)
        except UnitError:
            raise error from None
        return times * per_month(_one("/".join([wanted, *divisors])), spec, link).mode


def _measures(spec: Spec, product: str, seen: frozenset[str] = frozenset()) -> dict[str, Unit]:
    """Return a product's measures, or those of the inputs it is made of while it has none itself."""
    own = product_measures(spec, product)
    if own or product in seen:
        return own
    inputs = [taken for link in spec.links.values() if product in link.makes for taken in link.takes]
    alike = [taken for taken in inputs if spec.products[taken].unit == spec.products[product].unit]
    return next((found for taken in alike if (found := _measures(spec, taken, seen | {product}))), {})


def _without_local(unit: str, local: Mapping[str, Unit]) -> tuple[float, str]:
    """Return a factor and the unit in words of the package, for a unit that may use those of units.csv."""
    times, words = 1.0, []
    for place, word in enumerate(unit.split("/")):
        own = local.get(word.strip().casefold().rstrip("."))
        words.append(_base_word(own) if own else word)
        times *= (own.factor if place == 0 else 1 / own.factor) if own else 1.0
    return times, "/".join(words)


def _base_word(unit: Unit) -> str:
    if len(unit.powers) > 1 or any(power != 1 for _, power in unit.powers):
        raise UnitError(
            "a unit of units.csv must be a multiple of one other unit", fix="write e.g. flask,l,40,фляга", code="Y37"
        )
    return unit.powers[0][0] if unit.powers else "share"


def cell_scale(written: str, declared: str, variable: str, name: str, find_scale: FindScale) -> Scale:
    """Return the scale of a figure with the unit written in its cell, in a column of one figure with a declared unit.

    The cell's unit may be whole (т/день), only the numerator (т) or only the divisor (в день) of the column's; for
    whom it is (л/гол/сут) says nothing of an amount, and pieces (шт) are of whatever the column counts. UnitError where
    it measures something else: 12 bags are no kg unless a bag's measure is stated, and a price per bag is none per kg.
    """
    if not written:
        return find_scale(variable, name, declared)
    numerator, _, divisors = declared.partition("/")
    tries = [written, f"{written}/{divisors}"] if divisors else [written]
    tries += [f"{numerator}{written[1:]}"] if written.startswith("1/") else []
    tries = tries if variable == "price" else [_without(text, _OWNERS) for text in tries]
    errors = []
    for unit in dict.fromkeys(tries):
        try:
            return find_scale(variable, name, unit)
        except UnitError as error:
            errors.append(error)
    if known_unit(written) == known_unit("piece") and _counts(numerator, _HOLDERS | _OWNERS):
        return find_scale(variable, name, declared)
    raise errors[0]


def is_count(unit: str) -> bool:
    """Return whether a unit counts animals, people, bags ... and measures nothing."""
    return _counts(unit, _HOLDERS | _OWNERS)


def held_unit(written: str, measures: Mapping[str, Unit]) -> str:
    """Return the word of a written unit that could measure if its worth were stated: bag, piece, an unknown word."""
    for word in written.split("/"):
        unit = known_unit(word, measures)
        if unit is None:
            return word.strip()
        if len(unit.powers) == 1 and unit.powers[0][0] in _HOLDERS:
            return unit.powers[0][0]
    return ""


def is_member_count(unit: str) -> bool:
    """Return whether a unit written beside a weight says only that members, or pieces of them, are counted."""
    return not unit or _counts(unit, frozenset(("member", "piece")))


def _counts(unit: str, bases: Collection[str]) -> bool:
    known = known_unit(unit)
    return known is not None and bool(known.powers) and all(base in bases for base, _ in known.powers)


def _without(unit: str, bases: Collection[str]) -> str:
    first, *divisors = unit.split("/")
    return "/".join([first, *(word for word in divisors if not _counts(word, bases))])


def product_ratio(written: list[str], declared: str, measures: Mapping[str, Unit]) -> float:
    """Return the factor that brings a product of cells, with the units written in them, into the column's unit.

    12 голов x 10 л/гол/сут in a column of l/day is 1: counts cancel. Where some cells have no unit, what is written
    must make the column's unit, its numerator, or be a count.
    """
    counts = _HOLDERS | _OWNERS
    units = [parse_unit(_without(text, counts), measures) for text in written if text and not _counts(text, counts)]
    if not units:
        return 1.0
    given = reduce(mul, units)
    errors = []
    for wanted in dict.fromkeys((declared, declared.partition("/")[0])):
        try:
            return ratio(given, parse_unit(wanted, measures), measures)
        except UnitError as error:
            errors.append(error)
    if not given.powers:
        return given.factor
    raise errors[0]


def survey_measures(spec: Spec, name: str, local: Mapping[str, Unit]) -> dict[str, Unit]:
    """Return every measure a cell of a class may use: its product's own and those of units.csv."""
    product = class_product(spec, name) or first_product(spec)
    return {**local, **_measures(spec, product)}
