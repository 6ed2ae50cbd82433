"""Every quantity of a cluster file into the one unit the model counts in."""

import math
from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel

from capacity.intake.cluster_file.chain import Link
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.working_time import working_days, working_months
from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.quantities.limits import limits
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import DAYS_PER_MONTH, Unit, UnitError, parse_unit


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
    result = _walk(spec, (), spec, issues)
    if issues:
        raise InputError(issues)
    return result


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
                fix = f"state what one {own} is in another unit, e.g. [1.03, kg]"
                issues.append(Issue(f"{own} is measured by itself", fix, file=path, value=text))
            elif own:
                known[own] = Unit(product.measures[own].mode) * unit
    return issues


def _walk(value: object, path: tuple, spec: Spec, issues: list[Issue]) -> object:
    if isinstance(value, Quantity):
        return _convert(value, path, spec, issues)
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        new = {name: _walk(item, (*path, name), spec, issues) for name, item in fields.items()}
        return value.model_copy(update={name: item for name, item in new.items() if item is not fields[name]})
    if isinstance(value, dict) and path[-1:] != ("set",):
        return {key: _walk(item, (*path, key), spec, issues) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_walk(item, (*path, str(index)), spec, issues) for index, item in enumerate(value))
    return value


def _convert(quantity: Quantity, path: tuple, spec: Spec, issues: list[Issue]) -> Quantity:
    try:
        canonical = _canonical(quantity, path, spec)
        return canonical.within(*limits(path, canonical.unit))
    except UnitError as error:
        issues.extend(issue.at(file=quantity.name, value=quantity.stated) for issue in error.issues)
        return quantity


_OF_PRODUCT = (("rates",), ("own_use",), ("without",))
"""parts of a class that are stated in its product"""


def _canonical(quantity: Quantity, path: tuple, spec: Spec) -> Quantity:
    if path[:1] == ("products",) and path[2:3] == ("measures",):
        return quantity
    if path[:1] == ("classes",) and path[2:3] in _OF_PRODUCT and class_product(spec, path[1]) is None:
        raise UnitError("the class runs no link, so it has no product", fix="add runs: [...], or leave this out")
    if path[:1] == ("classes",) and path[2:3] == ("rates",):
        return in_base_units(quantity, product_measures(spec, class_product(spec, path[1])))
    if path[-1] in ("capacity", "minimum_load", "works") or path[-2:-1] == ("adds",):
        link = path[-1].partition("@")[0] if "adds" in path else path[1]
        link = spec.classes[path[1]].runs[0] if path[0] == "classes" else link
        return per_month(quantity, spec, link)
    if path[:2] == ("economy", "work") and path[-1] == "per":
        return per_month(quantity, spec, path[2], full_days=True)
    if path[-1] == "own_use" or path[:3] == ("survey", "own_use", "values"):
        return _amount_or_share(quantity, path, spec)
    unit, product = _target(path, spec)
    return quantity.to(unit, product_measures(spec, product) if product else None)


def _amount_or_share(quantity: Quantity, path: tuple, spec: Spec) -> Quantity:
    if not parse_unit(quantity.unit, _all_measures(spec)).powers:
        return quantity.to("share")
    product = class_product(spec, path[1]) if path[0] == "classes" else first_product(spec)
    return quantity.to(f"{spec.products[product].unit}/month", product_measures(spec, product))


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
    low, mode, high = (number * unit.factor for number in (quantity.low, quantity.mode, quantity.high))
    return replace(quantity, low=low, mode=mode, high=high, unit=names)


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
    daily = any(d.powers == (("month", 1),) and math.isclose(d.factor, 1 / DAYS_PER_MONTH) for d in divisors)
    if hourly and unit != "minute":
        quantity = _hourly(quantity, link, link_name)
    if shiftly:
        quantity = replace(quantity, unit=f"{quantity.unit.split('/')[0]}/day")
    yearly = any(d.powers == (("month", 1),) and math.isclose(d.factor, 12) for d in divisors)
    share = working_days(link) / DAYS_PER_MONTH if (hourly or shiftly or daily) and not full_days else 1.0
    share *= 12 / len(working_months(link)) if yearly and not full_days else 1.0
    result = quantity.to(f"{unit}/month", measures)
    return replace(result, low=result.low * share, mode=result.mode * share, high=result.high * share)


def _hourly(quantity: Quantity, link: Link, name: str) -> Quantity:
    if link.hours is None:
        raise UnitError(f"a rate an hour needs the hours worked a day at the link {name}", fix="add hours: [16, h/day]")
    factor = link.hours.to("h/day").mode * 60 / parse_unit(quantity.unit.split("/")[1]).factor
    low, mode, high = (number * factor for number in (quantity.low, quantity.mode, quantity.high))
    return replace(quantity, low=low, mode=mode, high=high, unit=f"{quantity.unit.split('/')[0]}/day")


_LINK_UNITS = {"working_days": "day/month", "hours": "h/day", "paid_after": "day", "stock": "day", "may_stand": "month"}


def _target(path: tuple, spec: Spec) -> tuple[str, str | None]:
    """Return the canonical unit of a path, and the product whose measures may bridge to it."""
    money = spec.currency
    match path:
        case ("products", product, *rest):
            unit = spec.products[product].unit
            return _product_unit(rest, unit, money), product
        case ("links", _, "takes" | "makes", product):
            return spec.products[product].unit, product
        case ("links", name, "cost") | ("classes", name, "without", "earns"):
            rated = spec.links[name].rated if path[0] == "links" else class_product(spec, name)
            return f"{money}/{spec.products[rated].unit}", rated
        case ("links", _, "working_days" | "hours" | "paid_after" | "stock" | "may_stand" as field):
            return _LINK_UNITS[field], None
        case ("markets" | "purchases" | "targets" as kind, name, field):
            entry = getattr(spec, kind)[name]
            product = entry.buys if kind == "markets" else entry.sells
            unit, money = spec.products[product].unit, getattr(entry, "currency", "") or money
            amounts = dict.fromkeys(("demand", "available", "amount"), f"{unit}/month")
            return ({"price": f"{money}/{unit}"} | amounts | _DAYS).get(field, "1/year"), product
    return _plain_unit(path, money), None


def _product_unit(rest: list, unit: str, money: str) -> str:
    match rest:
        case ["keeps"]:
            return "month"
        case ["pays", "delay" | "every"]:
            return "day"
        case ["store", "room"]:
            return unit
        case ["store", "loss" | "interest" as field]:
            return "1/month" if field == "loss" else "1/year"
        case ["store", "cost"]:
            return f"{money}/{unit}/month"
        case _:
            return f"{money}/{unit}"


_DAYS = {"pays_after": "day", "paid_after": "day"}
_MONTHS = {"horizon", "keeps", "half_by", "lasts", "starts", "takes", "lead", "life", "term", "grace", "interest_grace"}
_MONTHS |= {"holiday", "carry", "vat_due", "vat_refund"}
_YEARLY = {"discount_rate", "rate", "chance", "inflation", "commitment_fee"}
_AMOUNTS = {"budget", "amount", "least", "most", "unsecured", "collateral", "limit", "keep", "cost"}
_OTHERS = {"side_selling_by_delay": "1/day", "needed": "member", "women": "worker", "men": "worker", "among": "member"}


def _plain_unit(path: tuple, money: str) -> str:
    if path[0] == "finance":
        return _money_unit(path, money)
    field = path[-1]
    if field in _MONTHS:
        return "month"
    if field in _YEARLY:
        return "1/year"
    if "mitigation" in path and field in ("cost", "once"):
        return f"{money}/month" if field == "cost" else money
    if path[0] == "economy" and field == "wage":
        return f"{money}/month"
    return _OTHERS.get(field, "share")


def _money_unit(path: tuple, money: str) -> str:
    """Return the unit of a path of the finance block; of a number with dates that of all its years."""
    part, field = path[1], path[-2] if path[-1].isdigit() else path[-1]
    if part == "exchange":
        return f"{money}/{path[2]}"
    if part == "opening_cash" or field in _AMOUNTS:
        return f"{money}/month" if part in ("running", "fees", "subsidies") else money
    if field in _MONTHS:
        return "month"
    return "1/year" if field in _YEARLY and part != "taxes" else _OTHERS.get(field, "share")
