"""Month by month: the ranges in which supply, output and every node's throughput move over the draws."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.model.calendar.timeline import course, horizon, month_labels
from capacity.model.chain.loads import LOADS, load_rows, loaded_nodes
from capacity.model.chain.network import Network
from capacity.model.engine.tape import Row
from capacity.model.future.case import Case
from capacity.model.future.projection import PART, Recorded, record_case
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.ranges import quantiles

ROOM = 2**29
"""bytes that the draws of a few series may take at once; results do not depend on it"""
SHARES = ("stands", "binds")
FLAGS = (*SHARES, "stood", "alone")


@dataclass(frozen=True)
class Series:
    """One number a month and draw: a product's supply or output, a node's throughput or flag."""

    of: str
    """supply, output, activity, stands, binds, or one of LOADS"""
    at: str
    """the product or node"""
    rows: tuple[int, ...]
    """the flows it is the sum of; of LOADS, the place among the nodes with a minimum load"""


def monthly_paths(case: Case, draws: Draws, part: int = PART, room: int = ROOM) -> xr.Dataset:
    """Return how a case moves month by month over its draws, in canonical units a month.

    supply (what members deliver) and output (what the chain sells, without today's outlets of what members make) by
    product, activity by node, each (label, quantile, month) with quantiles 0.1, 0.5, 0.9; stands and binds (node,
    month), the share of draws; LOADS (loaded, draw), summed over all months, of the nodes with a minimum load. All
    draws of a month are needed for its quantiles, so that few series are run at a time where draws are many.
    """
    months = horizon(case.spec)
    found: dict[str, list[np.ndarray]] = {}
    for batch in _batches(_series(case), max(1, room // (8 * months * draws.size))):
        for series, values in zip(batch, _run(case, draws, batch, part), strict=True):
            found.setdefault(series.of, []).append(_spread(series, values))
    draws.joined.clear()
    return _labelled(case, found, draws.size)


def _spread(series: Series, values: np.ndarray) -> np.ndarray:
    """Return what is kept of a series (month, draw): its sum over the months, its share of draws, or its quantiles."""
    if series.of in LOADS:
        return values.sum(axis=0, dtype=float)
    return values.mean(axis=-1) if series.of in SHARES else quantiles(values)


def goods_over(case: Case, draws: Draws, part: int = PART) -> dict[tuple[str, str], np.ndarray]:
    """Return what members deliver and the chain sells in all draws: (supply or output, product) -> (month, draw), P."""
    wanted = [series for series in _series(case) if series.of in ("supply", "output")]
    found = _run(case, draws, wanted, part)
    return {(series.of, series.at): values for series, values in zip(wanted, found, strict=True)}


def loads_over(case: Case, draws: Draws, part: int = PART) -> xr.Dataset:
    """Return LOADS (loaded, draw) of a case's nodes with a minimum load alone, summed over all months of its horizon.

    In the central future a node stands or it does not: every month counts whole.
    """
    wanted = [series for series in _series(case) if series.of in LOADS]
    found: dict[str, list[np.ndarray]] = {}
    for series, values in zip(wanted, _run(case, draws, wanted, part) if wanted else (), strict=True):
        found.setdefault(series.of, []).append(_spread(series, values))
    return label_loads(case, found, draws.size)


def label_loads(case: Case, found: dict[str, list[np.ndarray]], size: int) -> xr.Dataset:
    """Return LOADS of a case's nodes with a minimum load (draw,), found by name in the order of the nodes, labelled."""
    return xr.Dataset(*_loads(case, found, size))


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
    paths = (Series(of, n.name, (i,)) for of in ("activity", *SHARES) for i, n in nodes)
    loaded = list(enumerate(loaded_nodes(case.spec, network)))
    return [*supply, *output, *paths, *(Series(of, network.nodes[n].name, (i,)) for of in LOADS for i, n in loaded)]


def _batches(series: list[Series], size: int) -> Iterator[list[Series]]:
    for start in range(0, len(series), size):
        yield series[start : start + size]


def _run(case: Case, draws: Draws, batch: list[Series], part: int) -> list[np.ndarray]:
    """Return some series in all draws, (month, draw) each."""
    kinds = [np.uint8 if series.of in FLAGS else float for series in batch]
    loaded = loaded_nodes(case.spec, case.network) if any(series.of in LOADS for series in batch) else []
    arrays = [np.zeros((horizon(case.spec), draws.size), kind) for kind in kinds]
    for start in range(0, draws.size, part):
        way = course(case.spec, draws.part(start, start + part), horizon(case.spec))
        recorded = record_case(case, way)
        loads = load_rows(case.network, recorded.conditions, recorded.flows, loaded) if loaded else {}
        for series, array in zip(batch, arrays, strict=True):
            row = loads[series.of][series.rows[0]] if series.of in LOADS else _row(series, recorded)
            way.tape.add_to(array[:, start : start + part], row)
        way.tape.run()
        way.tape.forget()
    return arrays


def _row(series: Series, recorded: Recorded) -> Row:
    names = {"supply": recorded.made.supply, "output": recorded.flows["sold"]}
    rows = names.get(series.of) or recorded.flows[series.of]
    return recorded.conditions.tape.total([rows[index] for index in series.rows])


def _labelled(case: Case, found: dict, size: int) -> xr.Dataset:
    network, months = case.network, horizon(case.spec)
    nodes = ("node", [node.name for node in network.nodes])
    labels = {
        "supply": ("product", sorted(network.sources)),
        "output": ("sold", list(outputs(network))),
        **dict.fromkeys(("activity", *SHARES), nodes),
    }
    data, coords = _loads(case, found, size)
    for name, (dim, known) in labels.items():
        dims = (dim, "month") if name in SHARES else (dim, "quantile", "month")
        shape = (len(known), *((months,) if name in SHARES else (3, months)))
        data[name] = (dims, np.array(found.get(name, [])).reshape(shape))
    coords |= dict(labels[name] for name in ("supply", "output", "activity"))
    return xr.Dataset(data, coords | {"month": month_labels(case.spec.start, months), "quantile": [0.1, 0.5, 0.9]})


def _loads(case: Case, found: dict, size: int) -> tuple[dict, dict]:
    """Return LOADS as labelled data with their coordinate."""
    names = [case.network.nodes[index].name for index in loaded_nodes(case.spec, case.network)]
    shape = (len(names), size)
    data = {name: (("loaded", "draw"), np.array(found.get(name, [])).reshape(shape)) for name in LOADS}
    return data, {"loaded": names}
