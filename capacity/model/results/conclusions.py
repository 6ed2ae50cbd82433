"""What is asked of a run and its tables: what is too good to be true, what hangs on today's purchases, where it turns.

Each question is a function from Run and the tables so far to its own table.
"""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.future.case import make_case
from capacity.model.future.measures import present_value
from capacity.model.future.projection import run_case
from capacity.model.gains.without_table import DISPLACED
from capacity.model.goal_seek.questions import turning_values
from capacity.model.results.answers import Frames
from capacity.model.results.doubts import doubt_table
from capacity.model.results.run import Run
from capacity.model.uncertainty.draws import central_draws

DISPLACEMENT = ("npv", "npv_beside", "currency")
WHOLE = Quantity(1, 1, 1, "share")


def doubts(run: Run, tables: Frames) -> pd.DataFrame:
    """Return what is too good to be true."""
    return doubt_table(run.now.spec, run.now.scenario, tables)


def displaced(run: Run, tables: Frames) -> pd.DataFrame:
    """Return what hangs on today's purchases, whose place the members' goods take."""
    measures = tables["measures"]
    leading = measures[measures["scenario"] == run.now.scenario]
    return displaced_table(run.now.spec, run.now.cluster.survey.members, tables["without"], leading)


def turning(run: Run, tables: Frames) -> pd.DataFrame:
    """Return the answers to the questions of the cluster file."""
    now = run.now
    return turning_values(now.cluster, now.scenario, tables, now.drawn.size, now.drawn.seed)


def displaced_table(spec: Spec, members: pd.DataFrame, without: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return the net present value of the central future as it is, and if all that is displaced went on beside.

    One row, money; none where nobody's purchases are displaced (`beside` of the table without) or nothing discounts.
    `measures` are those of the scenario. In the first a plant buys nothing more of others, beyond `busy`, from the
    first month on, however many members have joined; in the second it goes on buying all of it beside the members'
    goods, as far as it has room.
    """
    names = list(without.loc[without["beside"] == DISPLACED, "party"])
    if spec.finance is None or not names:
        return pd.DataFrame(columns=list(DISPLACEMENT))
    going_on = {name: spec.classes[name].model_copy(update={"beside": WHOLE}) for name in names}
    beside = spec.model_copy(update={"classes": {**spec.classes, **going_on}})
    draws = central_draws(spec.cluster)
    outcome, _ = run_case(make_case(beside, members), draws, keep=(), by_year=True)
    value = present_value(beside, outcome, draws)
    as_it_is = float(measures.loc[measures["measure"] == "npv", "central"].iloc[0])
    going = np.nan if value is None else float(np.ravel(value)[0])
    return pd.DataFrame([(as_it_is, going, spec.currency)], columns=list(DISPLACEMENT))


AT_A_GLANCE = {"doubts": doubts}
ALL = {"doubts": doubts, "displaced": displaced, "turning_values": turning}
"""by the name of the table"""
