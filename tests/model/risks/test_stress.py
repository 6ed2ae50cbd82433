"""Stress tests: sure, once, and in the month in which it hurts most."""

import pytest
from known import pert_median
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.future.case import make_case
from capacity.model.future.measures import present_value
from capacity.model.future.projection import run_case
from capacity.model.risks.stress import stress_tests
from capacity.model.uncertainty.draws import central_draws

FALL = {"chance": [0.4, "1/year"], "lasts": [3, "month"], "times": {"markets.shops.price": [0.6, "share"]}}
LATE = {"chance": [0.1, "1/year"], "lasts": [1, "month"], "times": {"finance.items.0.cost": [1.5, "share"]}}


def stressed(horizon: int = 2, **risks: dict):
    data = dairy(events={}, risks=risks, horizon=[horizon, "year"], ramps={})
    cluster = make_cluster(data, dairy_members())
    return cluster, stress_tests(make_case(cluster.spec, cluster.survey.members)).set_index("risk")


def test_without_a_register_there_is_nothing_to_stress():
    assert stressed()[1].empty


def test_before_the_stress_stands_the_deterministic_future():
    cluster, found = stressed(fall=FALL)
    draws = central_draws(cluster.slug)
    flows, _ = run_case(make_case(cluster.spec, cluster.survey.members), draws, keep=())
    assert found.loc["fall", "npv_before"] == pytest.approx(present_value(cluster.spec, flows, draws)[0])
    assert found.loc["fall", "loss"] == pytest.approx(found.loc["fall", "npv_before"] - found.loc["fall", "npv_after"])


def test_a_dearer_order_is_worst_in_its_month():
    """The tank of 300,000 is ordered in month 3; half as dear again costs 150,000 in the first year.

    What is left of a life of 60 months after 21 of them is worth 39/60 in the second: 150,000 / g - 97,500 / g^2.
    Of that 0.1 / 12 is expected before, the chance that it is on in that month.
    """
    _, found = stressed(late=LATE)
    growth = 1 + pert_median(0.1, 0.12, 0.15)
    assert found.loc["late", "begins"] == "2027-06"
    assert found.loc["late", "loss"] == pytest.approx(
        (1 - 0.1 / 12) * (150_000 / growth - 150_000 * 39 / 60 / growth**2)
    )


def test_a_price_fall_is_worst_where_most_is_sold():
    """A fall too small to change who is served: what counts is what it adds to the expected tenth (0.4 a year x 3/12).

    All of it adds 0.9 of itself, half of it 0.4; and the year loses more than is lost today.
    """
    small = FALL | {"times": {"markets.shops.price": [0.95, "share"]}}
    _, found = stressed(fall=small | {"mitigation": {"does": "Insure", "leaves": [0.5, "share"]}})
    assert found.loc["fall", "loss"] > 0
    assert found.loc["fall", "loss_left"] == pytest.approx(found.loc["fall", "loss"] * 0.4 / 0.9, rel=1e-6)
    assert found.loc["fall", "loss_in_year"] > found.loc["fall", "loss"]


def test_together_all_begin_in_one_month():
    """What all do at once is at least what the worst does in that month, and the row stands last."""
    _, found = stressed(fall=FALL, late=LATE)
    assert found.index[-1] == "together"
    assert found.loc["together", "loss"] >= found.loc["fall", "loss"] - 1e-6


def test_over_a_long_horizon_not_every_month_is_tried_but_the_orders_are():
    """Ten years and four risks are more than 400 beginnings: the month of the order is among those tried."""
    _, found = stressed(10, late=LATE, a=FALL, b=FALL, c=FALL)
    assert found.loc["late", "begins"] == "2027-06"
