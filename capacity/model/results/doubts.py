"""What is too good to be true: figures beyond what such projects reach, each of them a question to check first."""

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.model.uncertainty.distributions import median

RETURN, GAIN = 0.5, 1.0
"""rate of return a year, and growth of a member's income against today, that such projects seldom pass; our estimate"""
COLUMNS = ("figure", "party", "value", "usual", "most")


def doubt_table(spec: Spec, scenario: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row for each figure of the leading scenario that is beyond what such projects reach; shares.

    return: the median rate of return of all cash, NaN where most futures have no outlay that bears a rate; `most` is
    the class that gains more of it than any other. gain: by how much a member of `party` has more in a normal year than
    without the cluster. growth: the output of `party` in the end against today's; `usual` is what good practice, or
    what is planned, makes possible.
    """
    return pd.DataFrame([*_return(spec, scenario, tables), *_gains(spec, tables), *_growth(spec)], columns=COLUMNS)


def _return(spec: Spec, scenario: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple]:
    here = tables["measures"]
    rate = here[(here["scenario"] == scenario) & (here["measure"] == "irr")]
    for middle, no_outlay in rate[["p50", "probability_no_outlay"]].astype(float).itertuples(index=False):
        if middle > RETURN or (math.isnan(middle) and no_outlay > 1 / 2):
            yield "return", "", middle, RETURN, _gains_most(spec, tables["gains"])


def _gains_most(spec: Spec, gains: pd.DataFrame) -> str:
    members = gains[gains["party"].isin(list(spec.classes)) & (gains["net_p50"] > 0)]
    return str(members.loc[members["net_p50"].idxmax(), "party"]) if len(members) else ""


def _gains(spec: Spec, tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple]:
    rows = tables["gains"]
    for row in rows[rows["party"].isin(list(spec.classes)) & (rows["without_normal"] > 0)].itertuples(index=False):
        more = row.gain_normal / row.without_normal
        if more > GAIN:
            yield "gain", row.party, more, GAIN, ""


def _growth(spec: Spec) -> Iterator[tuple]:
    for name, kind in spec.classes.items():
        possible = max((median(one) for one in (kind.attainable, kind.with_investment) if one), default=math.inf)
        grown = math.prod(median(ramp.times) for ramp in spec.ramps.values() if ramp.of == f"classes.{name}.output")
        if grown > possible:
            yield "growth", name, grown, possible, ""
