"""A study at a glance: one scenario that may stand nowhere yet, fast enough for a meeting.

First today's chain, a fraction of a second; then the futures. Every figure is the one that study() gives for the same
scenario, draws and seed.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.model.bank.net import money_beside
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.tables import cover_shown, links_shown
from capacity.model.diagnosis.today import YEAR, Today, cover_table, link_table, run_today
from capacity.model.engine.digits import written
from capacity.model.future.monthly import outputs
from capacity.model.future.projection import make_case, project_case
from capacity.model.future.tables import MEASURES, PROJECTION, measures_rows, projection_rows
from capacity.model.potential.tables import members_table
from capacity.model.results.insight import first_insight
from capacity.model.results.study import Study, studied
from capacity.model.uncertainty.draws import Draws
from capacity.model.whatif.dials import Dials

TRIED = "tried*"
"""the name of a scenario that stands nowhere yet; none in a file can be called so"""


@dataclass(frozen=True)
class Glimpse:
    """Today's chain under a scenario: all who will join have joined, nothing is built. It has what tables read."""

    cluster: Cluster
    """with the scenario's spec beside those of its files, so that the ranges of all files are among the draws"""
    scenario: str
    today: Today
    links: pd.DataFrame
    cover: pd.DataFrame

    @property
    def spec(self) -> Spec:
        """Return the scenario's spec."""
        return self.cluster.specs[self.scenario]


def glimpse(cluster: Cluster, scenario: str, spec: Spec) -> Glimpse:
    """Return today's chain as it would run if the scenario were as `spec` has it."""
    moved = replace(cluster, specs={**cluster.specs, scenario: spec})
    today = run_today(moved, scenario)
    return Glimpse(moved, scenario, today, link_table(moved, today), cover_table(today))


def todays_study(seen: Glimpse, futures: Draws) -> Study:
    """Return a study with what today's chain alone says: tables members, links, cover, supplied; an empty summary."""
    found = {
        "members": members_table(seen.cluster, seen.spec),
        "links": links_shown(seen.spec, seen.links),
        "cover": cover_shown(seen.spec, seen.cover),
        "supplied": supplied_table(seen),
    }
    kept = {name: written(table) for name, table in found.items()}
    return Study(seen.cluster, seen.scenario, futures.size, futures.seed, {}, kept)


def hasty_study(last: Study, now: Study, seen: Glimpse, dials: Dials) -> Study | None:
    """Return the last study with today's chain as it is `now` and new money and output; none if more than dials moved.

    Tables projection and measures (both without the central run) are those of the study to come; verdict, lights and
    bottlenecks are still the last one's.
    """
    if not dials.fits(seen.spec):
        return None
    found, network = dials.turned(seen.spec), seen.today.network
    unknown = np.full(found.sold.shape[:2], np.nan)
    markets = outputs(network)
    output = projection_rows(seen.scenario, seen.spec, markets, found.sold, unknown)
    money = measures_rows(seen.scenario, seen.spec.currency, found.measures) if found.measures else []
    new = {
        "projection": written(pd.DataFrame(output, columns=PROJECTION)),
        "measures": written(pd.DataFrame(money, columns=MEASURES)),
    }
    return replace(last, cluster=seen.cluster, scenario=seen.scenario, tables={**last.tables, **now.tables, **new})


def supplied_table(seen: Glimpse) -> pd.DataFrame:
    """Return what members deliver to the chain: product, unit, month (1..12), amount a day."""
    today, rows = seen.today, []
    labels = [int(str(label)[5:]) for label in today.inputs["month"].values[YEAR]]
    for product in today.made.products:
        unit, factor = per(today.spec, product, "day")
        supply = grid(today.inputs, "supply", 24, 1)[list(today.network.pools_of(product)), YEAR, 0]
        amounts = supply.sum(axis=0) * factor
        rows += [(product, unit, month, amount) for month, amount in zip(labels, amounts, strict=True)]
    return pd.DataFrame(rows, columns=["product", "unit", "month", "amount"])


def glance(seen: Glimpse, futures: Draws) -> Study:
    """Return the study of a glimpse's scenario alone, with the table `supplied` beside the usual ones.

    `futures` are the cluster's sample_draws: drawn once, they serve every setting that brings no new range.
    """
    case = make_case(seen.spec, seen.cluster.survey.members)
    outcomes = {seen.scenario: project_case(seen.scenario, case, futures, beside=money_beside(seen.scenario))}
    look = partial(first_insight, seen.cluster, seen.scenario, draws=futures)
    found = studied(seen.cluster, seen.scenario, futures, outcomes, look, quick=True)
    return replace(found, tables={**found.tables, "supplied": written(supplied_table(seen))})
