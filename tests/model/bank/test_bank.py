"""The books of borrowers who have everything: they balance in every draw and add up to the cluster's money."""

import numpy as np
import pytest
from money_clusters import both_books
from small_clusters import dairy, dairy_members

from capacity.model.bank.bank import ALL, make_bank
from capacity.model.bank.books import consolidated, in_years, keep
from capacity.model.bank.measures import worth
from capacity.model.bank.tables import COLUMNS, bank_summary, bank_tables
from capacity.model.finance import by_year, make_statements
from capacity.model.future.measures import measures
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.ledger import Money
from capacity.model.gains.parties import parties

DRAWS = 16
EVERYTHING = {
    "discount_rate": [0.1, 0.12, 0.15, "1/year"],
    "inflation": {"2027": [0.06, 0.09, 0.12, "1/year"], "2029": [0.05, "1/year"]},
    "exchange": {"USD": {"2027": [87, "KGS/USD"], "2028": [90, 95, 105, "KGS/USD"]}},
    "contingency": [0.1, "share"],
    "opening_cash": {"plant": [20, "kKGS"]},
    "items": [
        {
            "name": "tank", "buy": "tank", "owner": "point", "cost": [200, 300, 400, "kKGS"], "month": 3,
            "lead": [2, "month"], "life": [1, 1.5, 2, "year"], "salvage": [0.1, "share"],
            "adds": {"cooling@up": [50, "kg/day"]},
        },
        {"name": "vat", "buy": "vat", "owner": "plant", "cost": [400, "kKGS"], "life": [10, "year"],
         "depreciates": "double-declining"},
        {"name": "shed", "buy": "shed", "owner": "plant", "cost": [250, "kKGS"], "month": 7},
    ],
    "running": [{"pay": "manager", "cost": [5, 6, 7, "kKGS/month"]}],
    "loan_products": {
        "fund": {"rate": [0.03, "1/year"], "term": [18, "month"], "grace": [3, "month"], "most": [160, "kKGS"],
                 "least": [50, "kKGS"], "unsecured": [60, "kKGS"], "own_share": [0.2, "share"],
                 "needs_contract": True, "borrowers": ["point"], "covenant": [1.3, "share"]},
    },
    "loans": [
        {"borrower": "point", "product": "fund", "share": [0.5, "share"]},
        {"borrower": "plant", "share": [0.4, "share"], "items": ["vat"], "rate": [0.1, 0.12, 0.2, "1/year"],
         "term": [20, "month"], "pays": "equal", "interest_grace": [2, "month"], "upfront_fee": [0.01, "share"]},
        {"borrower": "plant", "share": [0.5, "share"], "items": ["shed"], "markup": [0.15, "share"],
         "term": [10, "month"]},
        {"borrower": "plant", "amount": [100, "kKGS"], "tranches": [0.6, 0, 0.4], "month": 1, "rate": [0.08, "1/year"],
         "term": [14, "month"], "currency": "USD", "commitment_fee": [0.02, "1/year"], "pays": "bullet"},
    ],
    "credit_lines": [{"borrower": "plant", "rate": [0.18, "1/year"], "limit": [500, "kKGS"]}],
    "grants": [
        {"to": "point", "share": [0.2, "share"]},
        {"to": "plant", "amount": [50, "kKGS"], "month": 2, "donor": "A donor"},
    ],
    "subsidies": [{"to": "home", "amount": [1, "kKGS/month"], "start": 2, "lasts": [6, "month"]}],
    "equity": [{"to": "plant", "amount": [80, "kKGS"], "by": "investor", "kind": "venture", "gain": [0.3, "share"],
                "risk": [0.1, "share"]}],
    "fees": [{"pays": "home", "share": [0.01, "share"]}, {"pays": "plant", "amount": [1, "kKGS/month"]}],
    "taxes": {
        "plant": {"rate": {"2027": [0.1, "share"]}, "vat": [0.12, "share"], "carry": [3, "year"]},
        "point": {"on": "turnover", "rate": [0.02, "share"], "holiday": [1, "year"]},
    },
}  # fmt: skip


def rich() -> dict:
    """The small dairy with everything that a finance block can say, and terms of payment."""
    data = dairy(finance=EVERYTHING)
    data["markets"]["shops"]["pays_after"] = [45, "day"]
    data["products"]["milk"]["pays"] = {"price": [31, "KGS/kg"], "every": [10, "day"]}
    data["purchases"]["salt"]["paid_after"] = [20, "day"]
    data["links"]["cheesing"]["paid_after"] = [15, "day"]
    return data


def money(data: dict, size: int = DRAWS) -> Money:
    return both_books(data, size, dairy_members())


RICH = money(rich())
NAMES = parties(RICH.central.case.spec)
BOOKS = {name: keep(RICH.drawn, name) for name in NAMES}
SHORT = dairy()
SHORT["products"]["cheese"] = {"unit": "kg"}
SHORT = money(SHORT)


@pytest.mark.parametrize("party", [*NAMES, ALL])
def test_the_balance_sheet_closes_in_every_month_year_and_draw(party):
    """Assets are liabilities to the last unit, whatever stands in the finance block."""
    books = consolidated(BOOKS.values(), ALL) if party == ALL else BOOKS[party]
    for found in (books.by_month, books.by_year):
        assert np.abs(found.gap).max() < 1e-6
        sources = found.sources_and_uses
        np.testing.assert_allclose(sources["sources"], sources["uses"], atol=1e-6)


@pytest.mark.parametrize("party", NAMES)
def test_statements_by_year_are_those_by_month_added_up(party):
    """Putting accounts into years before or after the statements are made is the same."""
    before, after = make_statements(in_years(BOOKS[party].monthly)), BOOKS[party].by_month
    for part in ("income", "cash_flow", "sources_and_uses", "balance"):
        for name, line in getattr(after, part).items():
            stands = line[: len(line) // 12 * 12][0 if name == "cash at start" else 11 :: 12]
            year = stands if part == "balance" or name.startswith("cash at") else by_year(line)
            other = np.broadcast_to(getattr(before, part)[name], year.shape)
            np.testing.assert_allclose(other, year, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("party", NAMES)
def test_cash_inside_the_months_ends_where_the_balance_sheet_says(party):
    """Payment calendars move cash inside the months; at their ends it is the statements' cash."""
    bank = make_bank(RICH)
    if party in bank.borrowers:
        one = bank.borrowers[party].drawn
        np.testing.assert_allclose(one.position.closing, one.books.by_month.balance["cash"], atol=1e-6)
        assert (one.position.lowest <= one.position.closing + 1e-9).all()


def test_the_short_form_adds_up_to_the_clusters_money():
    """Investment, loan, grant, service, residual and NPV of the parties are those of the cluster in every draw.

    Nothing stands in store here: what does is given back at the end, which the cluster's measures leave out.
    """
    ledger, flows = SHORT.drawn, SHORT.drawn.flows
    books = [keep(ledger, name) for name in parties(ledger.case.spec)]
    found = consolidated(books).by_month.cash_flow
    service = found["interest paid"] + found["fees"] + found["principal"]
    for name, line in (("grant", found["grants"]), ("loan", found["loans drawn"]), ("debt_service", service)):
        np.testing.assert_allclose(np.broadcast_to(line, flows[name].shape), flows[name].values, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(found["investment"], flows["investment"].values, rtol=1e-9, atol=1e-6)
    rate = ledger.draws.value(ledger.case.spec.finance.discount_rate)
    known = measures(ledger.case.spec, flows, rate)
    one = worth(ledger.case.spec, ledger.draws, consolidated(books), 1.2)
    np.testing.assert_allclose(one.measures["npv"], known["npv"], rtol=1e-9)
    np.testing.assert_allclose(one.measures["npv_after_grants"], known["npv_after_grants"], rtol=1e-9)


def test_present_values_of_the_parties_add_up_at_one_rate():
    """What parties pay each other falls out: their values sum to the value of all together."""
    spec, draws = RICH.drawn.case.spec, RICH.drawn.draws
    parts = sum(worth(spec, draws, one, 1.2).measures["npv"] for one in BOOKS.values())
    whole = worth(spec, draws, consolidated(BOOKS.values()), 1.2).measures["npv"]
    np.testing.assert_allclose(parts, whole, rtol=1e-9)


def test_a_draw_is_a_calculation_of_its_own():
    """Books and measures of draws 4..8 are those of all draws, cut."""
    case, draws = RICH.drawn.case, RICH.drawn.draws
    some = keep_books(case, draws.part(4, 8))
    for party in ("point", "plant"):
        one = worth(case.spec, draws.part(4, 8), keep(some, party), 1.2).measures
        all_of_them = worth(case.spec, draws, BOOKS[party], 1.2).measures
        for name, values in one.items():
            np.testing.assert_allclose(values, all_of_them[name][4:8], rtol=1e-9, err_msg=name)


def test_receivables_are_the_days_that_shops_take():
    """Goods paid 45 days later: 45 / 30.42 months of sales are owed once a month and a half is past."""
    books = keep(RICH.central, "plant")
    shops = RICH.central.accounts.sales
    chosen = (shops["market"].values == "shops") & (shops["seller"].values == "plant")
    sold = shops["money"].values[chosen][0][:, 0] * books.level[:, 0]
    owed = books.by_month.balance["receivables"][:, 0]
    month = 12
    late_share = 45 / (365 / 12) - 1
    assert owed[month] == pytest.approx(sold[month] + late_share * sold[month - 1], rel=1e-9)


def test_tax_waits_for_old_losses_and_the_holiday():
    """The plant owes 10 % of profit above losses carried; the point's turnover tax begins in year 2."""
    plant, point = BOOKS["plant"].by_year, BOOKS["point"].by_year
    profit = plant.income["profit before tax"]
    base = np.maximum(profit[1] + np.minimum(profit[0], 0), 0)
    np.testing.assert_allclose(plant.income["tax"][1], np.where(profit[1] > 0, base * 0.1, 0), atol=1e-6)
    assert (point.income["tax"][0] == 0).all()
    sold = sum(line for name, line in point.income.items() if name in ("sales: to markets", "sales: to other parties"))
    np.testing.assert_allclose(point.income["tax"][1], 0.02 * sold[1])


def test_value_added_tax_moves_cash_by_its_timing_only():
    """Over the whole time it neither costs nor brings anything but what is owed at the end."""
    found = BOOKS["plant"].by_month
    taxes = found.cash_flow["tax paid"].sum(axis=0)
    np.testing.assert_allclose(taxes, found.income["tax"].sum(axis=0) - found.balance["tax owed"][-1], atol=1e-6)


def test_partners_share_gain_and_risk():
    """The investor gets 30 % of what is left in a good year and makes good 10 % of what lacks in a bad one."""
    books = BOOKS["plant"]
    shared = by_year(books.payouts["finance.equity.0"])
    left = books.by_year.cash_flow["net cash flow"] + shared
    np.testing.assert_allclose(shared, np.where(left > 0, 0.3, 0.1) * left, atol=1e-6)


def test_rules_of_a_loan_product_are_told_with_what_was_asked():
    bank = make_bank(RICH)
    rules = {rule.rule: rule for rule in bank.borrowers["point"].rules}
    assert {name for name, rule in rules.items() if not rule.met} == {"contract", "collateral"}
    assert rules["most"].asked == 160_000
    assert rules["most"].found == pytest.approx(0.5 * 300_000 * 1.09 ** (3 / 12))
    assert bank.borrowers["point"].covenant == 1.3


def test_tables_have_their_columns_and_the_summary_its_keys():
    tables = bank_tables(make_bank(RICH))
    assert {name: tuple(frame.columns) for name, frame in tables.items()} == COLUMNS
    assert all(len(frame) for frame in tables.values())
    said = bank_summary(tables)
    assert [one["party"] for one in said["borrowers"]] == ["point", "plant", ALL]
    assert said["funding"][0]["investment"] > 0
    empty = bank_tables(None)
    assert {name: tuple(frame.columns) for name, frame in empty.items()} == COLUMNS
    assert bank_summary(empty) == {"borrowers": [], "funding": []}


def test_the_order_of_loans_and_items_plays_no_part():
    """Turned round, the same loans give the same measures."""
    data = rich()
    data["finance"] = {**EVERYTHING, "loans": EVERYTHING["loans"][::-1], "items": EVERYTHING["items"][::-1]}
    turned = money(data)
    spec, draws = turned.central.case.spec, turned.central.draws
    for party in ("point", "plant"):
        one = worth(spec, draws, keep(turned.central, party), 1.2).measures
        other = worth(RICH.central.case.spec, draws, keep(RICH.central, party), 1.2).measures
        for name, values in one.items():
            np.testing.assert_allclose(values, other[name], rtol=1e-9, err_msg=name)


LATE = {"chance": [1, "1/year"], "lasts": [12, "month"], "times": {"finance.items.0.cost": [1.5, "share"]}}


@pytest.mark.parametrize("side", ["central", "drawn"])
def test_an_investment_that_a_risk_makes_dearer_is_dearer_in_the_books_too(side):
    """The borrower finds the money that the cluster's net present value counts: cost, loan and grant."""
    ledger = getattr(money(dairy(risks={"late": LATE}), size=8), side)
    books = [keep(ledger, name) for name in parties(ledger.case.spec)]
    level = books[0].level
    bought = sum(item.bought for one in books for item in one.sources.assets.values()) / level
    lent = sum(loan.drawn for one in books for loan in one.sources.loans.values()) / level
    np.testing.assert_allclose(bought, ledger.flows["investment"].values, rtol=1e-9)
    np.testing.assert_allclose(lent, ledger.flows["loan"].values, rtol=1e-9)
    stated = getattr(money(dairy(), size=8), side).flows["investment"].values
    assert bought.sum() > 1.01 * stated.sum()


def test_a_years_stock_is_what_stands_in_store_at_its_end():
    """Goods in store at cost: the month's closing stock, not the next one's, at the price inside the chain."""
    data = dairy()
    data["products"]["cheese"] = {"unit": "kg", "keeps": [2, "month"], "store": {"release": {"calendar": "grass"}}}
    data["seasons"]["grass"] = {"unit": "index", "by_month": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}
    ledger = money(data, size=8).central
    closing = ledger.flows["closing"].sel(pool="cheese").values
    assert np.ptp(closing[11:]) > 0
    stocks = sum(keep(ledger, name).monthly.stocks for name in parties(ledger.case.spec))
    level = keep(ledger, "plant").level
    np.testing.assert_allclose(stocks, closing * ledger.accounts.prices["cheese"] * level, rtol=1e-9, atol=1e-6)
