"""Points and ranks: known ones, and what must hold for all."""

import numpy as np
import pytest

from capacity.model.portfolio.points import Criterion, Ranges, rank_order, ranks_drawn

CHANCE = Criterion("chance", 1.0, 0.0, 1.0)


def certain(*values):
    one = np.array(values, float)
    return Ranges(one, one, one)


def test_points_go_from_worst_to_best_and_what_is_not_known_gets_none():
    months = Criterion("months", 2.0, 12.0, 0.0)
    assert months.points(np.array([12, 6, 0, 15, np.nan])).tolist() == [0, 1, 2, 0, 0]
    assert rank_order(np.array([0.2, 0.5, 0.5 + 1e-13, 0.9])).tolist() == [3, 1, 2, 0]


def test_what_is_sure_has_one_rank_and_two_alike_share_theirs():
    sure = ranks_drawn(["a", "b"], [(CHANCE, certain(0.2, 0.8))])
    assert sure.chances.tolist() == [[0, 1], [1, 0]]
    spread = Ranges(*(np.array([one, one]) for one in (0.3, 0.5, 0.7)))
    even = ranks_drawn(["a", "b"], [(CHANCE, spread)])
    assert even.chances == pytest.approx(np.full((2, 2), 0.5), abs=0.03)
    assert even.chances.sum(axis=0) == pytest.approx([1, 1])


def test_the_chance_to_be_first_is_that_of_two_normals():
    spread = Ranges(*(np.array([one, one + 0.1]) for one in (0.3, 0.4, 0.5)))
    found = ranks_drawn(["a", "b"], [(CHANCE, spread)], draws=2**14)
    assert found.chances[1, 0] == pytest.approx(0.8176, abs=0.01)  # Phi(1.2816 / sqrt 2)
    together = ranks_drawn(["a", "b"], [(CHANCE, spread)], shared=1.0)
    assert together.chances[1, 0] == 1


def test_a_name_keeps_its_scores_when_others_come():
    spread = Ranges(*(np.array([one] * 3) for one in (0.3, 0.5, 0.7)))
    few = Ranges(spread.p10[:2], spread.p50[:2], spread.p90[:2])
    three, two = ranks_drawn(["a", "b", "c"], [(CHANCE, spread)]), ranks_drawn(["a", "b"], [(CHANCE, few)])
    assert (three.p50[:2] >= two.p50).all()
    assert ranks_drawn([], [(CHANCE, certain())]).p50.size == 0
