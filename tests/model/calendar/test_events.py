"""What strikes, when, and how much of its effect is left."""

import numpy as np
import pytest
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.calendar.events import strikes
from capacity.model.calendar.timeline import course
from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import Strike, central_draws, side_by_side

MONTHS = 24
DONE = {"does": "Insure", "leaves": [0.25, "share"], "leaves_chance": [0.5, "share"], "taken": True}


def cluster(**changes: object):
    risk = {"chance": [0.4, "1/year"], "lasts": [3, "month"], "times": {"markets.shops.price": [0.6, "share"]}}
    return make_cluster(dairy(events={}, risks={"fall": risk | changes}), dairy_members())


def seen(way, row) -> np.ndarray:
    return way.tape.read([row])[0]


def test_risks_happen_as_events_do():
    """The same line in either block strikes in the same months of the same futures."""
    line = {"chance": [0.4, "1/year"], "lasts": [3, "month"], "times": {"markets.shops.price": [0.6, "share"]}}
    one = make_cluster(dairy(events={"fall": line}), dairy_members())
    other = cluster()
    found = [strikes(c.spec, sample_draws(c, 64, 1), MONTHS)["fall"].on for c in (one, other)]
    np.testing.assert_array_equal(*found)


def test_a_mitigation_only_ever_takes_away():
    """With it, it is on in some of the months in which it would have been on, and a quarter of the effect is left."""
    before, after = cluster(), cluster(mitigation=DONE)
    draws = sample_draws(before, 512, 1)
    bare, eased = (strikes(one.spec, draws, MONTHS)["fall"] for one in (before, after))
    assert not (eased.on & ~bare.on).any()
    assert 0.3 < eased.on.sum() / bare.on.sum() < 0.7
    way = course(after.spec, draws, MONTHS)
    struck = seen(way, way.struck("markets.shops.price"))
    np.testing.assert_allclose(struck, np.where(eased.on, 1 - 0.25 * 0.4, 1.0))


def test_stated_strikes_stand_in_for_drawn_ones():
    """The deterministic future can be struck too, and a part of a set keeps its own strikes."""
    on = np.zeros((MONTHS, 2), dtype=bool)
    on[5:8, 1] = True
    draws = central_draws("x", {"nothing": np.zeros(2)})
    draws = type(draws)(2, 0, "x", {}, central=True, total=2, strikes={"fall": Strike(on, np.array([1.0, 0.5]))})
    way = course(cluster().spec, draws, MONTHS)
    struck = np.broadcast_to(seen(way, way.struck("markets.shops.price")), (MONTHS, 2))
    np.testing.assert_allclose(struck[:, 0], 1.0)
    np.testing.assert_allclose(struck[5:8, 1], 0.8)


def test_a_late_order_works_later():
    """Lead time tripled if the risk is on in the month of the order: 2 months become 6; else nothing changes."""
    line = {"chance": [1, "1/year"], "lasts": [1, "month"], "times": {"finance.items.0.lead": [3, "share"]}}
    one = make_cluster(dairy(events={"late": line}), dairy_members())
    on = np.zeros((MONTHS, 2), dtype=bool)
    on[3, 0], on[4, 1] = True, True
    draws = central_draws(one.slug, {})
    draws = type(draws)(2, 0, "x", {}, central=True, total=2, strikes={"late": Strike(on, np.ones(1))})
    item = one.spec.finance.items[0]
    assert course(one.spec, draws, MONTHS).draws.value(item.lead).tolist() == [6, 2]
    _, x = run_case(make_case(one.spec, one.survey.members), draws)
    capacity = x.dataset()["capacity"].sel(node="cooling@up").values
    assert np.flatnonzero(np.diff(capacity[:, 1]))[0] - np.flatnonzero(np.diff(capacity[:, 0]))[0] == pytest.approx(-4)


def test_copies_stand_side_by_side_without_touching():
    """Every copy of a future comes to what it comes to alone."""
    one = cluster()
    draws = sample_draws(one, 16, 1)
    struck = strikes(one.spec, draws, MONTHS)["fall"]
    none = np.zeros_like(struck.on)
    both = {"fall": Strike(np.concatenate([none, struck.on], axis=1), np.ones(1))}
    case = make_case(one.spec, one.survey.members)
    many, _ = run_case(case, side_by_side(draws, 2, both), keep=())
    alone, _ = run_case(case, draws, keep=())
    np.testing.assert_array_equal(many["with_cluster"].values[:, 16:], alone["with_cluster"].values)
    quiet = make_case(one.spec.model_copy(update={"risks": {}}), one.survey.members)
    still, _ = run_case(quiet, draws, keep=())
    np.testing.assert_array_equal(many["with_cluster"].values[:, :16], still["with_cluster"].values)
