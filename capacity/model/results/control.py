"""Who stands behind a study's figures: what the gate of the members' page weighs, worked out when it is asked for.

Control information: it is held by the gate, never written, and no page shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from capacity.intake.facts import Cluster
from capacity.model.diagnosis.passing import Arriving, Centre, Passing, arriving_today, central_future, passing
from capacity.model.potential.aggregate import expected_joiners
from capacity.model.potential.contributions import Brought, brought_later, brought_today

__all__ = ["Arriving", "Brought", "Centre", "Contributions", "Passing"]


@dataclass(frozen=True)
class Contributions:
    """What each member of a cluster brings to the figures of a study that one scenario leads, in the central future."""

    cluster: Cluster
    leading: str
    centre: Mapping[str, Centre] = field(default_factory=dict)
    """of the scenarios whose central future is known; of others it is worked out"""
    _later: dict[str, Mapping[str, Brought]] = field(default_factory=dict)
    _passing: dict[str, Passing] = field(default_factory=dict)

    @cached_property
    def joiners(self) -> np.ndarray:
        """Return how many heads each member is expected to bring, (member,)."""
        return expected_joiners(self.cluster, self.cluster.specs[self.leading])

    @cached_property
    def today(self) -> Mapping[str, Brought]:
        """Return by product what its members offer in the months of a year as things stand."""
        return brought_today(self.cluster, self.leading) if self._anybody else {}

    def later(self, scenario: str) -> Mapping[str, Brought]:
        """Return by product what members deliver in each month of a scenario; nothing of one that is not known."""
        if scenario not in self._later:
            known = scenario in self.cluster.specs and self._anybody
            groups = self.centre[scenario].case.groups if scenario in self.centre else None
            self._later[scenario] = brought_later(self.cluster, scenario, groups) if known else {}
        return self._later[scenario]

    def passing(self, scenario: str) -> Passing:
        """Return how a scenario's chain passes on what members bring."""
        if scenario not in self._passing:
            centre = self.centre.get(scenario) or central_future(self.cluster, scenario)
            self._passing[scenario] = passing(centre)
        return self._passing[scenario]

    @cached_property
    def arriving(self) -> Arriving:
        """Return what arrives at each node as things stand."""
        return arriving_today(self.cluster, self.leading)

    @property
    def _anybody(self) -> bool:
        return len(self.cluster.survey.members) > 0
