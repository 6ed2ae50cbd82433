"""The loans of all borrowers on one sheet, month by month: from rate, term, grace and the cost of what they buy."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from capacity.intake.cluster_file.lending import Loan
from capacity.intake.cluster_file.schema import Finance
from capacity.model.bank.bank import CentralBooks
from capacity.model.finance import OVERDRAFT, Schedule
from capacity.model.future.loans import first_month, months_of
from capacity.model.uncertainty.distributions import median
from capacity.run.live.grid import Formula, Grid

TOP = 12
"""row of the first month"""
LINES = ("drawn", "interest", "capitalised", "principal", "fees", "balance")
TERMS = ("rate", "term", "grace", "interest grace", "mark-up", "fee when drawn", "amount", "month drawn", "plan")
"""in rows 2 to 10 above the months"""


@dataclass
class DebtSheet:
    """The sheet of all loans; a block of six columns for each."""

    grid: Grid
    months: int
    blocks: int = 0

    def column(self, block: int, line: str) -> int:
        """Return the column of a line of a block."""
        return 3 + 7 * block + LINES.index(line)

    def yearly(self, block: int, line: str, year: int) -> str:
        """Return the inside of a formula: a line of a block over a year (1..), or its balance at the year's end."""
        column = self.column(block, line)
        last = TOP + 12 * year - 1
        if line == "balance":
            return self.grid.at(last, column, outside=True)
        return f"SUM({self.grid.span(last - 11, last, column, outside=True)})"


def open_sheet(months: int) -> DebtSheet:
    """Return the empty sheet with its months."""
    grid = Grid("debt by month")
    grid.put(1, 1, "Loans month by month; terms in blue can be changed", "title")
    for place, name in enumerate(TERMS):
        grid.put(2 + place, 1, name)
    grid.put(TOP - 1, 1, "month", "head")
    for month in range(months):
        grid.put(TOP + month, 1, month + 1)
    return DebtSheet(grid, months)


def loan_blocks(finance: Finance, one: CentralBooks) -> Iterator[tuple[str, Loan | None, str, int]]:
    """Yield a party's loans as blocks: path, the loan (None where it is no longer live), the item's path, its month."""
    items = {f"finance.items.{i}": item for i, item in enumerate(finance.items)}
    for path in one.books.monthly.loans:
        if path == OVERDRAFT:
            yield path, None, "", 0
            continue
        stated = finance.loans[int(path.rpartition(".")[2])]
        terms = finance.terms(stated)
        plain = terms.pays != "profile" and not stated.tranches and not terms.currency and not terms.commitment_fee
        if stated.amount is not None or not plain:
            yield path, terms if plain else None, "", first_month(stated)
            continue
        for name, item in items.items():
            if finance.pays_for(stated, item) and first_month(stated, item) < len(one.books.level):
                yield path, terms, name, first_month(stated, item)


def add_loan(sheet: DebtSheet, block: int, title: str, loan: Loan, drawn: tuple[str | float, int]) -> None:
    """Write one loan as a block of formulas; `drawn` is its amount (a reference, or a number) and its month from 0."""
    grid, first = sheet.grid, sheet.column(block, "drawn")
    grid.put(1, first, title, "head")
    amount = Formula(f"={drawn[0]}") if isinstance(drawn[0], str) else drawn[0]
    stated: tuple[str | float, ...] = (
        *(median(loan.rate) if loan.rate else 0.0, months_of(loan.term), months_of(loan.grace)),
        *(months_of(loan.interest_grace), median(loan.markup) if loan.markup else 0.0),
        *(median(loan.upfront_fee) if loan.upfront_fee else 0.0, amount, drawn[1] + 1, str(loan.pays)),
    )
    for place, value in enumerate(stated):
        grid.put(2 + place, first, value, "" if isinstance(value, Formula) else "input")
    for offset, line in enumerate(LINES):
        grid.put(TOP - 1, first + offset, line, "head")
    terms = {name: grid.at(2 + place, first) for place, name in enumerate(TERMS)}
    for month in range(sheet.months):
        _month(sheet, block, TOP + month, terms)


def _month(sheet: DebtSheet, block: int, row: int, terms: dict[str, str]) -> None:
    """Write one month: interest on what was owed, its share of principal, what is owed at its end."""
    grid = sheet.grid
    cell = {line: grid.at(row, sheet.column(block, line), fixed=False) for line in LINES}
    owed = grid.at(row - 1, sheet.column(block, "balance"), fixed=False) if row > TOP else "0"
    age = f"({grid.at(row, 1)}-{terms['month drawn']})"
    left = f"({terms['term']}-{grid.at(row, 1)}+{terms['month drawn']}+1)"
    rate = f"({terms['rate']}/12)"
    level = f"IF({rate}=0,1/{left},{rate}/((1+{rate})^{left}-1))"
    plan = f'IF({terms["plan"]}="annuity",{level},IF({terms["plan"]}="equal",1/{left},0))'
    share = f"IF(OR({age}<1,{left}<1),0,IF({left}=1,1,IF({age}>{terms['grace']},{plan},0)))"
    values = {
        "drawn": f"=IF({age}=0,{terms['amount']},0)",
        "principal": f"={owed}*{share}",
        "interest": f"={owed}*{rate}+{cell['principal']}*{terms['mark-up']}",
        "capitalised": f"=IF(AND({age}>=1,{age}<={terms['interest grace']}),{cell['interest']},0)",
        "fees": f"={cell['drawn']}*{terms['fee when drawn']}",
        "balance": f"={owed}+{cell['drawn']}+{cell['capitalised']}-{cell['principal']}",
    }
    for line, formula in values.items():
        grid.put(row, sheet.column(block, line), Formula(formula))


def add_fixed(sheet: DebtSheet, block: int, title: str, plan: Schedule) -> None:
    """Write a loan as the model has it, without formulas: its own profile, another money, tranches, an overdraft."""
    grid = sheet.grid
    grid.put(1, sheet.column(block, "drawn"), f"{title} (as computed)", "head")
    for line in LINES:
        grid.put(TOP - 1, sheet.column(block, line), line, "head")
        values = np.broadcast_to(getattr(plan, line), (sheet.months, 1))[:, 0]
        for month, value in enumerate(values):
            grid.put(TOP + month, sheet.column(block, line), float(value))
