"""Location quotients, concentration and shift-share against identities and published figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.model.prerequisites.regional import concentration, location_quotient, shift_share, specialisation

amounts = st.lists(st.floats(1, 1e6), min_size=2, max_size=8)


@given(amounts, st.data())
def test_the_country_s_shares_times_the_quotients_add_up_to_one(country, data):
    region = data.draw(st.lists(st.floats(0, 1e6), min_size=len(country), max_size=len(country)).filter(any))
    whole, there = sum(region), sum(country)
    parts = [
        one_there / there * location_quotient(one, whole, one_there, there)
        for one, one_there in zip(region, country, strict=True)
    ]
    assert sum(parts) == pytest.approx(1)


@given(st.floats(1, 1e6), st.floats(1, 1e3), st.floats(1e-3, 1e3))
def test_equal_shares_have_the_quotient_one(there, share, size):
    assert location_quotient(size * there, size * share * there, there, share * there) == pytest.approx(1)


def test_a_quotient_is_not_known_where_there_is_nothing():
    assert np.isnan(location_quotient(1, 0, 1, 2))
    assert np.isnan(location_quotient(1, 2, 0, 2))


def test_the_index_of_the_merger_guidelines():
    """Shares of 30, 30, 20 and 20 percent have an HHI of 2,600 (U.S. DOJ and FTC, Horizontal Merger Guidelines)."""
    index, number = concentration(np.array([30.0, 30.0, 20.0, 20.0]))
    assert (round(index), round(number, 3)) == (2600, 3.846)


@given(st.integers(1, 50), st.floats(1e-3, 1e6))
def test_equal_sellers_are_as_many_as_they_are(count, size):
    index, number = concentration(np.full(count, size))
    assert number == pytest.approx(count)
    assert index == pytest.approx(10_000 / count)


def test_nothing_has_no_concentration():
    assert all(map(np.isnan, concentration(np.zeros(3))))


@given(st.lists(st.floats(1, 1e6), min_size=8, max_size=8))
def test_the_three_parts_add_up_to_the_change(figures):
    names = ["branch", "whole", "branch_there", "whole_there"]
    before, after = pd.Series(figures[:4], names), pd.Series(figures[4:], names)
    found = shift_share(before, after)
    parts = [found[name] for name in ("national", "mix", "regional")]
    assert sum(parts) == pytest.approx(found["change"], abs=1e-12 * sum(map(abs, parts)))
    assert found["change"] == after["branch"] - before["branch"]


def test_the_parts_of_a_change_by_pencil():
    """100 -> 130 where the country grew by 10 % and the branch there by 20 %: 10 + 10 + 10 (Dunn 1960)."""
    names = ["branch", "whole", "branch_there", "whole_there"]
    found = shift_share(pd.Series([100, 900, 1000, 10_000], names), pd.Series([130, 950, 1200, 11_000], names))
    assert [round(found[name], 9) for name in ("national", "mix", "regional", "change")] == [10, 10, 10, 30]


def figures(*rows):
    names = ["measure", "unit", "year", "base", "branch", "whole", "branch_there", "whole_there"]
    return pd.DataFrame(rows, columns=names)


def test_a_measure_takes_its_latest_year_whatever_the_order():
    rows = [("jobs", "jobs", 2020, "jobs", 10, 100, 50, 1000), ("jobs", "jobs", 2025, "jobs", 30, 100, 60, 1000)]
    for some in (rows, rows[::-1]):
        (row,) = specialisation(figures(*some)).to_dict("records")
        assert (row["year"], row["since"], row["lq"], row["share"]) == (2025, 2020, 5.0, 0.5)
        assert row["change"] == 20


def test_a_whole_counted_in_people_has_a_quotient_and_no_shift_share():
    rows = [("output", "kt", year, "population", 210, 1, 800, 7) for year in (2020, 2025)]
    (row,) = specialisation(figures(*rows)).to_dict("records")
    assert row["lq"] == pytest.approx(210 * 7 / 800)
    assert np.isnan(row["change"])


def test_no_figures_are_no_rows():
    assert specialisation(figures()).empty
