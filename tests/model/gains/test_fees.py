"""Members' fees: who pays them gains less, who gets them more, and a price pays them too."""

import numpy as np
import pytest
from money_clusters import books, one_chain

from capacity.model.bank.books import keep
from capacity.model.gains.fair_prices import price_ranges, prices_exist
from capacity.model.gains.gains import gains

FEES = [
    {"pays": "farm", "share": [0.05, "share"]},
    {"pays": "plant", "share": [0.01, "share"]},
    {"pays": "point", "amount": [100, "KGS/month"], "to": "plant"},
]


def chain(price: float, fees: list) -> dict:
    """The chain of one farm, one cooler and one plant over two years, with a price of milk and some fees."""
    data = one_chain(finance={"discount_rate": [0.1, "1/year"], "fees": fees})
    data["products"]["milk"]["pays"] = {"price": [price, "KGS/kg"]}
    return data


def test_who_pays_a_fee_gains_less_and_who_gets_it_more():
    """A year: 5 % of milk of 12,000 x 40, 1 % of cheese of 1,200 x 500, and 1,200 from the point to the plant."""
    plain, paid = (gains(books(chain(40, fees))) for fees in ([], FEES))
    change = dict(zip(paid.names, (paid.net - plain.net)[:, 0] / 2, strict=True))
    assert change == pytest.approx({"farm": -24_000, "point": -1_200, "plant": 1_200 - 6_000, "cluster": 30_000})


def test_fees_are_those_of_the_statements():
    ledger = books(chain(40, FEES))
    for name, line in (("farm", "running costs: members' fees"), ("cluster", "sales: members' fees")):
        assert keep(ledger, name).by_year.income[line][0, 0] == pytest.approx(24_000 if name == "farm" else 30_000)
    assert "sales: members' fees" not in keep(ledger, "farm").by_year.income


def test_at_the_ends_of_a_price_range_the_fees_are_paid_too():
    """At the lowest price the seller, at the highest the buyer, just does not lose."""
    ledger = books(chain(40, FEES))
    (milk,) = [found for found in price_ranges(ledger, gains(ledger)) if found.product == "milk"]
    assert milk.lowest[0] == pytest.approx(30 / 0.95)
    for end, party in ((milk.lowest[0], milk.seller[0]), (milk.highest[0], milk.buyer[0])):
        assert gains(books(chain(float(end), FEES))).net[party, 0] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(("share", "exist"), [(0.05, True), (0.35, False)])
def test_a_fee_can_leave_no_price_at_which_nobody_loses(share, exist):
    """600,000 of cheese less 74,400 of work leave 525,600 a year for milk that brings 360,000 today."""
    ledger = books(chain(40, [{"pays": "farm", "share": [share, "share"]}]))
    assert np.array_equal(prices_exist(ledger, gains(ledger)), [exist])
    assert exist == (525_600 * (1 - share) >= 360_000)
