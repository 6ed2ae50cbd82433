from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.intake.findings.issues import InputError
from capacity.model.finance.assets import Item, fixed_assets
from capacity.model.finance.loans import Terms, borrow, in_local_money
from capacity.model.finance.statements import Accounts, make_statements, settled, with_overdraft
from capacity.model.finance.taxes import profit_tax
from capacity.model.finance.working_capital import Calendar, outstanding

PERIODS, DRAWS = 8, 3


def amounts(low=0.0, high=1e6):
    return arrays(float, (PERIODS, DRAWS), elements=st.floats(low, high).map(lambda value: round(value, 2)))


@st.composite
def accounts(draw):
    """An owner with everything: assets replaced, a grace loan, one in dollars, calendars, taxes, dividends."""
    sales, costs, price = draw(amounts()), draw(amounts()), draw(amounts())
    lent, dollars = draw(amounts()), draw(amounts(high=1e4))
    lent[4:], dollars[4:] = 0, 0
    plan = Terms(0.1, 5, grace=2, interest_grace=1, pays=draw(st.sampled_from(["annuity", "equal", "bullet"])))
    exchange = draw(arrays(float, (PERIODS, DRAWS), elements=st.floats(50, 150)))
    when = Calendar(draw(st.floats(-20, 60)), draw(st.sampled_from([0, 10])))
    profit = sales - costs
    return Accounts(
        sales={"cheese": sales, "whey": draw(amounts())},
        costs={"milk": costs, "management": 100.0 * np.ones(DRAWS)},
        subsidies={"fund": draw(amounts())},
        assets={"plant": fixed_assets(price, Item(1, np.array([2, 3, 9]), salvage=0.1))},
        loans={"bank": borrow(lent, plan), "usd": in_local_money(borrow(dollars, plan), exchange)},
        equity={"members": draw(amounts())},
        grants={"donor": draw(amounts())},
        tax=profit_tax(profit, 0.1).tax,
        tax_owed=profit_tax(profit, 0.1).tax,
        dividends=draw(amounts(high=1e3)),
        receivables=outstanding(sales, when),
        stocks=draw(amounts()),
        payables=outstanding(costs, when),
        opening_cash=draw(st.floats(0, 1e5)),
    )


@settings(max_examples=40)
@given(accounts())
def test_the_statements_agree_in_every_draw(owner):
    """Assets are liabilities, sources are uses, cash follows cash, in every period and draw, to rounding."""
    found = make_statements(with_overdraft(owner, 0.02))
    scale = 1e-9 * (1 + max(np.abs(line).max() for line in found.balance.values()))
    assert np.abs(found.gap).max() <= scale * PERIODS
    np.testing.assert_allclose(found.sources_and_uses["sources"], found.sources_and_uses["uses"], atol=scale * 10)
    np.testing.assert_allclose(found.balance["cash"], found.cash_flow["cash at end"], atol=scale)
    np.testing.assert_allclose(
        found.cash_flow["cash at start"][1:], found.cash_flow["cash at end"][:-1], atol=scale * 10
    )
    assert found.balance["cash"].min() >= -scale * 10
    profit = np.cumsum(found.income["profit"] - owner.dividends, axis=0)
    np.testing.assert_allclose(found.balance["retained profit"], profit, atol=scale * 10)


def test_a_small_shop_by_hand():
    """A machine of 100 for 4 years, 60 lent and 40 paid in; 50 sold a year, paid a year later by half; 20 of costs."""
    ones = np.ones((3, 1))
    drawn = np.array([[60.0], [0], [0]])
    shop = Accounts(
        sales={"bread": 50 * ones},
        costs={"flour": 20 * ones},
        assets={"oven": fixed_assets(100 * ones, Item(0, 4))},
        loans={"bank": borrow(drawn, Terms(0.1, 3, pays="equal"))},
        equity={"owner": 40 * drawn / 60},
        receivables=25 * ones,
        tax=np.array([[0.5], [0], [0]]),
    )
    found = make_statements(shop)
    assert found.income["profit"][:, 0] == pytest.approx([4.5, -1, 1])
    assert found.cash_flow["net cash flow"][:, 0] == pytest.approx([50 - 20 - 25 - 0.5, 30 - 26, 30 - 24])
    assert found.balance["assets"][:, 0] == pytest.approx([4.5 + 25 + 75, 8.5 + 25 + 50, 14.5 + 25 + 25])
    assert found.balance["debt: bank"][:, 0] == pytest.approx([60, 40, 20])
    assert found.cash_for_debt()[:, 0] == pytest.approx([4.5, 30, 30])
    assert set(found.sources_and_uses) >= {
        "loans drawn: bank",
        "equity: owner",
        "investment: oven",
        "debt service: bank",
    }


def nearly_all_taxed(owner):
    profit = make_statements(owner).income["profit before tax"]
    return replace(owner, tax=profit_tax(profit, 0.95).tax)


def test_tax_and_overdraft_agree_however_many_periods_there_are():
    """120 periods in which debt grows by 30 % and nearly all profit is taxed: it takes more than 60 rounds."""
    grown = 1.3 ** np.arange(120.0)[:, None]
    owner = Accounts(sales={"milk": 100 * grown}, costs={"feed": np.full((120, 1), 60.0)}, dividends=55 * grown)
    found = settled(owner, nearly_all_taxed, rate=0.3)
    np.testing.assert_array_equal(nearly_all_taxed(found).tax, found.tax)
    assert found.loans["overdraft"].interest.max() > 0


def test_a_replacement_lowers_the_cash_for_debt():
    """A machine bought anew from earnings is paid before the bank; one paid by a grant is not."""
    ones = np.ones((3, 1))
    item = fixed_assets(10 * ones, Item(0, 2))
    shop = Accounts(
        sales={"bread": 30 * ones}, costs={}, assets={"oven": item}, grants={"donor": 10 * ones * [[1], [0], [0]]}
    )
    assert make_statements(shop).cash_for_debt()[:, 0].tolist() == [30, 30, 20]


def test_a_balance_that_does_not_close_is_refused():
    """An asset whose book does not follow its purchases."""
    item = fixed_assets(np.full((3, 1), 10.0), Item(0, 5))
    wrong = replace(item, book=item.book + 1)
    with pytest.raises(InputError, match="does not close by 1"):
        make_statements(Accounts(sales={}, costs={}, assets={"oven": wrong}))


def test_a_misspelt_line_is_refused():
    with pytest.raises(TypeError, match="receivable"):
        Accounts(sales={}, costs={}, receivable=1.0)
