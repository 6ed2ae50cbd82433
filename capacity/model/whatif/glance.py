"""A study at a glance: one scenario that may stand nowhere yet, fast enough for a meeting.

First today's chain, a fraction of a second; then the futures. Every figure is the one that study() gives for the same
scenario, draws and seed.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.today import YEAR
from capacity.model.engine.digits import written
from capacity.model.future.monthly import outputs
from capacity.model.future.tables import MEASURES, PROJECTION, measures_rows, projection_rows
from capacity.model.results.answers import Answer, answers
from capacity.model.results.run import Now
from capacity.model.results.study import Study, look
from capacity.model.results.today import chain, members
from capacity.model.uncertainty.draws import Draws
from capacity.model.whatif.dials import Dials

TRIED = "tried*"
"""the name of a scenario that stands nowhere yet; none in a file can be called so"""


def glimpse(cluster: Cluster, scenario: str, spec: Spec, futures: Draws) -> Now:
    """Return what today's chain is asked of, if the scenario were as `spec` has it.

    The spec stands beside those of the cluster's files, so that the ranges of all files are among the draws. `futures`
    are the cluster's sample_draws: drawn once, they serve every setting that brings no new range.
    """
    return Now(replace(cluster, specs={**cluster.specs, scenario: spec}), scenario, futures)


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


def glance(seen: Now) -> Study:
    """Return the study of a glimpse's scenario alone, with the table `supplied` beside the usual ones."""
    found = look(seen)
    return replace(found, tables={**found.tables, **answers((supplied,), seen).tables})
