"""A stated design reaches the potential's error and the futures."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t
from small_clusters import dairy, make_cluster, make_members

from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.potential.aggregate import potential
from capacity.model.potential.designed import lower_root, survey_design
from capacity.model.potential.joining import joined_sums, who_joins
from capacity.model.potential.sampled import sampled
from capacity.model.sampling.estimates import totals
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws
from capacity.model.uncertainty.sample_error import is_sample

SIZE = 4096


def make(design, cluster="", stratum=None, units=None, inside=np.inf, **changes):
    """Twelve homes and six farms in six villages, each for five."""
    data = dairy(joining={}, events={}, finance=None, scenarios={}, ramps={}, **changes)
    data["survey"]["joins"]["values"] = {"yes": [1, "share"], "maybe": [0.5, "share"], "no": [0, "share"]}
    data["classes"]["home"] = {"runs": ["keeping"], "own_use": [0.1, "share"]}
    data["survey"]["cluster" if cluster else "weight"] = {"columns": ["x"]}
    data["survey"]["design"] = design
    rng = np.random.default_rng(5)
    village = np.arange(18) % 6
    cls = np.where(np.arange(18) < 12, "home", "farm")
    made = 100 * (1 + village) * rng.uniform(0.8, 1.2, 18) * np.where(cls == "farm", 3, 1)
    rows = [
        {
            "member": f"m{i:02}",
            "cls": str(cls[i]),
            "current": made[i],
            "joins": "maybe" if i % 3 else "yes",
            "weight": 5.0,
        }
        for i in range(18)
    ]
    members = make_members(rows).assign(
        stratum=cls if stratum is None else stratum,
        cluster=[f"{cluster}{one}" if cluster else "" for one in village],
        units=units or [60.0 if one == "home" else 30.0 for one in cls],
        inside=inside,
    )
    return make_cluster(data, members)


def supplied(cluster, draws):
    """What is brought in a year, (draw,), nothing but the survey being uncertain."""
    members = sampled(cluster.spec, cluster.survey.members)
    amounts = (members["current"] * 12).to_numpy()[:, None]
    return joined_sums(cluster.spec, who_joins(members), amounts, draws, 12)[0][-1]


def test_strata_of_a_design_are_those_that_weights_make():
    """The same sample said in two ways: classes as strata, or weights alone."""
    stated, plain = make({"population": {"home": [60, "member"], "farm": [30, "member"]}}), make({})
    plain.specs["base"] = plain.spec.model_copy(
        update={"survey": plain.spec.survey.model_copy(update={"design": None})}
    )
    one, other = (potential(cluster).totals.iloc[0] for cluster in (stated, plain))
    assert one["se"] == pytest.approx(other["se"], rel=1e-12)
    assert one["expected"] == other["expected"]


def test_villages_that_are_alike_inside_widen_the_error_and_the_futures():
    """Whole villages were drawn: supply scatters by the design's error, as wide as its few villages tell."""
    cluster = make({"clusters": [30, "piece"]}, "v", stratum="", units=[30.0] * 18, inside=3.0)
    alone = make({"population": {"home": [60, "member"], "farm": [30, "member"]}})
    row, simple = (potential(one).totals.iloc[0] for one in (cluster, alone))
    assert row["se"] > 1.3 * simple["se"]
    draws = sample_draws(cluster, SIZE, 1)
    total = supplied(cluster, draws)
    student = 1.4759 / 1.2816
    """quantile 0.9 of Student's t with 5 degrees of freedom, and of the normal distribution"""
    share = total.std() / supplied(cluster, central_draws("x")).max()
    wanted = np.hypot(student * row["se"], row["se_joining"]) / row["expected"]
    assert share == pytest.approx(wanted, rel=0.12)
    members = sampled(cluster.spec, cluster.survey.members)
    assert any("farm" in name for name, _, _ in members["loads"][members["cls"] == "home"].iloc[0])


def test_the_central_future_has_no_error_and_its_median_is_that_of_the_draws():
    cluster = make({"clusters": [30, "piece"]}, "v", stratum="", units=[30.0] * 18, inside=3.0)
    central, drawn = supplied(cluster, central_draws("x")), supplied(cluster, sample_draws(cluster, SIZE, 1))
    assert np.median(drawn) == pytest.approx(central.max(), rel=0.04)
    each = cluster.survey.members["current"] * 12 * 5
    assert central.max() == pytest.approx((each * np.tile([1, 0.5, 0.5], 6)).sum())


def test_a_part_of_the_draws_has_the_same_error():
    cluster = make({"clusters": [30, "piece"]}, "v", stratum="", units=[30.0] * 18, inside=3.0)
    draws = sample_draws(cluster, 32, 1)
    np.testing.assert_array_equal(supplied(cluster, draws.part(5, 9)), supplied(cluster, draws)[5:9])


def test_known_totals_take_error_away():
    """Half of each class says perhaps by place: with the totals of the classes the error falls."""
    free = make({"population": [90, "member"]}, stratum="", units=[90.0] * 18)
    known = make(
        {"population": [90, "member"], "totals": {"class": {"home": [60, "member"], "farm": [30, "member"]}}},
        stratum="",
        units=[90.0] * 18,
    )
    assert potential(known).totals["se"].iloc[0] < 0.9 * potential(free).totals["se"].iloc[0]


def test_over_statement_lowers_output_and_reaches_the_futures():
    plain = make({"population": {"home": [60, "member"], "farm": [30, "member"]}})
    said = make({"population": {"home": [60, "member"], "farm": [30, "member"]}, "overstated": [0.8, "share"]})
    one, other = (potential(cluster).totals.iloc[0] for cluster in (plain, said))
    assert other["produced"] == pytest.approx(0.8 * one["produced"])
    ranged = make(
        {"population": {"home": [60, "member"], "farm": [30, "member"]}, "overstated": [0.6, 0.8, 1, "share"]}
    )
    draws = sample_draws(ranged, 64, 1)
    assert "survey.design.overstated" in draws.scores
    case = make_case(ranged.spec, ranged.survey.members)
    assert run_case(case, draws, keep=(), by_year=True)[0]["supplied"].std() > 0


def test_a_census_has_no_error_and_no_scores():
    cluster = make({"population": {"home": [12, "member"], "farm": [6, "member"]}}, units=[12.0] * 12 + [6.0] * 6)
    cluster.survey.members["weight"] = 1.0
    assert potential(cluster).totals["se"].iloc[0] == 0
    assert not any(map(is_sample, sample_draws(cluster, 8, 1).scores))


def test_who_was_asked_in_full_has_no_error_beside_others_of_the_design():
    """All farms were asked, of the homes a fifth: farms have no loads."""
    cluster = make({"population": {"home": [60, "member"], "farm": [6, "member"]}}, units=[60.0] * 12 + [6.0] * 6)
    members = cluster.survey.members
    members.loc[members["cls"] == "farm", "weight"] = 1.0
    found = sampled(cluster.spec, members).set_index("member")["loads"]
    assert found["m17"] == ()
    assert {name.partition("@")[2] for name, _, _ in found["m00"]} == {"home@"}


def test_a_recruit_was_not_drawn():
    """A member made up for a trial does not change the design: its class is one member larger, the error is not."""
    cluster = make({"population": {"home": [60, "member"], "farm": [30, "member"]}})
    members = cluster.survey.members
    recruit = members.iloc[[0]].assign(member="won", weight=1.0, units=np.nan)
    one, other = (sampled(cluster.spec, some).iloc[0] for some in (members, pd.concat([members, recruit])))
    assert 0.97 * one["amount_error"] < other["amount_error"] < one["amount_error"]
    assert other["heads_error"] < one["heads_error"]


def test_the_design_of_members_is_that_of_the_library():
    cluster = make({"clusters": [30, "piece"]}, "v", stratum="", units=[30.0] * 18, inside=9.0)
    members = cluster.survey.members
    found = totals(survey_design(cluster.spec.survey.design, members), members["current"].to_numpy())
    village = (5 * members["current"]).groupby(members["cluster"]).sum()
    first = 30**2 * (1 - 6 / 30) * village.div(30 / 6).var() / 6
    assert found.se[0, 0] > first**0.5


def test_a_root_gives_its_matrix_back_also_without_full_rank():
    half = np.random.default_rng(2).normal(size=(5, 3))
    matrix = half @ half.T
    root = lower_root(matrix)
    np.testing.assert_allclose(root @ root.T, matrix, atol=1e-12)
    assert np.allclose(root, np.tril(root))


def two_phases(population=None):
    """Half of a list of 180 in 90 of each class; of all or of a part of those there are."""
    design = {"list_by": ["class"]}
    if population:
        design["population"] = [population, "member"]
    cluster = make({"population": {"home": [60, "member"], "farm": [30, "member"]}})
    spec = cluster.spec
    stated = dairy(joining={}, events={}, finance=None, scenarios={}, ramps={})
    stated["survey"]["phase"] = {"columns": ["x"], "values": {"yes": "full", "no": "list"}}
    stated["survey"]["design"] = design
    phases = spec_of(stated).survey
    survey = spec.survey.model_copy(update={"weight": None, "phase": phases.phase, "design": phases.design})
    cluster.specs["base"] = spec.model_copy(update={"survey": survey})
    members = cluster.survey.members
    cls = members["cls"]
    listed = cls.map({"home": 60.0, "farm": 30.0})
    times = (population or 90) / 90
    frame = members.assign(group=cls, listed=listed, first=90.0, stratum="", units=90.0 * times, weight=times * 5.0)
    return make_cluster_of(cluster, frame)


def spec_of(data):
    return make_cluster(data, make_members([{"member": "m", "cls": "home"}])).spec


def make_cluster_of(cluster, members):
    return replace(cluster, survey=replace(cluster.survey, members=members))


def test_a_list_of_all_leaves_the_error_of_a_stratified_sample():
    one = potential(two_phases()).totals.iloc[0]
    other = potential(make({"population": {"home": [60, "member"], "farm": [30, "member"]}})).totals.iloc[0]
    assert one["se"] == pytest.approx(other["se"], rel=1e-12)
    assert one["expected"] == pytest.approx(other["expected"])


def test_a_list_of_a_part_adds_its_own_error_to_output_and_futures():
    """As wide as R's twophase would have it is tested with the library; here that it reaches what is drawn."""
    whole, part = two_phases(), two_phases(180)
    one, other = (potential(cluster).totals.iloc[0] for cluster in (whole, part))
    assert other["expected"] == pytest.approx(2 * one["expected"])
    assert other["se"] > 2.05 * one["se"]
    draws = sample_draws(part, SIZE, 1)
    share = supplied(part, draws).std() / supplied(part, central_draws("x")).max()
    student = t.ppf(0.9, 16) / norm.ppf(0.9)
    wanted = np.hypot(student * other["se"], other["se_joining"]) / other["expected"]
    assert share == pytest.approx(wanted, rel=0.12)


def test_a_first_phase_of_a_part_leaves_an_error_that_interviews_cannot_narrow():
    rows = potential(two_phases(180)).sampling
    assert rows["way"].eq("members").all()
    assert rows["more"].sum() == pytest.approx(20)
    assert 0 < rows["se_after"].iloc[0] < potential(two_phases(180)).totals["se"].iloc[0]
