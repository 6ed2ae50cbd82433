"""The sheets of all borrowers, with their loans, ready for the workbook."""

from collections.abc import Mapping

from capacity.intake.cluster_file.schema import Spec
from capacity.model.bank.bank import CentralBooks
from capacity.run.live.assumptions import open_borrower, write_items, write_sources, write_terms, write_trade
from capacity.run.live.debt import open_sheet
from capacity.run.live.grid import Grid
from capacity.run.live.statements import write_balance, write_cash_flow, write_cover, write_income
from capacity.run.live.worth import write_worth


def live_sheets(spec: Spec, books: Mapping[str, CentralBooks]) -> tuple[list[Grid], dict[str, dict[str, int]]]:
    """Return a sheet of live statements for each borrower and one of all loans; and, by party, the row of each line.

    The numbers are those of the central future, nominal. Quantities, prices, costs, shares, rates, terms and taxes are
    cells that can be changed. Fixed: when things are bought and paid in, what owners draw, and loans with a profile of
    their own, tranches, another money, and overdrafts.
    """
    if not books:
        return [], {}
    debt = open_sheet(max(len(one.books.level) for one in books.values()))
    sheets, rows = [], {}
    for number, (party, one) in enumerate(books.items(), start=1):
        sheet = open_borrower(spec, party, one, number)
        write_trade(sheet)
        write_items(sheet)
        write_sources(sheet, debt)
        write_terms(sheet)
        income = write_income(sheet, debt)
        cash = write_cash_flow(sheet, debt, income)
        balance = write_balance(sheet, debt, income, cash)
        cover = write_cover(sheet, debt, cash)
        value = write_worth(sheet, cash, balance)
        sheets.append(sheet.grid)
        named = (
            *(("income", income), ("cash_flow", cash), ("balance", balance), ("cover", cover)),
            ("worth", value),
        )
        rows[party] = {f"{part}.{name}": row for part, lines in named for name, row in lines.items()}
    return [*sheets, debt.grid], rows
