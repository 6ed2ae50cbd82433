"""Month by month: the ranges in which supply, output and every node's throughput move over the draws."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.model.draws import Draws
from capacity.model.measures import quantiles
from capacity.model.network import Network
from capacity.model.projection import PART, Case, Recorded, record_case
from capacity.model.rule import add
from capacity.model.tape import Row
from capacity.model.timeline import course, horizon, month_labels

ROOM = 2**29
"""bytes that the draws of a few series may take at once; results do not depend on it"""
SHARES = ("stands", "binds")


@dataclass(frozen=True)
class Series:
    """One number a month and draw: a product's supply or output, a node's throughput or flag."""

    of: str
    """supply, output, activity, stands or binds"""
    at: str
    """the product or node"""
    rows: tuple[int, ...]
    """the flows it is the sum of"""


def monthly_paths(case: Case, draws: Draws, part: int = PART, room: int = ROOM) -> xr.Dataset:
    """Return how a case moves month by month over its draws, in canonical units a month.

    supply (what members deliver) and output (what the chain sells, without today's outlets of what members make) by
    product, activity by node, each (label, quantile, month) with quantiles 0.1, 0.5, 0.9; stands and binds (node,
    month), the share of draws; last_year (node, draw), activity summed over the last twelve months. All draws of a
    month are needed for its quantiles, so that few series are run at a time where draws are many.
    """
    months = horizon(case.spec)
    found: dict[str, list[np.ndarray]] = {}
    last_year = []
    for batch in _batches(_series(case), max(1, room // (8 * months * draws.size))):
        for series, values in zip(batch, _run(case, draws, batch, part), strict=True):
            spread = values.mean(axis=-1) if series.of in SHARES else quantiles(values)
            found.setdefault(series.of, []).append(spread)
            if series.of == "activity":
                last_year.append(values[-12:].sum(axis=0))
    return _labelled(case, found, last_year, draws.size)


def outputs(network: Network) -> dict[str, list[int]]:
    """Return the products the chain sells and their markets, without today's outlets of what members make."""
    chosen: dict[str, list[int]] = {}
    for index, market in enumerate(network.markets):
        if not (market.today and market.product in network.sources):
            chosen.setdefault(market.product, []).append(index)
    return chosen


def _series(case: Case) -> list[Series]:
    network = case.network
    supply = [Series("supply", product, network.pools_of(product)) for product in sorted(network.sources)]
    output = [Series("output", product, tuple(markets)) for product, markets in outputs(network).items()]
    nodes = list(enumerate(network.nodes))
    return [*supply, *output, *(Series(of, n.name, (i,)) for of in ("activity", *SHARES) for i, n in nodes)]


def _batches(series: list[Series], size: int) -> Iterator[list[Series]]:
    for start in range(0, len(series), size):
        yield series[start : start + size]


def _run(case: Case, draws: Draws, batch: list[Series], part: int) -> list[np.ndarray]:
    """Return some series in all draws, (month, draw) each."""
    kinds = [np.uint8 if series.of in SHARES else float for series in batch]
    arrays = [np.zeros((horizon(case.spec), draws.size), kind) for kind in kinds]
    for start in range(0, draws.size, part):
        way = course(case.spec, draws.part(start, start + part), horizon(case.spec))
        recorded = record_case(case, way)
        for series, array in zip(batch, arrays, strict=True):
            way.tape.add_to(array[:, start : start + part], _row(series, recorded))
        way.tape.run()
        way.tape.forget()
    return arrays


def _row(series: Series, recorded: Recorded) -> Row:
    names = {"supply": recorded.made.supply, "output": recorded.flows["sold"]}
    rows = names.get(series.of) or recorded.flows[series.of]
    return add([rows[index] for index in series.rows])


def _labelled(case: Case, found: dict, last_year: list[np.ndarray], size: int) -> xr.Dataset:
    network, months = case.network, horizon(case.spec)
    nodes = ("node", [node.name for node in network.nodes])
    labels = {
        "supply": ("product", sorted(network.sources)),
        "output": ("sold", list(outputs(network))),
        **dict.fromkeys(("activity", *SHARES), nodes),
    }
    data = {}
    for name, (dim, known) in labels.items():
        dims = (dim, "month") if name in SHARES else (dim, "quantile", "month")
        shape = (len(known), *((months,) if name in SHARES else (3, months)))
        data[name] = (dims, np.array(found.get(name, [])).reshape(shape))
    data["last_year"] = (("node", "draw"), np.array(last_year).reshape(len(network.nodes), size))
    coords = dict(labels[name] for name in ("supply", "output", "activity"))
    return xr.Dataset(data, coords | {"month": month_labels(case.spec.start, months), "quantile": [0.1, 0.5, 0.9]})
