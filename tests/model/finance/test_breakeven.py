import numpy as np
import pytest
from known import agrees, cases, numbers

from capacity.model.finance.breakeven import (
    break_even,
    break_even_load,
    break_even_price,
    sensitivity_indicator,
    switching_value,
)
from capacity.model.finance.discounting import npv

MEASURES = {
    "break-even units": lambda *inputs: break_even(*inputs).units,
    "break-even load": lambda *inputs: break_even(*inputs).load,
    "break-even sales": lambda *inputs: break_even(*inputs).sales,
    "margin of safety": lambda *inputs: break_even(*inputs).safety,
    "load of totals": break_even_load,
    "break-even price": break_even_price,
    "switching value": switching_value,
    "sensitivity indicator": sensitivity_indicator,
    "switching value of ADB": lambda *inputs: 1 / sensitivity_indicator(*inputs),
}


@pytest.mark.parametrize("row", cases("break_even.csv"))
def test_break_even(row):
    agrees(MEASURES[row["what"]](*numbers(row["inputs"])), row)


def test_nothing_breaks_even_below_variable_cost():
    found = break_even(np.array([10.0, 3.0]), 4.0, 60.0, 20.0)
    assert found.units[0] == 10
    assert np.isnan([found.units[1], found.load[1], found.sales[1], found.safety[1]]).all()
    assert np.isnan(break_even_load(3.0, 4.0, 60.0))
    assert np.isnan(break_even_price(4.0, 60.0, 0.0))
    assert np.isnan(switching_value(5.0, 0.0))


def test_at_the_switching_value_the_project_is_worth_nothing():
    """Benefits of 4 x 400 lowered by the switching value of 21.1323 % leave 0."""
    benefits, costs = np.array([0.0, 400, 400, 400, 400]), np.array([1000.0, 0, 0, 0, 0])
    value = npv(benefits - costs, 0.1, "start-year")
    share = switching_value(value, npv(benefits, 0.1, "start-year"))
    assert npv(benefits * (1 + share) - costs, 0.1, "start-year") == pytest.approx(0, abs=1e-9)
    assert switching_value(value, npv(-costs, 0.1, "start-year")) == pytest.approx(0.26795, abs=5e-6)
