import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.present.members_page.release import FEWEST_OWNERS, PERCENT, clear, is_safe, make_body, make_cell


def cell(amounts, waived=(), kind="magnitude", value=None):
    contributions = {f"m{index}": amount for index, amount in enumerate(amounts)}
    return make_cell("x", math.fsum(amounts) if value is None else value, "t", contributions, waived=waived, kind=kind)


@pytest.mark.parametrize(
    ("amounts", "safe"),
    [
        ([10.0] * 40, True),
        ([10.0] * 4, False),
        ([500.0], False),
        ([500.0, 20.0, 10.0, 5.0], False),
        ([500.0, 300.0, *[1.0] * 38], False),
        ([100.0, 50.0, 50.0, 5.0, 5.0], True),
        ([100.0, 50.0, 50.0, 5.0, 4.0], False),
        ([0.0] * 10, False),
        ([7.0, *[0.0] * 9], False),
    ],
)
def test_a_magnitude_needs_owners_and_a_remainder_that_hides_the_largest(amounts, safe):
    assert is_safe(cell(amounts)) is safe


@pytest.mark.parametrize(("heads", "safe"), [(1, False), (2, False), (3, True), (40, True)])
def test_a_count_needs_three_heads(heads, safe):
    assert is_safe(cell([1.0] * heads, kind="count")) is safe


def test_a_number_that_speaks_of_nobody_is_free():
    assert is_safe(cell([]))


def test_who_waived_is_not_protected_and_does_not_hide_the_others():
    assert is_safe(cell([500.0], waived=["m0"]))
    assert not is_safe(cell([500.0, 20.0], waived=["m0"]))
    assert not is_safe(cell([500.0, *[10.0] * 4], waived=["m0"]))
    assert is_safe(cell([500.0, *[10.0] * 5], waived=["m0"]))


def test_members_of_one_owner_count_as_one():
    contributions = {"one owner": 40.0}
    assert make_cell("x", 40.0, "t", contributions).bodies[0].owners == 1


def test_the_same_owners_have_the_same_population_whatever_they_contribute():
    cells = cell([1.0, 2.0]), cell([5.0, 9.0]), cell([1.0, 2.0, 3.0])
    populations = [one.bodies[0].population for one in cells]
    assert populations[0] == populations[1] != populations[2]


def test_cleared_numbers_are_rounded_and_the_rest_is_only_named():
    cells = [
        make_cell("year", 1234.5, "t/year", {str(i): 10.0 for i in range(9)}),
        make_cell("range", (10.04, 12.345, 20.06), "t", {str(i): 10.0 for i in range(9)}),
        make_cell("heads", 61.2, "member", {str(i): 1.0 for i in range(9)}, kind="count"),
        make_cell("secret", 7919.37, "t", {"anchor": 7919.37}),
    ]
    release = clear(cells)
    assert release.number("year") == 1230.0
    assert release.range("range") == (10.0, 12.3, 20.1)
    assert release.number("heads") == 61.0
    assert release.withheld == ("secret",)
    assert release.number("secret") is None
    assert release.range("secret") is None
    assert "7919" not in repr(release)
    assert "7920" not in repr(release)


@given(st.lists(st.floats(0, 1e6), min_size=0, max_size=30))
def test_no_coalition_of_two_learns_another_to_within_the_percentage(amounts):
    if amounts and is_safe(cell(amounts)):
        ordered = sorted(amounts, reverse=True)
        assert len(amounts) >= FEWEST_OWNERS
        for victim, own in enumerate(ordered):
            others = [amount for index, amount in enumerate(ordered) if index != victim]
            unknown = math.fsum(ordered) - own - math.fsum(others[:2])
            assert unknown >= PERCENT * own * (1 - 1e-9)


@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=12), st.data())
def test_a_waiver_never_takes_protection_from_somebody_else(amounts, data):
    waived = data.draw(st.sets(st.integers(0, len(amounts) - 1)))
    rest = [amount for index, amount in enumerate(amounts) if index not in waived]
    assert is_safe(cell(amounts, waived=[f"m{index}" for index in waived])) is is_safe(cell(rest))


@pytest.mark.parametrize(
    ("shares", "safe"), [([100.0, 1.0, 1.0], False), ([100.0, 9.0, 9.0, 9.0, 9.0, 9.0], True), ([], True)]
)
def test_a_range_is_not_one_owner_s_yes_or_no(shares, safe):
    """Of three who may still say no one brings nearly all that is open: the range is as wide as what it brings."""
    certain = cell([10.0] * 9)
    spread = make_body({f"m{index}": share for index, share in enumerate(shares)})
    assert is_safe(replace(certain, spreads=(spread,))) is safe
    assert is_safe(replace(certain, spreads=(make_body({}), spread))) is safe
