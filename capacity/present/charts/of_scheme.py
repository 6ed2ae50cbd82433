"""The functional scheme of a study's cluster: who runs which link, what flows along, who buys, who stands around it."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from capacity.present.charts.of_money import ALL
from capacity.present.charts.scheme import FULL, RESTS, RUNS, STANDS, Box, Group, Scheme, Stream
from capacity.present.words.names import Names
from capacity.present.words.reading import MOSTLY, in_order, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

BESIDE = 2
"""boxes side by side"""
AS_GOOD_AS_FULL = 0.995
"""share of its capacity from which a link is full"""
LEGEND = {
    RUNS: mark("works in this month"),
    FULL: mark("full: it can take no more in this month"),
    STANDS: mark("stands in this month more likely than not: too little comes"),
    RESTS: mark("has nothing to do in this month"),
}


def scheme(study: Study, words: Words) -> Scheme | None:
    """Return the scheme, amounts of the table flows; None where no link is described."""
    spec, flows = study.cluster.specs[study.scenario], table(study, "flows")
    if flows.empty:
        return None
    links = [row for tier in _tiers(spec) for row in _rows([_link(study, words, flows, name) for name in tier])]
    groups = {
        mark("The cluster"): links,
        mark("Markets"): _rows(list(_markets(study, words, flows))),
        mark("Around the cluster"): _rows(list(_around(study, words))),
    }
    return Scheme(
        words.say("Who does what, and how much moves in a year"),
        tuple(Group(words.say(title), tuple(rows)) for title, rows in groups.items() if rows),
        tuple(words.month_name(month)[:1].upper() for month in range(1, 13)),
        tuple((state, words.say(text)) for state, text in LEGEND.items() if _shows(links, state)),
    )


def _rows(boxes: list[Box]) -> list[tuple[Box, ...]]:
    """Return boxes two by two; three stand as two and one."""
    return [tuple(boxes[i : i + BESIDE]) for i in range(0, len(boxes), BESIDE)]


def _shows(rows: list[tuple[Box, ...]], state: str) -> bool:
    return any(state in box.months for row in rows for box in row)


def _tiers(spec: Spec) -> Iterator[list[str]]:
    """Yield the links by how many links lie before them, in the order of the file."""
    makers = {product: {n for n, link in spec.links.items() if product in link.makes} for product in spec.products}
    order = TopologicalSorter(
        {name: set().union(*(makers[product] for product in link.takes)) for name, link in spec.links.items()}
    )
    order.prepare()
    while order.is_active():
        ready = order.get_ready()
        order.done(*ready)
        yield [name for name in spec.links if name in ready]


def _link(study: Study, words: Words, flows: pd.DataFrame, name: str) -> Box:
    spec, months = study.cluster.specs[study.scenario], link_months(study, name)
    inputs = tuple(_streams(study, words, flows, name))
    members = tuple(_members(study, words, name))
    made = () if spec.links[name].takes else tuple(_brought(study, words, flows, name))
    kind = "anchor" if _is_anchor(study, name) else "link"
    return Box(Names(spec, words).node(name), kind, (*members, *made), inputs, months)


def _is_anchor(study: Study, link: str) -> bool:
    """Return whether a link has a minimum load: the others must bring it enough, or it stands."""
    rows = table(study, "cover")
    return len(rows) > 0 and bool(_of_link(rows, link)["minimum_load"].notna().any())


def _of_link(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows[rows["node"].str.partition("@")[0] == name]


def link_months(study: Study, name: str) -> tuple[str, ...]:
    """Return what a link does in each month of today's chain: full or standing where one of its places is."""
    rows = table(study, "cover")
    rows = _of_link(rows, name) if len(rows) else rows
    if rows.empty or rows["capacity"].isna().all():
        return ()
    full = (rows["activity"] >= AS_GOOD_AS_FULL * rows["capacity"]) & (rows["capacity"] > 0)
    works, stands = rows["activity"] + rows["busy"] > 0, _standing(study, name)
    return tuple(
        STANDS if month in stands else FULL if (full & here).any() else RUNS if (works & here).any() else RESTS
        for month, here in ((month, rows["month"] == month) for month in range(1, 13))
    )


def _standing(study: Study, link: str) -> set[int]:
    """Return the months of the year in which a link stands in most of the futures."""
    rows = table(study, "standing")
    rows = _of_link(rows, link) if len(rows) else rows
    return {int(month[5:7]) for month in rows.loc[rows["probability"] >= MOSTLY, "month"]} if len(rows) else set()


def _members(study: Study, words: Words, link: str) -> Iterator[str]:
    """Yield how many of each class that runs a link are expected to join."""
    rows, spec = table(study, "members"), study.cluster.specs[study.scenario]
    for name in in_order(rows.get("cls", ())):
        if link in spec.classes[name].runs:
            expected = rows.loc[rows["cls"] == name, "expected_to_join"].sum()
            yield words.say("{cls}: {n}", cls=Names(spec, words).cls(name), n=words.number(expected, 0))


def _brought(study: Study, words: Words, flows: pd.DataFrame, link: str) -> Iterator[str]:
    """Yield what the members of a link without inputs bring to the chain in a year."""
    names, made = Names(study.cluster.spec, words), study.cluster.specs[study.scenario].links[link].makes
    for row in flows[(flows["side"] == "supply") & flows["product"].isin(made)].itertuples(index=False):
        yield words.say("they bring: {goods}", goods=_said(names, words, row))


def _streams(study: Study, words: Words, flows: pd.DataFrame, link: str) -> Iterator[Stream]:
    """Yield the goods that a link takes; those that do not move are left out."""
    most = flows.groupby("unit")["amount"].max()
    for row in _moved(flows, "used", link).itertuples(index=False):
        title = Names(study.cluster.spec, words).product(row.product)
        yield Stream(title, _a_year(words, row), float(row.amount / most[row.unit]))


def _moved(flows: pd.DataFrame, side: str, at: str) -> pd.DataFrame:
    return flows[(flows["side"] == side) & (flows["at"] == at) & (flows["amount"] > 0)]


def _a_year(words: Words, row: Line) -> str:
    """Return an amount a year without saying each time that it is a year's: the title of the picture says it."""
    return words.amount(row.amount, row.unit.removesuffix("/year"))


def _markets(study: Study, words: Words, flows: pd.DataFrame) -> Iterator[Box]:
    """Yield the markets that buy anything with what they buy, those outside that buy today at the end."""
    spec, names = study.cluster.specs[study.scenario], Names(study.cluster.spec, words)
    for name in sorted(spec.markets, key=lambda one: spec.markets[one].today):
        for row in _moved(flows, "sold", name).itertuples(index=False):
            outside = (words.say("outside, as today"),) if spec.markets[name].today else ()
            yield Box(names.market(name), "market", (_said(names, words, row), *outside))


def _said(names: Names, words: Words, row: Line) -> str:
    """Return a product with its amount: "Raw milk: 1,915 t"."""
    return words.say("{product}: {amount}", product=names.product(row.product), amount=_a_year(words, row))


def _around(study: Study, words: Words) -> Iterator[Box]:
    """Yield who stands around the cluster: lenders, donors, key partners, suppliers."""
    names, spec = Names(study.cluster.spec, words), study.cluster.specs[study.scenario]
    if lenders := tuple(_lenders(study, words)):
        yield Box(words.say("Financial organisation"), "around", lenders)
    if donors := tuple(_donors(study, words)):
        yield Box(words.say("State and donors"), "around", donors)
    if partners := tuple(names.cls(name) for name, kind in spec.classes.items() if kind.service):
        yield Box(words.say("Key partners"), "around", partners)
    if bought := tuple(_bought(study, words)):
        yield Box(words.say("Suppliers"), "around", bought)


def _lenders(study: Study, words: Words) -> Iterator[str]:
    """Yield each lender with what it lends over the whole horizon."""
    finance, rows = study.cluster.specs[study.scenario].finance, table(study, "loans")
    if finance is None or rows.empty:
        return
    offers = finance.loan_products
    lender = {name: words.title(offer.lender or offer.title, name) for name, offer in offers.items()}
    unnamed = words.say("Lender not named")
    who = [lender.get(name, unnamed) for name in rows["product"]]
    for name, drawn in rows["drawn"].groupby(who, sort=False).sum().items():
        if drawn > 0:
            amount = words.amount(drawn, study.cluster.spec.currency)
            yield words.say("{lender}: lends {amount}", lender=name, amount=amount)


def _donors(study: Study, words: Words) -> Iterator[str]:
    finance = study.cluster.specs[study.scenario].finance
    names = dict.fromkeys(grant.donor for grant in finance.grants if grant.donor) if finance else {}
    yield from names
    rows = table(study, "funding")
    rows = rows[rows["party"] != ALL] if len(rows) else rows
    if len(rows) and rows["grants"].sum() > 0:
        yield words.say("grants of {amount}", amount=words.amount(rows["grants"].sum(), study.cluster.spec.currency))


def _bought(study: Study, words: Words) -> Iterator[str]:
    rows = table(study, "flows", side="bought")
    for row in rows.itertuples(index=False) if len(rows) else ():
        if row.amount > 0:
            title = Names(study.cluster.spec, words).trade("purchases", row.at)
            yield words.say("{supplier}: {amount}", supplier=title, amount=_a_year(words, row))
