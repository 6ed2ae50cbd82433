"""What is asked: a cluster as it stands today, and one whose futures are known; each computed once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster
from capacity.model.bank.bank import Bank, make_bank
from capacity.model.bank.net import Served, served
from capacity.model.diagnosis.today import Parts, Today, cover_table, run_today, todays_parts
from capacity.model.engine.lasting import Keeper, anew
from capacity.model.future.case import Case
from capacity.model.future.measures import present_value
from capacity.model.future.monthly import loads_over, monthly_paths
from capacity.model.future.projection import Outcome
from capacity.model.gains.ledger import Money
from capacity.model.plan import Plan, today_plan
from capacity.model.uncertainty.draws import Draws

PLANNED = 512
"""draws in which today's chain is looked into: the Monte-Carlo error of a chance is at most 0.023"""


@dataclass(frozen=True)
class Now:
    """A cluster under one scenario before anything has come: all who will join have joined, nothing is built.

    Only three small fields are kept when it is handed to another process, which works out the rest there.
    """

    cluster: Cluster
    scenario: str
    drawn: Draws
    keeper: Keeper = anew
    """how that is had in which prices, costs and demand play no part"""

    @property
    def spec(self) -> Spec:
        """Return the scenario's spec."""
        return self.cluster.specs[self.scenario]

    @cached_property
    def today(self) -> Today:
        """Return today's chain at all medians."""
        return run_today(self.cluster, self.scenario, parts=self._parts)

    @cached_property
    def some(self) -> Today:
        """Return today's chain in at most 512 draws."""
        some = self.keeper("some draws", lambda: self.drawn.part(0, min(self.drawn.size, PLANNED)))
        return run_today(self.cluster, self.scenario, some, self._parts)

    @property
    def _parts(self) -> Parts:
        return self.keeper("parts", lambda: todays_parts(self.cluster, self.scenario))

    @cached_property
    def plan(self) -> Plan:
        """Return the best plan of today's chain at all medians."""
        return today_plan(self.today)

    @cached_property
    def prices(self) -> Plan:
        """Return the same plan with its prices, its goods shared out in any way that is as good."""
        return today_plan(self.today, fair=False)

    @cached_property
    def cover(self) -> pd.DataFrame:
        """Return the cover_table of today's chain, rated P/month."""
        return cover_table(self.today)


@dataclass(frozen=True)
class Run:
    """A cluster led by one scenario, with the futures of all its scenarios; beside them money_beside was asked."""

    now: Now
    futures: Mapping[str, Outcome]

    @property
    def leading(self) -> Outcome:
        """Return the futures of the scenario it is led by."""
        return self.futures[self.now.scenario]

    @property
    def case(self) -> Case:
        """Return the scenario it is led by, ready to be run."""
        return self.leading.case

    @property
    def money(self) -> Money:
        """Return the books of all parties, central and in draws."""
        return cast("Money", self.leading.beside)

    @cached_property
    def bank(self) -> Bank | None:
        """Return what a bank asks of the borrowers; None without a finance block."""
        return make_bank(self.money)

    @cached_property
    def served(self) -> Served | None:
        """Return what a meeting asks of the books first; None without a finance block."""
        return served(self.money) if self.now.spec.finance else None

    @cached_property
    def value(self) -> np.ndarray | None:
        """Return the net present value, (draw,), money; None without a finance block."""
        return present_value(self.leading.spec, self.leading.draws, self.now.drawn)

    @cached_property
    def paths(self) -> xr.Dataset:
        """Return the monthly_paths of the leading scenario."""
        return monthly_paths(self.case, self.now.drawn)

    @cached_property
    def loads(self) -> xr.Dataset:
        """Return the loads_over of the leading scenario: of its monthly_paths what tells whether the plant runs."""
        known = self.leading.loads
        return loads_over(self.case, self.now.drawn) if known is None else known
