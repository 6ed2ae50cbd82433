"""What each earns in the best plan, at the prices inside the chain: by class of members, and by node with equipment."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.model.chain.equipment import equipment_owners
from capacity.model.chain.variables import grid, read_conditions
from capacity.model.diagnosis.today import YEAR, Today
from capacity.model.engine.tape import Tape
from capacity.model.future.case import Case
from capacity.model.gains.goods import GOODS, Flows, Goods, split_goods
from capacity.model.gains.members import class_outputs
from capacity.model.gains.prices import make_pricing
from capacity.model.gains.terms import NOTHING, read_terms
from capacity.model.plan.best import Plan
from capacity.model.potential.staircase import producer_groups
from capacity.model.without import Usual


@dataclass(frozen=True)
class Earnings:
    """Who earns what of the plan's value, money a year; both together, and what the cluster's body runs, are the value.

    What producing costs is not taken off: it is spent with the cluster and without it, and no part of the plan's value.
    """

    by_class: dict[str, float]
    """what members get for their goods, less storing them, and what they earn at links that need no equipment"""
    by_node: dict[str, float]
    """of nodes with equipment: what they get less inputs and running"""
    price: np.ndarray
    """inside the chain, money/P (pool, month)"""


def plan_earnings(today: Today, members: pd.DataFrame, plan: Plan) -> Earnings:
    """Return what each class and each node earns in the best plan of today's year.

    Prices inside the chain are those of money.prices: what `products.X.pays` declares; where it declares nothing, what
    members bring costs what today's best outlet pays, services break even and the last link keeps the surplus. Goods
    go from hand to hand as in the accounts of the members' own rule: each pool gives of everybody's in proportion.
    """
    groups, owners = producer_groups(today.spec, members), equipment_owners(today.spec, members, today.network)
    case = Case(today.spec, members, today.network, groups, owners, workers=[])
    way = replace(today.course, tape=Tape(today.course.months, 1))
    terms = read_terms(read_conditions(today.inputs))
    outputs = class_outputs(case, way, terms, Usual())
    flows = _two_years(plan)
    free = {name: replace(output, cost=NOTHING) for name, output in outputs.items()}
    goods = split_goods(case, way, terms, flows, free)
    prices = {name: _year(price) for name, price in make_pricing(case, way, terms, outputs, flows).prices().items()}
    by_class, by_node = (
        dict.fromkeys(today.spec.classes, 0.0),
        dict.fromkeys((n.name for n in today.network.nodes), 0.0),
    )
    equipped = {node.name for node in today.network.nodes if today.spec.links[node.link].equipment}
    for unit, earned in zip(goods.units, _earned(goods, prices), strict=True):
        found, key = (by_node, unit.node) if unit.node in equipped else (by_class, unit.party)
        found[key] = found.get(key, 0.0) + earned
    return Earnings(by_class, by_node, np.array([prices[pool.product] for pool in today.network.pools]))


def _two_years(plan: Plan) -> Flows:
    """Return the plan's flows of goods over two like years, lists of (month, draw): stores are usual in the second."""
    year = {name: grid(plan.flows, name, 12, 1) for name in GOODS}
    return {name: list(np.concatenate([values, values], axis=1)) for name, values in year.items()}


def _year(values: np.ndarray) -> np.ndarray:
    """Return the second of two years, (month,)."""
    return np.broadcast_to(values, (24, 1))[YEAR, 0]


def _earned(goods: Goods, prices: dict[str, np.ndarray]) -> np.ndarray:
    """Return what each unit earns in the second year: sold and delivered less taken, bought and spent, (unit,)."""
    earned = np.zeros(len(goods.units))
    for (_, unit), money in goods.sold.items():
        earned[unit] += _year(money).sum()
    for amounts in (goods.bought, goods.running):
        for unit, money in amounts.items():
            earned[unit] -= _year(money).sum()
    for (product, giver, taker), amount in goods.delivered.items():
        money = (_year(amount) * prices[product]).sum()
        earned[giver] += money
        earned[taker] -= money
    return earned
