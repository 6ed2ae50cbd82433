"""The survey's own error reaches the futures."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.potential.aggregate import potential
from capacity.model.potential.joining import joined_sums, who_joins
from capacity.model.potential.sampled import sampled
from capacity.model.sensitivity.assumptions import assumption_information
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws
from capacity.model.uncertainty.sample_error import COLUMNS, is_sample, open_strata, read_errors, sample_factors

SIZE = 4096


def plain() -> dict:
    """A dairy in which nothing but who joins is uncertain."""
    data = dairy(joining={}, events={}, finance=None, scenarios={}, ramps={})
    data["survey"]["joins"]["values"] = {"yes": [1, "share"], "maybe": [0.5, "share"], "no": [0, "share"]}
    data["classes"]["home"] = {"runs": ["keeping"], "own_use": [0.1, "share"]}
    return data


def make(weights=(3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 1.0, 1.0), answers=("yes", "maybe", "yes", "no", "yes", "maybe")):
    """Six homes that stand for eighteen and two farms that stand for themselves."""
    homes = [
        {
            "member": f"h{i}",
            "cls": "home",
            "place": "up",
            "current": 100.0 + 40 * i,
            "joins": said,
            "weight": weights[i],
        }
        for i, said in enumerate(answers)
    ]
    farms = [
        {"member": f"f{i}", "cls": "farm", "place": "up", "current": 900.0, "joins": "yes", "weight": weights[6 + i]}
        for i in range(2)
    ]
    return make_cluster(plain(), make_members([*homes, *farms]))


def supplied(case, draws) -> np.ndarray:
    """What is supplied in the last year, (draw,)."""
    return run_case(case, draws, keep=(), by_year=True)[0]["supplied"].isel(year=-1, product=0).values


def test_a_census_has_no_error_and_no_scores():
    """Everybody was asked: the members are returned as they are, and no score is spent."""
    cluster = make(weights=(1.0,) * 8)
    assert open_strata(cluster.survey.members) == []
    assert sampled(cluster.spec, cluster.survey.members) is cluster.survey.members
    assert not any(map(is_sample, sample_draws(cluster, 8, 1).scores))


def test_only_strata_that_stand_for_others_are_open():
    cluster = make()
    members = sampled(cluster.spec, cluster.survey.members)
    assert open_strata(members) == [("home", "up")]
    assert (members.loc[members["cls"] == "farm", list(COLUMNS)] == [0, 0, 0, 1]).all(axis=None)
    assert (members.loc[members["cls"] == "home", "heads_error"] > 0).all()


def test_supply_scatters_by_the_error_that_the_potential_states():
    """The spread of what is brought is the potential's sampling error, as wide as eight answers tell it, and coins'."""
    cluster = make()
    row = potential(cluster).totals.iloc[0]
    members = sampled(cluster.spec, cluster.survey.members)
    draws = sample_draws(cluster, SIZE, 1)
    homes = (members["cls"] == "home").to_numpy()
    amounts = np.where(homes, members["current"] * 0.9 * 12, 0.0)[:, None]
    (total,) = joined_sums(cluster.spec, who_joins(members), amounts, draws, 12)
    (central,) = joined_sums(cluster.spec, who_joins(members), amounts, central_draws("x"), 12)
    student = 1.4149 / 1.2816
    """quantile 0.9 of Student's t with 5 + 2 degrees of freedom, and of the normal distribution"""
    assert total.std() == pytest.approx(np.hypot(student * row["se"], row["se_joining"]), rel=0.08)
    assert np.median(total) == pytest.approx(float(central.max()), rel=0.02)


def test_a_thin_place_borrows_the_spread_of_its_class():
    """Two like answers at one place show no spread; those of the class elsewhere tell that there is one."""
    rows = [("up", 100.0), ("up", 100.0), *(("down", amount) for amount in (50.0, 80.0, 110.0, 160.0))]
    homes = [
        {"member": f"h{i}", "cls": "home", "place": place, "current": amount, "joins": "yes", "weight": 5.0}
        for i, (place, amount) in enumerate(rows)
    ]
    cluster = make_cluster(plain(), make_members(homes))
    errors = sampled(cluster.spec, cluster.survey.members).groupby("place")["amount_error"].first()
    assert errors["up"] > 0
    spread = np.std([50, 80, 110, 160], ddof=1) / 100
    borrowed = (2 / 3 * 3 / 4) ** 0.5 * spread * 1.6377 / 1.2816
    """two of three answers' weight is the class's variance, to which down gives three of four degrees; t of 1 + 2"""
    assert errors["up"] == pytest.approx(borrowed * (0.8 / 2) ** 0.5, rel=1e-3)


def test_in_the_central_future_weight_four_is_four_copies():
    """The whole chain's goods and money are the same to 1e-9, whether a row stands for four or stands four times."""
    found = []
    for weighted in (True, False):
        rows = dairy_members().assign(weight=1.0)
        four = rows["member"].isin(["h1", "f1", "c1"])
        members = rows.assign(weight=np.where(four, 4.0, 1.0)) if weighted else _copied(rows, four)
        cluster = make_cluster(dairy(scenarios={}), members)
        case = make_case(cluster.spec, cluster.survey.members)
        found.append(run_case(case, central_draws(cluster.slug), keep=("sold",), by_year=True)[0])
    for name in ("sold", "supplied", "with_cluster", "without_cluster", "investment"):
        np.testing.assert_allclose(found[0][name], found[1][name], rtol=1e-9)


def _copied(rows, four):
    copies = [rows[four].assign(member=rows["member"] + f"-{n}", owner=rows["member"] + f"-{n}") for n in range(3)]
    return pd.concat([rows, *copies]).sort_values("member", ignore_index=True)


def test_never_more_join_than_there_are():
    """However the survey errs, heads stay within the stratum; who only counts is moved by heads alone."""
    cluster = make(answers=("yes", "yes", "yes", "yes", "yes", "no"))
    members, draws = sampled(cluster.spec, cluster.survey.members), sample_draws(cluster, SIZE, 1)
    ones = (members["cls"] == "home").to_numpy(dtype=float)[:, None]
    (heads,) = joined_sums(cluster.spec, who_joins(members), ones, draws, 12, counted=True)
    assert heads.max() <= 18 * (1 + 1e-9)
    assert heads.std() > 0
    assert heads.mean() == pytest.approx(15, rel=0.03)


def test_a_lonely_answer_has_its_own_size_as_error():
    """One home stands for four: heads are taken as they are, the amount has the error of the known answer."""
    cluster = make(weights=(4.0,) + (1.0,) * 7, answers=("yes",))
    members = sampled(cluster.spec, cluster.survey.members)
    found = members.loc[members["cls"] == "home", list(COLUMNS)].iloc[0]
    assert found.tolist() == pytest.approx([0, 0.75**0.5, 0, 1])


def test_the_central_future_and_missing_scores_have_no_error():
    cluster = make()
    members = sampled(cluster.spec, cluster.survey.members)
    for bare in (central_draws("x"), sample_draws(make(weights=(1.0,) * 8), 8, 1)):
        factors = sample_factors(read_errors(members), bare.scores, (len(members), bare.size), counted=False)
        assert all((factor == 1).all() for factor in factors)


def test_a_part_of_the_draws_has_the_same_error():
    """Draw i alone has the factors that it has among all."""
    cluster = make()
    members, draws = sampled(cluster.spec, cluster.survey.members), sample_draws(cluster, 32, 1)
    whole, part = (
        np.stack(sample_factors(read_errors(members), some.scores, (len(members), some.size), counted=False))
        for some in (draws, draws.part(5, 9))
    )
    np.testing.assert_array_equal(part, whole[:, 5:9])


def test_equipment_is_uncertain_where_not_all_owners_were_asked():
    """Points that stand for others: their capacity scatters."""
    data = dairy(joining={}, scenarios={})
    points = [
        {"member": f"c{i}", "cls": "point", "place": "up", "capacity": 500.0 + 300 * i, "weight": 2.0, "joins": "yes"}
        for i in range(3)
    ]
    cluster = make_cluster(data, make_members([*points, {"member": "h", "cls": "home", "current": 1.0, "place": "up"}]))
    members = sampled(cluster.spec, cluster.survey.members)
    assert (members.loc[members["cls"] == "point", "amount_error"] > 0).all()


def test_the_survey_is_one_cause():
    """What the survey leaves open is told as one cause, all of its strata together."""
    cluster = make()
    draws, case = sample_draws(cluster, 512, 1), make_case(cluster.spec, cluster.survey.members)
    found = assumption_information(case, draws, supplied(case, draws)).set_index("input")["explained"]
    assert found["survey.sample"] > 0.3
