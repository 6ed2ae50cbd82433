"""The cluster as the country sees it: transfers taken out, shadow prices put in, work counted by sex.

The members' cash flow is parted into lines: sales by market, purchases, costs by link, running costs, investments, and
what members do outside the chain. Each line is worth line x (1 - transfer) x conversion factor to the country; paid
work is worth its shadow wage instead of its wage, and the family's unpaid work, which costs the members nothing, its
shadow wage too. So the bridge from one net present value to the other adds up, step by step. Source: Squire & van der
Tak, Economic analysis of projects (World Bank 1975); Belli et al., Economic analysis of investment operations (2001).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.economy import Economy, Work
from capacity.intake.quantities.quantity import Quantity
from capacity.model.calendar.dated import real_discount_rate
from capacity.model.calendar.timeline import course, horizon
from capacity.model.chain.variables import grid
from capacity.model.finance import npv
from capacity.model.future.measures import by_year, yearly_cash
from capacity.model.gains.ledger import Ledger
from capacity.model.gains.terms import read_terms
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import quantiles

BRIDGE = ("step", "line", "amount", "se", "p10", "p50", "p90", "positive", "currency")
JOBS = ("year", "link", "sex", "unpaid", "jobs", "income", "currency")
VALUE = ("year", "surplus", "wages", "taxes", "value_added", "currency")
SEXES = ("women", "men")


@dataclass(frozen=True)
class EconomicView:
    """What the cluster is worth to the country."""

    bridge: pd.DataFrame
    """BRIDGE: from the members' net present value after grants to the country's; amounts (means) add up.

    positive: share of the futures in which the amount is above 0.
    """
    jobs: pd.DataFrame
    """JOBS: full jobs that the chain gives, year by year, by link and sex; income: money a year; means"""
    value_added: pd.DataFrame
    """VALUE: what the members gain, wages and taxes within the costs, and their sum, money a year; means"""


def economic_view(books: Ledger) -> EconomicView:
    """Return what a run is worth to the country, in its draws: see the fields of EconomicView.

    Nothing of a cluster that states no view, or that has no finance block.
    """
    spec, economy = books.case.spec, books.case.spec.economy
    if economy is None or spec.finance is None:
        return EconomicView(*(pd.DataFrame(columns=list(names)) for names in (BRIDGE, JOBS, VALUE)))
    lines, work = _lines(books), _work(books, economy)
    rows = [(step, line, *_figures(value), spec.currency) for step, line, value in _steps(books, economy, lines, work)]
    return EconomicView(
        pd.DataFrame(rows, columns=list(BRIDGE)),
        _jobs(books, work),
        _value_added(books, economy, lines, work),
    )


def _figures(values: np.ndarray) -> tuple[float, ...]:
    error = standard_error(values, lambda some: some.mean(axis=-1))
    return (float(values.mean()), float(error), *map(float, quantiles(values)), float((values > 0).mean()))


def _lines(books: Ledger) -> dict[str, np.ndarray]:
    """Return the yearly cash of the project by line, (year, draw); their sum is measures.yearly_cash's project."""
    cash = yearly_cash(books.flows)
    found = {name: by_year(np.broadcast_to(money, _sizes(books))) for name, money in _trade(books)}
    way = course(books.case.spec, books.draws, horizon(books.case.spec))
    month = np.arange(way.months)[:, None]
    costs = (books.draws.value(entry.cost) * (month >= entry.start) for entry in books.case.spec.money.running)
    found["finance.running"] = -by_year(np.broadcast_to(sum(costs, np.zeros((1, 1))), _sizes(books)))
    found["finance.items"] = cash["residual"] - cash["investment"]
    found["members"] = cash["project"] - sum(found.values())
    return found


def _sizes(books: Ledger) -> tuple[int, int]:
    return horizon(books.case.spec), books.draws.size


def _trade(books: Ledger) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what the chain's markets bring, and what its purchases and links cost, (month, draw), as money in.

    Each over what those who work today sell, buy and spend without the cluster.
    """
    terms, network, sizes = read_terms(books.conditions), books.case.network, _sizes(books)
    before = books.accounts.before
    sold, bought = (grid(books.flows, name, *sizes) for name in ("sold", "bought"))
    for index, market in enumerate(network.markets):
        yield f"markets.{market.name}", sold[index] * terms.price[index] - before.sold.get(index, 0.0)
    for index, purchase in enumerate(network.purchases):
        yield f"purchases.{purchase.name}", before.bought.get(index, 0.0) - bought[index] * terms.buying_price[index]
    activity, links = grid(books.flows, "activity", *sizes), dict.fromkeys(node.link for node in network.nodes)
    for link in links:
        nodes = [index for index, node in enumerate(network.nodes) if node.link == link]
        yield f"links.{link}", sum(before.spent.get(i, 0.0) - activity[i] * terms.cost[i] for i in nodes)


@dataclass(frozen=True)
class _Employed:
    """The work that one link adds to today's: full jobs by sex and month, (month, draw); money/month a job, (draw,)."""

    said: Work
    jobs: Mapping[str, np.ndarray]
    wage: np.ndarray

    @property
    def pay(self) -> np.ndarray:
        """Return what all of it earns, or would earn, money a year, (year, draw)."""
        return by_year(sum(self.jobs.values()) * self.wage)


def _work(books: Ledger, economy: Economy) -> dict[str, _Employed]:
    """Return the work of every link that states it over today's: in proportion to throughput, or at nodes that work."""
    activity, draws = grid(books.flows, "activity", *_sizes(books)), books.draws
    today = books.accounts.before.throughput
    found = {}
    for link, said in economy.work.items():
        nodes = [index for index, node in enumerate(books.case.network.nodes) if node.link == link]
        over = [(activity[index], today.get(index, np.zeros((1, 1)))) for index in nodes]
        if said.per:
            amount = sum(now - then for now, then in over) / draws.value(said.per)
        else:
            amount = sum((now > 0).astype(float) - (then > 0) for now, then in over)
        jobs = {sex: amount * draws.value(getattr(said, sex)) for sex in SEXES if getattr(said, sex)}
        found[link] = _Employed(said, jobs or {"men": np.zeros(_sizes(books))}, draws.value(said.wage))
    return found


def _steps(
    books: Ledger, economy: Economy, lines: Mapping[str, np.ndarray], work: Mapping[str, _Employed]
) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield the steps of the bridge: name, line, present value (draw,); totals stand between the steps they sum."""
    spec, draws = books.case.spec, books.draws
    convention = spec.money.convention
    rate = real_discount_rate(spec.money, draws, spec.start, horizon(spec))
    shadow = draws.value(economy.shadow_wage, 1.0)
    grant = yearly_cash(books.flows)["grant"]
    flows = [("after_grants", "", sum(lines.values()) + grant), ("grants", "", -grant)]
    flows.append(("members", "", sum(lines.values())))
    lost = _displaced(books)
    if lost.any():
        flows.append(("suppliers", "", -lost))
    for line, share in economy.transfers.items():
        flows.append(("transfer", line, -lines[line] * draws.value(share)))
    for line, factor in economy.factors.items():
        kept = lines[line] * (1 - draws.value(economy.transfers.get(line)))
        flows.append(("factor", line, kept * (draws.value(factor) - 1)))
    for link, one in work.items():
        worth = -one.pay * shadow if one.said.unpaid else one.pay * (1 - shadow)
        flows.append(("unpaid" if one.said.unpaid else "wage", f"links.{link}", worth))
    country = sum((flow for step, _, flow in flows if step not in ("after_grants", "grants")), np.zeros(1))
    for step, line, flow in flows:
        yield step, line, np.broadcast_to(npv(flow, rate, convention), (draws.size,))
    at_home, social = (npv(country, one, convention) for one in (rate, _social(economy.discount_rate, books, rate)))
    if economy.discount_rate is not None:
        yield "discount_rate", "", social - at_home
    yield "economic", "", social


def _displaced(books: Ledger) -> np.ndarray:
    """Return the surplus of strangers whose goods the cluster's displace at today's links, money a year, (year, draw).

    Members are taken to be today's first suppliers; what the links need beyond their offer comes from strangers.
    """
    before, outputs, lost = books.accounts.before, books.accounts.outputs.values(), np.zeros((1, 1))
    for product, needed in before.needed.items():
        offered = sum((output.offered_without.get(product, 0.0) for output in outputs), np.zeros((1, 1)))
        lost = lost + np.maximum(needed - offered, 0.0) * before.surplus[product]
    return by_year(np.broadcast_to(lost, _sizes(books)))


def _social(stated: Quantity | None, books: Ledger, rate: np.ndarray) -> np.ndarray:
    return rate if stated is None else books.draws.value(stated)


def _jobs(books: Ledger, work: Mapping[str, _Employed]) -> pd.DataFrame:
    rows = []
    for link, one in work.items():
        for sex, jobs in one.jobs.items():
            mean, earned = by_year(jobs).mean(axis=-1) / 12, by_year(jobs * one.wage).mean(axis=-1)
            money = np.zeros_like(earned) if one.said.unpaid else earned
            rows += [
                (year + 1, link, sex, one.said.unpaid, float(mean[year]), float(money[year]), books.case.spec.currency)
                for year in range(len(mean))
            ]
    return pd.DataFrame(rows, columns=list(JOBS))


def _value_added(
    books: Ledger, economy: Economy, lines: Mapping[str, np.ndarray], work: Mapping[str, _Employed]
) -> pd.DataFrame:
    """Return the value added by year: the members' surplus, wages paid within costs, taxes within prices."""
    spec, draws = books.case.spec, books.draws
    surplus = yearly_cash(books.flows)["increment"]
    wages = sum((one.pay for one in work.values() if not one.said.unpaid), np.zeros_like(surplus))
    taxes = -sum((lines[line] * draws.value(share) for line, share in economy.transfers.items()), 0 * surplus)
    parts = [values.mean(axis=-1) for values in (surplus, wages, taxes, surplus + wages + taxes)]
    rows = [(year + 1, *(float(part[year]) for part in parts), spec.currency) for year in range(len(surplus))]
    return pd.DataFrame(rows, columns=list(VALUE))
