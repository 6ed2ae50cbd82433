"""Aggregate production potential: totals, standard errors, owners."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import SEASON, dairy, dairy_members, make_cluster, make_members

from capacity.model.potential.aggregate import expected_joiners, potential
from capacity.model.potential.joining import joining_probability, who_joins
from capacity.model.potential.today import today_spec
from capacity.model.uncertainty.drawing import sample_draws


def simple(**changes: object) -> dict:
    """Homes that keep a tenth, with certain answers."""
    data = dairy(joining={}, events={}, finance=None, **changes)
    data["classes"]["home"] = {
        "runs": ["keeping"],
        "season": "pasture",
        "own_use": [0.1, "share"],
        "bazaar": [0.2, "share"],
    }
    values = {"yes": [1, "share"], "maybe": [0.5, "share"], "no": [0, "share"]}
    data["survey"]["joins"]["values"] = values
    return data


def homes(*members: tuple) -> pd.DataFrame:
    return make_members(
        [
            {"member": f"m{i}", "cls": "home", "place": "up", "current": current, "joins": joins, "weight": weight}
            for i, (current, joins, weight) in enumerate(members)
        ]
    )


def test_expected_is_weight_times_probability_times_offer():
    """100 surely, 200 perhaps and 300 not, one of them for two: 0.7 of 100 + 2 x 0.5 x 200 a month."""
    found = potential(make_cluster(simple(), homes((100.0, "yes", 1.0), (200.0, "maybe", 2.0), (300.0, "no", 1.0))))
    row = found.totals.iloc[0]
    assert row["produced"] == pytest.approx(12 * 800)
    assert row["kept"] == pytest.approx(12 * 80)
    assert row["sold_elsewhere"] == pytest.approx(12 * 160)
    assert row["offered"] == pytest.approx(12 * 560)
    assert row["expected"] == pytest.approx(12 * 0.7 * 300)
    assert row["owners"] == 3


def test_months_begin_in_january_whatever_the_start():
    """month_1 is January though the cluster starts in March; the months sum to the year."""
    row = potential(make_cluster(simple(), homes((100.0, "yes", 1.0)))).totals.iloc[0]
    months = np.array([row[f"month_{m}"] for m in range(1, 13)])
    assert months == pytest.approx(70 * np.array(SEASON) * 12 / sum(SEASON))
    assert months.sum() == pytest.approx(row["expected"])


def test_staircase_has_a_row_for_every_step_and_month():
    """Steps of everybody, of those expected, and attainable where it is stated; groups sum to the cluster."""
    data = simple()
    data["classes"]["home"] |= {"attainable": [1.2, "share"], "with_investment": [1.5, "share"]}
    members = pd.concat(
        [homes((100.0, "yes", 1.0), (50.0, "maybe", 1.0)), homes((10.0, "yes", 1.0)).assign(place="down", member="x")]
    )
    found = potential(make_cluster(data, members))
    counts = found.staircase.groupby(["place", "step"]).size()
    assert (counts == 12).all()
    year = found.staircase.groupby("step")["amount"].sum() / 12
    assert year[["produced", "attainable", "with_investment"]].tolist() == pytest.approx([160, 192, 240])
    assert found.totals["produced"].iloc[0] / 12 == pytest.approx(160)


@pytest.mark.parametrize("errors", [("common_error",), ("place_error",), ("common_error", "place_error")])
def test_joining_error_is_that_of_the_draws(errors):
    """The spread of the joined total, own luck, the places' errors and the common one, is what the draws show."""
    data = simple()
    data["joining"] = {error: [-0.25, 0, 0.25, "share"] for error in errors}
    members = homes(*[(float(100 + 10 * i), "maybe", 1.0) for i in range(10)]).assign(place=["up", "down"] * 5)
    cluster = make_cluster(data, members)
    stated = potential(cluster).totals["se_joining"].iloc[0]
    draws = sample_draws(cluster, 8192, 1)
    chance = joining_probability(cluster.spec, who_joins(members), draws)
    joined = np.stack([draws.uniform(f"joins.{name}")[0] for name in members["member"]]) < chance
    total = (joined * (members["current"].to_numpy() * 0.7 * 12)[:, None]).sum(axis=0)
    assert stated == pytest.approx(total.std(), rel=0.05)


def test_a_census_of_the_sure_is_certain():
    """All asked, all sure: no sampling error, no joining error."""
    row = potential(make_cluster(simple(), homes((100.0, "yes", 1.0), (70.0, "yes", 1.0)))).totals.iloc[0]
    assert (row["se"], row["se_joining"]) == (0, 0)


def test_today_has_no_tomorrow():
    """Today's spec: nothing ramps, grows, happens or is built, and all who will join have joined."""
    spec = today_spec(make_cluster(dairy(), dairy_members()).spec)
    assert (spec.ramps, spec.events, spec.finance.items, spec.joining.half_by) == ({}, {}, (), None)
    assert spec.joining.common_error is not None
    assert today_spec(spec, everyone=True).survey.joins is None


def test_expected_joiners():
    """Weight times probability, at the medians."""
    cluster = make_cluster(simple(), homes((1.0, "yes", 1.0), (1.0, "maybe", 3.0), (1.0, "no", 1.0)))
    assert expected_joiners(cluster, cluster.spec).tolist() == [1, 1.5, 0]


def test_no_producers_no_potential():
    """A survey of services only has an empty potential."""
    found = potential(make_cluster(simple(), make_members([{"member": "v", "cls": "vet"}])))
    assert found.staircase.empty
    assert found.totals.empty


def test_scenarios_have_their_own_potential():
    """A scenario that changes own use changes what is offered."""
    data = simple()
    data["scenarios"] = {"thrifty": {"set": {"classes.home.own_use": [0, "share"]}}}
    cluster = make_cluster(data, homes((100.0, "yes", 1.0)))
    assert potential(cluster).totals["offered"].iloc[0] == pytest.approx(840)
    assert potential(cluster, "thrifty").totals["offered"].iloc[0] == pytest.approx(960)
