"""From flows of goods to flows of money: with the cluster, without it, and how investments are paid for."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.intake.schema import Finance, Item
from capacity.model.cube import grid
from capacity.model.finance import loan_schedule
from capacity.model.network import Network
from capacity.model.production import Production
from capacity.model.pull import share_out
from capacity.model.timeline import Course

PRICED = ("activity", "sold", "bought", "unsold", "opening")
"""the flows of goods that cost or bring money"""


@dataclass(frozen=True)
class Cash:
    """Money by month (month, draw) in the cluster's currency; costs and payments are positive numbers."""

    with_cluster: np.ndarray
    without_cluster: np.ndarray
    investment: np.ndarray
    residual: np.ndarray
    grant: np.ndarray
    loan: np.ndarray
    debt_service: np.ndarray


def cash_flows(network: Network, course: Course, inputs: xr.Dataset, flows: xr.Dataset, made: Production) -> Cash:
    """Return the members' cash with and without the cluster, and the financing of its investments.

    With: sales of the chain, and today's price for what does not reach it, less the costs of producing, running,
    buying, storing and throwing away. Without: the same members' output at today's outlets, less its cost. What is
    kept at home is valued at today's price in both. The increment is with - without in the same month and draw.
    """
    shape = (course.months, course.draws.size)
    spent = _running(course) + made.cost.sum(axis=0)
    earned = operating_margin(inputs, flows, course.months, course.draws.size)
    today = _todays_price(network, course, inputs, made)
    outside = (made.outside * today).sum(axis=0)
    finance = course.spec.finance
    financed = _financed(course, finance) if finance else [np.zeros((1, 1))] * 5
    before = _without(network, course, inputs, made, today)
    return Cash(*(np.broadcast_to(part, shape) for part in (earned + outside - spent, before, *financed)))


def operating_margin(inputs: xr.Dataset, flows: xr.Dataset, months: int, draws: int) -> np.ndarray:
    """Return sales less the costs of running, buying, storing and throwing away, money/month (month, draw)."""
    pairs = [("price", "sold", 1), ("cost", "activity", -1), ("buying_price", "bought", -1)]
    pairs += [("discard_cost", "unsold", -1), ("store_cost", "opening", -1)]
    margin = np.zeros((months, draws))
    for price, amount, sign in pairs:
        rates, amounts = grid(inputs, price, months, draws), grid(flows, amount, months, draws)
        for index in range(len(rates)):
            margin += sign * rates[index] * amounts[index]
    return margin


def _todays_price(network: Network, course: Course, inputs: xr.Dataset, made: Production) -> np.ndarray:
    """Return today's best price of every member product, money/P (product, month, draw); 0 without such an outlet."""
    price = grid(inputs, "price", course.months, course.draws.size)
    best = []
    for product in made.products:
        outlets = [price[i] for i, market in enumerate(network.markets) if market.today and market.product == product]
        best.append(np.maximum.reduce(outlets) if outlets else np.zeros(price.shape[1:]))
    return np.stack(best) if best else np.zeros((0, course.months, course.draws.size))


def _without(network: Network, course: Course, inputs: xr.Dataset, made: Production, today: np.ndarray) -> np.ndarray:
    price, demand = (grid(inputs, name, course.months, course.draws.size) for name in ("price", "demand"))
    total = -made.cost_without.sum(axis=0)
    for index, product in enumerate(made.products):
        outlets = [i for i, market in enumerate(network.markets) if market.today and market.product == product]
        offered = made.offered_without[index]
        if outlets:
            wants = [np.minimum(demand[i], offered) for i in outlets]
            sold = share_out(offered, wants, [price[i] for i in outlets])
            total = total + sum(price[i] * amount for i, amount in zip(outlets, sold, strict=True))
        total = total + (made.produced_without[index] - offered) * today[index]
    return total


def _running(course: Course) -> np.ndarray:
    finance = course.spec.finance
    month = np.arange(course.months)[:, None]
    costs = [course.value(entry.cost) * (month >= entry.start) for entry in (finance.running if finance else ())]
    return sum(costs, np.zeros((1, 1)))


def _financed(course: Course, finance: Finance) -> list[np.ndarray]:
    """Return investment, residual value, grant, loan and debt service by month (month, draw)."""
    parts = [np.zeros((course.months, 1)) for _ in range(5)]
    for item in finance.items:
        bought, residual = _purchases(course, item)
        first = np.where(np.arange(course.months)[:, None] == item.month, course.value(item.cost), 0.0)
        grants = sum((course.value(g.share) for g in finance.grants if g.to == item.owner), np.zeros((1, 1)))
        loans = [loan for loan in finance.loans if loan.borrower == item.owner]
        lent = sum((course.value(loan.share) for loan in loans), np.zeros((1, 1)))
        service = sum((_service(course, item, loan) for loan in loans), np.zeros((1, 1)))
        new = (bought, residual, first * np.minimum(grants, 1), first * np.minimum(lent, 1), service)
        parts = [part + add for part, add in zip(parts, new, strict=True)]
    return parts


def _purchases(course: Course, item: Item) -> tuple[np.ndarray, np.ndarray]:
    """Return what an item costs month by month, replaced when its life is over, and what it is worth at the end."""
    month = np.arange(course.months)[:, None]
    cost = course.value(item.cost)
    if item.month >= course.months:
        return np.zeros((1, 1)), np.zeros((1, 1))
    if item.life is None:
        return np.where(month == item.month, cost, 0.0), np.zeros((1, 1))
    life = np.maximum(1, np.round(course.value(item.life)))
    age = np.mod(month - item.month, life)
    bought = np.where((month >= item.month) & (age == 0), cost, 0.0)
    left = np.where(month == course.months - 1, cost * (1 - (age + 1) / life), 0.0)
    return bought, left


def _service(course: Course, item: Item, loan: object) -> np.ndarray:
    term, grace = (round(quantity.mode) if quantity else 0 for quantity in (loan.term, loan.grace))
    amount = course.value(item.cost)[0] * course.value(loan.share)[0]
    interest, principal = loan_schedule(amount, course.value(loan.rate)[0] / 12, term, grace, loan.pays)
    service = np.zeros((course.months, interest.shape[1]))
    first = item.month + 1
    length = max(0, min(term, course.months - first))
    service[first : first + length] = (interest + principal)[:length]
    return service
