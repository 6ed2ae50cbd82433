"""Deliberately wrong models: the checks of test_chain.py must catch every one of them, and not the right one."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from chain_checks import best_margin, check_flows, margin, same
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample
from strategies import FULL, TREE, Chain, chains

from capacity.model.chain import claims as wants_module
from capacity.model.chain import delivery as push_module
from capacity.model.chain import operating_rule as chain_module
from capacity.model.chain.operating_rule import run_chain
from capacity.model.chain.variables import UNLIMITED
from capacity.model.engine.tape import Row

pytestmark = pytest.mark.long
Model = Callable[[Chain], xr.Dataset]
RARE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
SEARCH = settings(
    max_examples=250, phases=[Phase.generate], derandomize=True, database=None, suppress_health_check=RARE
)


def right(chain: Chain) -> xr.Dataset:
    """The model as it is."""
    return run_chain(chain.network, chain.inputs)


def fed(**changes: Callable[[xr.DataArray], xr.DataArray]) -> Model:
    """The model that takes some inputs for others."""
    return lambda chain: run_chain(
        chain.network, chain.inputs.assign({name: change(chain.inputs[name]) for name, change in changes.items()})
    )


def turned(values: xr.DataArray, dim: str) -> xr.DataArray:
    """The values moved on by one along a dim, labels staying where they are."""
    return values.roll({dim: 1}, roll_coords=False) if dim in values.dims else values


def swapped_yields(values: xr.DataArray) -> xr.DataArray:
    """The outputs of every node with each other's yields."""
    moved = values.copy()
    names = [str(name) for name in values["arc"].values]
    for node in {name.partition(">")[0] for name in names if ">" in name}:
        here = [i for i, name in enumerate(names) if name.startswith(f"{node}>")]
        moved[here] = values.values[here[::-1]]
    return moved


def spoiling_later(chain: Chain) -> xr.Dataset:
    """Everything that keeps keeps a year longer."""
    pools = tuple(replace(pool, keeps=pool.keeps and pool.keeps + 12) for pool in chain.network.pools)
    return run_chain(replace(chain.network, pools=pools), chain.inputs)


def month_by_month(chain: Chain) -> xr.Dataset:
    """Every month on its own: the stock of the month before is forgotten."""
    months = [run_chain(chain.network, chain.inputs.isel(month=[m])) for m in range(chain.inputs.sizes["month"])]
    parts = [part if "month" in part["sold"].dims else part.drop_vars("month").expand_dims("month") for part in months]
    whole = xr.concat(parts, dim="month").assign_coords(month=chain.inputs["month"].values)
    return whole.transpose(..., "month", "draw")


def tampered(name: str, times: float) -> Model:
    """The right flows, one of them multiplied."""

    def model(chain: Chain) -> xr.Dataset:
        flows = right(chain)
        return flows.assign({name: flows[name] * times})

    return model


def first_come(amount: Row, wants: list, ranks: list) -> list:
    """Sharing in the order of the file."""
    got = []
    for want in wants:
        got.append(np.minimum(want, amount))
        amount = amount - got[-1]
    return got


def even(amount: Row, wants: list, ranks: list) -> list:
    """Sharing in proportion, whatever it brings."""
    total = np.maximum(sum(wants), 1e-12)
    return [want * np.minimum(1.0, amount / total) for want in wants]


def sharing(share: Callable) -> Model:
    """The model with another way of sharing out."""

    def model(chain: Chain) -> xr.Dataset:
        with pytest.MonkeyPatch.context() as patch:
            for module in (chain_module, push_module, wants_module):
                patch.setattr(module, "share_out", share)
            return right(chain)

    return model


def wrong_flows(model: Model) -> Callable[[Chain], bool]:
    """Whether a model's flows break a balance, a recipe or a limit."""

    def is_caught(chain: Chain) -> bool:
        try:
            check_flows(chain.network, chain.inputs, model(chain))
        except AssertionError:
            return True
        return False

    return is_caught


def poor_flows(model: Model) -> Callable[[Chain], bool]:
    """Whether a model earns less than the best plan on a tree."""

    def is_caught(chain: Chain) -> bool:
        try:
            same(margin(chain.inputs, model(chain)), best_margin(chain.network, chain.inputs), "the best plan")
        except AssertionError:
            return True
        return False

    return is_caught


BREAKING = {
    "drops the loss in store": fed(store_loss=lambda loss: loss * 0),
    "swaps the yields": fed(coefficient=swapped_yields),
    "is a month late": fed(supply=lambda supply: turned(supply, "month")),
    "mixes the draws": fed(capacity=lambda capacity: turned(capacity, "draw")),
    "ignores capacity": fed(capacity=lambda capacity: capacity * 10),
    "sells more than demand": fed(demand=lambda demand: xr.where(demand >= UNLIMITED, demand, demand * 1.5)),
    "ignores the minimum load": fed(minimum_load=lambda least: least * 0),
    "ignores the room": fed(room=lambda room: room * 0 + UNLIMITED),
    "never spoils": spoiling_later,
    "buys what nobody offers": fed(available=lambda available: available * 2),
    "forgets the stock": month_by_month,
    "makes one per cent more": tampered("made", 1.01),
    "loses a sale": tampered("sold", 0.99),
}
LOSING = {
    "cheapest market first": fed(price=lambda price: -price + 10),
    "runs at a loss": fed(cost=lambda cost: cost * 0),
    "first come, first served": sharing(first_come),
    "everybody alike": sharing(even),
    "lets half of the supply lie": fed(supply=lambda supply: supply * 0.5),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_model_that_breaks_a_rule_is_caught(name):
    """Some small chain shows it."""
    find(chains(FULL), wrong_flows(BREAKING[name]), settings=SEARCH)


@pytest.mark.parametrize("name", LOSING)
def test_a_model_that_loses_money_is_caught(name):
    """Some small tree shows it."""
    find(chains(replace(TREE, today=True)), poor_flows(LOSING[name]), settings=SEARCH)


def test_the_right_model_is_not_caught():
    """The same search finds nothing wrong with the model as it is."""
    with pytest.raises(NoSuchExample):
        find(chains(FULL), wrong_flows(right), settings=SEARCH)
    with pytest.raises(NoSuchExample):
        find(chains(replace(TREE, today=True)), poor_flows(right), settings=SEARCH)
