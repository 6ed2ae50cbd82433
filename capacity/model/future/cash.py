"""From flows of goods to flows of money: with the cluster, without it, and how investments are paid for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.intake.cluster_file.funding import Grant, Item
from capacity.intake.cluster_file.lending import Loan
from capacity.intake.cluster_file.schema import Finance
from capacity.model.calendar.dated import price_level
from capacity.model.calendar.timeline import Course
from capacity.model.chain.netback import share_out
from capacity.model.chain.network import Network
from capacity.model.chain.production import Production
from capacity.model.chain.variables import Conditions
from capacity.model.chain.work import Workers
from capacity.model.engine.tape import Row, maximum, minimum, where
from capacity.model.finance import MAY_LACK, fixed_assets
from capacity.model.future.assets import asset_terms
from capacity.model.future.loans import first_month, unit_loan
from capacity.model.without import Usual, usual


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
    payback: Row
    """no money but months, in the last month alone: see recovered"""


def cash_flows(
    network: Network, course: Course, x: Conditions, margin: Row, made: Production, workers: Sequence[Workers]
) -> Cash:
    """Return the members' cash with and without the cluster, and the financing of its investments.

    With: the chain's margin (sales less running, buying, storing and throwing away), and today's price for what does
    not reach it, less the costs of producing. Without: the same members' output at today's outlets, less its cost, and
    what those who work today earn (see without). What is kept at home is valued at today's price in both, what a link
    works for strangers beside the cluster (busy) counts in neither. The increment is with - without in the same month
    and draw.
    """
    today = [_todays_price(network, course, x, product) for product in made.products]
    outside = course.tape.total(amount * price for amount, price in zip(made.outside, today, strict=True))
    spent = running(course) + course.tape.total(made.cost)
    finance = course.spec.finance
    funding = financed(course, finance) if finance else [course.tape.row(0.0)] * 5
    before = usual(network, course, x.rows, workers)
    without = _without(network, x, made, today, before) + course.tape.total(before.income.values())
    earned = margin + outside - spent
    payback = recovered(course, earned - without - funding[0], funding[0])
    return Cash(*[earned, without, *funding, payback])


def _todays_price(network: Network, course: Course, x: Conditions, product: str) -> Row:
    """Return today's best price of a member product, money/P; 0 without such an outlet."""
    prices = [x.rows["price"][i] for i in _todays_outlets(network, product)]
    return reduce(maximum, prices) if prices else course.tape.row(0.0)


def _todays_outlets(network: Network, product: str) -> list[int]:
    return [i for i, market in enumerate(network.markets) if market.today and market.product == product]


def _without(network: Network, x: Conditions, made: Production, today: list[Row], before: Usual[Row]) -> Row:
    """Return the income of members' own output at today's outlets; the links that work today are one of them."""
    total = -x.tape.total(made.cost_without)
    for index, product in enumerate(made.products):
        outlets, offered = _todays_outlets(network, product), made.offered_without[index]
        price, demand = ([x.rows[name][i] for i in outlets] for name in ("price", "demand"))
        if product in before.intake:
            price, demand = [*price, before.prices[product]], [*demand, before.intake[product]]
        if price:
            sold = share_out(offered, [minimum(most, offered) for most in demand], price)
            total = total + sum(paid * amount for paid, amount in zip(price, sold, strict=True))
        total = total + (made.produced_without[index] - offered) * today[index]
    return total


def running(course: Course) -> Row:
    """Return the running costs of the finance block, money a month."""
    finance = course.spec.finance
    costs = [course.value(entry.cost) * (course.month >= entry.start) for entry in (finance.running if finance else ())]
    return course.tape.total(costs)


def financed(course: Course, finance: Finance) -> list[Row]:
    """Return investment, residual value, grant, loan and debt service by month, all in prices of the start.

    What is owed does not grow with prices: service and loans of an amount are deflated, never mixed with the rest.
    """
    nothing = course.tape.row(0.0)
    parts = [nothing] * 5
    level = price_level(finance, course.draws, course.spec.start, course.months) if finance.inflation else None
    for item in finance.items:
        bought, residual = _purchases(course, item)
        grants = [(grant, item) for grant in finance.grants if finance.pays_for(grant, item)]
        loans = [(loan, item) for loan in finance.loans if finance.pays_for(loan, item)]
        lent, service = _lent(course, loans, level)
        new = (bought, residual, _granted(course, grants), lent, service)
        parts = [part + add for part, add in zip(parts, new, strict=True)]
    for grant in (grant for grant in finance.grants if grant.amount):
        paid = where(course.month == first_month(grant), course.value(grant.amount), 0.0)
        parts[2] = parts[2] + _deflated(course, paid, level)
    for loan in (loan for loan in finance.loans if loan.amount):
        plan = unit_loan(course.spec, loan, course.draws, course.months, first_month(loan))
        for place, line in ((3, plan.drawn), (4, plan.service)):
            parts[place] = parts[place] + _deflated(course, course.tape.row(line) * course.value(loan.amount), level)
    return parts


def _purchases(course: Course, item: Item) -> tuple[Row, Row]:
    """Return what an item costs month by month, less what the old one brings, and what it is worth at the end."""
    if item.month >= course.months or item.life is None:
        left = course.value(item.cost) * course.value(item.salvage) * (item.month < course.months)
        residual = where(course.month == course.months - 1, left, 0.0)
        return where(course.month == item.month, course.value(item.cost), 0.0), residual
    plan = fixed_assets(np.ones((course.months, 1)), asset_terms(item, course.draws, course.months))
    worth = np.zeros_like(plan.book)
    worth[-1] = plan.book[-1]
    cost = course.value(item.cost)
    return cost * course.tape.row(plan.bought - plan.sold), cost * course.tape.row(worth)


def _granted(course: Course, grants: list[tuple[Grant, Item]]) -> Row:
    """Return the grants for one item, together at most its cost."""
    shares: dict[int, Row] = {}
    for grant, item in grants:
        month = first_month(grant, item)
        shares[month] = shares.get(month, course.tape.row(0.0)) + course.value(grant.share)
    return course.tape.total(_share_of(course, grants[0][1], month, share) for month, share in shares.items())


def _lent(course: Course, loans: list[tuple[Loan, Item]], level: np.ndarray | None) -> tuple[Row, Row]:
    """Return the loans for one item, together at most its cost in a month, and their service."""
    shares: dict[int, Row] = {}
    service = course.tape.row(0.0)
    for loan, item in loans:
        month = first_month(loan, item)
        plan = unit_loan(course.spec, loan, course.draws, course.months, month)
        worth = 1.0 if level is None else level[min(month, course.months - 1)]
        owed = course.tape.row(plan.service * worth) * course.value(item.cost) * course.value(loan.share)
        service = service + _deflated(course, owed, level)
        shares[month] = shares.get(month, course.tape.row(0.0)) + course.value(loan.share)
    lent = (_share_of(course, loans[0][1], month, share) for month, share in shares.items())
    return course.tape.total(lent), service


def _share_of(course: Course, item: Item, month: int, share: Row) -> Row:
    """Return a share, at most all, of what an item costs, paid in one month."""
    return where(course.month == month, course.value(item.cost), 0.0) * minimum(share, 1)


def _deflated(course: Course, amounts: Row, level: np.ndarray | None) -> Row:
    return amounts if level is None else amounts / course.tape.row(level)


def recovered(course: Course, flows: Row, outlay: Row) -> Row:
    """Return the months from the first outlay until the running total of flows stays at or above 0; 0 but at the end.

    It stands in the last month of the last whole year, so that its sum over the months is the figure: whole months,
    infinite where the money never comes back, NaN without an outlay. The flows take the outlay off already.
    """
    tape, after, at_end = course.tape, course.month + 1, course.month == course.months // 12 * 12 - 1
    if outlay.never():
        return where(at_end, np.nan, 0.0)
    total, spent, begins, good = (tape.state() for _ in range(4))
    now, laid_out = total + flows, spent + maximum(outlay, 0.0)
    short = now < -MAY_LACK * laid_out
    first = where(laid_out > 0, begins, after)
    since = where(short, after, good)
    for state, row in ((total, now), (spent, laid_out), (begins, first), (good, since)):
        tape.becomes(state, row)
    months = where(short, np.inf, maximum(since - first, 0.0))
    return where(at_end, where(laid_out > 0, months, np.nan), 0.0)
