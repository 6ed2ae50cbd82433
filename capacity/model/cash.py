"""From flows of goods to flows of money: with the cluster, without it, and how investments are paid for."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.intake.funding import Finance, Item
from capacity.model.cube import Conditions
from capacity.model.finance import loan_schedule
from capacity.model.network import Network
from capacity.model.production import Production
from capacity.model.pull import share_out
from capacity.model.tape import Row
from capacity.model.timeline import Course


@dataclass(frozen=True)
class Cash:
    """Money by month in the cluster's currency; costs and payments are positive numbers."""

    with_cluster: Row
    without_cluster: Row
    investment: Row
    residual: Row
    grant: Row
    loan: Row
    debt_service: Row


def cash_flows(network: Network, course: Course, x: Conditions, margin: Row, made: Production) -> Cash:
    """Return the members' cash with and without the cluster, and the financing of its investments.

    With: the chain's margin (sales less running, buying, storing and throwing away), and today's price for what does
    not reach it, less the costs of producing. Without: the same members' output at today's outlets, less its cost. What
    is kept at home is valued at today's price in both. The increment is with - without in the same month and draw.
    """
    today = [_todays_price(network, course, x, product) for product in made.products]
    outside = sum((amount * price for amount, price in zip(made.outside, today, strict=True)), course.tape.row(0.0))
    spent = running(course) + sum(made.cost, course.tape.row(0.0))
    finance = course.spec.finance
    funding = financed(course, finance) if finance else [course.tape.row(0.0)] * 5
    return Cash(margin + outside - spent, _without(network, course, x, made, today), *funding)


def _todays_price(network: Network, course: Course, x: Conditions, product: str) -> Row:
    """Return today's best price of a member product, money/P; 0 without such an outlet."""
    prices = [x.rows["price"][i] for i in _todays_outlets(network, product)]
    return reduce(np.maximum, prices) if prices else course.tape.row(0.0)


def _todays_outlets(network: Network, product: str) -> list[int]:
    return [i for i, market in enumerate(network.markets) if market.today and market.product == product]


def _without(network: Network, course: Course, x: Conditions, made: Production, today: list[Row]) -> Row:
    total = -sum(made.cost_without, course.tape.row(0.0))
    for index, product in enumerate(made.products):
        outlets, offered = _todays_outlets(network, product), made.offered_without[index]
        price, demand = ([x.rows[name][i] for i in outlets] for name in ("price", "demand"))
        if outlets:
            sold = share_out(offered, [np.minimum(most, offered) for most in demand], price)
            total = total + sum(paid * amount for paid, amount in zip(price, sold, strict=True))
        total = total + (made.produced_without[index] - offered) * today[index]
    return total


def running(course: Course) -> Row:
    """Return the running costs of the finance block, money a month."""
    finance = course.spec.finance
    costs = [course.value(entry.cost) * (course.month >= entry.start) for entry in (finance.running if finance else ())]
    return sum(costs, course.tape.row(0.0))


def financed(course: Course, finance: Finance) -> list[Row]:
    """Return investment, residual value, grant, loan and debt service by month."""
    nothing = course.tape.row(0.0)
    parts = [nothing] * 5
    for item in finance.items:
        bought, residual = _purchases(course, item)
        first = np.where(course.month == item.month, course.value(item.cost), 0.0)
        grants = sum((course.value(g.share) for g in finance.grants if g.to == item.owner), nothing)
        loans = [loan for loan in finance.loans if loan.borrower == item.owner]
        lent = sum((course.value(loan.share) for loan in loans), nothing)
        service = sum((_service(course, item, loan) for loan in loans), nothing)
        new = (bought, residual, first * np.minimum(grants, 1), first * np.minimum(lent, 1), service)
        parts = [part + add for part, add in zip(parts, new, strict=True)]
    return parts


def _purchases(course: Course, item: Item) -> tuple[Row, Row]:
    """Return what an item costs month by month, replaced when its life is over, and what it is worth at the end."""
    month, cost = course.month, course.value(item.cost)
    if item.month >= course.months:
        return course.tape.row(0.0), course.tape.row(0.0)
    if item.life is None:
        return np.where(month == item.month, cost, 0.0), course.tape.row(0.0)
    life = np.maximum(1, np.round(course.draws.value(item.life)))[None, :]
    age = course.tape.row(np.mod(np.arange(course.months)[:, None] - item.month, life))
    bought = np.where((month >= item.month) & (age == 0), cost, 0.0)
    left = np.where(month == course.months - 1, cost * (1 - (age + 1) / life), 0.0)
    return bought, left


def _service(course: Course, item: Item, loan: object) -> Row:
    """Return what a loan costs month by month: the schedule of a loan of 1, times the amount."""
    term, grace = (round(quantity.mode) if quantity else 0 for quantity in (loan.term, loan.grace))
    interest, principal = loan_schedule(np.ones(1), course.draws.value(loan.rate) / 12, term, grace, loan.pays)
    service = np.zeros((course.months, interest.shape[1]))
    first = item.month + 1
    length = max(0, min(term, course.months - first))
    service[first : first + length] = (interest + principal)[:length]
    return course.tape.row(service) * course.value(item.cost) * course.value(loan.share)
