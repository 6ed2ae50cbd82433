"""Who pays for a party's investments: its loans, grants, equity and what its owners add, by month, in nominal money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import numpy as np

from capacity.intake.cluster_file.funding import Grant, Item
from capacity.intake.cluster_file.lending import Loan
from capacity.intake.cluster_file.schema import Finance, Spec
from capacity.model.finance import Assets, Schedule
from capacity.model.future.assets import owned
from capacity.model.future.loans import first_month, scaled, unit_loan
from capacity.model.uncertainty.draws import Draws

OWN = "own contribution"


@dataclass(frozen=True)
class Sources:
    """A party's investments and what pays for them, each (month, draw), money of its month, by path in the file."""

    assets: Mapping[str, Assets]
    loans: Mapping[str, Schedule]
    grants: Mapping[str, np.ndarray]
    equity: Mapping[str, np.ndarray]
    """paid in as stated, and the rest of first purchases as own contribution"""
    subsidies: Mapping[str, np.ndarray]
    first: np.ndarray
    """what is bought for the first time: replacements are paid out of cash"""


def party_sources(spec: Spec, draws: Draws, level: np.ndarray, party: str) -> Sources:
    """Return what a party invests, and its loans, grants and equity. `level` (month, draw) is the price level.

    Shares of an item lent or granted in one month are together at most its cost. What first purchases cost beyond
    loans, grants and equity of their month is paid in by the owners.
    """
    finance: Finance = spec.money
    months = len(level)
    items = {f"finance.items.{i}": item for i, item in enumerate(finance.items) if item.owner == party}
    assets = {path: owned(item, draws, level) for path, item in items.items() if item.month < months}
    first = sum((_first(item, draws, level) for item in items.values()), np.zeros((months, 1)))
    loans = {
        f"finance.loans.{i}": _loan(spec, loan, items.values(), draws, level)
        for i, loan in enumerate(finance.loans)
        if loan.borrower == party
    }
    grants = {
        f"finance.grants.{i}": _grant(finance, grant, items.values(), draws, level)
        for i, grant in enumerate(finance.grants)
        if grant.to == party
    }
    equity = {
        f"finance.equity.{i}": _in_month(draws.value(entry.amount), entry.month, months)
        for i, entry in enumerate(finance.equity)
        if entry.to == party
    }
    funded = sum((loan.drawn for loan in loans.values()), 0.0) + sum(grants.values()) + sum(equity.values())
    own = np.maximum(first - funded, 0.0)
    return Sources(assets, loans, grants, {**equity, OWN: own}, _subsidies(finance, draws, level, party), first)


def _in_month(amount: np.ndarray, month: int, months: int) -> np.ndarray:
    """Return an amount (draw,) in one month, (month, draw); nothing after the last."""
    return np.where(np.arange(months)[:, None] == month, amount, 0.0)


def _first(item: Item, draws: Draws, level: np.ndarray) -> np.ndarray:
    return _in_month(draws.value(item.cost), item.month, len(level)) * level


def _paid_for(finance: Finance, entry: Loan | Grant, items: Iterable[Item], draws: Draws) -> Iterable[tuple]:
    """Yield the items that a loan or grant by share pays for, their month, and the share of the cost in each."""
    rivals = finance.loans if isinstance(entry, Loan) else finance.grants
    for item in items:
        if finance.pays_for(entry, item):
            month = first_month(entry, item)
            shares = (
                draws.value(other.share)
                for other in rivals
                if finance.pays_for(other, item) and first_month(other, item) == month
            )
            together = sum(shares, np.zeros(1))
            yield item, month, draws.value(entry.share) / np.maximum(together, 1.0)


def _loan(spec: Spec, loan: Loan, items: Iterable[Item], draws: Draws, level: np.ndarray) -> Schedule:
    months = len(level)
    if loan.amount is not None:
        return scaled(unit_loan(spec, loan, draws, months, first_month(loan)), draws.value(loan.amount))
    parts = []
    for item, month, share in _paid_for(spec.money, loan, items, draws):
        if month < months:
            amount = draws.value(item.cost) * level[month] * share
            parts.append(scaled(unit_loan(spec, loan, draws, months, month), amount))
    return added(parts) if parts else Schedule(*[np.zeros((months, 1))] * len(fields(Schedule)))


def added(parts: Iterable[Schedule]) -> Schedule:
    """Return several loans as one."""
    parts = list(parts)
    return Schedule(*(sum(getattr(part, field.name) for part in parts) for field in fields(Schedule)))


def _grant(finance: Finance, grant: Grant, items: Iterable[Item], draws: Draws, level: np.ndarray) -> np.ndarray:
    months = len(level)
    if grant.amount is not None:
        return _in_month(draws.value(grant.amount), first_month(grant), months)
    paid = np.zeros((months, 1))
    for item, month, share in _paid_for(finance, grant, items, draws):
        paid = paid + _in_month(draws.value(item.cost) * share, month, months) * level
    return paid


def _subsidies(finance: Finance, draws: Draws, level: np.ndarray, party: str) -> dict[str, np.ndarray]:
    month, found = np.arange(len(level))[:, None], {}
    for index, entry in enumerate(finance.subsidies):
        if entry.to == party:
            ends = entry.start + draws.value(entry.lasts, np.inf)
            paid = np.where((month >= entry.start) & (month < ends), draws.value(entry.amount), 0.0)
            found[f"finance.subsidies.{index}"] = paid * level
    return found
