"""The table of variables: every labelled array of the model, its dims and its unit. Exact alignment, draw last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.model.engine.tape import Row, Tape

UNLIMITED = 1e30
"""stands for no limit: finite, so that a share of it is defined"""
LEAST = 1 / UNLIMITED
"""stands for a recipe's amount of nothing: above zero, so that one may divide by it"""

INPUTS: dict[str, tuple[tuple[str, ...], str]] = {
    "supply": (("pool", "month", "draw"), "P/month, delivered by members"),
    "capacity": (("node", "month", "draw"), "rated P/month for the cluster's goods"),
    "busy": (("node", "month", "draw"), "rated P/month of others' goods"),
    "minimum_load": (("node", "month", "draw"), "rated P/month, 0 if none"),
    "coefficient": (("arc", "month", "draw"), "P per rated unit"),
    "cost": (("node", "month", "draw"), "money per rated unit"),
    "price": (("market", "month", "draw"), "money/P"),
    "demand": (("market", "month", "draw"), "P/month, UNLIMITED if no limit"),
    "buying_price": (("purchase", "month", "draw"), "money/P"),
    "available": (("purchase", "month", "draw"), "P/month, UNLIMITED if no limit"),
    "discard_cost": (("pool", "month", "draw"), "money/P"),
    "room": (("pool", "month", "draw"), "P, UNLIMITED if no limit"),
    "store_loss": (("pool", "month", "draw"), "share of the opening stock a month"),
    "store_cost": (("pool", "month", "draw"), "money/P on the opening stock"),
    "reserve": (("pool", "month", "draw"), "money/P, 0 if none"),
    "release": (("pool", "month", "draw"), "share of what is at hand that is let go"),
}

FLOWS: dict[str, tuple[tuple[str, ...], str]] = {
    "activity": (("node", "month", "draw"), "rated P/month"),
    "sold": (("market", "month", "draw"), "P/month"),
    "bought": (("purchase", "month", "draw"), "P/month"),
    "made": (("pool", "month", "draw"), "P/month"),
    "used": (("pool", "month", "draw"), "P/month"),
    "sales": (("pool", "month", "draw"), "P/month"),
    "purchased": (("pool", "month", "draw"), "P/month"),
    "opening": (("pool", "month", "draw"), "P"),
    "lost": (("pool", "month", "draw"), "P/month lost in store"),
    "unsold": (("pool", "month", "draw"), "P/month spoiled or thrown away"),
    "closing": (("pool", "month", "draw"), "P"),
    "reachable": (("node", "month", "draw"), "rated P/month that the links before could bring"),
    "binds": (("node", "month", "draw"), "whether the node's capacity limits the chain"),
    "full": (("market", "month", "draw"), "whether the market takes no more"),
    "stands": (("node", "month", "draw"), "whether the node is below its minimum load"),
    "margin": (("month", "draw"), "money/month: sales less running, buying, storing and throwing away"),
}

VARIABLES = INPUTS | FLOWS


def dataset(variables: dict[str, np.ndarray], labels: Mapping[str, Sequence | np.ndarray]) -> xr.Dataset:
    """Return arrays as a Dataset in the table's dims; a month or draw axis of length 1 is dropped."""
    return xr.Dataset({name: conform(name, values) for name, values in variables.items()}, coords=labels)


def conform(name: str, values: np.ndarray) -> xr.Variable:
    """Return an array with the dims of its variable; axes on which nothing varies carry no dim."""
    dims, _ = VARIABLES[name]
    values = np.asarray(values)
    if values.ndim != len(dims):
        raise ValueError(f"{name} has {values.ndim} axes, not {dims}")
    thin = tuple(i for i, dim in enumerate(dims) if values.shape[i] == 1 and dim in ("month", "draw"))
    return xr.Variable(tuple(dim for i, dim in enumerate(dims) if i not in thin), values.squeeze(thin))


def grid(data: xr.Dataset, name: str, months: int, draws: int) -> np.ndarray:
    """Return a variable as a full read-only array in the table's dims, spread along axes on which it does not vary."""
    dims, _ = VARIABLES[name]
    array = data[name]
    sizes = {"month": months, "draw": draws}
    values = array.transpose(*(dim for dim in dims if dim in array.dims)).values
    index = tuple(slice(None) if dim in array.dims else None for dim in dims)
    return np.broadcast_to(values[index], tuple(sizes[dim] if dim in sizes else values.shape[0] for dim in dims))


@dataclass(frozen=True)
class Conditions:
    """What a chain works under: INPUTS by name, each a list of rows by pool, node, market, purchase or arc."""

    tape: Tape
    rows: Mapping[str, list[Row]]
    labels: Mapping[str, list[str]]

    def first(self, draws: int) -> "Conditions":
        """Return them in the first draws alone, on a tape of their own that nothing else is recorded on."""
        arrays = iter(self.tape.first(draws).read([row for rows in self.rows.values() for row in rows]))
        tape = Tape(self.tape.months, draws)
        rows = {name: [tape.row(next(arrays)) for _ in rows] for name, rows in self.rows.items()}
        return Conditions(tape, rows, self.labels)

    def dataset(self) -> xr.Dataset:
        """Return them as labelled arrays."""
        found = {}
        for name, rows in self.rows.items():
            arrays = self.tape.read(rows)
            shape = np.broadcast_shapes((1, 1), *(array.shape for array in arrays))
            found[name] = np.array([np.broadcast_to(array, shape) for array in arrays]).reshape(-1, *shape)
        return dataset(found, dict(self.labels))


def read_conditions(inputs: xr.Dataset) -> Conditions:
    """Return labelled arrays (the variables of INPUTS) as conditions."""
    tape = Tape(inputs.sizes["month"], inputs.sizes.get("draw", 1))
    rows = {name: [tape.row(row) for row in grid(inputs, name, tape.months, tape.draws)] for name in INPUTS}
    labels = {str(name): [str(label) for label in values.values] for name, values in inputs.coords.items()}
    return Conditions(tape, rows, labels)
