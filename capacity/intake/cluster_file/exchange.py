"""Prices in foreign money: in which one a price is stated, and what it comes to in the cluster's at the start."""

from collections.abc import Iterator, Mapping

from capacity.intake.cluster_file.chain import Market, Purchase
from capacity.intake.cluster_file.lending import Dated
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity


def priced_abroad(spec: Spec) -> dict[str, str]:
    """Return the paths of prices that are stated in foreign money, with its name: markets.russia.price -> RUB."""
    return {
        f"{part}.{name}.price": entry.currency
        for part, entries in _traded(spec)
        for name, entry in entries.items()
        if entry.currency and entry.currency != spec.currency
    }


def _traded(spec: Spec) -> Iterator[tuple[str, Mapping[str, Market | Purchase]]]:
    yield "markets", spec.markets
    yield "purchases", spec.purchases


def exchange_references(spec: Spec) -> Iterator[tuple]:
    """Yield every price in foreign money with the exchange rates that the file knows: path, name, kind, known."""
    known = _rates(spec)
    for path, currency in priced_abroad(spec).items():
        yield (*path.split(".")[:2], "currency"), currency, "exchange rates of finance.exchange", known


def _rates(spec: Spec) -> Mapping[str, Dated]:
    return spec.finance.exchange if spec.finance else {}


def price_at_start(spec: Spec, market: str) -> float:
    """Return the most likely price of a market in the cluster's money, money/P, at the exchange rate of the start."""
    entry = spec.markets[market]
    return entry.price.mode * rate_at_start(spec, entry.currency)


def rate_at_start(spec: Spec, currency: str | None) -> float:
    """Return the most likely exchange rate at the start, money/unit of the currency; 1 for the cluster's own."""
    if currency is None or currency == spec.currency:
        return 1.0
    return rates_today(spec)[currency].mode


def rates_today(spec: Spec) -> dict[str, Quantity]:
    """Return the exchange rates in force at the start; the earliest one where all begin later."""
    return {name: _in_force(path, spec.start[:4]) for name, path in _rates(spec).items()}


def _in_force(path: Dated, year: str) -> Quantity:
    if isinstance(path, Quantity):
        return path
    past = [begins for begins in sorted(path) if begins <= year]
    return path[past[-1] if past else min(path)]
