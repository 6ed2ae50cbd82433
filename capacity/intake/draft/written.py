"""The cluster file of what was picked: the plain document, and its text with a line on how to go on."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from capacity.intake.answers.column_map import FIGURES
from capacity.intake.answers.scales import AMOUNTS
from capacity.intake.cluster_book.found import BOOK
from capacity.intake.cluster_book.found import TEXT as FILE
from capacity.intake.documents import yaml_text
from capacity.intake.draft.below import NUMBERED
from capacity.intake.draft.choices import COUNT, Buyer, Choices, Counted, Link, Product
from capacity.intake.draft.suggest import MAYBE, NO, ROLES, YES
from capacity.intake.findings import InputError
from capacity.intake.quantities.units import known_unit
from capacity.intake.spelling import slug

CHANCES = {YES: [0.80, 0.90, 0.97, "share"], MAYBE: [0.3, 0.5, 0.7, "share"], NO: [0, "share"]}
"""of joining, by what an answer means"""
SIGNED = {YES: [0.90, 0.95, 0.99, "share"], MAYBE: [0.5, 0.7, 0.9, "share"], NO: [0, "share"]}
"""of joining of who signed a letter"""
HORIZON = [5, "year"]
COUNTED_IN = "head"
"""what rows are counted in: cows, fields"""
LINK = "Production"
"""the stage that a first kind of members runs where no chain is drawn yet"""
_HEAD = """\
# Written from what was picked in the notebook begin. Change what is here, add what you know: every key stands in the
# documentation, and the command check says what does not fit. Once a line is changed, the notebook leaves it alone.
# picked: """


def write_cluster_file(choices: Choices, folder: Path) -> Path:
    """Write the cluster file of a folder and return it.

    A file that stands there is replaced only if it is the notebook's own and nobody changed it since; any other is
    refused, untouched.
    """
    path = folder / FILE
    if (folder / BOOK).exists():
        fix = "go on in it, or move it away to begin anew"
        raise InputError("there is a description of the cluster already", fix=fix, file=BOOK, code="F33")
    if path.exists() and not is_unchanged(path.read_text(encoding="utf-8")):
        fix = "go on in that file, or move it away to begin anew"
        raise InputError(
            "there is a cluster file already, and it is not as this notebook wrote it", fix=fix, file=FILE, code="F33"
        )
    path.write_text(text(choices), encoding="utf-8", newline="\n")
    return path


def is_unchanged(written: str) -> bool:
    """Return whether a cluster file is as the notebook wrote it: its own hash stands in its head."""
    head, _, rest = written.partition(_HEAD)
    mark, _, body = rest.partition("\n")
    return not head and mark == _fingerprint(body)


def _fingerprint(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def text(choices: Choices) -> str:
    """Return the text of the cluster file; what a person wrote is quoted where it would mean something in YAML."""
    body = re.sub(r"^(?=\w+:$)", "\n", yaml_text(document(choices)), flags=re.MULTILINE)
    return f"{_HEAD}{_fingerprint(body)}\n{body}"


def document(choices: Choices) -> dict[str, object]:
    """Return the cluster file of the choices as plain data, in the order in which people read it.

    What was not picked yet is filled with the least that lets the survey be read: one product, one stage of the first
    kind of members, somebody who buys what is left.
    """
    products = choices.products or (Product(_first_label(choices), counted_in(choices)),)
    links = choices.links or (Link(LINK, choices.kinds_of_members()[0], products[0].title),)
    choices = replace(choices, links=links)
    choices = replace(choices, buyers=(*choices.buyers, *(Buyer(title, title, 1.0) for title in choices.unsold())))
    names = _names(product.title for product in products)
    return {
        "cluster": choices.slug,
        "title": choices.title or choices.slug,
        "currency": choices.currency,
        "start": choices.start,
        "horizon": HORIZON,
        "source": "estimate",
        "sources": {
            "estimate": {
                "title": "Estimate of the initiative group",
                "by": "facilitator",
                "date": choices.day or choices.start,
            },
            "survey": {
                "title": "Survey of the possible members",
                "by": "interviewers",
                "date": choices.day or choices.start,
            },
        },
        "products": {names[one.title]: {"unit": one.unit, "title": one.title} for one in products},
        "links": _links(links, names, {one.title: one.unit for one in products}, choices.currency),
        "classes": _classes(choices, links),
        **({"seasons": {"season": _season(choices.months)}} if choices.months else {}),
        "survey": _survey(choices),
        "markets": _markets(choices, products, names),
    }


def _first_label(choices: Choices) -> str:
    return next(iter([*choices.labels("current"), *choices.labels("good")]), "Product")


def counted_in(choices: Choices) -> str:
    """Return the base unit of what the survey counts today, kg where that is not known."""
    unit = next((one.unit for one in choices.columns if one.role in ("current", "good")), "kg")
    known = known_unit(unit.partition("/")[0])
    return known.powers[0][0] if known and known.powers else "kg"


def _names(titles: Iterable[str]) -> dict[str, str]:
    """Return a name of Latin letters for each title, each its own."""
    found: dict[str, str] = {}
    for title in dict.fromkeys(titles):
        name, number = slug(title)[:40].rstrip("_"), 1
        while (f"{name}_{number}" if number > 1 else name) in found.values():
            number += 1
        found[title] = f"{name}_{number}" if number > 1 else name
    return found


def _links(
    links: Iterable[Link], products: Mapping[str, str], units: Mapping[str, str], money: str
) -> dict[str, dict[str, object]]:
    found = {}
    chain = list(links)
    names = _names(link.title for link in chain)
    for link in chain:
        rated = link.takes or link.makes
        gives = link.gives if link.takes else 1.0
        made: dict[str, object] = {"title": link.title, "rated": products[rated]}
        if link.takes:
            made["takes"] = {products[link.takes]: [1, units[link.takes]]}
        made["makes"] = {products[link.makes]: [_plain(gives), units[link.makes]]}
        if link.cost:
            made["cost"] = [_plain(link.cost), f"{money}/{units[rated]}"]
        found[names[link.title]] = made
    return found


def _classes(choices: Choices, links: Iterable[Link]) -> dict[str, dict[str, object]]:
    """Return the kinds of members with the links that each runs; who runs none is counted apart, as a service."""
    chain = list(links)
    names = _names(link.title for link in chain)
    found = {}
    for kind, name in _names(choices.kinds_of_members()).items():
        runs = [names[link.title] for link in chain if link.run_by == kind]
        made: dict[str, object] = {"title": kind, "runs": runs} if runs else {"title": kind, "service": True}
        if choices.months and any(link.run_by == kind and not link.takes for link in chain):
            made["season"] = "season"
        if any(link.run_by == kind and not link.takes for link in chain):
            made |= _rates(choices)
        found[name] = made
    return found


def _season(months: Iterable[int]) -> dict[str, object]:
    """Return a season with the same share in each of its months, in percent; what rounding leaves goes to the last."""
    chosen = sorted(set(months))
    share = round(100 / len(chosen), 1)
    shares = dict.fromkeys(chosen, share) | {chosen[-1]: round(100 - share * (len(chosen) - 1), 1)}
    return {"unit": "percent", "by_month": [_plain(shares.get(month, 0)) for month in range(1, 13)]}


def _survey(choices: Choices) -> dict[str, object]:
    found: dict[str, object] = {"source": "survey"}
    if choices.sheet:
        found["sheet"] = choices.sheet
    for role in (role for role in ROLES if choices.labels(role)):
        entry: dict[str, object] = {"columns": choices.labels(role)}
        unit = next((one.unit for one in choices.columns if one.role == role and one.unit), "")
        if role in FIGURES:
            entry |= _counted(choices, role)
        if role in FIGURES and unit:
            entry["unit"] = COUNTED_IN if is_count(choices, role) else unit
        if values := _values(choices, role):
            entry["values"] = values
        found["class" if role == "member_class" else role] = entry
    return found


def _counted(choices: Choices, role: str) -> dict[str, object]:
    """Return how a figure comes of its columns; what is not said yet is left out."""
    counted, tables = choices.counted.get(role, Counted()), choices.tables(role)
    found: dict[str, object] = {"take": counted.take} if counted.take else {}
    if tables and tables[0] not in ("", NUMBERED):
        found["of"] = tables[0]
    if counted.where and counted.answers:
        found["where"] = {counted.where: list(counted.answers)}
    if counted.counted_by:
        found["counted_by"] = counted.counted_by
    if counted.unit_column:
        found["unit_column"] = counted.unit_column
        unstated = {*counted.unstated(), *counted.unknown}
        units = {word: [_plain(one[0]), one[1]] for word, one in counted.units.items() if word not in unstated}
        found |= {"units": units} if units else {}
    return found


def is_count(choices: Choices, role: str) -> bool:
    """Return whether a figure is the number of a member's rows."""
    return choices.counted.get(role, Counted()).take == COUNT


def _rates(choices: Choices) -> dict[str, object]:
    """Return what one row gives where rows are counted: 8 l/head/day for 8 l/day; {} where nothing is counted."""
    role = next((role for role in AMOUNTS if is_count(choices, role) and choices.labels(role)), "")
    if not role:
        return {}
    unit, each = next(one.unit for one in choices.columns if one.role == role), choices.counted[role].each
    amount, _, time = unit.partition("/")
    return {"rates": {"each": [_plain(each), "/".join(filter(None, [amount, COUNTED_IN, time]))]}} if each else {}


def _values(choices: Choices, role: str) -> dict[str, object]:
    if role == "member_class":
        names = _names(choices.kinds_of_members())
        return {answer: names[kind] if kind else "exclude" for answer, kind in choices.kinds.items()}
    levels = {"joins": (choices.joins, CHANCES), "letter": (choices.letters, SIGNED)}.get(role)
    return {answer: list(levels[1][level]) for answer, level in levels[0].items()} if levels else {}


def _markets(choices: Choices, products: Iterable[Product], names: Mapping[str, str]) -> dict[str, dict[str, object]]:
    units = {one.title: one.unit for one in products}
    titles = _names(buyer.title for buyer in choices.buyers)
    return {
        titles[one.title]: _market(one, names[one.buys], units[one.buys], choices.currency) for one in choices.buyers
    }


def _market(buyer: Buyer, product: str, unit: str, money: str) -> dict[str, object]:
    found: dict[str, object] = {
        "title": buyer.title,
        "buys": product,
        "price": [_plain(buyer.price), f"{money}/{unit}"],
    }
    if buyer.demand:
        found["demand"] = [_plain(buyer.demand), f"{unit}/month"]
    if buyer.today:
        found["today"] = True
    return found


def _plain(value: float) -> float | int:
    """Return a whole number without its point."""
    return int(value) if float(value).is_integer() else float(value)
