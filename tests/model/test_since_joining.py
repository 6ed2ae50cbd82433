"""Ramps that count from a member's joining."""

import numpy as np
import pytest
from small_clusters import dairy, make_cluster, make_members, make_spec

from capacity.intake.findings.issues import InputError
from capacity.model.calendar.timeline import course
from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.potential.joining import timing_curve
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

MONTHS = 24


def make(counts_from="joining", of="classes.home.output", times=(3, "share"), **joining):
    """Homes that join for sure; what is named triples within four months, from three months on."""
    ramp = {"of": of, "times": list(times), "starts": [3, "month"], "takes": [4, "month"], "counts_from": counts_from}
    data = dairy(joining=joining, events={}, ramps={"feed": ramp})
    data["survey"]["joins"]["values"]["yes"] = [1, "share"]
    data["classes"]["home"] = {"runs": ["keeping"], "own_use": [0.1, "share"]}
    rows = [
        {"member": f"h{i}", "cls": "home", "place": "up", "current": 10.0 * (i + 1), "joins": "yes"} for i in (0, 1)
    ]
    return make_cluster(data, make_members(rows))


def steps(cluster, draws):
    """What the homes' staircase holds, step -> (month, draw)."""
    way = course(cluster.spec, draws, MONTHS)
    ((_, found),) = staircases(producer_groups(cluster.spec, cluster.survey.members), way)
    return found


def progress(months):
    """How far the ramp is on so many months after it begins to count."""
    return np.clip((months - 3) / 4, 0, 1)


def test_who_is_there_from_the_start_ramps_from_the_start():
    """Without a time of joining both ways of counting are one."""
    for draws in (central_draws("x"), sample_draws(make(), 16, 1)):
        ours, usual = (steps(make(way), draws)["produced"] for way in ("joining", "start"))
        np.testing.assert_allclose(ours, usual, rtol=1e-12)


def test_the_expected_output_ramps_as_members_come():
    """Central: the sum over months of those who came then, each as far on as he has been there."""
    cluster = make(half_by=[5, "month"])
    curve = timing_curve(cluster.spec, central_draws("x"), MONTHS)[:, 0]
    new, months = np.diff(curve, prepend=0.0), np.arange(MONTHS)
    expected = [30 * sum(new[j] * (1 + 2 * progress(m - j)) for j in range(m + 1)) for m in months]
    np.testing.assert_allclose(steps(cluster, central_draws("x"))["produced"][:, 0], expected, rtol=1e-12)


def test_a_member_s_own_ramp_begins_when_it_joins():
    """In every draw: two homes, each at its own output and as far on as it has been there."""
    cluster = make(half_by=[5, "month"])
    draws = sample_draws(cluster, 32, 1)
    months = np.arange(MONTHS)[:, None]
    expected = np.zeros((MONTHS, 32))
    for name, output in (("h0", 10.0), ("h1", 20.0)):
        came = (-5 * np.log2(1 - draws.uniform(f"joins.{name}")[0])).astype(int)
        expected += output * (months >= came) * (1 + 2 * progress(months - came))
    np.testing.assert_allclose(steps(cluster, draws)["produced"], expected, rtol=1e-12)


def test_shares_may_ramp_from_joining_too():
    """What a home keeps triples from a tenth on: with all there from the start as from the start."""
    ours, usual = (steps(make(way, of="classes.home.own_use"), central_draws("x")) for way in ("joining", "start"))
    np.testing.assert_allclose(ours["kept"], usual["kept"], rtol=1e-12)
    late = steps(make(of="classes.home.own_use", half_by=[5, "month"]), central_draws("x"))
    share = late["kept"][:, 0] / late["produced"][:, 0]
    assert share[0] == pytest.approx(0.1)
    assert share[12] < usual["kept"][12, 0] / usual["produced"][12, 0]


def test_a_whole_projection_counts_from_joining():
    """Later output than from the start, in every draw; a draw alone gives what it gives among all."""
    cluster, sooner = make(half_by=[5, "month"]), make("start", half_by=[5, "month"])
    draws = sample_draws(cluster, 16, 1)
    ours, theirs = (
        run_case(make_case(one.spec, one.survey.members), draws, keep=())[0]["supplied"] for one in (cluster, sooner)
    )
    assert (ours <= theirs * (1 + 1e-12)).all()
    assert float(ours.sum()) < float(theirs.sum())
    alone = run_case(make_case(cluster.spec, cluster.survey.members), draws.part(3, 4), keep=())[0]["supplied"]
    np.testing.assert_allclose(alone.values[..., 0], ours.values[..., 3], rtol=1e-12)


@pytest.mark.parametrize("of", ["markets.shops.price", "links.cooling.capacity", "classes.plant.rejects"])
def test_what_has_no_members_who_join_cannot_count_from_it(of):
    ramp = {"of": of, "times": [2, "share"], "counts_from": "joining"}
    with pytest.raises(InputError, match="cannot count from their joining"):
        make_spec(dairy(ramps={"feed": ramp}))
