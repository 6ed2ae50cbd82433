"""Prices that cannot all be meant: far from each other, from what members were paid, or along the chain. Code Y17."""

from collections.abc import Mapping
from itertools import pairwise
from statistics import median

import pandas as pd

from capacity.intake.cluster_file.conversion import class_product
from capacity.intake.cluster_file.exchange import rate_at_start
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Found, Issue
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import TAILED

FAR = 100.0
"""times that two prices of one product are apart from which it is remarked on: thousands for units"""
OFF = 7.0
"""times that a price is off what the producers were paid from which it is remarked on: a zero too many"""
WIDE = 1000.0
"""times that the ends of one price are apart from which it is remarked on"""
_Priced = tuple[float, tuple, Quantity]
"""a price in the cluster's money for one P, its path, and how it is stated"""


def asked_prices(spec: Spec, members: pd.DataFrame) -> dict[str, float]:
    """Return the middle price that the producers of each product say they are paid today, in money per P."""
    found: dict[str, list[float]] = {}
    for name in spec.classes:
        product = class_product(spec, name)
        if product and not spec.links[spec.classes[name].runs[0]].takes:
            found.setdefault(product, []).extend(_answers(members, name))
    return {product: median(prices) for product, prices in found.items() if prices}


def _answers(members: pd.DataFrame, name: str) -> list[float]:
    return [float(price) for price in members.loc[(members["cls"] == name) & (members["price"] > 0), "price"]]


def doubtful_prices(spec: Spec, asked: Mapping[str, float]) -> Found:
    """Yield prices of the file, with their paths, that are far from others of the product or what producers were paid.

    So are links whose goods are sold for less than their inputs cost.
    """
    for product in spec.products:
        prices = _stated_prices(spec, product)
        for _, path, price in prices:
            if price.shape.kind not in TAILED and 0 < price.low * WIDE <= price.high:
                problem = f"the highest price is {price.high / price.low:,.0f} times the lowest"
                yield path, _doubt(problem, price)
        paid = asked.get(product, 0.0)
        odd = [one for one in prices if paid and not 1 / OFF < one[0] / paid < OFF]
        if len(odd) == len(prices):
            yield from _among_each_other(product, prices)
            continue
        for value, path, price in odd:
            said = f"this price of {product} is {_times(value / paid)} what the members are paid today, in the middle"
            yield path, _doubt(said, price)
        yield from _among_each_other(product, [one for one in prices if one not in odd])
    yield from _along_the_chain(spec, asked)


def _among_each_other(product: str, prices: list[_Priced]) -> Found:
    for number, ((lower, below, cheap), (higher, above, dear)) in enumerate(pairwise(prices), start=1):
        if higher >= lower * FAR:
            odd, other, stated = (above, below, dear) if 2 * number >= len(prices) else (below, above, cheap)
            times = _times(higher / lower if odd is above else lower / higher)
            yield odd, _doubt(f"this price of {product} is {times} the price at {'.'.join(other)}", stated)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} times" if ratio >= 1 else f"1/{1 / ratio:,.0f} of"


def _stated_prices(spec: Spec, product: str) -> list[_Priced]:
    """Return the prices above 0 that are stated for a product, in the cluster's money, with their paths, rising."""
    pays = spec.products[product].pays
    stated: list[tuple[tuple, Quantity, str | None]] = []
    if pays:
        stated.append((("products", product, "pays", "price"), pays.price, None))
    for part, field in (("markets", "buys"), ("purchases", "sells")):
        for name, entry in getattr(spec, part).items():
            if getattr(entry, field) == product:
                stated.append(((part, name, "price"), entry.price, entry.currency))
    prices = [(price.mode * rate_at_start(spec, currency), path, price) for path, price, currency in stated]
    return sorted((entry for entry in prices if entry[0] > 0), key=lambda entry: entry[:2])


def _doubt(problem: str, price: Quantity) -> Issue:
    fix = "check the digits, the unit and the currency (thousands are written kKGS); it is counted as it stands"
    return Issue(problem, fix, value=price.stated, code="Y17")


def _along_the_chain(spec: Spec, asked: Mapping[str, float]) -> Found:
    """Yield links that sell what they make for less than their inputs cost, where both have prices."""
    for name, link in spec.links.items():
        costs = [_paid(spec, product, asked) * quantity.mode for product, quantity in link.takes.items()]
        sold = [_fetched(spec, product) * quantity.mode for product, quantity in link.makes.items()]
        if costs and all(costs) and sold and sold[0] and sum(sold) < sum(costs):
            problem = (
                f"what the link {name} makes of one unit is sold for {sum(sold):,.4g} {spec.currency} at best, "
                f"and its inputs cost {sum(costs):,.4g}"
            )
            fix = "check the recipe, and the prices with their units; is it worth more elsewhere?"
            yield ("links", name), Issue(problem, fix, code="Y17")


def _paid(spec: Spec, product: str, asked: Mapping[str, float]) -> float:
    """Return what a unit of an input costs: what members are paid, else what they say, else the outlet of today.

    What only passes from link to link costs what the inputs of the link that makes it cost; 0 where nothing is known.
    """
    entry = spec.products[product]
    if entry.pays:
        return entry.pays.price.mode
    if product in asked:
        return asked[product]
    bought = [price for price, path, _ in _stated_prices(spec, product) if path[0] == "purchases"]
    today = [
        price
        for price, path, _ in _stated_prices(spec, product)
        if path[0] == "markets" and spec.markets[path[1]].today
    ]
    if bought or today:
        return min(bought or today)
    maker = next((link for link in spec.links.values() if link.takes and next(iter(link.makes)) == product), None)
    made = maker.makes[product].mode if maker else 0.0
    if maker is None or not made:
        return 0.0
    costs = [_paid(spec, taken, asked) * quantity.mode for taken, quantity in maker.takes.items()]
    return sum(costs) / made if all(costs) else 0.0


def _fetched(spec: Spec, product: str) -> float:
    """Return the best price that any market pays for a product, 0 where none has one."""
    return max((price for price, path, _ in _stated_prices(spec, product) if path[0] == "markets"), default=0.0)


def doubtful_unit(spec: Spec, members: pd.DataFrame) -> Found:
    """Yield classes whose prices in the survey are far from all that the file states for the same product."""
    for name in spec.classes:
        product = class_product(spec, name)
        answers = _answers(members, name)
        stated = [price for price, *_ in _stated_prices(spec, product)] if product else []
        if not answers or not stated or product is None:
            continue
        far = FAR if spec.links[spec.classes[name].runs[0]].takes else OFF
        ratios = [median(answers) / price for price in stated]
        if all(not 1 / far < ratio < far for ratio in ratios):
            nearest = median(answers) / median(stated)
            problem = f"the prices that the class {name} gave are {nearest:.2g} times those stated for {product}"
            yield ("survey", "price"), Issue(problem, "check survey.price.unit and the prices of the file", code="Y17")
