"""The money of a project on arrays (period, draw), draw last: every draw is a calculation of its own.

Each room holds one idea; a name is fetched from its room when it is first asked for.
"""

from importlib import import_module

_ROOMS = {
    "discounting": "CONVENTIONS annuity annuity_factor deflate discount_factors discounted equivalent_annual_value "
    "inflate nominal_rate npv price_index rate_per_period real_rate",
    "returns": "CAP Rates benefit_cost_ratio capped incremental_irr internal_rates irr modified_irr npv_ratio "
    "ranked sign_changes",
    "payback_time": "discounted_payback first_production payback payback_from_production payback_month",
    "loans": "Schedule Terms borrow fixed_markup in_local_money loan_schedule",
    "cover": "at_start average_cover debt_capacity debt_service_cover loan_life_cover lowest project_life_cover "
    "service_cover smallest_grant stubs",
    "assets": "Assets Item book_value depreciation fixed_assets",
    "working_capital": "Calendar Position cash_position days_of_cover increase outstanding paid_by_month",
    "taxes": "Carried ProfitTax ValueAddedTax carry_forward in_force profit_tax turnover_tax value_added_tax",
    "breakeven": "BreakEven break_even break_even_load break_even_price sensitivity_indicator switching_value",
    "project_life": "at_end within_life",
    "credit_line": "overdraft",
    "statements": "Accounts Statements at_year_end by_year make_statements settled with_overdraft yearly",
    "mix": "Limits Mix delayed funding_gap maturity_gap smallest smallest_grant_mix",
}
"""room -> the public names in it"""
_PUBLIC = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> object:
    """Return a public name from its room, importing the room only now."""
    if name not in _PUBLIC:
        raise AttributeError(f"capacity.model.finance has no {name}; it has {', '.join(sorted(__all__))}")
    return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
