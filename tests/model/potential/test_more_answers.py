"""What more interviews would add, and where the potential is least sure."""

import itertools

import numpy as np
import pytest
from small_clusters import dairy, make_cluster, make_members

from capacity.model.potential.aggregate import potential
from capacity.model.potential.more_answers import MORE
from capacity.model.sampling.allocation import share_out, slopes


def sample(weights=(6.0, 2.0)):
    """Homes at two places: five at each, who stand for so many each; those down differ more."""
    homes = [
        {
            "member": f"{place}{i}",
            "cls": "home",
            "place": place,
            "current": 100.0 + i * step,
            "joins": "yes",
            "weight": w,
        }
        for place, step, w in (("down", 40, weights[0]), ("up", 10, weights[1]))
        for i in range(5)
    ]
    farm = {"member": "farm", "cls": "farm", "place": "up", "current": 900.0, "joins": "yes"}
    return make_cluster(dairy(joining={}, events={}, scenarios={}), make_members([*homes, farm]))


def test_errors_by_class_and_place_add_up_to_the_products():
    found = potential(sample())
    rows, whole = found.sampling, found.totals.iloc[0]
    assert rows[["cls", "place"]].to_numpy().tolist() == [["farm", "up"], ["home", "down"], ["home", "up"]]
    assert rows["asked"].tolist() == [1, 5, 5]
    assert rows["stand_for"].tolist() == [1, 30, 10]
    assert rows["expected"].sum() == pytest.approx(whole["expected"])
    assert (rows["se"] ** 2).sum() == pytest.approx(whole["se"] ** 2)
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["share"].idxmax() == 1


def test_twenty_more_go_where_they_narrow_most_and_never_past_all():
    rows = potential(sample()).sampling
    assert rows["more"].sum() == pytest.approx(MORE)
    assert rows["more"].iloc[1] > rows["more"].iloc[2]
    assert 0 < rows["se_after"].iloc[0] < (rows["se"] ** 2).sum() ** 0.5
    few = potential(sample((2.0, 2.0))).sampling
    assert few["more"].sum() == pytest.approx(10)
    assert few["se_after"].iloc[0] == pytest.approx(0, abs=1e-9)


def test_interviews_are_shared_out_better_than_in_any_other_way():
    """Against all 6 x 6 x ... ways to share five among three strata."""
    variance, asked, there = np.array([50.0, 9.0, 30.0]), np.array([4.0, 5.0, 3.0]), np.array([40.0, 8.0, 5.0])

    def left(given):
        return (variance * (1 / (asked + given) - 1 / there) / (1 / asked - 1 / there)).sum()

    ways = [np.array(way) for way in itertools.product(range(6), repeat=3) if sum(way) == 5]
    best = min(left(way) for way in ways if (asked + way <= there).all())
    assert left(share_out(slopes(variance, asked, there), asked, there, 5)) == pytest.approx(best)


def test_a_census_has_no_rows():
    assert potential(sample((1.0, 1.0))).sampling.empty
