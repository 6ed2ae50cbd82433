import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known import cases, numbers

from capacity.intake.issues import InputError
from capacity.model.finance.assets import METHODS, book_value, depreciation, fixed_assets


@pytest.mark.parametrize("row", cases("depreciation.csv"))
def test_depreciation(row):
    cost, salvage, life = (float(row[name]) for name in ("cost", "salvage", "life"))
    found = depreciation(cost, salvage, life, int(row["periods"]), row["method"])
    assert found == pytest.approx(numbers(row["expected"]), abs=float(row["tolerance"]))


def test_replacement_falls_in_the_year_after_the_life():
    """Bought in year 2 (index 1) for 3 years, replaced in year 5 = life + 1 years on; each draw keeps its own life."""
    found = fixed_assets(np.full((7, 2), 90.0), first=1, life=np.array([3, 4]))
    assert found.bought[:, 0].tolist() == [0, 90, 0, 0, 90, 0, 0]
    assert found.bought[:, 1].tolist() == [0, 90, 0, 0, 0, 90, 0]
    assert found.depreciation[:, 0].tolist() == [0, 30, 30, 30, 30, 30, 30]
    assert found.book[-1].tolist() == [0, 90 - 2 * 22.5]


def test_salvage_and_dearer_replacement():
    """A machine of 100 sold for its 10 % when its successor costs 120; the second is worth 120 - 54 at the end."""
    price = np.array([100.0, 100, 120, 130])[:, None]
    found = fixed_assets(price, 0, np.array([2.0]), salvage=0.1)
    assert found.bought[:, 0].tolist() == [100, 0, 120, 0]
    assert found.sold[:, 0].tolist() == [0, 0, 10, 0]
    assert found.depreciation[:, 0] == pytest.approx([45, 45, 54, 54])
    assert found.book[-1, 0] == pytest.approx(12)


def test_an_asset_that_is_not_replaced_goes_after_its_life():
    found = fixed_assets(np.full((5, 1), 100.0), 0, np.array([2.0]), salvage=0.2, replaced=False)
    assert found.bought[:, 0].tolist() == [100, 0, 0, 0, 0]
    assert found.book[:, 0].tolist() == [60, 20, 0, 0, 0]
    assert found.sold[:, 0].tolist() == [0, 0, 20, 0, 0]


@given(
    st.lists(st.floats(0, 1e6), min_size=12, max_size=12),
    st.integers(0, 14),
    st.lists(st.integers(1, 15), min_size=1, max_size=4),
    st.floats(0, 0.9),
    st.sampled_from(METHODS),
    st.booleans(),
)
def test_books_move_by_purchases_depreciation_and_sales_alone(price, first, lives, salvage, method, replaced):
    """In every draw, whatever the method; a draw is what it would be alone; nothing is ever below 0."""
    cost = np.array(price)[:, None] * np.ones(len(lives))
    found = fixed_assets(cost, first, np.array(lives), salvage, method, replaced)
    before = np.concatenate([np.zeros_like(cost[:1]), found.book[:-1]])
    np.testing.assert_allclose(found.book, before + found.bought - found.depreciation - found.sold, atol=1e-6)
    assert min(found.book.min(), found.depreciation.min(), found.sold.min()) >= -1e-6
    for draw, life in enumerate(lives):
        alone = fixed_assets(cost[:, [draw]], first, np.array([life]), salvage, method, replaced)
        np.testing.assert_allclose(alone.book[:, 0], found.book[:, draw], rtol=1e-12)


def test_a_misspelt_method_is_refused():
    with pytest.raises(InputError, match="no depreciation 'linear'"):
        book_value(100, 0, 5, 1, "linear")
