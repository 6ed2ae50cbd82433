"""The accounts of every node, by party: what a link earns, pays and spends wherever it runs."""

from collections.abc import Mapping

import numpy as np

from capacity.model.gains.run import Ledger
from capacity.model.gains.trade import Unit

NODE_LINES = ("sales", "received", "paid", "bought", "running", "left")
"""money a year; received and paid also from and to the same party's other nodes"""


def node_accounts(ledger: Ledger) -> dict[Unit, Mapping[str, np.ndarray]]:
    """Return each party's yearly lines at each node that it runs, NODE_LINES: (year, draw).

    left = sales + received - paid - bought - running. The last, incomplete year of a horizon does not count.
    """
    goods, prices = ledger.accounts.goods, ledger.accounts.prices
    sizes = (ledger.flows.sizes["month"], ledger.draws.size)
    lines = [{line: np.zeros((sizes[0] // 12, sizes[1])) for line in NODE_LINES} for _ in goods.units]
    for (_, unit), money in goods.sold.items():
        lines[unit]["sales"] += _yearly(money, sizes)
    for line, amounts in (("bought", goods.bought), ("running", goods.running)):
        for unit, money in amounts.items():
            lines[unit][line] += _yearly(money, sizes)
    for (product, giver, taker), amount in goods.delivered.items():
        money = _yearly(amount * prices[product], sizes)
        lines[giver]["received"] += money
        lines[taker]["paid"] += money
    for each in lines:
        each["left"] += each["sales"] + each["received"] - each["paid"] - each["bought"] - each["running"]
    return {unit: each for unit, each in zip(goods.units, lines, strict=True) if unit.node}


def _yearly(money: np.ndarray, sizes: tuple[int, int]) -> np.ndarray:
    months = sizes[0] // 12 * 12
    return np.broadcast_to(money, sizes)[:months].reshape(-1, 12, sizes[1]).sum(axis=1)
