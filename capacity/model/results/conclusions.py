"""What is asked of a run and its tables: what is too good to be true, what hangs on today's purchases, where it turns.

Each question is a function from Run and the tables so far to its own table.
"""

import pandas as pd

from capacity.model.goal_seek.questions import turning_values
from capacity.model.results.answers import Frames
from capacity.model.results.displaced import displaced_table
from capacity.model.results.doubts import doubt_table
from capacity.model.results.run import Run


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


AT_A_GLANCE = {"doubts": doubts}
ALL = {"doubts": doubts, "displaced": displaced, "turning_values": turning}
"""by the name of the table"""
