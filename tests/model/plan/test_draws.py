"""The best plan in many draws: each as if it were alone, whatever stands beside it."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from strategies import FULL, Text, chains, written_chain

from capacity.model.plan.best import best_plan
from capacity.model.plan.draws import best_plans
from capacity.model.plan.prices import COLUMNS

MANY = replace(FULL, draws=5)


@settings(max_examples=8)
@given(chains(MANY))
def test_a_draw_is_a_plan_of_its_own(chain):
    """Values equal those of single plans by the same pattern, are certified, and prices lie within their ranges."""
    nominal = chain.inputs.isel(draw=[0])
    found = best_plans(chain.network, chain.inputs, nominal=nominal)
    pattern = best_plan(chain.network, nominal, ranges=False).pattern.values
    assert found["certified"].all()
    for draw in np.flatnonzero(~found["own_pattern"].values):
        alone = best_plan(chain.network, chain.inputs.isel(draw=[draw]), pattern=pattern, ranges=False)
        assert found["value"].values[draw] == pytest.approx(alone.value, rel=1e-9, abs=1e-9)
        assert list(alone.prices) == COLUMNS
        for _, row in alone.prices.iterrows():
            name = {"capacity": "capacity_price", "market": "demand_price", "supply": "supply_price"}[row["kind"]]
            dim = found[name].dims[0]
            price = found[name].isel(draw=draw).sel({dim: row["at"], "month": row["month"]}).item()
            assert row["low"] - 1e-7 <= price <= row["high"] + 1e-7


@settings(max_examples=5)
@given(chains(MANY))
def test_threads_and_neighbours_play_no_part(chain):
    """Two threads give the same bytes as one, and a draw the same as alone, to 1e-12."""
    nominal = chain.inputs.isel(draw=[0])
    one, two = (best_plans(chain.network, chain.inputs, nominal=nominal, threads=n) for n in (1, 2))
    assert one.identical(two)
    alone = best_plans(chain.network, chain.inputs.isel(draw=[3]), nominal=nominal)
    xr.testing.assert_allclose(alone.isel(draw=0), one.isel(draw=3), rtol=1e-12)


def test_a_draw_without_enough_milk_stands_in_that_month():
    """A plant of at least 6 stands where only 5 come; the other draws run."""
    text = Text({"plant": ({"milk": 1}, {"kefir": 1})}, {"m": "kefir"})
    chain = written_chain(text, minimum_load={"plant": 6}, supply={"milk": 8})
    milk = xr.DataArray([[8.0, 5.0, 9.0], [0.0, 0.0, 0.0]], dims=("pool", "draw"))
    found = best_plans(chain.network, chain.inputs.assign(supply=milk), nominal=chain.inputs)
    assert found["value"].values == pytest.approx([8, 0, 9])
    assert found["own_pattern"].values.tolist() == [False, True, False]


def test_without_a_nominal_case_the_median_decides():
    """The pattern of the median inputs holds for all."""
    text = Text({"plant": ({"milk": 1}, {"kefir": 1})}, {"m": "kefir"})
    chain = written_chain(text, minimum_load={"plant": 6}, supply={"milk": 8})
    milk = xr.DataArray([[4.0, 5.0, 9.0], [0.0, 0.0, 0.0]], dims=("pool", "draw"))
    assert best_plans(chain.network, chain.inputs.assign(supply=milk))["value"].values == pytest.approx([0, 0, 0])


def test_inputs_without_draws_are_one_draw():
    """Seven pieces at three each, where every number is certain."""
    text = Text({"make": ({"raw": 1}, {"cheese": 1})}, {"shop": "cheese"})
    chain = written_chain(text, supply={"raw": 7.0}, price={"shop": 3.0})
    certain = chain.inputs.isel(draw=0, drop=True) if "draw" in chain.inputs.dims else chain.inputs
    for nominal in (None, certain):
        found = best_plans(chain.network, certain, nominal=nominal)
        assert found["value"].values.tolist() == [21.0]
        assert found["supply_price"].sel(pool="raw").values.tolist() == [[3.0]]
