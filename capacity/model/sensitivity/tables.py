"""Every stated number with its source, and what each does to the result, as tidy tables."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from capacity.intake.cluster import quantities
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import TAILED
from capacity.model.uncertainty.distributions import values


def assumptions_table(spec: Spec) -> pd.DataFrame:
    """Return every stated number with its source: the assumption register.

    low and high are the ends of what is possible; where a distribution has tails, its 1 % and 99 % points.
    """
    rows = [
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


def sensitivity_table(spec: Spec, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what each uncertain number explains of the net present value, and what it takes to turn it to zero."""
    units = {quantity.name: quantity.unit for quantity in quantities(spec)}
    return frame.assign(unit=[units.get(path, "") for path in frame["path"]], money=spec.currency)
