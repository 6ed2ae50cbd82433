"""Who joins, and when."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known import pert_median
from small_clusters import dairy, make_cluster, make_members

from capacity.intake.issues import InputError
from capacity.model.draws import central_draws, sample_draws
from capacity.model.joining import joined_sums, joining_month, joining_pace, joining_probability, timing_curve

SIZE = 4096
ANSWERS = ("yes", "maybe", "no", "")


def make(members=None, **joining):
    rows = [{"member": f"m{i}", "cls": "home", "current": 1.0, "joins": answer} for i, answer in enumerate(ANSWERS)]
    return make_cluster(dairy(joining=joining), make_members(rows) if members is None else members)


def sums(cluster, draws, months: int = 12) -> np.ndarray:
    """How much of each member has joined by each month, (member, month, draw)."""
    members = cluster.survey.members
    found = joined_sums(cluster.spec, members, np.eye(len(members)), draws, months)
    return np.stack([np.broadcast_to(total, (months, draws.size)) for total in found])


def test_answers_have_their_probabilities():
    """The median of yes (most likely 0.9), maybe 0.5, no 0, silence 0; without such a column everybody joins."""
    cluster = make()
    found = joining_probability(cluster.spec, cluster.survey.members, central_draws("x"))[:, 0]
    assert found == pytest.approx([pert_median(0.8, 0.9, 0.97), 0.5, 0, 0], abs=1e-9)
    data = dairy(joining={})
    del data["survey"]["joins"], data["survey"]["letter"]
    open_to_all = make_cluster(data, cluster.survey.members)
    assert (joining_probability(open_to_all.spec, cluster.survey.members, central_draws("x")) == 1).all()


def test_a_letter_counts_more_than_an_answer():
    """Who signed joins with the letter's probability, whatever was answered."""
    cluster = make(make_members([{"member": "a", "cls": "home", "joins": "no", "letter": "signed", "signed": True}]))
    assert joining_probability(cluster.spec, cluster.survey.members, central_draws("x")).tolist() == [[1]]


def test_a_word_may_stand_for_another():
    """An answer that is mapped to another answer has its probability."""
    data = dairy(joining={})
    data["survey"]["joins"]["values"]["da"] = "yes"
    cluster = make_cluster(data, make_members([{"member": "a", "cls": "home", "joins": "da"}]))
    found = joining_probability(cluster.spec, cluster.survey.members, central_draws("x"))
    assert found == pytest.approx(np.array([[pert_median(0.8, 0.9, 0.97)]]), abs=1e-9)


def test_common_error_moves_the_undecided_only():
    """It is added to what lies strictly between 0 and 1, and nothing leaves 0..1."""
    cluster = make(common_error=[-0.8, 0.2, 0.3, "share"])
    central = joining_probability(cluster.spec, cluster.survey.members, central_draws("x"))[:, 0]
    yes, error = pert_median(0.8, 0.9, 0.97), pert_median(-0.8, 0.2, 0.3)
    assert central == pytest.approx([yes + error, 0.5 + error, 0, 0], abs=1e-9)
    drawn = joining_probability(cluster.spec, cluster.survey.members, sample_draws(cluster, 256, 1))
    assert (drawn[2:] == 0).all()
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert np.corrcoef(drawn[:2])[0, 1] > 0.8


def test_share_of_draws_is_the_probability():
    """Yes at 0.889 on average (a range) and maybe at 0.5: joined in that share of the draws, within four errors."""
    cluster = make()
    joined = sums(cluster, sample_draws(cluster, SIZE, 1))[:, -1]
    yes = cluster.spec.survey.joins.values["yes"].mean
    for member, probability in enumerate((yes, 0.5, 0.0, 0.0)):
        near = 4 * (probability * (1 - probability) / SIZE) ** 0.5
        assert joined[member].mean() == pytest.approx(probability, abs=near)


def test_a_common_error_widens_the_number_of_members():
    """Twelve at 0.5: the spread of twelve coins; with a common error of PERT(-0.5, 0, 0.5), variance 1/28, wider."""
    rows = [{"member": f"m{i}", "cls": "home", "joins": "maybe"} for i in range(12)]
    spreads = []
    for joining in ({}, {"common_error": [-0.5, 0, 0.5, "share"]}):
        data = dairy(joining=joining)
        data["survey"]["joins"]["values"]["maybe"] = [0.5, "share"]
        cluster = make_cluster(data, make_members(rows))
        spreads.append(sums(cluster, sample_draws(cluster, SIZE, 1))[:, -1].sum(axis=0).std())
    assert spreads[0] == pytest.approx((12 / 4) ** 0.5, rel=0.05)
    assert spreads[1] == pytest.approx((12 / 4 - 12 / 28 + 144 / 28) ** 0.5, rel=0.05)


@pytest.mark.parametrize("half", [0.5, 3, 6, 11.9, 12, 12.1, 18, 22])
def test_timing_curve(half):
    """Half by half_by, whether that is early or late in the horizon of 24 months; all at the end; never falling."""
    cluster = make(half_by=[half, "month"])
    curve = timing_curve(cluster.spec, central_draws("x"), 24)[:, 0]
    assert curve[-1] == pytest.approx(1, abs=1e-12)
    assert (np.diff(curve) >= 0).all()
    assert curve[0] > 0
    pace = joining_pace(np.array([float(half)]), 24)
    assert 1 - (1 - half / 24) ** pace == pytest.approx(0.5, abs=1e-12)


def test_timing_curve_of_a_long_horizon_halves():
    """In ten years with half by month 6: a half after 6, about three quarters after 12."""
    curve = timing_curve(make(half_by=[6, "month"]).spec, central_draws("x"), 120)[:, 0]
    assert curve[[5, 11, 17]] == pytest.approx([0.5, 0.75, 0.875], abs=0.015)


def test_timing_at_the_limits():
    """All at once without half_by; later than the horizon is as late as can be."""
    assert (timing_curve(make().spec, central_draws("x"), 24) == 1).all()
    late = timing_curve(make(half_by=[60, "month"]).spec, central_draws("x"), 24)[:, 0]
    assert late[21] < 0.5
    assert late[23] == 1


def test_answers_that_run_in_a_circle_are_refused():
    """Yes means da, da means yes: nobody can know; it is no endless loop."""
    data = dairy(joining={})
    data["survey"]["joins"]["values"] |= {"one": "two", "two": "one"}
    with pytest.raises(InputError, match="points to itself: one -> two -> one"):
        make_cluster(data, make_members([{"member": "a", "cls": "home", "joins": "one"}]))


def test_joined_share_follows_the_curve():
    """In every month the share of draws joined is p F(month); the central run holds just that."""
    cluster = make(half_by=[4, "month"])
    curve = timing_curve(cluster.spec, central_draws("x"), 12)[:, 0]
    central = sums(cluster, central_draws("x"))[1, :, 0]
    np.testing.assert_allclose(central, 0.5 * curve, rtol=1e-12)
    drawn = sums(cluster, sample_draws(cluster, SIZE, 1))[1].mean(axis=1)
    np.testing.assert_allclose(drawn, central, atol=4 * (0.25 / SIZE) ** 0.5)


def test_nobody_leaves():
    """Who has joined stays."""
    cluster = make(half_by=[2, 4, 8, "month"], common_error=[-0.1, 0, 0.1, "share"])
    assert (np.diff(sums(cluster, sample_draws(cluster, 256, 1)), axis=1) >= 0).all()


def test_founders_are_there_from_the_first_month():
    """A founding member that joins does so in the first month; others take their time."""
    rows = [
        {"member": name, "cls": cls, "joins": "maybe", "capacity": 1.0} for name, cls in (("c", "point"), ("h", "home"))
    ]
    cluster = make(make_members(rows), half_by=[6, "month"])
    founder, other = sums(cluster, sample_draws(cluster, 512, 1))
    np.testing.assert_array_equal(founder[0], founder[-1])
    assert other[0].mean() < 0.3 * other[-1].mean()


def test_weights_multiply():
    """A member that stands for three brings three times as much, in the central run and in the draws."""
    rows = [{"member": "a", "cls": "home", "joins": "maybe", "weight": 3.0}]
    cluster = make(make_members(rows))
    assert sums(cluster, central_draws("x"))[0, 0, 0] == 1.5
    assert set(np.unique(sums(cluster, sample_draws(cluster, 64, 1)))) == {0.0, 3.0}


@settings(max_examples=60)
@given(st.floats(0.01, 1), st.floats(0, 0.999), st.floats(0.2, 60), st.integers(1, 60))
def test_joining_month_inverts_the_curve(probability, uniform, half, months):
    """The month found is the first with u < p F(month)."""
    pace = joining_pace(np.array([half]), months)
    found = joining_month(np.array([probability]), np.array([uniform]), pace, months)[0]
    curve = probability * (1 - (1 - np.arange(1, months + 1) / months) ** pace)
    curve[-1] = probability
    reached = np.flatnonzero(uniform < curve)
    first = reached[0] if len(reached) else months
    near = np.abs(curve - uniform).min() < 1e-9
    assert found == first or near


def test_a_member_decides_once():
    """A farm that also cools joins with its milk in the same draws as with its tank."""
    data = dairy()
    data["classes"]["both"] = {"runs": ["keeping", "cooling"]}
    rows = [{"member": "a", "cls": "both", "place": "up", "current": 1.0, "capacity": 1.0, "joins": "maybe"}]
    cluster = make_cluster(data, make_members(rows))
    draws = sample_draws(cluster, 128, 1)
    milk, tank = sums(cluster, draws), sums(cluster, draws)
    np.testing.assert_array_equal(milk, tank)


def test_neighbours_decide_together():
    """Under an error of places, members of one place join in the same draws more often than members of two."""
    rows = [{"member": f"{place}{i}", "cls": "home", "place": place, "joins": "maybe"} for place in "ab" for i in "12"]
    cluster = make(make_members(rows), place_error=[-0.4, 0, 0.4, "share"])
    draws = sample_draws(cluster, 4096, 1)
    probability = joining_probability(cluster.spec, cluster.survey.members, draws)
    np.testing.assert_array_equal(probability[0], probability[1])
    joined = np.stack([draws.uniform(f"joins.{row['member']}")[0] for row in rows]) < probability
    found = np.corrcoef(joined)
    variance = cluster.spec.joining.place_error.variance
    assert found[0, 1] == pytest.approx(variance / joined.var(), abs=0.05)
    assert abs(found[0, 2]) < 0.05
