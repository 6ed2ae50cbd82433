"""Every quantity of a cluster file into the one unit the model counts in."""

import math
from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel

from capacity.intake.cluster_file.chain import Link
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.working_time import is_day, working_days, working_months
from capacity.intake.findings import InputError, Issue
from capacity.intake.quantities.bounds import limits
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import unit_told
from capacity.intake.quantities.units import DAYS_PER_MONTH, Unit, UnitError, parse_unit
from capacity.intake.quantities.written import in_unit


def product_measures(spec: Spec, product: str) -> dict[str, Unit]:
    """Return a product's own measures as units: {"l": 1.03 kg, "flask": 39.14 kg}."""
    measures: dict[str, Unit] = {}
    for name, quantity in spec.products[product].measures.items():
        measures[name] = Unit(quantity.mode) * parse_unit(quantity.unit, measures)
    return measures


def class_product(spec: Spec, name: str) -> str | None:
    """Return the product in which a class's current output counts: the rated product of its first link."""
    runs = spec.classes[name].runs
    return spec.links[runs[0]].rated if runs else None


def converted(spec: Spec) -> Spec:
    """Return the spec with every quantity in its canonical unit (schema.py names them); misfits are collected."""
    issues = _product_issues(spec)
    if issues:
        raise InputError(issues)
    changed = _walked_fields(spec, (), spec, issues)
    if issues:
        raise InputError(issues)
    return spec.model_copy(update=changed)


def _product_issues(spec: Spec) -> list[Issue]:
    """Return units of products and of their measures that nobody knows, each with its path as file."""
    issues: list[Issue] = []
    for name, product in spec.products.items():
        known: dict[str, Unit] = {}
        stated = [("", f"products.{name}.unit", product.unit)]
        stated += [(own, f"products.{name}.measures.{own}", q.unit) for own, q in product.measures.items()]
        for own, path, text in stated:
            try:
                unit = parse_unit(text, known)
            except UnitError as error:
                issues.extend(issue.at(file=path, value=text) for issue in error.issues)
                continue
            if own and own in dict(unit.powers):
                fix = f"state what one {own} is in another unit: [how many, its unit]"
                issues.append(Issue(f"{own} is measured by itself", fix, file=path, value=text, code="Y08"))
            elif own:
                known[own] = Unit(product.measures[own].mode) * unit
    return issues


def _walk(value: object, path: tuple, unit: str, spec: Spec, issues: list[Issue]) -> object:
    """Return a part of the spec with its quantities converted; `unit` is what its field says of it (see told)."""
    if isinstance(value, Quantity):
        return _convert(value, path, unit, spec, issues)
    if isinstance(value, BaseModel):
        return value.model_copy(update=_walked_fields(value, path, spec, issues))
    if isinstance(value, dict) and path[-1:] != ("set",):
        return {key: _walk(item, (*path, key), unit, spec, issues) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_walk(item, (*path, str(index)), unit, spec, issues) for index, item in enumerate(value))
    return value


def _walked_fields(part: BaseModel, path: tuple, spec: Spec, issues: list[Issue]) -> dict[str, object]:
    """Return the fields of a block that were changed by conversion."""
    fields = {name: (getattr(part, name), unit_told(info)) for name, info in type(part).model_fields.items()}
    new = {name: _walk(item, (*path, name), unit, spec, issues) for name, (item, unit) in fields.items()}
    return {name: item for name, item in new.items() if item is not fields[name][0]}


def _convert(quantity: Quantity, path: tuple, unit: str, spec: Spec, issues: list[Issue]) -> Quantity:
    try:
        canonical = _canonical(quantity, path, unit, spec)
        return canonical.within(*limits(path, canonical.unit))
    except UnitError as error:
        issues.extend(issue.at(file=quantity.name, value=quantity.stated) for issue in error.issues)
        return quantity


def _canonical(quantity: Quantity, path: tuple, unit: str, spec: Spec) -> Quantity:
    """Return a quantity in the unit that its field tells, with the link and the product of its path."""
    link, product = _link(path, spec), _product(path, spec)
    if path[0] == "classes" and path[2] in ("rates", "own_use", "without") and product is None:
        raise UnitError(
            "the class runs no link, so it has no product", fix="add runs: [...], or leave this out", code="Y09"
        )
    if unit == "its own" and (path[0] == "products" or path[2:3] == ("units",)):
        return quantity
    if unit == "its own" and path[0] == "classes":
        return in_base_units(quantity, product_measures(spec, product or ""))
    if unit == "P/month or share" or path[:2] == ("survey", "own_use"):
        is_share = not parse_unit(quantity.unit, _all_measures(spec)).powers
        unit, product, link = "share" if is_share else "P/month", product or first_product(spec), None
    if is_yearly_share(quantity, unit):
        return in_unit(quantity, "share").scaled(1.0, unit)
    if unit == "P/month" and link:
        return per_month(quantity, spec, link, full_days=path[0] == "economy")
    return in_unit(quantity, _in_words(unit, path, product, spec), product_measures(spec, product) if product else None)


def is_yearly_share(quantity: Quantity, unit: str) -> bool:
    """Return whether a rate a year was written as a plain share, [14, percent]: the year is meant, which is told."""
    return unit == "1/year" and not parse_unit(quantity.stated.rpartition(" ")[2]).powers


def _link(path: tuple, spec: Spec) -> str | None:
    """Return the link whose throughput a path of the file states, if any."""
    match path:
        case ("links", name, *_) | ("economy", "work", name, *_):
            return name
        case ("classes", name, *_):
            return next(iter(spec.classes[name].runs), None)
        case ("finance", "items", _, "adds", node):
            return node.partition("@")[0]
    return None


def _product(path: tuple, spec: Spec) -> str | None:
    """Return the product whose amounts or prices a path of the file states, if any."""
    match path:
        case ("products", name, *_) | ("links", _, "takes" | "makes", name):
            return name
        case ("links", name, *_):
            return spec.links[name].rated
        case ("classes", name, *_):
            return class_product(spec, name)
        case ("markets" | "purchases" | "targets" as part, name, *_):
            entry = getattr(spec, part)[name]
            return entry.buys if part == "markets" else entry.sells
    return None


def _in_words(unit: str, path: tuple, product: str | None, spec: Spec) -> str:
    """Return the unit that a field tells with the cluster's currency or that of the price, and the product's unit."""
    abroad = getattr(spec, path[0])[path[1]].currency if path[0] in ("markets", "purchases") else None
    words = {"money": abroad or spec.currency, "its own": "share"}
    if path[:2] == ("finance", "exchange"):
        words["unit"] = path[2]
    if product:
        words["P"] = spec.products[product].unit
    return "/".join(words.get(word, word) for word in unit.split("/"))


def _all_measures(spec: Spec) -> dict[str, Unit]:
    return {name: unit for product in spec.products for name, unit in product_measures(spec, product).items()}


def first_product(spec: Spec) -> str:
    """Return the product at the start of the chain: what the first link without inputs makes."""
    return next((link.rated for link in spec.links.values() if not link.takes), next(iter(spec.products)))


def in_base_units(quantity: Quantity, measures: Mapping[str, Unit]) -> Quantity:
    """Return a rate in base units (kg, ha, minute, month ...), so that rates multiply without a thought."""
    unit = parse_unit(quantity.unit, measures)
    for base, power in unit.powers:
        if base in measures:
            unit = unit * Unit(1, ((base, -power),)) * measures[base] ** power
    names = "/".join(f"{base}^{power}" for base, power in unit.powers) or "share"
    return quantity.scaled(unit.factor, names)


def per_month(quantity: Quantity, spec: Spec, link_name: str, *, full_days: bool = False) -> Quantity:
    """Return a rate of a link's equipment in rated units a month, one of those in which it works.

    t/h needs the link's hours a day; t/day and t/shift are worked on its working days (365/12 if it states none); a
    rate per month is taken as it is, one per year falls to its working months. `full_days`: every day of the calendar.
    """
    link = spec.links[link_name]
    unit = spec.products[link.rated].unit
    measures = product_measures(spec, link.rated)
    divisors = [parse_unit(text, measures) for text in quantity.unit.split("/")[1:]]
    hourly, shiftly = (any(d.powers == ((base, 1),) for d in divisors) for base in ("minute", "shift"))
    daily = any(map(is_day, divisors))
    if hourly and unit != "minute":
        quantity = _hourly(quantity, link, link_name)
    if shiftly:
        quantity = replace(quantity, unit=f"{quantity.unit.split('/')[0]}/day")
    yearly = any(d.powers == (("month", 1),) and math.isclose(d.factor, 12) for d in divisors)
    share = working_days(link) / DAYS_PER_MONTH if (hourly or shiftly or daily) and not full_days else 1.0
    share *= 12 / len(working_months(link)) if yearly and not full_days else 1.0
    wanted = f"{unit}/month"
    return in_unit(quantity, wanted, measures).scaled(share, wanted)


def _hourly(quantity: Quantity, link: Link, name: str) -> Quantity:
    if link.hours is None:
        raise UnitError(
            f"a rate an hour needs the hours worked a day at the link {name}", fix="add hours: [16, h/day]", code="Y08"
        )
    factor = in_unit(link.hours, "h/day").mode * 60 / parse_unit(quantity.unit.split("/")[1]).factor
    return quantity.scaled(factor, f"{quantity.unit.split('/')[0]}/day")
