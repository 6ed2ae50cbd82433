"""What a party pays to the state: tax on a year's profit or sales by dated rates, and value added tax."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from capacity.intake.cluster_file.lending import Tax
from capacity.model.calendar.dated import in_force_by_month
from capacity.model.finance import Accounts, Assets, by_year, make_statements, profit_tax, turnover_tax, value_added_tax
from capacity.model.gains.terms import NOTHING
from capacity.model.uncertainty.distributions import median

if TYPE_CHECKING:
    from capacity.model.gains.ledger import Ledger


def taxed(ledger: "Ledger", tax: Tax | None, accounts: Accounts) -> Accounts:
    """Return the accounts with the tax of each year of twelve months, charged and paid in the last of them.

    The rate is the one in force in that month. Losses are set off against later profits; in the holiday nothing is due.
    """
    if tax is None:
        return accounts
    found = make_statements(replace(accounts, tax=0.0)).income
    cash = [line for name, line in accounts.sales.items() if name != "kept at home"]
    return replace(accounts, tax=tax_due(ledger, tax, found["profit before tax"], sum(cash, NOTHING)))


def tax_due(ledger: "Ledger", tax: Tax | None, profit: np.ndarray, sold: np.ndarray) -> np.ndarray | float:
    """Return the tax on a profit or on what is sold, by the regime: nominal (month, draw), due in each year's last."""
    if tax is None:
        return 0.0
    spec, draws, months = ledger.case.spec, ledger.draws, len(profit)
    rate = in_force_by_month(tax.rate, draws, spec.start, months)[11::12]
    years = np.arange(len(rate))
    exempt = 12 * (years + 1) <= (median(tax.holiday) if tax.holiday else 0)
    if tax.on == "turnover":
        charge = turnover_tax(by_year(sold), np.where(exempt[:, None], 0.0, rate))
    else:
        carry = None if tax.carry is None else round(median(tax.carry) / 12)
        share = median(tax.carry_share) if tax.carry_share else 1.0
        charge = profit_tax(by_year(profit), rate, exempt, carry, share).tax
    by_month = np.zeros((months, charge.shape[1]))
    by_month[11 : 12 * len(charge) : 12] = charge
    return by_month


def value_added(
    ledger: "Ledger",
    party: str,
    sales: Mapping[str, np.ndarray],
    costs: Mapping[str, np.ndarray],
    assets: Mapping[str, Assets],
) -> np.ndarray | float:
    """Return the value added tax that a party owes at each month's end, below 0 where it has a credit (month, draw).

    Prices are without it, so that only its timing moves cash. Charged on what is sold to markets and to other parties;
    set off is that on purchases outside, on investments, and on what other registered parties deliver.
    """
    spec, draws = ledger.case.spec, ledger.draws
    tax = spec.money.taxes.get(party)
    if tax is None or tax.vat is None:
        return 0.0
    months = len(costs["from outside"])
    rate, back = (in_force_by_month(dated, draws, spec.start, months) for dated in (tax.vat, tax.input_vat or tax.vat))
    bought = sum((item.bought for item in assets.values()), np.zeros((months, 1)))
    registered = _from_registered(ledger, party) * (costs["from other parties"] > 0)
    output = (sales["to markets"] + sales["to other parties"]) * rate
    inputs = (costs["from outside"] + bought) * back + registered * costs["from other parties"] * back
    due = round(median(tax.vat_due)) if tax.vat_due else 1
    refund = None if tax.vat_refund is None else round(median(tax.vat_refund))
    found = value_added_tax(output, inputs, due, refund)
    return found.owed - found.credit


def _from_registered(ledger: "Ledger", party: str) -> np.ndarray:
    """Return which share of what a party buys from others comes from those who charge value added tax, by month."""
    taxes = ledger.case.spec.money.taxes
    value, total = NOTHING, NOTHING
    for one in ledger.accounts.traded():
        if one.buyer == party:
            total = total + one.value
            value = value + one.value * bool(one.seller in taxes and taxes[one.seller].vat)
    return np.divide(value, total, out=np.zeros(total.shape), where=total > 0)
