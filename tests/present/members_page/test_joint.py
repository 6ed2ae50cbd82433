"""What several figures tell together."""

from dataclasses import replace

import numpy as np
import pytest

from capacity.present.members_page.joint import Figures, tell_nobody


def figures(amounts, factors, *, width=1e-3, answers=None, owners=None):
    """Figures rounded to about three digits: members in rows, figures in columns."""
    amounts, factors = np.array(amounts, dtype=float), np.array(factors, dtype=float)
    names = np.array([f"m{i}" for i in range(len(amounts))] if owners is None else owners, dtype=object)
    labels = np.array(["one"] * len(amounts) if answers is None else answers, dtype=object)
    total = amounts.sum(axis=0)
    return Figures(names, labels, factors, amounts, total * (1 - width), total * (1 + width))


def seasonal(summer, winter):
    """January and July of members who follow the one season and of those who follow the other."""
    rows = [(a, 2 * a) for a in summer] + [(b, b) for b in winter]
    factors = [(1, 2)] * len(summer) + [(1, 1)] * len(winter)
    return rows, factors


def test_figures_of_one_kind_tell_no_more_than_each():
    assert tell_nobody(figures([(a, 2 * a) for a in [10.0] * 6], [(1, 2)] * 6))


def test_two_months_tell_the_sums_of_two_seasons():
    """January = A + B, July = 2 A + B: with two farms behind B, each knows the other."""
    assert not tell_nobody(figures(*seasonal([10.0] * 20, [10.0] * 2)))
    assert tell_nobody(figures(*seasonal([10.0] * 20, [10.0] * 8)))


def test_one_month_alone_hides_the_second_season():
    rows, factors = seasonal([10.0] * 20, [10.0] * 2)
    assert tell_nobody(figures([row[:1] for row in rows], [factor[:1] for factor in factors]))


def test_rounding_hides_who_brings_a_thousandth():
    assert tell_nobody(figures(*seasonal([1000.0] * 20, [2.0])))
    assert not tell_nobody(figures(*seasonal([1000.0] * 20, [2.0]), width=1e-6))


def test_rounding_that_leaves_less_than_twice_the_sum_hides_nobody():
    """B = 2 January - July to within a fifth: a guess in the middle comes near."""
    assert not tell_nobody(figures(*seasonal([10.0] * 20, [10.0] * 2), width=0.005))


def test_a_dominant_owner_of_a_season_is_not_hidden_by_the_other_season():
    assert not tell_nobody(figures(*seasonal([10.0] * 20, [100.0, *[1.0] * 8])))


def test_several_members_of_one_owner_are_one():
    owners = [f"m{i}" for i in range(20)] + ["one family"] * 8
    assert not tell_nobody(figures(*seasonal([10.0] * 20, [10.0] * 8), owners=owners))


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_members_plays_no_part(order):
    rows, factors = seasonal([10.0] * 9, [100.0, 50.0, 50.0, 5.0, 5.0])
    assert tell_nobody(figures(rows[::order], factors[::order]))


def test_those_who_answered_otherwise_are_told_apart():
    """With amounts kept at home a member's months follow a shape of its own."""
    rows, factors = seasonal([10.0] * 20, [])
    assert tell_nobody(figures(rows, factors))
    rows[0] = (1.0, 11.0)
    assert not tell_nobody(figures(rows, factors, answers=["amount"] + ["share"] * 19, width=1e-4))


def test_two_attackers_cannot_sit_in_every_kind_at_once():
    """Three places with two farms each: the total is told, and of two places no more than that it is enough."""
    rows = [(10.0, 10.0, 0.0)] * 2 + [(10.0, 0.0, 10.0)] * 2 + [(10.0, 0.0, 0.0)] * 2
    places = figures(rows, [[int(amount > 0) for amount in row] for row in rows])
    assert not tell_nobody(places)
    least, most = np.array([59.9, 5.0, 5.0]), np.array([60.1, np.inf, np.inf])
    assert tell_nobody(replace(places, least=least, most=most))


def test_that_it_is_enough_bounds_as_closely_as_it_is_said():
    """The total is known; that the few reach 19.5 of their 20 and not 20.5 tells them within p %."""
    rows, factors = [(10.0, 0.0, 0.0)] * 20 + [(10.0, 10.0, 10.0)] * 2, [(1, 0, 0)] * 20 + [(1, 1, 1)] * 2
    one = figures(rows, factors)
    total = one.amounts.sum(axis=0)
    tight = replace(one, least=np.array([total[0] * 0.999, 19.5, 0.0]), most=np.array([total[0] * 1.001, np.inf, 20.5]))
    loose = replace(tight, most=np.array([total[0] * 1.001, np.inf, 60.0]))
    assert not tell_nobody(tight)
    assert tell_nobody(loose)
