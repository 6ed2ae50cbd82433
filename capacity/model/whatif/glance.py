"""A study at a glance: one scenario that may stand nowhere yet, fast enough for a meeting.

First today's chain, a fraction of a second; then the futures. Every figure is the one that study() gives for the same
scenario, draws and seed.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.intake.facts import Cluster
from capacity.model.bank.net import money_beside
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.critical_mass import critical_mass
from capacity.model.diagnosis.today import YEAR
from capacity.model.engine.digits import written
from capacity.model.engine.lasting import Keeper, anew
from capacity.model.future.case import make_case
from capacity.model.future.monthly import monthly_paths, outputs
from capacity.model.future.tables import MEASURES, PROJECTION, measures_rows, projection_rows
from capacity.model.results.answers import Answer, Frames, answers
from capacity.model.results.run import Now
from capacity.model.results.study import Study, look, look_at
from capacity.model.results.today import chain, members, promised, volume
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import Draws
from capacity.model.whatif.dials import Dials

TRIED = "tried*"
"""the name of a scenario that stands nowhere yet; none in a file can be called so"""


def glimpse(cluster: Cluster, scenario: str, spec: Spec, futures: Draws, keeper: Keeper = anew) -> Now:
    """Return what today's chain is asked of, if the scenario were as `spec` has it.

    The spec stands beside those of the cluster's files, so that the ranges of all files are among the draws. `futures`
    are the cluster's sample_draws: drawn once, they serve every setting that brings no new range. `keeper` has what
    prices, costs and demand play no part in, if the scenario moves nothing else (see Dials.lasts).
    """
    return Now(replace(cluster, specs={**cluster.specs, scenario: spec}), scenario, futures, keeper)


def todays_study(seen: Now) -> Study:
    """Return a study with what today's chain alone says: tables members, links, cover, supplied; an empty summary."""
    found = answers((members, chain, supplied), seen)
    return Study(seen.cluster, seen.scenario, seen.drawn.size, seen.drawn.seed, {}, found.tables)


def hasty_study(last: Study, now: Study, seen: Now, dials: Dials) -> Study | None:
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


def supplied(seen: Now) -> Answer:
    """Return supplied: what members deliver to the chain: product, unit, month (1..12), amount a day."""
    today, rows = seen.today, []
    labels = [int(str(label)[5:]) for label in today.inputs["month"].values[YEAR]]
    for product in today.made.products:
        unit, factor = per(today.spec, product, "day")
        supply = grid(today.inputs, "supply", 24, 1)[list(today.network.pools_of(product)), YEAR, 0]
        amounts = supply.sum(axis=0) * factor
        rows += [(product, unit, month, amount) for month, amount in zip(labels, amounts, strict=True)]
    return Answer({"supplied": pd.DataFrame(rows, columns=["product", "unit", "month", "amount"])})


def glance(seen: Now, dials: Dials | None = None) -> Study:
    """Return the study of a glimpse's scenario alone, with the table `supplied` beside the usual ones.

    Where the scenario fits the `dials`, they are turned instead of recording it anew; the figures are the same.
    """
    if dials is not None and dials.fits(seen.spec):
        found = look_at(seen, dials.outcome(seen.scenario, seen.spec, money_beside(seen.scenario)))
    else:
        found = look(seen)
    return replace(found, tables={**found.tables, **answers((supplied,), seen).tables})


def standing(cluster: Cluster, scenario: str = "base", draws: int = 256, seed: int = 1) -> Frames:
    """Return what a meeting asks first, without money: potential, critical mass and the counter.

    The tables members, counter, staircase, potential, links, cover, critical_mass and continuity are those of a study
    with the same scenario, draws and seed.
    """
    now = Now(cluster, scenario, sample_draws(cluster, draws, seed))
    found = answers((members, promised, volume, chain), now).tables
    paths = monthly_paths(make_case(now.spec, cluster.survey.members), now.drawn)
    fared = continuity_table(cluster, scenario, paths, now.cover, now.drawn)
    return {**found, "critical_mass": critical_mass(cluster, now.today, fared, now.drawn), "continuity": fared}
