"""Every stated number with its source, and what each does to the result, as tidy tables."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import quantities
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import TAILED
from capacity.model.future.case import Case
from capacity.model.sensitivity.assumptions import answer_information, assumption_sensitivity
from capacity.model.sensitivity.information import LEAST
from capacity.model.uncertainty.distributions import values
from capacity.model.uncertainty.draws import Draws

SENSITIVITY = (
    *("path", "explained", "explained_low", "explained_high", "worth", "worth_se"),
    *("low", "high", "result_low", "result_high", "swing", "central", "switching_value", "switching_change", "cause"),
)
ANSWERS = ("member", "chance", "if_joins", "if_not", *SENSITIVITY[1:6])
TURNED = 12
"""numbers of which the switching value is sought: those that swing the result most"""


def assumptions_table(spec: Spec) -> pd.DataFrame:
    """Return every stated number with its source: the assumption register.

    low and high are the ends of what is possible; where a distribution has tails, its 1 % and 99 % points.
    """
    rows: list[tuple] = [
        (q.name, q.stated, *_shown_ends(q), q.unit, q.source, q.shape.kind if q.is_range else "")
        for q in quantities(spec)
    ]
    for index, entry in enumerate(spec.correlations):
        ends = (entry.rank,) * 3
        rows.append((f"correlations.{index}", f"{entry.rank:g}", *ends, "", entry.source or spec.source, "rank"))
    columns = ["path", "stated", "low", "mode", "high", "unit", "source", "shape"]
    frame = pd.DataFrame(rows, columns=columns)
    sources = [spec.sources[source] for source in frame["source"]]
    for index, name in enumerate(("author", "date", "title")):
        frame.insert(7 + index, name, [getattr(source, name) for source in sources])
    agreed = [source.agreed for source in sources]
    return frame.assign(
        agreed_by=[one.by if one else "" for one in agreed], agreed_on=[one.date if one else "" for one in agreed]
    )


def _shown_ends(quantity: Quantity) -> tuple[float, float, float]:
    if not quantity.is_range or quantity.shape.kind not in TAILED:
        return quantity.low, quantity.mode, quantity.high
    low, high = values(quantity, ndtri(np.array([0.01, 0.99])))
    return float(low), quantity.mode, float(high)


def sensitivity_table(case: Case, draws: Draws, value: np.ndarray | None) -> pd.DataFrame:
    """Return what each uncertain number explains of the net present value, and what it takes to turn it to zero.

    `value` (draw,) is the net present value in the study's draws. Empty without money or with too few draws.
    """
    units = {quantity.name: quantity.unit for quantity in quantities(case.spec)}
    found = pd.DataFrame(columns=SENSITIVITY)
    if value is not None and draws.size >= LEAST:
        found = assumption_sensitivity(case, draws, value, TURNED)[list(SENSITIVITY)]
    return found.assign(unit=[units.get(path, "") for path in found["path"]], money=case.spec.currency)


def answers_table(case: Case, draws: Draws, value: np.ndarray | None) -> pd.DataFrame:
    """Return what it is worth to know each member's answer; empty as sensitivity_table is."""
    found = pd.DataFrame(columns=ANSWERS)
    if value is not None and draws.size >= LEAST:
        found = answer_information(case, draws, value)[list(ANSWERS)]
    return found.assign(unit=case.spec.currency)
