"""Who stands behind a number on the members' page, and with how much: control information for the gate.

Behind what is supplied stand those who supply it; behind what is made, those who supply what it is made of and those
who run a link on its way. Amounts are those of the central future, in the month, year and scenario of the number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from capacity.model.results.control import Contributions
from capacity.present.members_page.joint import EXACT, Figures
from capacity.present.members_page.release import Body, Cell, Shown, has_waiver, make_body, make_cell, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.results.control import Brought
    from capacity.model.results.study import Study

_NORMAL_80 = 2.563
"""standard deviations between P10 and P90 of a normal distribution"""


@dataclass(frozen=True)
class Source:
    """A product that members bring to the chain, and the one in which they answer: of a by-product another."""

    product: str
    answered: str


@dataclass(frozen=True)
class Figure:
    """What the suppliers of one product bring to one published number."""

    product: str
    """the one in which they answer: what follows from the same answers is judged together"""
    brought: pd.Series
    """member -> amount"""
    factors: np.ndarray
    """(member, 2) what a unit of steady and of seasonal output brings"""
    value: float | tuple[float, ...]
    """of the number, or of its range"""
    ends: tuple[float, float] | None = None
    """the least and the largest sum of contributions of which the same is said, where no number is shown"""
    cls: str = ""
    """of which class alone it speaks; of all who bring the product if not stated"""

    @property
    def range(self) -> tuple[float, ...]:
        """The ends of a range with its middle; of a number that alone."""
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def told(self) -> tuple[float, float]:
        """Return the least and the largest sum of contributions that would be shown as the same number."""
        if self.ends:
            return self.ends
        total = float(self.brought.sum())
        ends = [_told(value, total) for value in self.range if math.isfinite(value) and value > 0]
        return min(ends, key=lambda one: one[1] - one[0], default=(0.0, math.inf))


def _told(value: float, total: float) -> tuple[float, float]:
    shown, half = rounded(value, "magnitude"), 0.5 * 10.0 ** (math.floor(math.log10(value)) - 2)
    return total * (shown - half) / value, total * (shown + half) / value


@dataclass(frozen=True)
class Behind:
    """The owners of a study's members, what they bring, and what each of them has agreed to."""

    spec: Spec
    members: pd.DataFrame
    waived: frozenset[str]
    contributions: Contributions
    _runners: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def today(self) -> Mapping[str, Brought]:
        """Return by product what its members offer in the months of a year as things stand."""
        return self.contributions.today

    def runners(self, node: str) -> dict[str, float]:
        """Return who runs a link, at its place if it names one, with the capacity of each; 1 where it is not known."""
        if node not in self._runners:
            self._runners[node] = self._who_runs(node)
        return self._runners[node]

    def _who_runs(self, node: str) -> dict[str, float]:
        link, _, place = node.partition("@")
        classes = {name for name, kind in self.spec.classes.items() if link in kind.runs}
        rows = self.members[self.members["cls"].isin(classes)]
        rows = rows[rows["place"] == place] if place else rows
        return rows["capacity"].fillna(1.0).clip(lower=0.0).groupby(rows["owner"], sort=True).sum().to_dict()

    def heads(self) -> dict[str, float]:
        """Return all owners, 1 each."""
        return dict.fromkeys(self.members["owner"], 1.0)

    def joiners(self) -> dict[str, float]:
        """Return how many heads each owner is expected to bring."""
        if self.members.empty:
            return {}
        rows = self.members.assign(expected=self.contributions.joiners)
        return rows.groupby("owner", sort=True)["expected"].sum().to_dict()

    def suppliers_of(self, products: Iterable[str]) -> tuple[Source, ...]:
        """Return those of some products that members bring, in order."""
        chosen = sorted(set(products))
        return tuple(
            Source(product, answered)
            for product in chosen
            for answered, brought in sorted(self.today.items())
            if product in brought.makes
        )

    def figure_today(self, product: str, months: Iterable[int], value: float) -> Figure:
        """Return what members offer in some months (1..12) of a year as things stand."""
        return _figure(self.today[product], np.array([month - 1 for month in months]), value)

    def figure_in(self, scenario: str, source: Source, months: np.ndarray, value: tuple[float, ...]) -> Figure:
        """Return what members deliver in some months (0 = the first) of a scenario."""
        brought = self.contributions.later(scenario)[source.answered]
        return _figure(brought, months, value, brought.makes[source.product][:, None])

    def figure_through(
        self, scenario: str, source: Source, sold: str, months: np.ndarray, value: tuple[float, ...]
    ) -> Figure:
        """Return what comes through of a product that members bring to what is sold of another in a year.

        Through a full link, or to a market that is full, comes what it can take, which may be known, whatever its
        suppliers bring: they do not hide the others. Nothing comes through where a link stands, or nobody runs it.
        """
        passing, brought = self.contributions.passing(scenario), self.contributions.later(scenario)[source.answered]
        weights = passing.weights(brought, source.product, sold, int(months[0]) // 12 + 1)
        return _figure(brought, months, value, weights)

    def figure_arriving(self, source: Source, node: str, months: Iterable[int], lacking: float) -> Figure:
        """Return what arrives at a node, in some months (1..12) as things stand, of a product that members bring.

        What is published is only whether it is enough: `lacking` is what it would need more, as a share of what arrives
        (negative where it has more than it needs; infinite or NaN where nothing is said of an amount).
        """
        chosen, brought = np.array([month - 1 for month in months]), self.today[source.answered]
        arriving = self.contributions.arriving
        figure = _figure(brought, chosen, math.nan, arriving.weights(brought, source.product, node)[:, chosen])
        total, part = float(figure.brought.sum()), float(arriving.parts[node][chosen].mean())
        if not (total > 0 and part > 0 and math.isfinite(lacking)):
            return replace(figure, ends=(0.0, math.inf))
        enough = total * (1 + lacking / part)
        return replace(figure, ends=(0.0, enough) if lacking > 0 else (enough, math.inf))

    def product_of(self, cls: str) -> str | None:
        """Return the product in which the members of a class answer, if they bring any of it."""
        here = set(self.members.loc[self.members["cls"] == cls, "member"])
        return next((name for name, brought in sorted(self.today.items()) if here & set(brought.members)), None)

    def figures_of_class(self, scenario: str, product: str, cls: str) -> Iterator[Figure]:
        """Yield what a class alone brings in all, in its leanest and in its fattest month, now and later, told exactly.

        A class has one season: who knows two of its months knows the part that follows it and the part that does not.
        """
        for brought in (self.today[product], self.contributions.later(scenario)[product]):
            mine = self._is_of(brought, cls)
            along = brought.seasons[mine[:, 0]][:1, :12]
            asked = [np.arange(brought.amounts.shape[1])]
            if along.size:
                asked += [np.arange(int(month), len(asked[0]), 12) for month in (along.argmin(), along.argmax())]
            for months in asked:
                figure = replace(_figure(brought, months, math.nan, mine), cls=cls)
                if figure.brought.sum() > 0:
                    yield replace(figure, ends=_exactly(figure.brought))

    def whole_of_class(self, product: str, cls: str, ends: tuple[float, ...]) -> Figure:
        """Return what a class alone brings in a year as things stand, behind a range whose ends are these."""
        brought = self.today[product]
        return replace(_figure(brought, np.arange(12), ends, self._is_of(brought, cls)), cls=cls)

    def delivered_by_class(self, scenario: str, product: str, cls: str) -> np.ndarray:
        """Return what a class delivers in each month of a year, January first, the mean of the years, P/month."""
        brought = self.contributions.later(scenario)[product]
        amounts = brought.amounts[self._is_of(brought, cls)[:, 0]].sum(axis=0)
        years = amounts[: len(amounts) // 12 * 12].reshape(-1, 12).mean(axis=0)
        return np.roll(years, int(self.spec.start[5:7]) - 1)

    def _is_of(self, brought: Brought, cls: str) -> np.ndarray:
        """Return who of those who bring a product is of a class, (member, 1)."""
        classes = self.members.set_index("member")["cls"].reindex(brought.members).to_numpy()
        return (classes == cls)[:, None]

    def at_work(self, link: str, scenario: str, year: int) -> dict[str, float]:
        """Return what runs through a link in a year at each owner of its equipment, as their capacities divide it."""
        found: dict[str, float] = {}
        for node, amount in self.contributions.passing(scenario).through(link, year).items():
            owners = self.runners(node)
            total = sum(owners.values())
            for owner, part in owners.items():
                found[owner] = found.get(owner, 0.0) + (amount * part / total if total > 0 else 0.0)
        return found

    def by_owner(self, brought: pd.Series, product: str) -> dict[str, float]:
        """Return the amounts of owners; nobody where the members produce nothing at all."""
        source = self.today[product]
        owners = pd.Series(source.owners, index=source.members)
        return brought.groupby(owners.reindex(brought.index).to_numpy(), sort=True).sum().to_dict()

    def cell(self, name: str, shown: Shown, figures: Sequence[Figure], *runners: Mapping[str, float]) -> Cell:
        """Return the cell of a number to which suppliers bring a part, and beside them those who run a link."""
        suppliers = [self.by_owner(figure.brought, figure.product) for figure in figures]
        cell = make_cell(name, shown.value, shown.unit, *runners, *suppliers, waived=self.waived)
        ranges = [figure for figure in figures if isinstance(figure.value, tuple)]
        return replace(cell, spreads=tuple(self._spread(figure) for figure in ranges))

    def _spread(self, figure: Figure) -> Body:
        """Return each owner's part in the variance of a range, and as its total what the range itself shows.

        A member's yes or no moves the sum by all it would bring: variance amount^2 (1 - p) / p of the expected amount.
        """
        source, total = self.today[figure.product], float(figure.brought.sum())
        chance = pd.Series(source.probability, index=source.members).reindex(figure.brought.index).to_numpy()
        chance = np.where(chance > 0, chance, 1.0)
        body = make_body(self.by_owner(figure.brought**2 * (1 - chance) / chance, figure.product), self.waived)
        low, middle, high = figure.range
        seen = (high - low) / _NORMAL_80 / middle * total if middle > 0 else 0.0
        return Body(body.owners, body.giving, body.largest, max(body.total, seen**2), body.waived, body.population)

    def figures(self, product: str, told: list[Figure]) -> Figures:
        """Return published figures of a product as the joint judgement takes them: without those who waived."""
        source = self.today[product]
        kept = ~np.isin(source.owners.astype(str), list(self.waived))
        amounts = [figure.brought.to_numpy()[kept] for figure in told]
        ends = [_guarded_ends(figure, amount) for figure, amount in zip(told, amounts, strict=True)]
        least, most = (np.array([end[side] for end in ends]) for side in (0, 1))
        factors = np.concatenate([figure.factors[kept] for figure in told], axis=1)
        return Figures(source.owners[kept], source.answers[kept], factors, np.stack(amounts, axis=1), least, most)


def _guarded_ends(figure: Figure, amounts: np.ndarray) -> tuple[float, float]:
    """Return the ends of a figure's sum after what those who waived bring, which is known, has been taken off."""
    known = float(figure.brought.sum()) - float(amounts.sum())
    least, most = figure.told
    return least - known, most - known


def _figure(
    brought: Brought, months: np.ndarray, value: float | tuple[float, ...], free: np.ndarray | bool = True
) -> Figure:
    factors = brought.factors[:, months] * free
    seasonal = factors * brought.seasons[:, months]
    amounts = pd.Series((brought.amounts[:, months] * free).sum(axis=1), index=brought.members)
    return Figure(brought.product, amounts, np.stack([factors.sum(axis=1), seasonal.sum(axis=1)], axis=1), value)


def _exactly(brought: pd.Series) -> tuple[float, float]:
    total = float(brought.sum())
    return total * (1 - EXACT), total * (1 + EXACT)


def who_stands_behind(study: Study) -> Behind:
    """Return the control information of a study."""
    spec, members = study.cluster.spec, study.cluster.survey.members
    freed = members["cls"].map(lambda name: has_waiver(spec, name)).astype(bool)
    guarded = set(members.loc[~freed, "owner"])
    waived = frozenset(set(members.loc[freed, "owner"]) - guarded)
    return Behind(spec, members, waived, Contributions(study.cluster, study.scenario, study.centre))


def makers(spec: Spec, product: str) -> tuple[str, ...]:
    """Return the links that make a product of something."""
    return tuple(name for name, link in spec.links.items() if product in link.makes and link.takes)


def way_to(spec: Spec, product: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the links that a product passes on its way, and the products of which it is made, itself among them."""
    links: set[str] = set()
    products, todo = {product}, [product]
    while todo:
        for link in makers(spec, todo.pop()):
            if link not in links:
                links.add(link)
                todo += [taken for taken in spec.links[link].takes if taken not in products]
                products |= set(spec.links[link].takes)
    return frozenset(links), frozenset(products)


def way_from(spec: Spec, product: str) -> frozenset[str]:
    """Return the links that a product, or anything that is made of it, passes on its way to the markets."""
    links: set[str] = set()
    todo = [product]
    while todo:
        taken = todo.pop()
        for name, link in spec.links.items():
            if taken in link.takes and name not in links:
                links.add(name)
                todo += link.makes
    return frozenset(links)


def families(spec: Spec, products: list[str]) -> list[tuple[str, ...]]:
    """Return products in groups of those that share what they are made of: what one takes is what another lacks."""
    ways = {product: way_to(spec, product)[1] for product in products}
    groups: list[set[str]] = []
    for product in products:
        touching = [group for group in groups if any(ways[product] & ways[one] for one in group)]
        groups = [group for group in groups if group not in touching]
        groups.append(reduce(set.union, touching, {product}))
    return [tuple(product for product in products if product in group) for group in groups]
