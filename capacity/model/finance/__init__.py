"""The money of a project on arrays (period, draw), draw last: every draw is a calculation of its own.

It is a library of its own: what belongs to the textbooks' set is here, whether the report asks for it or not. Other
folders take from it the names that stand here; each module has one idea.
"""

from capacity.model.finance.assets import Assets, Item, fixed_assets
from capacity.model.finance.breakeven import break_even_load, sensitivity_indicator
from capacity.model.finance.cover import (
    STUB,
    at_start,
    average_cover,
    debt_capacity,
    debt_service_cover,
    loan_life_cover,
    lowest,
    project_life_cover,
    service_cover,
    stubs,
)
from capacity.model.finance.discounting import (
    annuity,
    discounted,
    equivalent_annual_value,
    npv,
    real_rate,
    shift,
    within_life,
)
from capacity.model.finance.loans import Schedule, Terms, borrow, fixed_markup, in_local_money
from capacity.model.finance.mix import Limits, Mix, delayed, funding_gap, maturity_gap, smallest_grant_mix
from capacity.model.finance.payback_time import MAY_LACK, payback, payback_from_production, payback_month
from capacity.model.finance.returns import (
    Rates,
    benefit_cost_ratio,
    internal_rates,
    irr,
    modified_irr,
    npv_ratio,
    ranked,
    sign_changes,
)
from capacity.model.finance.statements import (
    OVERDRAFT,
    Accounts,
    Statements,
    available_cash,
    by_year,
    make_statements,
    settled,
)
from capacity.model.finance.taxes import profit_tax, turnover_tax, value_added_tax
from capacity.model.finance.working_capital import (
    Calendar,
    Position,
    cash_position,
    days_of_cover,
    increase,
    outstanding,
)

__all__ = [
    "MAY_LACK",
    "OVERDRAFT",
    "STUB",
    "Accounts",
    "Assets",
    "Calendar",
    "Item",
    "Limits",
    "Mix",
    "Position",
    "Rates",
    "Schedule",
    "Statements",
    "Terms",
    "annuity",
    "at_start",
    "available_cash",
    "average_cover",
    "benefit_cost_ratio",
    "borrow",
    "break_even_load",
    "by_year",
    "cash_position",
    "days_of_cover",
    "debt_capacity",
    "debt_service_cover",
    "delayed",
    "discounted",
    "equivalent_annual_value",
    "fixed_assets",
    "fixed_markup",
    "funding_gap",
    "in_local_money",
    "increase",
    "internal_rates",
    "irr",
    "loan_life_cover",
    "lowest",
    "make_statements",
    "maturity_gap",
    "modified_irr",
    "npv",
    "npv_ratio",
    "outstanding",
    "payback",
    "payback_from_production",
    "payback_month",
    "profit_tax",
    "project_life_cover",
    "ranked",
    "real_rate",
    "sensitivity_indicator",
    "service_cover",
    "settled",
    "shift",
    "sign_changes",
    "smallest_grant_mix",
    "stubs",
    "turnover_tax",
    "value_added_tax",
    "within_life",
]
