"""Can it be financed? Books and statements of every borrower, cover, rules, taxes, and what a bank asks for."""

from capacity.model.bank.bank import ALL, Bank, CentralBooks, central_books, make_bank
from capacity.model.bank.books import keep
from capacity.model.bank.financing import COVENANT, covenant
from capacity.model.bank.measures import project_flows, worth
from capacity.model.bank.net import money_beside, net_value, net_values
from capacity.model.bank.tables import bank_summary, bank_tables

__all__ = [
    "ALL",
    "COVENANT",
    "Bank",
    "CentralBooks",
    "bank_summary",
    "bank_tables",
    "central_books",
    "covenant",
    "keep",
    "make_bank",
    "money_beside",
    "net_value",
    "net_values",
    "project_flows",
    "worth",
]
