"""The numbers that the members' page would like to show, each with who contributed what to it.

Control information: the members' own rows are read here and turned into cells for the gate in release.py; nothing
else of them leaves this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.model.draws import central_draws
from capacity.model.potential import offered_by_member, today_spec
from capacity.model.supply import producer_groups, staircases
from capacity.model.timeline import course
from capacity.present import reading
from capacity.present.reading import table
from capacity.present.release import Cell, Release, clear, has_waiver, is_safe, make_cell

if TYPE_CHECKING:
    import pandas as pd

    from capacity.intake.schema import Spec
    from capacity.model.study import Study

Contributions = Mapping[str, float]


@dataclass(frozen=True)
class _Control:
    """Who is to be protected: members with their owners, those who waived, and what each producer contributes."""

    spec: Spec
    members: pd.DataFrame
    waived: frozenset[str]
    offers: Mapping[str, Mapping[str, Contributions]]
    """product -> season -> owner -> expected amount a year"""

    def cell(self, name: str, value: object, unit: str, contributions: Contributions, kind: str = "magnitude") -> Cell:
        """Return a cell whose waived owners are known."""
        return make_cell(name, value, unit, contributions, self.waived, kind)

    def owners_of(self, classes: set[str]) -> Contributions:
        """Return the owners of some classes with the capacity of each; 1 where it is not known."""
        rows = self.members[self.members["cls"].isin(classes)]
        amounts = rows["capacity"].fillna(1.0).clip(lower=0.0)
        return amounts.groupby(rows["owner"], sort=True).sum().to_dict()

    def of_node(self, node: str) -> Contributions:
        """Return who runs a link, at its place if it names one."""
        link, _, place = node.partition("@")
        classes = {name for name, kind in self.spec.classes.items() if link in kind.runs}
        here = self.members[self.members["place"] == place] if place else self.members
        return _Control(self.spec, here, self.waived, self.offers).owners_of(classes)

    def of_product(self, product: str) -> Contributions:
        """Return who makes a product: the owners of the links that make it, or the members who produce it."""
        offered = self.offers.get(product, {})
        if offered:
            return _together(offered.values())
        return self.owners_of(
            {name for name, kind in self.spec.classes.items() if self.makers(product) & set(kind.runs)}
        )

    def makers(self, product: str) -> set[str]:
        """Return the links that make a product."""
        return {name for name, link in self.spec.links.items() if product in link.makes}

    def siblings(self, product: str, products: list[str]) -> list[str]:
        """Return the products made of the same inputs: what one takes is what the others lack."""
        inputs = {one: {i for link in self.makers(one) for i in self.spec.links[link].takes} for one in products}
        return [one for one in products if one == product or inputs[one] & inputs[product]]

    def of_family(self, product: str, products: list[str]) -> Contributions:
        """Return who makes a product, or whoever makes one of its siblings and may not be spoken of."""
        makers = [self.of_product(one) for one in (product, *self.siblings(product, products))]
        return next((part for part in makers if not is_safe(self.cell("", 0.0, "", part))), makers[0])

    def weakest(self, product: str) -> Contributions:
        """Return the contributions of the season that is least safe: twelve months tell the seasons apart."""
        parts = [*self.offers.get(product, {}).values()]
        unsafe = [part for part in parts if not is_safe(self.cell("", 0.0, "", part))]
        return unsafe[0] if unsafe else _together(parts)


def _together(parts: Iterable[Contributions]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for owner, amount in part.items():
            total[owner] = total.get(owner, 0.0) + amount
    return total


def release(study: Study) -> Release:
    """Return everything about a study that the members' page may show."""
    return clear(wanted(study))


def wanted(study: Study) -> Iterator[Cell]:
    """Yield the cells of the members' page: heads, potential, lights, standing months, output, the first bottleneck."""
    control = _control(study)
    yield from _heads(study, control)
    yield from _potential(study, control)
    yield from _lights(study, control)
    yield from _standing(study, control)
    yield from _supply(study, control)
    yield from _output(study, control)
    yield from _first_bottleneck(study, control)


def _control(study: Study) -> _Control:
    spec, members = study.cluster.spec, study.cluster.survey.members
    freed = members["cls"].map(lambda name: has_waiver(spec, name)).astype(bool)
    guarded = set(members.loc[~freed, "owner"])
    waived = frozenset(set(members.loc[freed, "owner"]) - guarded)
    return _Control(spec, members, waived, _offers(study, members))


def _offers(study: Study, members: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Return what each owner is expected to offer in a year, product -> season -> owner -> amount."""
    if not len(members):
        return {}
    spec = today_spec(study.cluster.specs[study.scenario].model_copy(update={"start": "2000-01"}))
    found: dict[str, dict[str, dict[str, float]]] = {}
    along = course(spec, central_draws(study.cluster), 12)
    for group, steps in staircases(producer_groups(spec, members), along):
        amounts = offered_by_member(group, steps) * group.weight
        season = found.setdefault(group.product, {}).setdefault(spec.classes[group.cls].season or "", {})
        for owner, amount in zip(group.members["owner"], amounts, strict=True):
            season[owner] = season.get(owner, 0.0) + float(amount)
    return found


def _heads(study: Study, control: _Control) -> Iterator[Cell]:
    heads = dict.fromkeys(control.members["owner"], 1.0)
    for name in ("surveyed", "expected_to_join"):
        value = study.summary.get("members", {}).get(name)
        if reading.finite(value):
            yield control.cell(f"members.{name}", float(value), "member", heads, "count")
    needed = study.summary.get("critical_mass", {}).get("needed")
    if reading.finite(needed):
        yield control.cell("members.needed", float(needed), "member", {}, "count")


def _potential(study: Study, control: _Control) -> Iterator[Cell]:
    for row in table(study, "potential").to_dict("records"):
        product, monthly = row["product"], str(row["unit"]).replace("/year", "/month")
        everybody = _together(control.offers.get(product, {}).values())
        yield control.cell(f"year.{product}", row["expected"], row["unit"], everybody)
        for month in range(1, 13):
            value = row[f"month_{month}"]
            yield control.cell(f"month.{product}.{month}", value, monthly, control.weakest(product))


def _lights(study: Study, control: _Control) -> Iterator[Cell]:
    suppliers = _together(part for seasons in control.offers.values() for part in seasons.values())
    for row in table(study, "critical_mass").itertuples():
        green = float(bool(row.green))
        if row.light == "heads":
            heads = dict.fromkeys(control.members["owner"], 1.0)
            yield control.cell("light.heads", green, "", heads, "count")
        elif row.light == "volume":
            yield control.cell("light.volume", green, "", control.of_node(str(row.note)))
        elif row.light == "suppliers":
            yield control.cell("light.suppliers", green, "", suppliers)
        else:
            yield control.cell("light.links", green, "", {}, "count")


def _standing(study: Study, control: _Control) -> Iterator[Cell]:
    for node in reading.nodes_with_floor(study):
        rows = table(study, "cover", node=node)
        for month, below in zip(rows["month"], rows["below"], strict=True):
            yield control.cell(f"stands.{node}.{int(month)}", float(bool(below)), "", control.of_node(node))


def _supply(study: Study, control: _Control) -> Iterator[Cell]:
    """Yield what members deliver in January and July of years 1, 3 and 10, or in the peak month if those are empty."""
    rows = table(study, "monthly", scenario=study.scenario, series="supply")
    if rows.empty:
        return
    first = int(rows["month"].min()[:4])
    rows = rows.assign(year=rows["month"].str[:4].astype(int) - first + 1, number=rows["month"].str[5:7].astype(int))
    rows = rows[rows["year"].isin(reading.years_shown(rows["year"]))]
    for product, part in rows.groupby("product", sort=False):
        for row in part[part["number"].isin(reading.months_shown(part["number"], part["p50"]))].itertuples():
            ends = (float(row.p10), float(row.p50), float(row.p90))
            unit = row.unit if "/" in row.unit else f"{row.unit}/month"
            yield control.cell(f"supply.{product}.{row.year}.{row.number}", ends, unit, control.weakest(str(product)))


def _output(study: Study, control: _Control) -> Iterator[Cell]:
    products = reading.products_made(study)
    for product in products:
        makers = control.of_family(product, products)
        for scenario in reading.scenarios(study):
            rows = table(study, "projection", scenario=scenario, product=product)
            rows = rows[rows["year"].isin(reading.years_shown(rows["year"]))] if len(rows) else rows
            for row in rows.itertuples():
                ends = (float(row.p10), float(row.p50), float(row.p90))
                yield control.cell(f"output.{product}.{scenario}.{row.year}", ends, f"{row.unit}/year", makers)


def _first_bottleneck(study: Study, control: _Control) -> Iterator[Cell]:
    """Yield what holds the chain back most: named only if its owners may be spoken of; its worth is not shown."""
    rows = table(study, "bottlenecks")
    if rows.empty:
        return
    kind, at = reading.bottleneck_order(rows)[0]
    who = {"capacity": control.of_node, "supply": lambda name: control.of_product(name.partition("@")[0])}
    yield control.cell(f"first.{kind}.{at}", 1.0, "", who[kind](at) if kind in who else {})
