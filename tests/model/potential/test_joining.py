"""Who joins, and when."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known import pert_median
from small_clusters import dairy, make_cluster, make_members

from capacity.intake.findings.issues import InputError
from capacity.model.potential.joining import (
    PEOPLE,
    deciding,
    heads_of_each,
    joined_heads,
    joined_sums,
    joining_month,
    joining_probability,
    timing_curve,
    who_joins,
)
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws
from capacity.model.uncertainty.sample_error import is_sample

SIZE = 4096
ANSWERS = ("yes", "maybe", "no", "")


def make(members=None, **joining):
    rows = [{"member": f"m{i}", "cls": "home", "current": 1.0, "joins": answer} for i, answer in enumerate(ANSWERS)]
    return make_cluster(dairy(joining=joining), make_members(rows) if members is None else members)


def without_sampling(draws):
    """The same draws without the survey's own error."""
    return replace(draws, scores={name: score for name, score in draws.scores.items() if not is_sample(name)})


def sums(cluster, draws, months: int = 12) -> np.ndarray:
    """How much of each member has joined by each month, (member, month, draw)."""
    members = cluster.survey.members
    found = joined_sums(cluster.spec, who_joins(members), np.eye(len(members)), draws, months)
    return np.stack([np.broadcast_to(total, (months, draws.size)) for total in found])


def test_what_was_asked_before_is_known_of_the_same_question_alone():
    """Other rules, other scores and other members in the same draws give what they give alone."""
    slow, quick = make(half_by=[18, "month"]), make(half_by=[2, "month"], common_error=[-0.4, -0.2, 0, "share"])
    draws = sample_draws(slow, 64, 1)
    moved = replace(draws, scores={name: -score for name, score in draws.scores.items()})
    fixed = draws.fixing({"joining.half_by": np.array([1.0])})
    asked = [(slow, draws), (quick, sample_draws(quick, 64, 1)), (slow, moved), (slow, fixed), (slow, draws.part(3, 9))]
    first = [sums(*one) for one in asked]
    for (cluster, some), found in zip(asked, first, strict=True):
        np.testing.assert_array_equal(sums(cluster, some), found)
        np.testing.assert_array_equal(sums(cluster, replace(some)), found)
    assert draws.fixing({}).joined
    assert replace(draws).joined == {}


def test_answers_have_their_probabilities():
    """The median of yes (most likely 0.9), maybe 0.5, no 0, silence 0; without such a column everybody joins."""
    cluster = make()
    found = joining_probability(cluster.spec, who_joins(cluster.survey.members), central_draws("x"))[:, 0]
    assert found == pytest.approx([pert_median(0.8, 0.9, 0.97), 0.5, 0, 0], abs=1e-9)
    data = dairy(joining={})
    del data["survey"]["joins"], data["survey"]["letter"]
    open_to_all = make_cluster(data, cluster.survey.members)
    assert (joining_probability(open_to_all.spec, who_joins(cluster.survey.members), central_draws("x")) == 1).all()


def test_a_letter_counts_more_than_an_answer():
    """Who signed joins with the letter's probability, whatever was answered."""
    cluster = make(make_members([{"member": "a", "cls": "home", "joins": "no", "letter": "signed", "signed": True}]))
    assert joining_probability(cluster.spec, who_joins(cluster.survey.members), central_draws("x")).tolist() == [[1]]


def test_a_word_may_stand_for_another():
    """An answer that is mapped to another answer has its probability."""
    data = dairy(joining={})
    data["survey"]["joins"]["values"]["da"] = "yes"
    cluster = make_cluster(data, make_members([{"member": "a", "cls": "home", "joins": "da"}]))
    found = joining_probability(cluster.spec, who_joins(cluster.survey.members), central_draws("x"))
    assert found == pytest.approx(np.array([[pert_median(0.8, 0.9, 0.97)]]), abs=1e-9)


def test_common_error_moves_the_undecided_only():
    """It is added to what lies strictly between 0 and 1, and nothing leaves 0..1."""
    cluster = make(common_error=[-0.8, 0.2, 0.3, "share"])
    central = joining_probability(cluster.spec, who_joins(cluster.survey.members), central_draws("x"))[:, 0]
    yes, error = pert_median(0.8, 0.9, 0.97), pert_median(-0.8, 0.2, 0.3)
    assert central == pytest.approx([yes + error, 0.5 + error, 0, 0], abs=1e-9)
    drawn = joining_probability(cluster.spec, who_joins(cluster.survey.members), sample_draws(cluster, 256, 1))
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


@pytest.mark.parametrize("half", [0.5, 3, 6, 11.9, 12, 18, 60])
def test_timing_curve(half):
    """Half by half_by, three quarters by twice that; never falling, never more than all."""
    curve = timing_curve(make(half_by=[half, "month"]).spec, central_draws("x"), 240)[:, 0]
    assert curve[11] == pytest.approx(1 - 0.5 ** (12 / half))
    assert (np.diff(curve) >= 0).all()
    assert 0 < curve[0] < curve[-1] <= 1


def test_the_speed_of_joining_does_not_depend_on_the_horizon():
    """In ten years, in two, or in one: half after half_by, three quarters after twice that."""
    spec = make(half_by=[6, "month"]).spec
    curves = [timing_curve(spec, central_draws("x"), months)[:12, 0] for months in (12, 24, 120)]
    np.testing.assert_array_equal(curves[0], curves[1])
    np.testing.assert_array_equal(curves[0], curves[2])
    assert curves[0][[5, 11]] == pytest.approx([0.5, 0.75], abs=1e-12)


def test_who_is_slow_joins_in_the_same_month_whatever_the_horizon():
    """The first year of a longer look is that of a shorter one, in every draw; not all have joined by its end."""
    cluster = make(half_by=[6, "month"])
    draws = sample_draws(cluster, 512, 1)
    short, long = sums(cluster, draws, 12), sums(cluster, draws, 60)
    np.testing.assert_array_equal(short, long[:, :12])
    assert short[1, -1].mean() < long[1, -1].mean()


def test_all_at_once_without_a_half_time():
    assert (timing_curve(make().spec, central_draws("x"), 24) == 1).all()


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


@pytest.mark.parametrize("weight", [1, 3, 4.4, 20, 33, 400])
def test_a_row_joins_as_that_many_people(weight):
    """Of w people as many join as a binomial says: mean w p, variance w p (1 - p), never one coin for all."""
    rows = [{"member": "a", "cls": "home", "joins": "maybe", "weight": float(weight)}]
    data = dairy(joining={"half_by": [6, "month"]})
    data["survey"]["joins"]["values"]["maybe"] = [0.3, "share"]
    cluster = make_cluster(data, make_members(rows))
    assert sums(cluster, central_draws("x"))[0, 5, 0] == pytest.approx(0.3 * weight / 2)
    joined = sums(cluster, without_sampling(sample_draws(cluster, SIZE, 1)), 240)[0]
    count = round(weight) if weight < PEOPLE else weight
    for month, chance in ((5, 0.15), (239, 0.3)):
        variance = weight**2 / count * chance * (1 - chance)
        assert joined[month].mean() == pytest.approx(weight * chance, abs=4 * (variance / SIZE) ** 0.5)
        assert joined[month].var() == pytest.approx(variance, rel=0.1)
    assert (np.diff(joined, axis=0) >= -1e-9).all()
    assert joined.max() <= weight * (1 + 1e-12)


def test_weight_four_is_four_copies_of_a_row():
    """The sampling error apart, a row of weight 4 and four like rows have the same mean and spread in every month."""
    data = dairy(joining={"half_by": [6, "month"], "common_error": [-0.3, 0, 0.3, "share"]})
    one = {"cls": "home", "joins": "maybe"}
    found = []
    for rows in ([{**one, "member": "a", "weight": 4.0}], [{**one, "member": name} for name in "abcd"]):
        cluster = make_cluster(data, make_members(rows))
        draws = without_sampling(sample_draws(cluster, SIZE, 1))
        found.append(sums(cluster, draws, 24).sum(axis=0))
    weighted, copies = found
    near = 4 * 2**0.5 * copies.std(axis=1) / SIZE**0.5
    assert (np.abs(weighted.mean(axis=1) - copies.mean(axis=1)) < near).all()
    np.testing.assert_allclose(weighted.std(axis=1), copies.std(axis=1), rtol=0.06)


@settings(max_examples=60)
@given(st.floats(0.01, 1e6))
def test_people_of_a_row(weight):
    """Those who decide and those who are left are all, and of many the spread is that of as many coins."""
    count, each, rest = deciding(weight)
    assert count * each + rest == pytest.approx(weight)
    assert rest >= 0
    if rest:
        assert count * each**2 == pytest.approx(weight)


def test_heads_are_those_who_joined_in_the_end():
    """Heads add up to what the sums hold once all have had their time; in the central future to what is expected."""
    rows = [{"member": f"m{n}", "cls": "home", "joins": "maybe", "weight": w} for n, w in enumerate((1.0, 3.0, 80.0))]
    cluster = make(make_members(rows))
    draws = sample_draws(cluster, 64, 1)
    people = who_joins(cluster.survey.members)
    each = np.stack(list(heads_of_each(cluster.spec, people, draws)))
    np.testing.assert_allclose(each, sums(cluster, draws)[:, -1])
    np.testing.assert_array_equal(joined_heads(cluster.spec, people, draws), each.sum(axis=0))
    central = [row[0] for row in heads_of_each(cluster.spec, people, central_draws("x"))]
    assert central == pytest.approx([0.5, 1.5, 40])


def test_memory_does_not_grow_with_members_times_draws():
    """A thousand members more take a few hundred bytes each, however many draws they meet."""
    peaks = []
    for count in (100, 1100):
        cluster = make(make_members([{"member": f"m{n}", "cls": "home", "joins": "maybe"} for n in range(count)]))
        people, draws = who_joins(cluster.survey.members), sample_draws(cluster, 4096, 1)
        tracemalloc.start()
        joined_heads(cluster.spec, people, draws)
        joined_sums(cluster.spec, people, np.ones((count, 1)), draws, 12)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 1000 * 1024


ALIKE = (("maybe", 0.25), ("yes", 0.75))
MIXED = 0.25 * 0.5 + 0.75 * pert_median(0.8, 0.9, 0.97)


@pytest.mark.parametrize(
    ("silent", "like", "chance"),
    [
        (None, ALIKE, MIXED),
        ("as_answered", ALIKE, MIXED),
        ("no", ALIKE, 0.0),
        ([0.2, "share"], ALIKE, 0.2),
        (None, (), 0.0),
    ],
)
def test_silence_counts_as_the_file_says(silent, like, chance):
    """Like those of the class who answered unless the file says otherwise; who answered or signed is not silent."""
    rows = [{"member": "a", "cls": "home", "like": like}, {"member": "b", "cls": "home", "joins": "no", "like": like}]
    rows.append({"member": "c", "cls": "home", "letter": "signed", "signed": True, "like": like})
    cluster = make(make_members(rows), **({} if silent is None else {"silent": silent}))
    found = joining_probability(cluster.spec, who_joins(cluster.survey.members), central_draws("x"))[:, 0]
    assert found == pytest.approx([chance, 0, 1], abs=1e-9)


@settings(max_examples=60)
@given(st.floats(0.01, 1), st.floats(0, 0.999), st.floats(0.2, 60), st.integers(1, 60))
def test_joining_month_inverts_the_curve(probability, uniform, half, months):
    """The month found is the first with u < p F(month)."""
    found = joining_month(np.array([probability]), np.array([uniform]), np.array([half]), months)[0]
    curve = probability * (1 - 2 ** (-np.arange(1, months + 1) / half))
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
    probability = joining_probability(cluster.spec, who_joins(cluster.survey.members), draws)
    np.testing.assert_array_equal(probability[0], probability[1])
    joined = np.stack([draws.uniform(f"joins.{row['member']}")[0] for row in rows]) < probability
    found = np.corrcoef(joined)
    variance = cluster.spec.joining.place_error.variance
    assert found[0, 1] == pytest.approx(variance / joined.var(), abs=0.05)
    assert abs(found[0, 2]) < 0.05


def test_where_nobody_was_asked_all_join_along_the_curve_and_nothing_is_drawn():
    data = dairy(joining={"half_by": [6, "month"]})
    del data["survey"]["joins"], data["survey"]["letter"]
    members = make_members([{"member": name, "cls": "home", "current": 1.0, "weight": 40.0} for name in "ab"])
    cluster = make_cluster(data, members)
    draws = without_sampling(sample_draws(cluster, 16, 1))
    drawn, central = sums(cluster, draws), sums(cluster, central_draws("x"))
    np.testing.assert_allclose(drawn, np.broadcast_to(central, drawn.shape))
    assert drawn[0, 5, 0] == pytest.approx(20)
