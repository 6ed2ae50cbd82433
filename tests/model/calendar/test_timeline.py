"""The calendar, ramps, growth, seasons and events."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_clusters import SEASON, dairy, dairy_members, make_cluster

from capacity.intake.quantities.quantity import Quantity
from capacity.model.calendar.events import strikes
from capacity.model.calendar.timeline import Course, course, horizon, month_labels, months_of_year
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws


def seen(way: Course, row) -> np.ndarray:
    """A row as an array (month, draw)."""
    return np.broadcast_to(way.tape.read([row])[0], (way.months, way.draws.size))


def make(**changes: object):
    return make_cluster(dairy(**changes), dairy_members())


def test_months_run_over_the_year_end():
    """From November on: 2027-11, 2027-12, 2028-01."""
    assert month_labels("2027-11", 3) == ["2027-11", "2027-12", "2028-01"]
    assert months_of_year("2027-11", 3).tolist() == [10, 11, 0]


@given(st.integers(1990, 2090), st.integers(1, 12), st.integers(1, 40))
def test_months_never_jump(year, month, count):
    """Every month follows the one before it, and its number in the year is the one it shows."""
    labels = month_labels(f"{year}-{month:02d}", count)
    serial = [int(label[:4]) * 12 + int(label[5:]) for label in labels]
    assert serial == list(range(year * 12 + month, year * 12 + month + count))
    assert [int(label[5:]) - 1 for label in labels] == months_of_year(labels[0], count).tolist()


def test_horizon_in_months():
    """Two years are 24 months."""
    assert horizon(make().spec) == 24


def test_season_begins_where_the_cluster_begins():
    """A cluster that starts in March has March's factor first; the factors of a year have mean 1."""
    way = course(make().spec, central_draws("x"), 24)
    factors = seen(way, way.season("pasture"))[:, 0]
    mean = sum(SEASON) / 12
    assert factors[:2] == pytest.approx([SEASON[2] / mean, SEASON[3] / mean])
    assert factors[:12].mean() == pytest.approx(1)
    np.testing.assert_array_equal(factors[:12], factors[12:])
    assert way.season(None).always()
    assert seen(way, way.season(None)).tolist() == [[1.0]] * 24


def test_ramp_goes_up_step_by_step():
    """A change by 1.2 from month 6 over 6 months: 1 until month 6, half way at 9, 1.2 from 12 on."""
    way = course(make().spec, central_draws("x"), 24)
    path = seen(way, way.ramped("classes.farm.output"))[:, 0]
    assert path[[0, 6, 9, 12, 23]] == pytest.approx([1, 1, 1.1, 1.2, 1.2])
    assert (way.ramped("classes.home.output") == 1).always()


def test_ramp_without_a_duration_is_a_step():
    """Without `takes` the change is there from its month on; without `starts` from the beginning."""
    ramps = {
        "a": {"of": "classes.farm.output", "times": [2, "share"], "starts": [3, "month"]},
        "b": {"of": "classes.home.output", "times": [0.5, "share"]},
    }
    way = course(make(ramps=ramps).spec, central_draws("x"), 6)
    assert seen(way, way.ramped("classes.farm.output"))[:, 0].tolist() == [1, 1, 1, 2, 2, 2]
    assert seen(way, way.ramped("classes.home.output"))[:, 0].tolist() == [0.5] * 6


def test_ramps_on_one_path_multiply():
    """Two changes of the same thing work together."""
    ramps = {name: {"of": "classes.farm.output", "times": [times, "share"]} for name, times in (("a", 2), ("b", 3))}
    way = course(make(ramps=ramps).spec, central_draws("x"), 2)
    assert seen(way, way.ramped("classes.farm.output")).tolist() == [[6], [6]]


def test_growth_steps_once_a_year():
    """10 % a year: 1 in the first twelve months, 1.1 in the next."""
    way = course(make().spec, central_draws("x"), 25)
    rate = Quantity(name="rate", low=0.1, mode=0.1, high=0.1, unit="1/year", source="x")
    assert seen(way, way.growth(rate))[[0, 11, 12, 24], 0] == pytest.approx([1, 1, 1.1, 1.21])
    assert way.growth(None).always()


def test_events_have_their_expected_effect_in_the_central_future():
    """Begins with 0.5 a year in one of twelve months, lasts 2: on with 1/24 in the first month, then 1/12.

    In the first month of the second year it is on if it began in the month before or in this one:
    1 - (1 - 1/24)^2. Demand at 0.3 is then expected at 1 - 0.7 of those chances.
    """
    spec, months = make().spec, 24
    found, *_ = strikes(spec, central_draws("x"), months).values()
    assert found.on[[0, 1, 11, 12, 13], 0] == pytest.approx([1 / 24, 1 / 12, 1 / 12, 1 - (1 - 1 / 24) ** 2, 1 / 12])
    way = course(spec, central_draws("x"), months)
    assert seen(way, way.struck("markets.shops.demand")) == pytest.approx(1 - 0.7 * found.on)


def test_the_expected_effect_is_the_mean_over_the_futures():
    """A chance of 0.5 a year over 4,096 futures: on as often as expected, in every month."""
    happening = {"chance": [0.5, "1/year"], "lasts": [5, "month"], "times": {"markets.shops.demand": [0.3, "share"]}}
    spec = make(events={"e": happening}).spec
    drawn = strikes(spec, sample_draws(make(events={"e": happening}), 4096, 1), 36)["e"]
    expected = strikes(spec, central_draws("x"), 36)["e"]
    np.testing.assert_allclose(drawn.on.mean(axis=1), expected.on[:, 0], atol=0.03)
    assert expected.hits(0, 12) == pytest.approx(0.5)
    assert drawn.hits(0, 12).mean() == pytest.approx(0.5, abs=0.03)


def events(chance: float, lasts: float, draws: int = 4096, months: int = 120) -> np.ndarray:
    happening = {
        "chance": [chance, "1/year"],
        "lasts": [lasts, "month"],
        "times": {"markets.shops.price": [0.5, "share"]},
    }
    cluster = make(events={"shock": happening}, horizon=[months, "month"])
    return strikes(cluster.spec, sample_draws(cluster, draws, 2), months)["shock"].on


def test_events_come_as_often_as_they_are_said_to():
    """A chance of 0.3 a year, one month long: on in 0.3 of the years and 0.3 / 12 of the months, in any month alike."""
    on = events(0.3, 1)
    by_year = on.reshape(10, 12, -1).any(axis=1)
    near = 4 * (0.3 * 0.7 / by_year.size) ** 0.5
    assert by_year.mean() == pytest.approx(0.3, abs=near)
    assert (by_year.sum(axis=0) == on.sum(axis=0)).all()
    by_month = on.reshape(10, 12, -1).mean(axis=(0, 2))
    assert by_month == pytest.approx(np.full(12, 0.025), abs=4 * (0.025 / (10 * 4096)) ** 0.5)


def test_years_are_independent():
    """A shock in one year says nothing of the next."""
    by_year = events(0.3, 1).reshape(10, 12, -1).any(axis=1).astype(float)
    correlation = np.corrcoef(by_year)
    assert np.abs(correlation - np.eye(10)).max() < 0.08


def test_events_last_as_long_as_they_are_said_to():
    """Four months each, also over the year's end; a sure event comes every year, an impossible one never."""
    on = events(1.0, 4, draws=64)
    starts = on & ~np.vstack([np.zeros((1, 64), dtype=bool), on[:-1]])
    assert (on.sum(axis=0) >= starts.sum(axis=0) * 4 - 4).all()
    assert on.reshape(10, 12, -1).any(axis=1).all()
    assert on.mean() == pytest.approx(4 / 12, abs=0.05)
    assert not events(0.0, 4, draws=64).any()


def test_an_event_moves_only_what_it_names():
    """While it is on it multiplies its target; nothing else, and nothing when it is off."""
    cluster = make(horizon=[24, "month"])
    way = course(cluster.spec, sample_draws(cluster, 256, 2), 24)
    on, struck = seen(way, way.events["drought"]) > 0, seen(way, way.struck("classes.farm.output"))
    assert on.any()
    assert (struck[on] == 0.7).all()
    assert (struck[~on] == 1).all()
    assert (way.struck("classes.home.output") == 1).always()


def test_an_event_is_the_same_in_every_scenario():
    """Scenarios meet the same droughts."""
    cluster = make()
    draws = sample_draws(cluster, 64, 2)
    base, slow = (strikes(cluster.specs[name], draws, 24) for name in ("base", "slow"))
    for name in base:
        np.testing.assert_array_equal(base[name].on, slow[name].on)
