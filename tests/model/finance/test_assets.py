from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known import cases, numbers

from capacity.intake.findings.issues import InputError
from capacity.model.finance.assets import METHODS, Item, book_value, depreciation, fixed_assets


@pytest.mark.parametrize("row", cases("depreciation.csv"))
def test_depreciation(row):
    cost, salvage, life = (float(row[name]) for name in ("cost", "salvage", "life"))
    found = depreciation(cost, salvage, life, int(row["periods"]), row["method"])
    assert found == pytest.approx(numbers(row["expected"]), abs=float(row["tolerance"]))


def test_replacement_falls_in_the_year_after_the_life():
    """Bought in year 2 (index 1) for 3 years, replaced in year 5 = life + 1 years on; each draw keeps its own life."""
    found = fixed_assets(np.full((7, 2), 90.0), Item(1, np.array([3, 4])))
    assert found.bought[:, 0].tolist() == [0, 90, 0, 0, 90, 0, 0]
    assert found.bought[:, 1].tolist() == [0, 90, 0, 0, 0, 90, 0]
    assert found.depreciation[:, 0].tolist() == [0, 30, 30, 30, 30, 30, 30]
    assert found.book[-1].tolist() == [0, 90 - 2 * 22.5]


def test_salvage_and_dearer_replacement():
    """A machine of 100 sold for its 10 % when its successor costs 120; the second is worth 120 - 54 at the end."""
    price = np.array([100.0, 100, 120, 130])[:, None]
    found = fixed_assets(price, Item(0, 2, salvage=0.1))
    assert found.bought[:, 0].tolist() == [100, 0, 120, 0]
    assert found.sold[:, 0].tolist() == [0, 0, 10, 0]
    assert found.depreciation[:, 0] == pytest.approx([45, 45, 54, 54])
    assert found.book[-1, 0] == pytest.approx(12)


def test_an_asset_bought_before_it_is_used():
    """A building of year 1 used from year 3 loses nothing while it is built; its life of 3 ends with year 5."""
    found = fixed_assets(np.full((6, 1), 90.0), Item(0, 3, in_use=2))
    assert found.book[:, 0].tolist() == [90, 90, 60, 30, 0, 60]
    assert found.bought[:, 0].tolist() == [90, 0, 0, 0, 0, 90]


def test_an_asset_that_is_not_replaced_goes_after_its_life():
    found = fixed_assets(np.full((5, 1), 100.0), Item(0, 2, salvage=0.2, replaced=False))
    assert found.bought[:, 0].tolist() == [100, 0, 0, 0, 0]
    assert found.book[:, 0].tolist() == [60, 20, 0, 0, 0]
    assert found.sold[:, 0].tolist() == [0, 0, 20, 0, 0]


ITEMS = st.builds(
    lambda first, wait, lives, salvage, method, replaced: Item(
        first, np.array(lives), None if wait is None else first + wait, salvage, method, replaced
    ),
    st.integers(0, 14),
    st.none() | st.integers(0, 4),
    st.lists(st.integers(1, 15), min_size=3, max_size=3),
    st.floats(0, 0.9),
    st.sampled_from(METHODS),
    st.booleans(),
)


@given(st.lists(st.floats(0, 1e6), min_size=12, max_size=12), ITEMS)
def test_books_move_by_purchases_depreciation_and_sales_alone(price, item):
    """In every draw, whatever the method; a draw is what it would be alone; nothing is ever below 0."""
    cost = np.array(price)[:, None] * np.ones(3)
    found = fixed_assets(cost, item)
    before = np.concatenate([np.zeros_like(cost[:1]), found.book[:-1]])
    np.testing.assert_allclose(found.book, before + found.bought - found.depreciation - found.sold, atol=1e-6)
    assert min(found.book.min(), found.depreciation.min(), found.sold.min()) >= -1e-6
    for draw, life in enumerate(item.life):
        alone = fixed_assets(cost[:, [draw]], replace(item, life=life))
        np.testing.assert_allclose(alone.book[:, 0], found.book[:, draw], rtol=1e-12)


def test_a_misspelt_method_is_refused():
    with pytest.raises(InputError, match="no depreciation 'linear'"):
        book_value(100, 0, 5, 1, "linear")


def test_salvage_that_is_uncertain_gives_each_draw_its_own():
    """100 used up in two years to 10 or 30 of what it cost: sold for that when it is replaced."""
    found = fixed_assets(np.full((3, 1), 100.0), Item(0, 2.0, salvage=np.array([0.1, 0.3])))
    assert found.sold[2].tolist() == [10.0, 30.0]
    assert found.depreciation[0].tolist() == [45.0, 35.0]
