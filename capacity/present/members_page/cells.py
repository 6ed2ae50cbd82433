"""The numbers that the members' page would like to show, each with everybody who stands behind it.

Numbers that follow from each other stand in one set, shown or withheld whole; every set is judged by itself
(release.py) and together with those that were let out before it (joint.py). Control information stays here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from capacity.present.members_page.behind import Behind, Figure, Source, families, way_to, who_stands_behind
from capacity.present.members_page.class_gains import class_gains
from capacity.present.members_page.joint import tell_nobody
from capacity.present.members_page.release import Cell, Release, Shown, clear, is_safe, make_cell
from capacity.present.members_page.standing import Standing, standing
from capacity.present.members_page.wanted import Pair, Wanted, joined
from capacity.present.words import reading
from capacity.present.words.reading import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

TOPICS = ("members", "year", "month", "light", "stands", "surely", "supply", "output", "first", "alone", "gain")
"""what the page speaks of, in its order"""


@dataclass(frozen=True)
class Judged:
    """What the gate let out for the members' page and, confidential, who stands behind it."""

    release: Release
    standing: Standing


def release(study: Study) -> Release:
    """Return everything about a study that the members' page may show."""
    return judge(study).release


def judge(study: Study) -> Judged:
    """Return what the members' page may show, and who stands behind what it shows."""
    behind = who_stands_behind(study)
    sets = list(wanted(study, behind))
    shown = cleared(behind, sets)
    held = {cell.name for one in sets if one.name not in shown for cell in one.cells}
    brought: dict[str, set[str]] = {}
    for figure in (figure for one in sets if one.name in shown for figure in one.figures):
        amounts = behind.by_owner(figure.brought, figure.product)
        name = (figure.cls and f"{figure.product} of {figure.cls}") or figure.product
        brought.setdefault(name, set()).update(owner for owner, amount in amounts.items() if amount > 0)
    let_out = clear(sorted((cell for one in sets for cell in one.cells), key=_order), held)
    return Judged(let_out, standing(study.cluster.slug, behind, brought))


def cleared(behind: Behind, sets: list[Wanted]) -> frozenset[str]:
    """Return the names of the sets that may be shown, each judged with those before it."""
    shown: set[str] = set()
    told: dict[str, list[Figure]] = {}
    for one in sets:
        with_these = {product: list(figures) for product, figures in told.items()}
        for figure in one.figures:
            with_these.setdefault(figure.product, []).append(figure)
        touched = {figure.product for figure in one.figures}
        alone = all(is_safe(cell) for cell in one.cells) and one.needs <= shown
        if alone and all(tell_nobody(behind.figures(product, with_these[product])) for product in sorted(touched)):
            shown.add(one.name)
            told = with_these
    return frozenset(shown)


def _order(cell: Cell) -> tuple[int, int]:
    """Return where a number stands on the page: by topic, then by year."""
    topic, *rest = cell.name.split(".")
    year = {"supply": -2, "output": -1}.get(topic)
    return TOPICS.index(topic), int(rest[year]) if year else 0


def wanted(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield the sets of the members' page, those that matter most first: what is let out narrows what may follow."""
    yield from _heads(study, behind)
    yield from _years(study, behind)
    yield from _output(study, behind)
    yield from _months(study, behind)
    yield from _standing(study, behind)
    yield from _lights(study, behind)
    yield from _supply(study, behind)
    yield from _futures(study, behind)
    yield from _first_bottleneck(study, behind)
    yield from _alone(behind)
    yield from class_gains(study, behind)


def _heads(study: Study, behind: Behind) -> Iterator[Wanted]:
    said = study.summary.get("members", {})
    if reading.finite(said.get("surveyed")):
        cell = make_cell(
            "members.surveyed", float(said["surveyed"]), "member", behind.heads(), waived=behind.waived, kind="count"
        )
        yield Wanted("members.surveyed", (cell,))
    if reading.finite(said.get("expected_to_join")):
        value = float(said["expected_to_join"])
        cell = make_cell("members.expected_to_join", value, "member", behind.joiners(), waived=behind.waived)
        yield Wanted("members.expected_to_join", (replace(cell, value=float(round(value))),))
    needed = study.summary.get("critical_mass", {}).get("needed")
    if reading.finite(needed):
        yield Wanted("members.needed", (make_cell("members.needed", float(needed), "member", kind="count"),))


def _years(study: Study, behind: Behind) -> Iterator[Wanted]:
    for row in table(study, "potential").to_dict("records"):
        product = row["product"]
        if product in behind.today:
            figure = behind.figure_today(product, range(1, 13), row["expected"])
            yield Wanted(
                f"year.{product}",
                (behind.cell(f"year.{product}", Shown(figure.value, row["unit"]), [figure]),),
                (figure,),
            )


def _months(study: Study, behind: Behind) -> Iterator[Wanted]:
    for row in table(study, "potential").to_dict("records"):
        product, unit = row["product"], str(row["unit"]).replace("/year", "/month")
        if product not in behind.today:
            continue
        cells, figures = [], []
        for month in range(1, 13):
            name = f"month.{product}.{month}"
            figure = behind.figure_today(product, [month], row[f"month_{month}"])
            grows = behind.today[product].produced[month - 1] > 0
            cells.append(
                behind.cell(name, Shown(figure.value, unit), [figure]) if grows else make_cell(name, figure.value, unit)
            )
            figures += [figure] if grows else []
        yield Wanted(f"month.{product}", tuple(cells), tuple(figures))


def _standing(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield the months in which a plant stands: they tell between which amounts the supply lies, and who runs it.

    With them goes whether it runs as long as it should in the futures: months alone may reassure where those do not.
    """
    for node in reading.nodes_with_floor(study):
        idle = reading.idle_months(study, node)
        pairs = [
            _arriving(study, behind, f"stands.{node}.{month}", float(month in idle), node, [month])
            for month in range(1, 13)
        ]
        kept = float(reading.runs_long_enough(study, node))
        pairs.append(_arriving(study, behind, f"surely.{node}", kept, node, range(1, 13)))
        yield joined(f"stands.{node}", pairs, needs=_supplies(behind, node, "month"))


def _arriving(study: Study, behind: Behind, name: str, value: float, node: str, months: Iterable[int]) -> Pair:
    """Return a number that says whether enough arrives at a node in some months, with those who bring it."""
    months, rows = list(months), table(study, "cover", node=node)
    if rows.empty:
        return make_cell(name, value, "", behind.runners(node), waived=behind.waived), ()
    sums = rows.loc[rows["month"].isin(months), ["supply", "busy", "minimum_load"]].sum(skipna=False)
    lacking = (sums["minimum_load"] - sums["busy"]) / sums["supply"] - 1 if sums["supply"] > 0 else math.nan
    figures = [behind.figure_arriving(source, node, months, lacking) for source in _comes_to(behind, node)]
    told = tuple(figure for figure in figures if figure.brought.sum() > 0)
    return behind.cell(name, Shown(value, ""), told, behind.runners(node)), told


def _comes_to(behind: Behind, node: str) -> tuple[Source, ...]:
    """Return what members bring of all that comes to a node in the end; nothing to what is no node."""
    link = behind.spec.links.get(node.partition("@")[0])
    taken = link.takes if link else ()
    return behind.suppliers_of({product for one in taken for product in way_to(behind.spec, one)[1]})


def _supplies(behind: Behind, node: str, topic: str) -> frozenset[str]:
    """Return the sets that say what comes to a node."""
    return frozenset(f"{topic}.{source.answered}" for source in _comes_to(behind, node))


def _lights(study: Study, behind: Behind) -> Iterator[Wanted]:
    years = frozenset(f"year.{product}" for product in behind.today)
    for row in table(study, "critical_mass").itertuples():
        name, green = f"light.{row.light}", float(bool(row.green))
        if row.light == "heads":
            cell = make_cell(name, green, "", behind.heads(), waived=behind.waived, kind="count")
            yield Wanted(name, (cell,), needs=frozenset({"members.expected_to_join"}))
        elif row.light == "volume":
            node = str(row.note)
            pair = _arriving(study, behind, name, green, node, range(1, 13))
            yield joined(name, [pair], needs=_supplies(behind, node, "year"))
        else:
            yield Wanted(name, (make_cell(name, green, ""),), needs=years if row.light == "suppliers" else frozenset())


def _supply(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield what members deliver in January and July of years 1, 3 and 10, or in the peak month if those are empty."""
    rows = table(study, "monthly", scenario=study.scenario, series="supply")
    if rows.empty:
        return
    labels = sorted(set(rows["month"]))
    first = int(rows["month"].min()[:4])
    rows = rows.assign(year=rows["month"].str[:4].astype(int) - first + 1, number=rows["month"].str[5:7].astype(int))
    shown = reading.years_shown(rows["year"])
    for product, looked_at in rows[rows["year"].isin(shown)].groupby("product", sort=False):
        months = reading.months_shown(looked_at["number"], looked_at["p50"])
        part = looked_at[looked_at["number"].isin(months)]
        for year in reversed(shown):
            pairs = [
                _delivered(study, behind, str(product), row, labels) for row in part[part["year"] == year].itertuples()
            ]
            yield joined(f"supply.{product}.{year}", pairs)


def _delivered(study: Study, behind: Behind, product: str, row: Line, labels: list[str]) -> Pair:
    ends, month = (float(row.p10), float(row.p50), float(row.p90)), np.array([labels.index(row.month)])
    sources, name = behind.suppliers_of([product]), f"supply.{product}.{row.year}.{row.number}"
    figures = tuple(behind.figure_in(study.scenario, source, month, ends) for source in sources)
    unit = row.unit if "/" in row.unit else f"{row.unit}/month"
    return behind.cell(name, Shown(ends, unit), figures), figures


def _output(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield what is made and sold in the leading scenario, the last year first: by then all have joined.

    Products that share what they are made of stand in one set: what one takes is what the other lacks.
    """
    for family in families(behind.spec, reading.products_made(study)):
        rows = table(study, "projection", scenario=study.scenario)
        for year in reversed(reading.years_shown(rows["year"])):
            pairs = [pair for product in family for pair in _made(study, behind, product, study.scenario, family, year)]
            yield joined(f"output.{family[0]}.{year}", pairs)


def _futures(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield the first product in the other scenarios, in the middle year that is shown, each a set of its own."""
    products = reading.products_made(study)
    if not products:
        return
    family = next(one for one in families(behind.spec, products) if products[0] in one)
    years = reading.years_shown(table(study, "projection", scenario=study.scenario, product=products[0])["year"])
    year = years[min(1, len(years) - 1)]
    for scenario in reading.scenarios(study):
        if scenario != study.scenario:
            pairs = list(_made(study, behind, products[0], scenario, family, year))
            yield joined(f"futures.{scenario}", pairs, needs=frozenset({f"output.{family[0]}.{year}"}))


def _made(
    study: Study, behind: Behind, product: str, scenario: str, family: tuple[str, ...], year: int
) -> Iterator[Pair]:
    """Yield what is made of a product in a scenario and year, with everybody behind it and its like."""
    links = frozenset().union(*(way_to(behind.spec, one)[0] for one in family))
    made = frozenset().union(*(way_to(behind.spec, one)[1] for one in family))
    for row in table(study, "projection", scenario=scenario, product=product, year=year).itertuples():
        ends, name = (float(row.p10), float(row.p50), float(row.p90)), f"output.{product}.{scenario}.{row.year}"
        runners = [behind.runners(link) for link in sorted(links)]
        runners += [behind.at_work(link, scenario, int(row.year)) for link in sorted(links)]
        figures = tuple(_suppliers(behind, scenario, behind.suppliers_of(made), product, int(row.year), ends))
        yield behind.cell(name, Shown(ends, f"{row.unit}/year"), figures, *runners), figures


def _suppliers(
    behind: Behind, scenario: str, sources: tuple[Source, ...], sold: str, year: int, ends: tuple[float, ...]
) -> Iterator[Figure]:
    """Yield what the suppliers of each product bring in a year: all of it, and what comes through."""
    months = np.arange(12 * (year - 1), 12 * year)
    for source in sources:
        everything = behind.figure_in(scenario, source, months, ends)
        through = behind.figure_through(scenario, source, sold, months, ends)
        yield everything
        if through.brought.sum() > 0 and not through.brought.equals(everything.brought):
            yield through


def _first_bottleneck(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield what holds the chain back most: named only if its owners may be spoken of; its worth is not shown."""
    rows = table(study, "bottlenecks")
    if rows.empty:
        return
    kind, at = reading.bottleneck_order(rows)[0]
    name, thing = f"first.{kind}.{at}", at.partition("@")[0]
    runners: list = []
    needs: frozenset = frozenset()
    if kind == "capacity":
        pair = _arriving(study, behind, name, 1.0, at, range(1, 13))
        yield joined(name, [pair], needs=_supplies(behind, at, "year"))
        return
    if kind == "market" and thing in behind.spec.markets:
        links, products = way_to(behind.spec, behind.spec.markets[thing].buys)
        runners = [behind.runners(link) for link in sorted(links)]
        needs = frozenset(f"year.{source.answered}" for source in behind.suppliers_of(products))
    elif kind == "supply":
        needs = frozenset(f"year.{one.answered}" for one in behind.suppliers_of(way_to(behind.spec, thing)[1]))
    yield Wanted(name, (make_cell(name, 1.0, "", *runners, waived=behind.waived),), needs=needs)


def _alone(behind: Behind) -> Iterator[Wanted]:
    """Yield of each step whether one alone does it: said where that one agreed to be spoken of, or where many do it."""
    for link in behind.spec.links:
        runners = dict.fromkeys(behind.runners(link), 1.0)
        if runners:
            name = f"alone.{link}"
            cell = make_cell(name, float(len(runners) == 1), "", runners, waived=behind.waived, kind="count")
            yield Wanted(name, (cell,))
