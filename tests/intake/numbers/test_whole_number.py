"""The month of a purchase is a whole number within the horizon, and 0 where it is not stated."""

from pathlib import Path

import pytest
from small_clusters import dairy

from capacity.intake.cluster_file.document import Document
from capacity.intake.numbers.whole_number import whole_number
from capacity.intake.scenarios import Written

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
