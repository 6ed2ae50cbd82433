"""The accounts of every party, month by month and draw by draw: what a buyer pays is what a seller gets."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from capacity.model.calendar.timeline import Course, course
from capacity.model.chain.variables import Conditions
from capacity.model.engine.digits import without_noise
from capacity.model.future.case import Case
from capacity.model.future.projection import Played, play
from capacity.model.gains.fees import pay_fees
from capacity.model.gains.goods import GOODS, Goods, read_flows, split_goods
from capacity.model.gains.ledger import LINES, Accounts, Ledger, read_deliveries
from capacity.model.gains.members import Output, class_outputs
from capacity.model.gains.parties import parties
from capacity.model.gains.prices import make_pricing
from capacity.model.gains.terms import NOTHING, Terms, read_terms
from capacity.model.uncertainty.draws import Draws
from capacity.model.without import Usual, usual

LEAST = 1e-6
"""P/month: less than this in every month and draw is rounding, not a delivery"""
EARNED = ("sales", "received", "home_use", "fees_received")
SPENT = ("paid", "bought", "running", "overheads", "fees_paid")


def keep_books(case: Case, draws: Draws) -> Ledger:
    """Return a case run in some draws, with its accounts: see books_of."""
    return books_of(play(case, draws))


def books_of(run: Played) -> Ledger:
    """Return a run with its accounts.

    Goods of which rounding alone is left are none: nobody has been paid for them, and no price is theirs.
    """
    flows = run.flows.assign({name: (run.flows[name].dims, without_noise(run.flows[name].values)) for name in GOODS})
    accounts = make_accounts(run.case, flows, run.conditions, run.draws)
    return Ledger(run.case, run.draws, flows, run.conditions, accounts)


def make_accounts(case: Case, flows: xr.Dataset, x: Conditions, draws: Draws) -> Accounts:
    """Return the accounts of a run: `flows` and `x` are what run_case(case, draws) has returned with all flows kept.

    with_cluster = sales + received + home_use + fees_received - paid - bought - running - overheads - fees_paid. Summed
    over the parties, received is paid, so are fees, and with_cluster and without_cluster are those of cash.Cash.
    """
    way = course(case.spec, draws, flows.sizes["month"])
    terms, moved = read_terms(x), read_flows(flows, way.months, draws.size)
    before = _before(case, way, terms)
    outputs = class_outputs(case, way, terms, before)
    goods = split_goods(case, way, terms, moved, outputs)
    pricing = make_pricing(case, way, terms, outputs, moved)
    labels = [str(month) for month in flows["month"].values]
    sizes = (way.months, draws.size)
    prices = pricing.prices()
    deliveries = _deliveries(goods, prices, labels, sizes)
    way.tape.forget()
    return Accounts(
        _party_lines(case, way, goods, outputs, deliveries, before),
        deliveries,
        _sales(case, goods, labels, sizes),
        goods,
        outputs,
        pricing,
        prices,
        before,
    )


def _before(case: Case, way: Course, terms: Terms) -> Usual:
    """Return what those who work today would have without the cluster, as arrays."""
    names = ("price", "demand", "buying_price", "discard_cost")
    rows = {name: [way.tape.row(array) for array in getattr(terms, name)] for name in names}
    return usual(case.network, way, rows, case.workers).read(way)


def _deliveries(
    goods: Goods, prices: Mapping[str, np.ndarray], months: list[str], sizes: tuple[int, int]
) -> xr.Dataset:
    """Return what parties deliver to other parties, in the order of the goods' flow."""
    found: dict[tuple[str, str, str], np.ndarray] = {}
    for (product, giver, taker), amount in goods.delivered.items():
        seller, buyer = goods.units[giver].party, goods.units[taker].party
        if seller != buyer:
            key = (product, seller, buyer)
            found[key] = found[key] + amount if key in found else amount
    found = {key: amount for key, amount in found.items() if amount.max() > LEAST}
    quantity, price = (np.zeros((len(found), *sizes)) for _ in range(2))
    for index, ((product, _, _), amount) in enumerate(found.items()):
        quantity[index], price[index] = amount, prices[product]
    dims = ("delivery", "month", "draw")
    names = {
        name: ("delivery", np.array([key[i] for key in found], dtype=object))
        for i, name in enumerate(("product", "seller", "buyer"))
    }
    return xr.Dataset({"quantity": (dims, quantity), "price": (dims, price)}, coords=names | {"month": months})


def _sales(case: Case, goods: Goods, months: list[str], sizes: tuple[int, int]) -> xr.Dataset:
    found: dict[tuple[str, str], np.ndarray] = {}
    for (market, unit), money in goods.sold.items():
        key = (case.network.markets[market].name, goods.units[unit].party)
        found[key] = found[key] + money if key in found else money
    values = np.zeros((len(found), *sizes))
    for index, money in enumerate(found.values()):
        values[index] = money
    names = {
        name: ("sale", np.array([key[i] for key in found], dtype=object)) for i, name in enumerate(("market", "seller"))
    }
    return xr.Dataset({"money": (("sale", "month", "draw"), values)}, coords=names | {"month": months})


def _party_lines(
    case: Case, way: Course, goods: Goods, outputs: Mapping[str, Output], deliveries: xr.Dataset, before: Usual
) -> xr.Dataset:
    names = parties(case.spec)
    lines = {line: np.zeros((len(names), way.months, way.draws.size)) for line in LINES}
    for (_, unit), money in goods.sold.items():
        lines["sales"][names.index(goods.units[unit].party)] += money
    for line, amounts in (("bought", goods.bought), ("running", goods.running)):
        for unit, money in amounts.items():
            lines[line][names.index(goods.units[unit].party)] += money
    for name, output in outputs.items():
        index = names.index(name)
        lines["sales"][index] += output.outside
        lines["home_use"][index] += output.home_use
        lines["without_cluster"][index] += output.without
    for name, income in before.income.items():
        lines["without_cluster"][names.index(name)] += income
    for one in read_deliveries(deliveries):
        value = one.value
        lines["received"][names.index(one.seller)] += value
        lines["paid"][names.index(one.buyer)] += value
    for index, name in enumerate(names):
        lines["overheads"][index] += overheads(way, name)
    pay_fees(case.spec.finance, way.draws, names, lines)
    for line in EARNED:
        lines["with_cluster"] += lines[line]
    for line in SPENT:
        lines["with_cluster"] -= lines[line]
    dims = ("party", "month", "draw")
    coords = {"party": list(names), "month": deliveries["month"].values}
    return xr.Dataset({line: (dims, values) for line, values in lines.items()}, coords=coords)


def overheads(way: Course, owner: str) -> np.ndarray:
    """Return what an owner pays of the running costs of the finance block, money a month."""
    finance = way.spec.finance
    month = np.arange(way.months)[:, None]
    entries = [entry for entry in (finance.running if finance else ()) if entry.owner == owner]
    return sum((way.draws.value(entry.cost) * (month >= entry.start) for entry in entries), NOTHING)
