"""The worth of coordination: how much more the same chain would earn if its members planned together, and where."""

import numpy as np
import xarray as xr

from capacity.model.cube import grid
from capacity.model.plan_matrix import Leeway


def leeway_of(flows: xr.Dataset) -> Leeway:
    """Return what a way of running the chain threw away and resold in each pool and month, P (pool, month)."""
    months = flows.sizes["month"]
    thrown, bought, used = (grid(flows, name, months, 1)[..., 0] for name in ("unsold", "purchased", "used"))
    return Leeway(thrown, np.maximum(bought - used, 0.0))
