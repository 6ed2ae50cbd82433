"""Loan products, loans, taxes and payment terms are read strictly; what cannot be is refused with place and remedy."""

import pytest
from small_clusters import dairy, make_spec

from capacity.intake.findings.issues import InputError

PRODUCT = {
    "title": "Cluster loan",
    "rate": [0.03, "1/year"],
    "term": [5, "year"],
    "grace": [12, "month"],
    "most": [5, "MKGS"],
    "own_share": [15, "percent"],
    "needs_contract": True,
}


def with_finance(**parts):
    data = dairy()
    data["finance"] = {**data["finance"], **parts}
    return data


def refused(**parts) -> str:
    with pytest.raises(InputError) as error:
        make_spec(with_finance(**parts))
    return str(error.value)


def test_a_loan_takes_from_its_product_what_it_does_not_state():
    loan = {"borrower": "point", "share": [0.5, "share"], "product": "fund", "term": [24, "month"]}
    finance = make_spec(with_finance(loan_products={"fund": PRODUCT}, loans=[loan])).finance
    terms = finance.terms(finance.loans[0])
    assert (terms.rate.mode, terms.term.mode, terms.grace.mode, terms.pays) == (0.03, 24, 12, "annuity")
    assert finance.loan_products["fund"].most.mode == 5e6
    assert finance.loan_products["fund"].own_share.mode == pytest.approx(0.15)


def test_numbers_with_dates_have_the_unit_of_their_kind():
    finance = make_spec(
        with_finance(
            inflation={"2027": [0.09, "1/year"], "2029": [0.05, 0.06, 0.08, "1/year"]},
            exchange={"USD": {"2027": [87.45, "KGS/USD"], "2030": [95, "KGS/USD"]}},
            taxes={"plant": {"regime": "general", "rate": {"2027": [10, "percent"]}, "holiday": [2, "year"]}},
            opening_cash={"plant": [300, "kKGS"]},
            fees=[{"pays": "home", "share": [1, "percent"]}],
            credit_lines=[{"borrower": "plant", "rate": [0.18, "1/year"], "limit": [1, "MKGS"]}],
        )
    ).finance
    assert finance.exchange["USD"]["2030"].unit == "KGS/USD"
    assert finance.taxes["plant"].rate["2027"].mode == pytest.approx(0.1)
    assert finance.taxes["plant"].holiday.mode == 24
    assert finance.opening_cash["plant"].mode == 300_000
    assert finance.credit_lines[0].limit.mode == 1e6


def test_payment_terms_are_days():
    data = dairy()
    data["markets"]["shops"]["pays_after"] = [30, 37, 45, "day"]
    data["products"]["milk"]["pays"] = {"price": [31, "KGS/kg"], "delay": [0, "day"], "every": [10, "day"]}
    data["purchases"]["salt"]["paid_after"] = [2, "week"]
    data["links"]["cheesing"]["paid_after"] = [0.5, "month"]
    spec = make_spec(data)
    assert spec.markets["shops"].pays_after.mode == 37
    assert spec.products["milk"].pays.every.mode == 10
    assert spec.purchases["salt"].paid_after.mode == pytest.approx(14, rel=1e-3)
    assert spec.links["cheesing"].paid_after.mode == pytest.approx(365 / 24)


@pytest.mark.parametrize(
    ("loan", "said"),
    [
        ({"share": [0.5, "share"], "amount": [1, "MKGS"]}, "both share and amount"),
        ({}, "neither share nor amount"),
        ({"share": [0.5, "share"], "markup": [0.1, "share"]}, "both a rate and a mark-up"),
        ({"share": [0.5, "share"], "product": "fond"}, '"fond" is not among the loan products'),
        ({"share": [0.5, "share"], "currency": "USD"}, '"USD" is not among the exchange rates'),
        ({"share": [0.5, "share"], "grace": [12, "month"]}, "a loan of 12 months has 12 months of grace"),
        ({"share": [0.5, "share"], "pays": "profile", "profile": [1, 1]}, "has a profile of 2 weights"),
        ({"share": [0.5, "share"], "items": ["vat"]}, '"vat" is not among the names of the owner'),
        ({"amount": [1, "MKGS"], "tranches": [0.5, 0.4]}, "tranches are shares of an amount that sum to 1"),
        ({"share": [0.5, "share"], "borrower": "plant"}, '"plant" is not among the owners of investments'),
    ],
)
def test_loans_that_cannot_be(loan, said):
    loan = {"borrower": "point", "rate": [0.1, "1/year"], "term": [12, "month"], **loan}
    assert said in refused(loans=[loan], grants=[], loan_products={"fund": PRODUCT})


def test_dated_numbers_begin_with_the_first_year():
    assert "nothing is given for 2027" in refused(inflation={"2028": [0.05, "1/year"]})


def test_more_than_all_of_the_gain_cannot_be_promised():
    part = {"to": "plant", "amount": [1, "MKGS"], "gain": [0.6, "share"]}
    assert "120% of the gain" in refused(equity=[part, part])


def test_a_tax_of_a_party_that_is_not_there():
    assert '"plnt" is not among the parties' in refused(taxes={"plnt": {"rate": [0.1, "share"]}})


def test_nothing_is_used_before_it_is_ordered():
    item = {"buy": "tank", "owner": "point", "cost": [1, "KGS"], "month": 6, "in_use": 3}
    assert "is used from month 3 on, and ordered in month 6" in refused(items=[item])
