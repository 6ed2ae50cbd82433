"""The model's factors by their paths: the bridge from the cluster file to sensitivity and information."""

import numpy as np
import pytest
from small_clusters import dairy, dairy_members, make_cluster

from capacity.intake.findings.issues import InputError
from capacity.model.future.case import make_case
from capacity.model.future.measures import measures
from capacity.model.future.projection import run_case
from capacity.model.sensitivity.assumptions import (
    answer_information,
    assumption_sensitivity,
    assumption_switching,
    assumption_tornado,
    joined,
    net_present_value,
    uncertain,
)
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws
from capacity.model.uncertainty.sample_error import SAMPLE

SHOPS, COLLECTOR, PAYS = "markets.shops.price", "markets.collector.price", "products.milk.pays.price"


@pytest.fixture(scope="module")
def cluster():
    return make_cluster(dairy(), dairy_members())


@pytest.fixture(scope="module")
def case(cluster):
    return make_case(cluster.spec, cluster.survey.members)


@pytest.fixture(scope="module")
def futures(cluster, case):
    draws = sample_draws(cluster, 256, 1)
    return draws, net_present_value(case, draws)


def central(case, **fixed):
    """The net present value of the deterministic case with some numbers set to a value."""
    numbers = {path: np.array([value]) for path, value in fixed.items()}
    return net_present_value(case, central_draws(case.spec.cluster, numbers))[0]


def test_the_net_present_value_is_that_of_the_measures(cluster, case):
    draws = sample_draws(cluster, 16, 1)
    rate = draws.value(cluster.spec.finance.discount_rate)
    expected = measures(cluster.spec, run_case(case, draws)[0], rate)["npv"]
    np.testing.assert_allclose(net_present_value(case, draws), expected, rtol=1e-12)


def test_many_central_futures_are_as_many_single_ones(case):
    prices = np.array([400.0, 500.0, 550.0])
    found = net_present_value(case, central_draws(case.spec.cluster, {SHOPS: prices}))
    np.testing.assert_allclose(found, [central(case, **{SHOPS: price}) for price in prices], rtol=1e-12)
    assert found[1] == pytest.approx(central(case), rel=1e-12)


def test_the_tornado_has_every_uncertain_number_at_its_percentiles(case):
    found = assumption_tornado(case).set_index("factor")
    assert set(found.index) == set(uncertain(case))
    low = found.loc[SHOPS, "low"]
    assert 400 < low < 500 < found.loc[SHOPS, "high"] < 600
    assert found.loc[SHOPS, "result_low"] == pytest.approx(central(case, **{SHOPS: low}), rel=1e-12)
    assert found["swing"].is_monotonic_decreasing


def test_at_the_switching_value_nothing_is_left(case):
    """Any number of the file may be asked for, certain ones too; what cannot turn the result has none."""
    found = assumption_switching(case, (SHOPS, "markets.fair.price", COLLECTOR)).set_index("factor")
    scale = abs(central(case))
    for path, row in found.iterrows():
        if np.isfinite(row["value"]):
            assert abs(central(case, **{path: row["value"]})) < 1e-6 * scale
    assert np.isfinite(found["value"]).any()


def test_no_share_is_tried_above_all(case):
    asked = []

    def result(_, draws):
        asked.extend(draws.fixed["classes.plant.busy"])
        return np.ones(draws.size)

    assumption_switching(case, ("classes.plant.busy",), result)
    assert max(asked) <= 1
    assert min(asked) >= 0


def test_one_table_has_everything_of_every_number(case, futures):
    found = assumption_sensitivity(case, *futures)
    assert set(found["path"]) == {*uncertain(case), SAMPLE}
    assert {"explained", "worth", "low", "high", "swing", "switching_value", "switching_change"} <= set(found.columns)
    assert found["explained"].is_monotonic_decreasing
    assert found["explained"].between(0, 1).all()


def test_correlated_numbers_are_one_cause_and_inside_prices_none():
    """The price of milk inside moves with the collector's and moves nothing itself: the collector's is the cause."""
    data = dairy(correlations=[{"between": [SHOPS, COLLECTOR], "is": 0.8}, {"between": [PAYS, COLLECTOR], "is": 0.5}])
    data["products"]["milk"]["pays"] = {"price": [29, 31, 34, "KGS/kg"]}
    cluster = make_cluster(data, dairy_members())
    case, draws = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 256, 1)
    found = assumption_sensitivity(case, draws, net_present_value(case, draws)).set_index("path")
    inside, one, other = (found.loc[path] for path in (PAYS, SHOPS, COLLECTOR))
    assert (inside["explained"], inside["worth"], inside["swing"], inside["cause"]) == (0, 0, 0, "")
    assert one["cause"] == other["cause"] == f"{COLLECTOR} + {SHOPS}"
    assert one["explained"] == other["explained"] > 0
    assert (found["cause"].drop([PAYS, SHOPS, COLLECTOR]) == found.index.drop([PAYS, SHOPS, COLLECTOR])).all()


def test_an_inside_price_that_moves_side_selling_is_a_cause():
    """Where members sell past the cluster for a better price, what it pays moves the result."""
    data = dairy()
    data["products"]["milk"]["pays"] = {"price": [24, 26, 29, "KGS/kg"]}
    data["classes"]["farm"]["side_selling_by_gap"] = [0.5, "share"]
    cluster = make_cluster(data, dairy_members())
    case, draws = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 256, 1)
    found = assumption_sensitivity(case, draws, net_present_value(case, draws)).set_index("path")
    assert found.loc[PAYS, "cause"] == PAYS
    assert found.loc[PAYS, "swing"] > 0


def test_answers_are_those_that_the_model_meets(case, futures):
    """Only whose answer leaves it open; a result that counts heads is explained by who joins."""
    draws, _ = futures
    joins = joined(case, draws)
    assert set(joins) <= set(case.members["member"])
    assert "p1" not in joins
    heads = sum(row.astype(float) for row in joins.values())
    found = answer_information(case, draws, np.where(heads >= 6, 1.0, -1.0))
    assert set(found["member"]) == set(joins)
    assert found["explained"].max() > 0.05


def test_without_a_finance_block_there_is_nothing_to_turn():
    data = dairy(scenarios={})
    del data["finance"]
    cluster = make_cluster(data, dairy_members())
    with pytest.raises(InputError, match="add finance"):
        net_present_value(make_case(cluster.spec, cluster.survey.members), central_draws("small-dairy"))
