"""The books of small borrowers, worked by hand: a cow on credit, terms of payment, money that comes late."""

import numpy as np
import pytest
from money_clusters import ROWS, both_books, one_chain
from small_clusters import dairy, make_members

from capacity.model.bank.bank import make_bank
from capacity.model.bank.books import keep
from capacity.model.bank.financing import inside_months, late_money, least_grant
from capacity.model.bank.measures import worth
from capacity.model.finance import service_cover
from capacity.model.gains.ledger import Money

ONE_FARM = [{"member": "f", "cls": "farm", "place": "up", "current": 1000.0}]


def money(data: dict, rows: list[dict] = ONE_FARM) -> Money:
    return both_books(data, 8, make_members(rows))


def cow(**loan: object) -> dict:
    """A farm that buys a cow of 185,000 on credit in its first month."""
    data = dairy(joining={}, events={}, ramps={}, horizon=[6, "year"])
    del data["survey"]["joins"], data["survey"]["letter"]
    data["classes"]["farm"] = {"runs": ["keeping"]}
    data["finance"] = {
        "discount_rate": [0.1, "1/year"],
        "items": [{"buy": "cow", "owner": "farm", "cost": [185, "kKGS"], "life": [6, "year"]}],
        "loans": [{"borrower": "farm", "share": [1, "share"], **loan}],
    }
    return data


@pytest.mark.parametrize(
    ("rate", "term", "payment", "interest"), [(0.10, 36, 5969.43, 29899.47), (0.03, 60, 3324.21, 14452.44)]
)
def test_an_improved_cow_on_two_loan_products(rate, term, payment, interest):
    """185,000 som at 10 % over 36 and at 3 % over 60 months: 185000 (r/12) / (1 - (1 + r/12)^-n), by hand."""
    found = money(cow(rate=[rate, "1/year"], term=[term, "month"]))
    loan = keep(found.central, "farm").monthly.loans["finance.loans.0"]
    service = loan.service[:, 0]
    assert service[0] == 0
    assert service[1 : term + 1] == pytest.approx(np.full(term, payment), abs=0.005)
    assert service[term + 1 :] == pytest.approx(0, abs=1e-6)
    assert loan.interest.sum() == pytest.approx(interest, abs=0.2)


def test_a_loan_that_two_of_eight_farms_share_is_carried_by_these_two():
    """A quarter of the farms has a quarter of the cash; what is due stays, so the cover is a quarter too."""
    rows, terms = [ONE_FARM[0] | {"weight": 8.0}], {"rate": [0.1, "1/year"], "term": [36, "month"]}
    whole, few = (
        worth(found.central.case.spec, found.central.draws, keep(found.central, "farm"), 1.2)
        for found in (money(cow(**terms, **more), rows) for more in ({}, {"among": [2, "member"]}))
    )
    np.testing.assert_allclose(few.cover.cash, whole.cover.cash / 4, rtol=1e-9)
    np.testing.assert_allclose(few.cover.service, whole.cover.service)
    for name in ("dscr_min", "dscr_average", "llcr_min"):
        assert few.measures[name] == pytest.approx(whole.measures[name] / 4)
    all_ten = money(cow(**terms, among=[10, "member"]), rows)
    assert keep(all_ten.central, "farm").borrowing.max() == 1.0


def test_goods_sold_on_at_a_mark_up_cost_no_interest():
    """Murabaha: 185,000 plus 12 % in 24 equal parts, 8,633.33 a month."""
    found = money(cow(markup=[0.12, "share"], term=[24, "month"]))
    service = keep(found.central, "farm").monthly.loans["finance.loans.0"].service[:, 0]
    assert service[1:25] == pytest.approx(np.full(24, 185000 * 1.12 / 24))


def test_what_is_owed_does_not_grow_with_prices():
    """With 10 % inflation the payment stays, and the cluster's debt service in prices of the start falls."""
    data = cow(rate=[0.1, "1/year"], term=[36, "month"])
    data["finance"]["inflation"] = [0.1, "1/year"]
    found = money(data)
    service = keep(found.central, "farm").monthly.loans["finance.loans.0"].service[:, 0]
    level = keep(found.central, "farm").level[:, 0]
    assert service[1] == pytest.approx(service[36])
    assert level[12] == pytest.approx(1.1)
    assert found.central.flows["debt_service"].values[:, 0] == pytest.approx(service / level)


def test_years_of_building_are_not_years_of_use():
    """Bought in month 0 and used from month 24 on, a machine of 4 years is replaced in month 72: year 5 of its use."""
    data = cow(rate=[0.1, "1/year"], term=[36, "month"])
    data["horizon"] = [8, "year"]
    data["finance"]["items"][0] |= {"life": [4, "year"], "in_use": 24}
    assets = keep(money(data).central, "farm").yearly.assets["finance.items.0"]
    assert assets.bought[:, 0] == pytest.approx([185000, 0, 0, 0, 0, 0, 185000, 0])
    assert assets.depreciation[:, 0] == pytest.approx([0, 0, 46250, 46250, 46250, 46250, 46250, 46250])
    assert assets.book[-1, 0] == pytest.approx(92500)


def test_the_working_capital_of_an_anchor_that_pays_milk_every_ten_days():
    """Shops pay 50,000 a month after 45 days; milk of 31,000 is paid in thirds, work of 5,000 after 15 days.

    Salt of 200 is paid at once. Two thirds into the second month five thirds of the milk are paid, 35.7 days of work
    and 50.7 of salt; shops have paid for 5.7 days. What lacks then is the most: 51,667 + 5,868 + 333 - 9,361 = 48,507.
    """
    data = one_chain(finance={"discount_rate": [0.1, "1/year"]})
    data["markets"]["shops"]["pays_after"] = [45, "day"]
    data["products"]["cooled"]["pays"] = {"price": [31, "KGS/kg"], "every": [10, "day"]}
    data["links"]["cheesing"]["paid_after"] = [15, "day"]
    found = inside_months(keep(money(data, ROWS).central, "plant"), 1)
    month = 365 / 12
    by_hand = 31000 * 5 / 3 + 5000 * (5 / 3 - 15 / month) + 200 * 5 / 3 - 50000 * (5 / 3 - 45 / month)
    assert by_hand == pytest.approx(48507, abs=1)
    assert (found.need[0], found.month[0]) == (pytest.approx(by_hand), 1)


def test_what_always_stands_in_store_is_bought_once_and_given_back():
    """45 days of work of 5,000 and salt of 200 a month are 7,800, paid in the first month and no cost."""
    data = one_chain(finance={"discount_rate": [0.1, "1/year"]})
    plain = keep(money(data, ROWS).central, "plant").by_month
    data["links"]["cheesing"]["stock"] = [45, "day"]
    found = keep(money(data, ROWS).central, "plant").by_month
    assert found.balance["stocks"][:, 0] == pytest.approx(np.full(24, 7800))
    np.testing.assert_allclose(found.income["profit"], plain.income["profit"])
    np.testing.assert_allclose(found.balance["cash"], plain.balance["cash"] - 7800)


def late(**terms: object) -> Money:
    data = cow(rate=[0.1, "1/year"], term=[36, "month"])
    data["finance"] |= terms
    return money(data)


def test_a_loan_half_a_year_late_must_be_bridged_for_half_a_year():
    """185,000 lack in six months; at 12 % a year that is 6 x 1,850."""
    found = late_money(keep(late().central, "farm"), "loans", 0.12)
    assert (found.gap[0], found.months[0], found.cost[0]) == pytest.approx((185000, 6, 11100))


def test_the_smallest_grant_leaves_a_loan_that_is_covered():
    """With own part, loan and grant of the mix, the cash is 1.2 times the service in the tightest year."""
    found = late(covenant=[1.2, "share"], own_share=[0.1, "share"])
    bank = make_bank(found)
    one = bank.borrowers["farm"].drawn
    mix = least_grant(bank.spec, found.drawn.draws, one.books, one.worth.cover)
    np.testing.assert_allclose(mix.own + mix.loan + mix.grant + mix.lacking, 185000)
    assert mix.own == pytest.approx(np.full(8, 18500))
    ratio = service_cover(one.worth.cover.cash, one.worth.cover.service * (mix.loan / 185000))
    known = np.isfinite(ratio).any(axis=0)
    assert (np.where(np.isfinite(ratio), ratio, np.inf).min(axis=0)[known] >= 1.2 - 1e-9).all()


def test_the_clusters_body_may_borrow_nothing():
    data = cow(rate=[0.1, "1/year"], term=[36, "month"])
    data["finance"]["loans"] = [
        {"borrower": "cluster", "amount": [100, "kKGS"], "rate": [0.1, "1/year"], "term": [12, "month"]}
    ]
    bank = make_bank(money(data))
    assert [(rule.rule, rule.met) for rule in bank.borrowers["cluster"].rules] == [("legal_person", False)]
