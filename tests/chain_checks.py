"""What must hold for the flows of any chain: nothing appears, nothing vanishes, no limit is broken."""

import numpy as np
import xarray as xr
from scipy.optimize import linprog

from capacity.model.chain.network import Network
from capacity.model.chain.variables import FLOWS, INPUTS, UNLIMITED, grid

NEAR = 1e-9


def arrays(inputs: xr.Dataset, flows: xr.Dataset) -> dict[str, np.ndarray]:
    """Every variable of inputs and flows as (n, month, draw)."""
    months, draws = inputs.sizes["month"], inputs.sizes.get("draw", 1)
    found = {name: grid(inputs, name, months, draws) for name in INPUTS}
    return found | {name: grid(flows, name, months, draws) for name in FLOWS}


def check_flows(network: Network, inputs: xr.Dataset, flows: xr.Dataset) -> None:
    """Raise AssertionError, naming what is broken, unless the flows could have happened under the inputs."""
    x = arrays(inputs, flows)
    coefficient = dict(zip(inputs["arc"].values, x["coefficient"], strict=True))
    check_balance(x)
    check_recipes(network, x, coefficient)
    check_limits(x)
    check_stores(network, x)
    check_loads(x)
    check_flags(x)


def same(left: np.ndarray, right: np.ndarray, what: str) -> None:
    """Raise AssertionError unless the two are equal to a billionth of their size."""
    left, right = np.broadcast_arrays(left, right)
    scale = 1 + np.maximum(np.abs(left), np.abs(right))
    wrong = np.abs(left - right) > NEAR * scale
    assert not wrong.any(), f"{what}: {left[wrong][:3]} is not {right[wrong][:3]} at {np.argwhere(wrong)[:3].tolist()}"


def at_most(left: np.ndarray, right: np.ndarray, what: str) -> None:
    """Raise AssertionError unless left <= right up to rounding."""
    left, right = np.broadcast_arrays(left, right)
    wrong = left > right + NEAR * (1 + np.abs(right))
    assert not wrong.any(), f"{what}: {left[wrong][:3]} > {right[wrong][:3]} at {np.argwhere(wrong)[:3].tolist()}"


def check_balance(x: dict[str, np.ndarray]) -> None:
    """In every pool, month and draw what comes in goes somewhere; a stock is what was left a month ago."""
    came = x["opening"] + x["supply"] + x["made"] + x["purchased"]
    went = x["used"] + x["sales"] + x["lost"] + x["unsold"] + x["closing"]
    same(came, went, "balance")
    same(x["opening"][:, 0], 0.0, "first opening stock")
    same(x["opening"][:, 1:], x["closing"][:, :-1], "opening stock")
    for name in ("activity", "sold", "bought", "made", "used", "sales", "purchased", "lost", "unsold", "closing"):
        at_most(-x[name], np.zeros(1), f"negative {name}")
    at_most(x["purchased"], x["used"] + x["sales"], "bought and not used")


def check_recipes(network: Network, x: dict[str, np.ndarray], coefficient: dict[str, np.ndarray]) -> None:
    """Nodes use and make what their recipes say for their activity; markets and purchases meet the pools."""
    zero = np.zeros(x["activity"].shape[1:])
    for product in {pool.product for pool in network.pools}:
        pools = list(network.pools_of(product))
        for flow, sign, side in (("used", "<", "takes"), ("made", ">", "makes")):
            recipe = [
                x["activity"][n] * coefficient[f"{node.name}{sign}{product}"]
                for n, node in enumerate(network.nodes)
                if product in {port.product for port in getattr(node, side)}
            ]
            same(x[flow][pools].sum(axis=0), sum(recipe, zero), f"{flow} of {product}")
        for flow, total, outlets in (("sales", "sold", network.markets), ("purchased", "bought", network.purchases)):
            amounts = [x[total][i] for i, outlet in enumerate(outlets) if outlet.product == product]
            same(x[flow][pools].sum(axis=0), sum(amounts, zero), f"{flow} of {product}")


def check_limits(x: dict[str, np.ndarray]) -> None:
    """No capacity, demand or offer is exceeded."""
    at_most(x["activity"], x["capacity"], "activity beyond capacity")
    at_most(x["sold"], x["demand"], "sold beyond demand")
    at_most(x["bought"], x["available"], "bought beyond what is available")


def check_stores(network: Network, x: dict[str, np.ndarray]) -> None:
    """A stock fits its room, is no older than the product keeps, and loses its share."""
    for i, pool in enumerate(network.pools):
        intake = x["supply"][i] + x["made"][i] + x["purchased"][i]
        for month in range(intake.shape[0]):
            recent = intake[max(0, month + 1 - pool.keeps) : month + 1].sum(axis=0) if pool.keeps else 0.0
            at_most(x["closing"][i, month], recent, f"stock of {pool.name} older than it keeps")
        at_most(x["closing"][i], x["room"][i], f"stock of {pool.name} beyond its room")
        same(x["lost"][i], x["opening"][i] * x["store_loss"][i], f"loss in the store of {pool.name}")


def check_loads(x: dict[str, np.ndarray]) -> None:
    """A node runs at its minimum load or stands."""
    load, least = x["activity"] + x["busy"], x["minimum_load"]
    runs = x["activity"] > NEAR
    at_most(np.where(runs, least, 0.0), load, "a node runs below its minimum load")
    assert (x["stands"].astype(bool) == ((least > 0) & (load < least * (1 - NEAR)))).all(), "stands is flagged wrongly"


def check_flags(x: dict[str, np.ndarray]) -> None:
    """A binding capacity is fully used, and a full market takes no more."""
    binds = x["binds"].astype(bool)
    same(x["activity"][binds], x["capacity"][binds], "a node that binds is not full")
    full = x["full"].astype(bool)
    assert (full == (x["sold"] >= x["demand"] * (1 - NEAR))).all(), "full is flagged wrongly"
    assert not full[x["demand"] >= UNLIMITED].any(), "a market without limit is never full"


def margin(inputs: xr.Dataset, flows: xr.Dataset) -> np.ndarray:
    """Sales less the costs of running, buying, storing and throwing away, (month, draw)."""
    x = arrays(inputs, flows)
    money = (x["price"] * x["sold"]).sum(axis=0) - (x["cost"] * x["activity"]).sum(axis=0)
    money -= (x["buying_price"] * x["bought"]).sum(axis=0) + (x["discard_cost"] * x["unsold"]).sum(axis=0)
    return money - (x["store_cost"] * x["opening"]).sum(axis=0)


def best_margin(network: Network, inputs: xr.Dataset) -> np.ndarray:
    """The linear programme's optimum of every month and draw on its own, (month, draw): no stores, no minimum loads."""
    months, draws = inputs.sizes["month"], inputs.sizes.get("draw", 1)
    x = {name: grid(inputs, name, months, draws) for name in INPUTS}
    return np.array([[_optimum(network, inputs, x, month, draw) for draw in range(draws)] for month in range(months)])


def _optimum(network: Network, inputs: xr.Dataset, x: dict[str, np.ndarray], month: int, draw: int) -> float:
    """Variables: activity by node, sales by market, purchases; every pool gives out no more than it gets."""
    coefficient = dict(zip(inputs["arc"].values, x["coefficient"][:, month, draw], strict=True))
    nodes, markets = len(network.nodes), len(network.markets)
    use = np.zeros((len(network.pools), nodes + markets + len(network.purchases)))
    for n, node in enumerate(network.nodes):
        for port in node.takes:
            use[port.pools[0], n] += coefficient[f"{node.name}<{port.product}"]
        for port in node.makes:
            use[port.pools[0], n] -= coefficient[f"{node.name}>{port.product}"]
    for kind, outlets, sign in ((nodes, network.markets, 1.0), (nodes + markets, network.purchases, -1.0)):
        for m, outlet in enumerate(outlets):
            use[outlet.pools[0], kind + m] = sign
    worth = np.concatenate([-x["cost"][:, month, draw], x["price"][:, month, draw], -x["buying_price"][:, month, draw]])
    most = np.concatenate([x[name][:, month, draw] for name in ("capacity", "demand", "available")])
    bounds = [(0, None if limit >= UNLIMITED else limit) for limit in most]
    result = linprog(-worth, A_ub=use, b_ub=x["supply"][:, month, draw], bounds=bounds, method="highs")
    assert result.status == 0, result.message
    return -result.fun
