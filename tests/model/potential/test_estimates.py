"""Estimates by class, place and month are those of the library, and add up."""

import numpy as np
import pytest
from small_clusters import dairy, make_cluster, make_members

from capacity.model.potential.aggregate import potential
from capacity.model.potential.estimates import estimate_rows
from capacity.model.sampling.design import make_design
from capacity.model.sampling.estimates import means, ratios, totals


def sample():
    rows = [
        {"member": f"{p}{i}", "cls": "home", "place": p, "current": 100.0 + i * 40, "joins": "yes", "weight": 6.0}
        for p in ("down", "up")
        for i in range(5)
    ]
    return make_cluster(dairy(joining={}, events={}, scenarios={}), make_members(rows))


def test_estimates_are_those_of_the_library_of_the_year_and_of_each_month():
    cluster = sample()
    members, rng = cluster.survey.members, np.random.default_rng(2)
    offered, chance = rng.uniform(1, 9, (10, 12)), rng.uniform(0.2, 1, 10)
    found = estimate_rows(cluster.spec, members, "raw_milk", offered, chance)
    place = (members["place"] == "up").to_numpy().astype(int)
    design = make_design(np.full(10, 6.0), [place], population=[np.full(10, 30.0)])
    for month, amounts in enumerate([offered.sum(axis=1), *offered.T]):
        rows = found[(found["month"] == month) & (found["by"] == "place")]
        expected = chance * amounts
        for name, one in (
            ("total", totals(design, expected, place)),
            ("mean", means(design, expected, place)),
            ("ratio", ratios(design, expected[:, None], amounts, place)),
        ):
            for end, values in (("", one.value), ("_se", one.se), ("_effect", one.effect)):
                np.testing.assert_allclose(rows[name + end], values[:, 0], rtol=1e-12)


def test_months_add_up_to_the_year_and_all_to_the_potential():
    found = potential(sample())
    rows = found.estimates[found.estimates["by"] == "all"].set_index("month")["total"]
    assert rows.loc[1:].sum() == pytest.approx(rows.loc[0])
    assert rows.loc[0] == pytest.approx(found.totals["expected"].iloc[0])
    whole = found.estimates[(found.estimates["by"] == "all") & (found.estimates["month"] == 0)]
    assert whole["total_se"].iloc[0] == pytest.approx(found.totals["se"].iloc[0])
    assert set(found.estimates["by"]) == {"all", "class", "place", "class_place"}


def test_a_census_has_no_estimates():
    cluster = sample()
    cluster.survey.members["weight"] = 1.0
    assert potential(cluster).estimates.empty
