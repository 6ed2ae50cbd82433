"""What hangs on today's purchases: the members' goods take their place, unless the file says what goes on beside."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.future.measures import present_value
from capacity.model.future.projection import make_case, run_case
from capacity.model.gains.without_table import DISPLACED
from capacity.model.uncertainty.draws import central_draws

COLUMNS = ("npv", "npv_beside", "currency")
ALL = Quantity(1, 1, 1, "share")


def displaced_table(spec: Spec, members: pd.DataFrame, without: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return the net present value of the central future as it is, and if all that is displaced went on beside.

    One row, money; none where nobody's purchases are displaced (`beside` of the table without) or nothing discounts.
    `measures` are those of the scenario. In the first a plant buys nothing more of others, beyond `busy`, from the
    first month on, however many members have joined; in the second it goes on buying all of it beside the members'
    goods, as far as it has room.
    """
    names = list(without.loc[without["beside"] == DISPLACED, "party"])
    if spec.finance is None or not names:
        return pd.DataFrame(columns=list(COLUMNS))
    going_on = {name: spec.classes[name].model_copy(update={"beside": ALL}) for name in names}
    beside = spec.model_copy(update={"classes": {**spec.classes, **going_on}})
    draws = central_draws(spec.cluster)
    outcome, _ = run_case(make_case(beside, members), draws, keep=(), by_year=True)
    value = present_value(beside, outcome, draws)
    as_it_is = float(measures.loc[measures["measure"] == "npv", "central"].iloc[0])
    going = np.nan if value is None else float(np.ravel(value)[0])
    return pd.DataFrame([(as_it_is, going, spec.currency)], columns=list(COLUMNS))
