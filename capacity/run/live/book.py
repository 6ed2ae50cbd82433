"""The sheets of all borrowers, with their loans, ready for the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass

from capacity.intake.cluster_file.schema import Spec
from capacity.model.bank.bank import CentralBooks
from capacity.present.words.names import Names
from capacity.present.words.words import Words
from capacity.run.live.assumptions import Sheet, open_borrower, write_items, write_sources, write_terms, write_trade
from capacity.run.live.debt import DebtSheet, loan_blocks, open_sheet
from capacity.run.live.grid import Grid
from capacity.run.live.statements import write_balance, write_cash_flow, write_cover, write_income
from capacity.run.live.worth import write_worth


@dataclass(frozen=True)
class LiveBook:
    """The live sheets while the workbook is made: those of the borrowers by party, that of the loans, and rows."""

    borrowers: dict[str, Sheet]
    debt: DebtSheet | None
    """None where nobody invests or borrows"""
    rows: dict[str, dict[str, int]]
    """by party: the row of each line, as income.sales"""

    @property
    def grids(self) -> list[Grid]:
        """Return the sheets in their order."""
        return [*(sheet.grid for sheet in self.borrowers.values()), *([self.debt.grid] if self.debt else [])]


def live_book(spec: Spec, books: Mapping[str, CentralBooks], words: Words) -> LiveBook:
    """Return a sheet of live statements for each borrower and one of all loans, in a language.

    The numbers are those of the central future, nominal. Quantities, prices, costs, shares, rates, terms and taxes are
    cells that can be changed. Fixed: when things are bought and paid in, what owners draw, and loans with a profile of
    their own, tranches, another money, and overdrafts.
    """
    if not books:
        return LiveBook({}, None, {})
    names = Names(spec, words)
    room = sum(1 for one in books.values() for _ in loan_blocks(spec.money, one))
    debt = open_sheet(names, max(len(one.books.level) for one in books.values()), room)
    sheets, rows = {}, {}
    for number, (party, one) in enumerate(books.items(), start=1):
        sheet = sheets[party] = open_borrower(names, party, one, number)
        write_trade(sheet)
        write_items(sheet)
        write_sources(sheet, debt)
        write_terms(sheet)
        income = write_income(sheet, debt)
        cash = write_cash_flow(sheet, debt, income)
        balance = write_balance(sheet, debt, income, cash)
        cover = write_cover(sheet, debt, cash)
        value = write_worth(sheet, cash, balance)
        named = (
            *(("income", income), ("cash_flow", cash), ("balance", balance), ("cover", cover)),
            ("worth", value),
        )
        rows[party] = {f"{part}.{name}": row for part, lines in named for name, row in lines.items()}
    return LiveBook(sheets, debt, rows)
