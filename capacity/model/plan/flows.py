"""From the columns of a plan to the labelled flows of the chain: the names and units of the operating rule's flows."""

import numpy as np
import pandas as pd
import xarray as xr

from capacity.model.chain.variables import dataset
from capacity.model.plan.layout import ACTIVITY, BOUGHT, CLOSING, DRAWN, SOLD, Layout
from capacity.model.plan.matrix import Numbers, Stocks

_TINY = 1e-9
"""relative to the limit: what is nearer than this has reached it"""


def plan_flows(layout: Layout, labels: xr.Dataset, x: Numbers, plan: np.ndarray, stocks: Stocks | None) -> xr.Dataset:
    """Return the flows of a plan x (column,) as variables.FLOWS without `reachable`, dims (n, month).

    In every pool and month opening + supply + made + purchased = used + sales + lost + unsold + closing. `labels` are
    the inputs' coordinates; `binds` is left to who knows the prices.
    """
    x = {name: values[..., 0] for name, values in x.items()}
    flow = _amounts(layout, plan, x)
    flow["opening"] = np.roll(flow["closing"], 1, axis=1)
    if stocks is not None:
        flow["opening"][:, 0] = stocks.opening
    flow["lost"] = flow["opening"] * x["store_loss"]
    came = flow["opening"] + np.where(np.isfinite(x["supply"]), x["supply"], 0.0) + flow["made"] + flow["purchased"]
    unsold = came - flow["used"] - flow["sales"] - flow["lost"] - flow["closing"]
    flow["unsold"] = np.where(unsold > _TINY * came, unsold, 0.0)
    flow["full"] = flow["sold"] >= x["demand"] * (1 - _TINY)
    least = x["minimum_load"]
    flow["stands"] = (least > 0) & (flow["activity"] + x["busy"] < least * (1 - _TINY))
    gathers = np.array([node.gathers for node in layout.network.nodes], dtype=bool)[:, None]
    flow["stands"] = flow["stands"] & (~gathers | (flow["activity"] > 0))
    pairs = (("price", "sold", 1), ("cost", "activity", -1), ("buying_price", "bought", -1))
    pairs += (("discard_cost", "unsold", -1), ("store_cost", "opening", -1))
    margin = sum((sign * (x[rate] * flow[amount]).sum(axis=0) for rate, amount, sign in pairs), np.zeros(layout.months))
    coords = {name: labels[name].values for name in ("pool", "node", "market", "purchase", "month")}
    return dataset({name: values[:, :, None] for name, values in flow.items()} | {"margin": margin[:, None]}, coords)


def binding(flows: xr.Dataset, prices: pd.DataFrame) -> xr.DataArray:
    """Return whether a node's capacity is worth something, (node, month)."""
    worth = prices[(prices["kind"] == "capacity") & (prices["shadow_price"] > 0)]
    known = set(zip(worth["at"], worth["month"], strict=True))
    nodes, months = flows["node"].values, flows["month"].values
    found = np.array([(str(node), str(month)) in known for node in nodes for month in months])
    return xr.DataArray(found.reshape(len(nodes), len(months)), dims=("node", "month"))


def _amounts(layout: Layout, plan: np.ndarray, x: Numbers) -> dict[str, np.ndarray]:
    """Return activity, sales, purchases and stocks, and what they mean for each pool."""
    network, months = layout.network, layout.months
    sizes = {"activity": len(network.nodes), "sold": len(network.markets), "bought": len(network.purchases)}
    sizes |= dict.fromkeys(("made", "used", "sales", "purchased", "closing"), len(network.pools))
    flow = {name: np.zeros((size, months)) for name, size in sizes.items()}
    recipe = dict(zip(layout.arcs, x["coefficient"], strict=True))
    for c, (kind, thing, _, pool) in enumerate(layout.columns):
        amount = plan[layout.at(c)]
        if kind == ACTIVITY:
            node = network.nodes[thing]
            flow["activity"][thing] = amount
            for port in node.makes:
                flow["made"][port.pools[0]] += amount * recipe[f"{node.name}>{port.product}"]
            for port in node.takes:
                if len(port.pools) == 1:
                    flow["used"][port.pools[0]] += amount * recipe[f"{node.name}<{port.product}"]
        elif kind == DRAWN:
            flow["used"][pool] += amount
        elif kind == CLOSING:
            flow["closing"][thing] = amount
        else:
            single, total = {SOLD: ("sold", "sales"), BOUGHT: ("bought", "purchased")}[kind]
            flow[single][thing] += amount
            flow[total][pool] += amount
    return flow
