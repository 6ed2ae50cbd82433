import numpy as np
import pytest

from capacity.intake.findings.issues import InputError
from capacity.model.finance.assets import Item, fixed_assets
from capacity.model.finance.discounting import npv
from capacity.model.finance.project_life import at_end, within_life


def test_a_draw_keeps_its_own_project_life():
    """Lives of 10, 20 and 30 years as one array are worth what they are one at a time, capital back at each end."""
    lives = np.array([10, 20, 30])
    flows = np.concatenate([np.full((1, 3), -1000.0), np.full((29, 3), 120.0)])
    together = npv(within_life(flows, lives, left=50.0), 0.1)
    for draw, life in enumerate(lives):
        alone = flows[:life, draw].copy()
        alone[-1] += 50
        assert together[draw] == pytest.approx(npv(alone, 0.1), rel=1e-12)
    assert together[0] < together[1] < together[2]


def test_what_is_left_is_that_of_the_draws_own_last_year():
    """A machine of 100 for 5 years stands at 60 after 2 years of a project and at 20 after 4."""
    item = fixed_assets(np.full((4, 2), 100.0), Item(0, 5))
    lives = np.array([2, 4])
    assert at_end(item.book, lives).tolist() == [60, 20]
    assert within_life(np.zeros((4, 2)), lives, item.book).tolist() == [[0, 0], [60, 0], [0, 0], [0, 20]]


@pytest.mark.parametrize("life", [0, 5, 2.5])
def test_a_life_that_does_not_fit_the_table_is_refused(life):
    with pytest.raises(InputError, match="the table has 4"):
        within_life(np.zeros((4, 2)), life)
