"""Which of today's work is worth doing: nobody works on for months at a loss, neither in the cluster nor without it."""

from collections.abc import Mapping, Sequence

from capacity.intake.cluster_file.members import Without
from capacity.model.engine.tape import Row, maximum, where
from capacity.model.without.prices import TodaysPrices
from capacity.model.without.work import Workers

BARELY = 1e-9
"""share of a unit's value by which it may be short of its cost through rounding"""


def worth_doing(
    prices: TodaysPrices, workers: Sequence[Workers], amounts: Sequence[Row], units: Sequence[tuple[Row, Row]]
) -> list[Row]:
    """Return what of each worker's amount goes on, rated P/month.

    It stands in the months in which a unit brings less than it costs (`units`: value and cost, money/P), as a link of
    the cluster would; and whoever makes something that nobody but today's links takes, as far as they stand. What a
    class says that it earns today goes on as it says.
    """
    shares: dict[int, Row] = {}
    for place in sorted(range(len(workers)), key=lambda place: _flow_order(workers[place]), reverse=True):
        one, (value, cost) = workers[place], units[place]
        goes_on = _says_itself(prices, one)
        pays = prices.course.tape.row(1.0) if goes_on else value - cost >= -BARELY * maximum(value, cost)
        shares[place] = pays * _asked_for(prices, workers, amounts, shares, one)
    return [amount * shares[place] for place, amount in enumerate(amounts)]


def _flow_order(one: Workers) -> int:
    return -1 if one.node is None else one.node


def _says_itself(prices: TodaysPrices, one: Workers) -> bool:
    stated = prices.course.spec.classes[one.cls].without
    return one.node is None or (isinstance(stated, Without) and stated.earns is not None)


def _asked_for(
    prices: TodaysPrices, workers: Sequence[Workers], amounts: Sequence[Row], shares: Mapping[int, Row], one: Workers
) -> Row:
    """Return the share of what links took of its product that they still take; 1 where others buy it or nobody did."""
    nodes = prices.network.nodes
    product = "" if one.node is None else nodes[one.node].makes[0].product
    users = {place: nodes[node] for place in shares if (node := workers[place].node) is not None}
    takers = {place: node for place, node in users.items() if any(port.product == product for port in node.takes)}
    if prices.sold_to_outlets(product) or not takers:
        return prices.course.tape.row(1.0)
    needs = {place: amounts[place] * prices.recipe[f"{node.name}<{product}"] for place, node in takers.items()}
    before = prices.course.tape.total(needs.values())
    after = prices.course.tape.total(needs[place] * shares[place] for place in takers)
    return where(before > 0, after / where(before > 0, before, 1.0), 1.0)
