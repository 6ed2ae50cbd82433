"""One run of the leading scenario with all its flows and accounts, which every part of the money shares."""

from dataclasses import dataclass
from functools import cached_property

import xarray as xr

from capacity.model.calendar.events import strikes, with_decisions
from capacity.model.chain.variables import Conditions
from capacity.model.engine.digits import without_noise
from capacity.model.future.case import Case
from capacity.model.future.projection import Played, play
from capacity.model.gains.accounts import Accounts, make_accounts
from capacity.model.gains.goods import GOODS
from capacity.model.uncertainty.draws import Draws

DRAWN = 1024
"""draws in which accounts are kept: the Monte-Carlo error of a chance is at most 0.016"""


@dataclass(frozen=True)
class Ledger:
    """A case run in some draws: all flows of goods and money by month, what they came from, and the accounts."""

    case: Case
    draws: Draws
    flows: xr.Dataset
    conditions: Conditions
    accounts: Accounts

    @cached_property
    def settled(self) -> Draws:
        """Return the draws in which what is decided once (an investment's cost) stands as what strikes it leaves it.

        The flows were run in them; what works along a course of its own takes `draws`, and settles them itself.
        """
        months = self.flows.sizes["month"]
        return with_decisions(self.case.spec, self.draws, strikes(self.case.spec, self.draws, months))


@dataclass(frozen=True)
class Money:
    """The leading scenario's books: in the central future, and in the first draws of the study."""

    central: Ledger
    drawn: Ledger


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
