"""The certificate: it holds for the best plan and its prices alone, and without it there is no figure."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FULL, Text, chains, written_chain

from capacity.intake.findings.issues import InputError
from capacity.model.plan import certificate
from capacity.model.plan.best import best_plan, certified, plan_layout
from capacity.model.plan.certificate import certify
from capacity.model.plan.draws import best_plans
from capacity.model.plan.loads import best_pattern
from capacity.model.plan.matrix import make_programme, read_inputs

TEXT = Text({"n": ({"raw": 1}, {"p": 0.5})}, {"m": "p"})
USUAL = {"supply": {"raw": 10}, "demand": {"m": 4}, "price": {"m": 3}, "cost": {"n": 0.5}}


def solved(written):
    layout, x = plan_layout(written.network, written.inputs, cyclic=True), read_inputs(written.inputs)
    programme = make_programme(layout, x, best_pattern(layout, x))
    return programme, certified(programme)


@settings(max_examples=10)
@given(chains(replace(FULL, draws=1)), st.integers(0, 10**6))
def test_only_the_best_is_certified(chain, seed):
    """A worse plan has a gap, a plan beyond its limits breaks them, and other prices have a gap."""
    programme, found = solved(chain)
    x, y = found.x[:, None], found.y[:, None]
    assert certify(programme, x, y).holds.all()
    if programme.worth[:, 0] @ found.x > 1e-6:
        assert not certify(programme, 0.9 * x, y).holds.any()
    rng = np.random.default_rng(seed)
    assert certify(programme, x + 50 * rng.random(x.shape), y).worst[0] > 1e-3
    if np.abs(y).max(initial=0.0) > 1e-6:
        assert not certify(programme, x, y * 1.5).holds.any()


def test_what_is_missed_is_named():
    """Selling what was never made breaks a balance, running beyond capacity a limit, a price below 0 the prices."""
    programme, found = solved(written_chain(TEXT, capacity={"n": 6}, **USUAL))
    kinds = [place.kind for place in programme.layout.columns]
    x, y = found.x.copy(), found.y.copy()
    x[kinds.index("sold")] += 1
    assert certify(programme, x[:, None], y[:, None]).balance[0] > 1e-3
    x[kinds.index("activity")] += 10
    assert certify(programme, x[:, None], y[:, None]).limit[0] > 1e-3
    assert certify(programme, found.x[:, None], -1 - y[:, None]).price[0] > 1e-3


def test_no_plan_is_no_certificate():
    """What is not a number is not certified."""
    programme, found = solved(written_chain(TEXT, **USUAL))
    nothing = np.full((len(found.x), 1), np.nan)
    assert not certify(programme, nothing, found.y[:, None]).holds.any()


def test_without_a_certificate_there_is_no_figure(monkeypatch):
    """Where the proof fails, a single plan is refused and a draw has no number in any of its figures."""
    written = written_chain(TEXT, **USUAL)
    demand = xr.DataArray([[4.0, 3.0]], dims=("market", "draw"))
    monkeypatch.setattr(certificate.Certificate, "holds", property(lambda self: np.zeros(self.gap.shape, bool)))
    found = best_plans(written.network, written.inputs.assign(demand=demand), nominal=written.inputs)
    assert not found["certified"].any()
    assert found["value"].isnull().all()
    assert found["capacity_price"].isnull().all()
    monkeypatch.setattr("capacity.model.plan.best.TOLERANCE", -1.0)
    with pytest.raises(InputError, match="could not be proven"):
        best_plan(written.network, written.inputs)


def test_amounts_of_very_different_size():
    """Sewing minutes by the million beside kilograms by the handful: still certified to a billionth."""
    links = {"cut": ({"cloth": 1e-3}, {"piece": 1}), "sew": ({"piece": 1, "minute": 4e4}, {"dress": 1})}
    written = written_chain(
        Text(links, {"m": "dress"}, purchases={"mill": "cloth"}),
        12,
        supply={"minute": 5e9},
        demand={"m": 2e5},
        price={"m": 900},
        buying_price={"mill": 4e5},
        capacity={"cut": 1e12},
    )
    found = best_plan(written.network, written.inputs)
    assert found.certificate.holds.all()
    assert found.value == pytest.approx(12 * 5e9 / 4e4 * 500, rel=1e-9)
