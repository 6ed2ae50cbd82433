"""Who gains? The accounts of every class, who pays whom, at which prices nobody loses, and the country."""

from capacity.model.gains import gains, parties
from capacity.model.gains.country import economic_view
from capacity.model.gains.goods import GOODS, Flows, Goods, split_goods
from capacity.model.gains.members import class_outputs
from capacity.model.gains.prices import make_pricing
from capacity.model.gains.run import DRAWN, Ledger, Money, books_of, keep_books
from capacity.model.gains.tables import gains_summary, gains_tables
from capacity.model.gains.terms import NOTHING, read_terms
from capacity.model.gains.without_table import DISPLACED

__all__ = [
    "DISPLACED",
    "DRAWN",
    "GOODS",
    "NOTHING",
    "Flows",
    "Goods",
    "Ledger",
    "Money",
    "books_of",
    "class_outputs",
    "economic_view",
    "gains",
    "gains_summary",
    "gains_tables",
    "keep_books",
    "make_pricing",
    "parties",
    "read_terms",
    "split_goods",
]
