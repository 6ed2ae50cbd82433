"""A study at a glance: one scenario, only what a meeting looks at, fast enough to follow a slider.

First today's chain (a fraction of a second), then the futures. Every figure is the one that the whole study gives for
the same scenario, draws and seed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.schema import Spec
from capacity.model import tables as shown
from capacity.model.bottlenecks import bottleneck_calendar
from capacity.model.critical_mass import critical_mass
from capacity.model.diagnosis import YEAR, Today, cover_table, link_table, run_today
from capacity.model.draws import Draws, central_draws
from capacity.model.potential import Potential
from capacity.model.projection import KEPT, Outcome, make_case, run_case
from capacity.model.shown import per
from capacity.model.study import Study
from capacity.model.summary import summarise
from capacity.model.verdict import verdict

TRIED = "tried*"
"""the name of a scenario that stands nowhere yet; no scenario can be called so"""
_NO_POTENTIAL = Potential(pd.DataFrame(), pd.DataFrame())


@dataclass(frozen=True)
class Glimpse:
    """Today's chain under a scenario that may stand nowhere yet: all who will join have joined, nothing is built."""

    cluster: Cluster
    """with the scenario's spec beside those of its files, so that all ranges of the files are among the draws"""
    scenario: str
    today: Today
    links: pd.DataFrame
    cover: pd.DataFrame


def glimpse(cluster: Cluster, scenario: str, spec: Spec) -> Glimpse:
    """Return today's chain as it would run if the scenario were as `spec` has it."""
    moved = replace(cluster, specs={**cluster.specs, scenario: spec})
    today = run_today(moved, scenario)
    return Glimpse(moved, scenario, today, link_table(moved, today), cover_table(today))


def todays_tables(seen: Glimpse) -> dict[str, pd.DataFrame]:
    """Return the tables of a study that today's chain alone fills (members, links, cover), and `supplied`."""
    parts = _parts(seen, {}, 0, 0)
    return {
        "members": shown.members_table(parts),
        "links": shown.links_table(parts),
        "cover": shown.cover_table(parts),
        "supplied": supplied_table(seen),
    }


def supplied_table(seen: Glimpse) -> pd.DataFrame:
    """Return what members deliver to the chain: product, unit, month (1..12), amount a day."""
    today, rows = seen.today, []
    labels = [int(str(label)[5:]) for label in today.inputs["month"].values[YEAR]]
    for product in today.made.products:
        unit, factor = per(today.spec, product, "day")
        amounts = today.made.supply[list(today.network.pools_of(product)), YEAR, 0].sum(axis=0) * factor
        rows += [(product, unit, month, amount) for month, amount in zip(labels, amounts, strict=True)]
    return pd.DataFrame(rows, columns=["product", "unit", "month", "amount"])


def glance(seen: Glimpse, futures: Draws) -> Study:
    """Return the study of a glimpse's scenario without its potential and its registers.

    `futures` are the cluster's sample_draws: drawn once, they serve every setting that brings no new range.
    """
    outcome = _outcome(seen, futures)
    parts = replace(
        _parts(seen, {seen.scenario: outcome}, futures.size, futures.seed),
        bottlenecks=bottleneck_calendar(seen.today),
        lights=critical_mass(seen.cluster, seen.today, outcome, futures.size, futures.seed),
    )
    tables = todays_tables(seen) | {
        "potential": _NO_POTENTIAL.totals,
        "critical_mass": parts.lights,
        "bottlenecks": shown.bottlenecks_table(parts),
        "projection": shown.projection_table(parts),
        "measures": shown.measures_table(parts),
    }
    summary = summarise(parts, tables)
    tables["verdict"] = verdict(summary, parts.lights)
    return Study(seen.cluster, seen.scenario, futures.size, futures.seed, summary, tables)


def _parts(seen: Glimpse, futures: Mapping[str, Outcome], draws: int, seed: int) -> shown.Parts:
    return shown.Parts(
        cluster=seen.cluster,
        scenario=seen.scenario,
        potential=_NO_POTENTIAL,
        today=seen.today,
        links=seen.links,
        cover=seen.cover,
        bottlenecks=pd.DataFrame(),
        lights=pd.DataFrame(),
        futures=futures,
        seed=seed,
        draws=draws,
    )


def _outcome(seen: Glimpse, futures: Draws) -> Outcome:
    case = make_case(seen.cluster.specs[seen.scenario], seen.cluster.survey.members)
    central, inputs = run_case(case, central_draws(seen.cluster.slug))
    many, _ = run_case(case, futures, keep=KEPT)
    return Outcome(case.spec, case.network, many, central, inputs)
