"""Who gains: every party's income with the cluster and without it, by member and in all, and the chance to lose."""

from dataclasses import dataclass

import numpy as np

from capacity.model.calendar.timeline import Course, course
from capacity.model.future.cash import financed
from capacity.model.gains.ledger import Ledger
from capacity.model.gains.storing import stored
from capacity.model.potential.joining import joined_sums, who_joins

ROUNDING = 1e-9
"""share of a party's turnover below which a difference is none"""


@dataclass(frozen=True)
class Gains:
    """What the parties of one ledger have and would have, by calendar-length years of the horizon.

    Money is in prices of the start; draw is the last axis.
    """

    names: tuple[str, ...]
    with_cluster: np.ndarray
    """(party, year, draw), money a year: what comes in less what goes out, and what stocks have become worth more"""
    without_cluster: np.ndarray
    turnover: np.ndarray
    """(party, draw): all that comes in over the horizon; the scale of rounding"""
    invested: np.ndarray
    """(party, draw): own investments over the horizon, less grants and what they are still worth at its end"""
    members: np.ndarray
    """(party, month, draw): who has joined, by sampling weight; 0 for what is not a class"""

    @property
    def gain(self) -> np.ndarray:
        """Return with less without, (party, year, draw)."""
        return self.with_cluster - self.without_cluster

    @property
    def net(self) -> np.ndarray:
        """Return the gain over the horizon less own investments, before loans, (party, draw); rounding is 0."""
        found = self.gain.sum(axis=1) - self.invested
        return np.where(np.abs(found) < ROUNDING * np.maximum(self.turnover, 1.0), 0.0, found)

    def per_member(self, money: np.ndarray) -> np.ndarray:
        """Return yearly money (party, year, draw) a member and year; NaN where nobody has joined."""
        member_years = _by_year(self.members).sum(axis=-2) / 12
        some = member_years > 0
        return np.where(some, money, np.nan) / np.where(some, member_years, 1.0)

    def per_member_month(self, lines: np.ndarray) -> np.ndarray:
        """Return monthly money (party, month, draw) a member by month of the horizon's years, (party, 12, draw).

        The mean of the years, by who had joined; month 0 is the month of the start.
        """
        money, members = (_by_year(values).sum(axis=1) for values in (lines, self.members))
        return np.where(members > 0, money, np.nan) / np.where(members > 0, members, 1.0)


def gains(ledger: Ledger) -> Gains:
    """Return what the parties of a ledger gain; the last, incomplete year of a horizon does not count."""
    accounts = ledger.accounts.parties
    names = tuple(str(name) for name in accounts["party"].values)
    way = course(ledger.case.spec, ledger.draws, accounts.sizes["month"])
    yearly = {name: _by_year(accounts[name].values).sum(axis=-2) for name in ("with_cluster", "without_cluster")}
    yearly["with_cluster"] += _stock_changes(ledger, names)
    turnover = sum(accounts[line].values.sum(axis=1) for line in ("sales", "received", "home_use", "overheads"))
    return Gains(names, **yearly, turnover=turnover, invested=invested(way, names), members=_members(ledger, names))


def _stock_changes(ledger: Ledger, names: tuple[str, ...]) -> np.ndarray:
    """Return by how much each party's stocks are worth more at the end of a year than at its begin."""
    years = ledger.flows.sizes["month"] // 12
    found = np.zeros((len(names), years, ledger.draws.size))
    for product in stored(ledger):
        for party, value in product.value.items():
            at_end = value[11 : 12 * years : 12]
            found[names.index(party)] += np.diff(at_end, axis=0, prepend=np.zeros_like(at_end[:1]))
    return found


def _by_year(values: np.ndarray) -> np.ndarray:
    """Return monthly values (party, month, draw) as (party, year, month of the year, draw)."""
    months = values.shape[1] // 12 * 12
    return values[:, :months].reshape(len(values), -1, 12, values.shape[-1])


def invested(way: Course, names: tuple[str, ...]) -> np.ndarray:
    """Return each party's own investments over the horizon less grants and their worth at its end, (party, draw)."""
    found = np.zeros((len(names), way.draws.size))
    finance = way.spec.finance
    if finance is None:
        return found
    for index, name in enumerate(names):
        items = tuple(item for item in finance.items if item.owner == name)
        grants = tuple(grant for grant in finance.grants if grant.to == name)
        if items or grants:
            own = finance.model_copy(update={"items": items, "grants": grants, "loans": ()})
            bought, residual, grant, *_ = financed(way, own)
            for sign, row in ((1, bought), (-1, residual), (-1, grant)):
                (values,) = way.tape.read([way.tape.row(row)])
                found[index] += sign * np.broadcast_to(values, (way.months, way.draws.size)).sum(axis=0)
    return found


def _members(ledger: Ledger, names: tuple[str, ...]) -> np.ndarray:
    case, sizes = ledger.case, (ledger.flows.sizes["month"], ledger.draws.size)
    found = np.zeros((len(names), *sizes))
    for name, here in case.members.groupby("cls", sort=True):
        if name in names:
            ones = np.ones((len(here), 1))
            (count,) = joined_sums(case.spec, who_joins(here), ones, ledger.settled, sizes[0], counted=True)
            found[names.index(name)] = count
    return found
