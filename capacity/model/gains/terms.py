"""The prices, costs and recipes of a run as plain arrays, and what is paid outside by them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.model.chain.network import Network
from capacity.model.chain.variables import Conditions

NOTHING = np.zeros((1, 1))
_LISTS = ("price", "demand", "buying_price", "cost", "discard_cost", "store_cost", "store_loss")


@dataclass(frozen=True)
class Terms:
    """Some of variables.INPUTS, each a list of arrays (month, draw), thinner where nothing varies."""

    price: list[np.ndarray]
    demand: list[np.ndarray]
    buying_price: list[np.ndarray]
    cost: list[np.ndarray]
    discard_cost: list[np.ndarray]
    store_cost: list[np.ndarray]
    store_loss: list[np.ndarray]
    recipe: Mapping[str, np.ndarray]
    """P per rated unit, by arc: node<input and node>output"""


def read_terms(x: Conditions) -> Terms:
    """Return the terms of a run; the conditions' tape is read once."""
    arrays = iter(x.tape.read([row for name in (*_LISTS, "coefficient") for row in x.rows[name]]))
    lists = {name: [next(arrays) for _ in x.rows[name]] for name in _LISTS}
    return Terms(**lists, recipe=dict(zip(x.labels["arc"], arrays, strict=True)))


def total(arrays: Iterable[np.ndarray]) -> np.ndarray:
    """Return the sum of arrays (month, draw), thinner ones too; a single 0 of none."""
    return sum(arrays, NOTHING)


def ratio(amount: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return amount / of, 0 where `of` is not above 0."""
    return np.where(of > 0, amount, 0.0) / np.where(of > 0, of, 1.0)


def average_paid(network: Network, terms: Terms, flows: Mapping[str, list[np.ndarray]], product: str) -> np.ndarray:
    """Return the mean price at which a product is bought outside, money/P; the lowest offer where nothing is bought."""
    offers = [i for i, purchase in enumerate(network.purchases) if purchase.product == product]
    if not offers:
        return NOTHING
    amount = total(flows["bought"][i] for i in offers)
    spent = total(terms.buying_price[i] * flows["bought"][i] for i in offers)
    return np.where(amount > 0, ratio(spent, amount), reduce(np.minimum, [terms.buying_price[i] for i in offers]))
