"""A number of the cluster file is moved as a whole, in its own unit, within what it can be."""

from pathlib import Path

import pytest
from small_clusters import dairy

from capacity.intake.documents.document import Document
from capacity.intake.findings.issues import InputError
from capacity.intake.numbers.stated import stated_number, whole_number
from capacity.intake.scenarios import Written


def number(path, scenario="base", **sets):
    """A number of the small dairy."""
    return stated_number(
        Written(Path(), Document(dairy(), {}, "cluster.yml"), {"base": {}, **sets}, frozenset()), scenario, path
    )


def test_a_range_is_multiplied_so_that_its_central_value_is_the_one_wanted():
    cost = number("links.keeping.cost")
    assert (cost.today, cost.unit, cost.least, cost.most) == (12, "KGS/kg", 0, float("inf"))
    assert cost.changes(18) == {"links.keeping.cost": [15, 18, 22.5, "KGS/kg"]}


def test_a_share_in_percent_is_at_most_a_hundred():
    usable = number("links.cooling.usable", "a", a={"links.cooling.usable": [80, 90, 95, "percent"]})
    assert (usable.today, usable.most) == (90, pytest.approx(100))
    assert usable.changes(99)["links.cooling.usable"] == [88, 99, 100, "percent"]


def test_what_can_be_below_nothing_or_is_nothing_is_shifted():
    error = number("joining.common_error", "a", a={"joining": {"common_error": [-0.1, 0, 0.05, "share"]}})
    assert (error.today, error.least, error.most) == (0, -1, 1)
    assert error.changes(-0.2)["joining.common_error"] == [-0.3, -0.2, -0.15, "share"]


def test_a_named_distribution_moves_too():
    price = number("links.keeping.cost", "a", a={"links.keeping.cost": {"triangular": [10, 12, 15], "unit": "KGS/kg"}})
    assert price.changes(6)["links.keeping.cost"] == {"triangular": [5, 6, 7.5], "unit": "KGS/kg"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("links.keeping.costs", "did you mean links.keeping.cost"),
        ("links.keeping", "links.keeping.cost"),
        ("links.keeping.rated", "no number with a unit"),
        ("markets", "did you mean markets."),
        ("nothing.like.it", "begin the path with one of: classes, "),
    ],
)
def test_a_path_without_a_number_is_refused_with_the_nearest(path, words):
    with pytest.raises(InputError, match=words):
        number(path)


FINANCE = {
    "discount_rate": [0.1, "1/year"],
    "items": [{"buy": "vat", "owner": "plant", "cost": [1, "kKGS"], "month": 3}],
    "running": [{"pay": "books", "cost": [1, "kKGS/month"]}],
    "loans": [{"borrower": "plant", "share": [0.5, "share"], "rate": [0.1, "1/year"], "term": [12, "month"]}],
}
FILES = Written(Path(), Document(dairy(finance=FINANCE), {}, "cluster.yml"), {"base": {}}, frozenset())


@pytest.mark.parametrize(("path", "today"), [("finance.items.0.month", 3), ("finance.running.0.start", 0)])
def test_a_month_moves_in_whole_numbers_to_the_end_of_the_horizon(path, today):
    month = whole_number(FILES, "base", path)
    assert (month.today, month.least, month.most, month.whole) == (today, 0, 23, True)
    assert month.changes(7.0) == {path: 7}


@pytest.mark.parametrize("path", ["finance.loans.0.month", "finance.items.1.month", "finance.items.0.cost"])
def test_what_follows_something_else_or_is_not_there_is_no_month(path):
    assert whole_number(FILES, "base", path) is None
