"""The loans of all borrowers on one sheet, month by month: from rate, term, grace and the cost of what they buy."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from capacity.intake.cluster_file.lending import Loan
from capacity.intake.cluster_file.schema import Finance
from capacity.model.bank.bank import CentralBooks
from capacity.model.finance import OVERDRAFT, Schedule
from capacity.model.future.loans import first_month, months_of
from capacity.model.uncertainty.distributions import median
from capacity.present.words.names import Names
from capacity.present.words.words import mark
from capacity.run.live.grid import Formula, Grid
from capacity.run.live.labels import LINES as NAMED
from capacity.run.live.labels import entry

WIDTHS = (46, 14, *(12,) * 7, 30)
"""of the columns of the terms"""
HEAD = 3
"""row above the loans and their terms"""
LINES = ("drawn", "interest", "capitalised", "principal", "fees", "balance")
TERMS = {
    "amount": (mark("Amount of the loan"), "money"),
    "month drawn": (mark("Month in which it is drawn"), "whole"),
    "rate": (mark("Interest a year"), "rate"),
    "term": (mark("Term, months"), "whole"),
    "grace": (mark("Grace, months"), "whole"),
    "interest grace": (mark("Months without interest"), "whole"),
    "mark-up": (mark("Mark-up"), "rate"),
    "fee when drawn": (mark("Fee when drawn"), "rate"),
    "plan": (mark("How it is paid back"), ""),
}
"""of a loan, in columns from the second on: what they are called, the form of their numbers"""
PLANS = {
    "annuity": mark("level payments"),
    "equal": mark("equal parts of the principal"),
    "bullet": mark("all at the end"),
    "profile": mark("by its own plan"),
}
AS_COMPUTED = mark("as computed")


@dataclass(frozen=True)
class LoanBlock:
    """A loan, or the part of it that buys one thing: whose it is, where it stands in the file, what it buys."""

    party: str
    path: str
    item: str
    """path of what is bought; nothing of an amount"""
    loan: Loan | None
    """None where it is written as the model has it"""


@dataclass
class DebtSheet:
    """The sheet of all loans; a row of terms and a block of six columns by month for each."""

    grid: Grid
    names: Names
    months: int
    room: int
    """how many loans there will be"""
    blocks: list[LoanBlock] = field(default_factory=list)

    @property
    def top(self) -> int:
        """Return the row of the first month."""
        return HEAD + self.room + 4

    def row(self, block: int) -> int:
        """Return the row of a loan's terms."""
        return HEAD + 1 + block

    def term(self, block: int, name: str, *, outside: bool = False) -> str:
        """Return the reference to a term of a loan."""
        return self.grid.at(self.row(block), 2 + list(TERMS).index(name), outside=outside)

    def column(self, block: int, line: str) -> int:
        """Return the column of a line of a block."""
        return 3 + 7 * block + LINES.index(line)

    def yearly(self, block: int, line: str, year: int) -> str:
        """Return the inside of a formula: a line of a block over a year (1..), or its balance at the year's end."""
        column = self.column(block, line)
        last = self.top + 12 * year - 1
        if line == "balance":
            return self.grid.at(last, column, outside=True)
        return f"SUM({self.grid.span(last - 11, last, column, outside=True)})"

    def whole(self, block: int, line: str) -> str:
        """Return the reference to all months of a line of a block, on this sheet."""
        return self.grid.span(self.top, self.top + self.months - 1, self.column(block, line))

    def called(self, block: LoanBlock) -> str:
        """Return what a loan is called: by its title, and by what it buys."""
        titled = block.path == OVERDRAFT or self.names.spec.money.loans[int(block.path.rpartition(".")[2])].title
        paths = [path for path in (block.path if titled or not block.item else "", block.item) if path]
        return " / ".join(entry(self.names, path) for path in paths)

    def open(self, block: LoanBlock) -> int:
        """Write the name of a loan and the heads of its block, and return its number."""
        number = len(self.blocks)
        self.blocks.append(block)
        name = f"{self.names.party(block.party)}: {self.called(block)}"
        self.grid.put(self.row(number), 1, name)
        self.grid.put(self.top - 2, self.column(number, "drawn"), name, "head")
        for line in LINES:
            said = self.names.words.known(line, NAMED)
            self.grid.put(self.top - 1, self.column(number, line), said, "head")
        return number


def open_sheet(names: Names, months: int, room: int) -> DebtSheet:
    """Return the sheet with its months and heads, and room for the loans."""
    words = names.words
    grid = Grid(words.say("Loans by month"), widths=WIDTHS, head=0, frozen=(0, 1), pages=1)
    sheet = DebtSheet(grid, names, months, room)
    money = words.unit(names.spec.currency)
    grid.put(
        1,
        1,
        words.say("The loans and their terms, in {unit} of the month in which they are drawn", unit=money),
        "title",
    )
    note = words.say("Blue numbers can be changed. Below stands what is paid month by month; it is not printed.")
    grid.put(2, 1, note, "note")
    grid.put(HEAD, 1, words.say("Loan"), "head")
    for place, (said, form) in enumerate(TERMS.values(), start=2):
        grid.put(HEAD, place, words.say(said), "head over numbers" if form else "head of texts")
    grid.put(sheet.top - 1, 1, words.say("Month"), "head")
    for month in range(months):
        grid.put(sheet.top + month, 1, month + 1, "", "whole")
    grid.printed = HEAD + room
    return sheet


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


def add_loan(sheet: DebtSheet, block: int, loan: Loan, plan: Schedule, drawn: tuple[str | float, int]) -> None:
    """Write one loan as a block of formulas; `drawn` is its amount (a reference, or a number) and its month from 0.

    `plan` is what the model makes of the whole loan.
    """
    amount = Formula(f"={drawn[0]}") if isinstance(drawn[0], str) else drawn[0]
    stated = {
        "amount": amount,
        "month drawn": drawn[1] + 1,
        "rate": _rate(loan, plan),
        "term": months_of(loan.term),
        "grace": months_of(loan.grace),
        "interest grace": months_of(loan.interest_grace),
        "mark-up": median(loan.markup) if loan.markup else 0.0,
        "fee when drawn": median(loan.upfront_fee) if loan.upfront_fee else 0.0,
        "plan": sheet.names.words.say(PLANS[str(loan.pays)]),
    }
    for place, (name, (_, form)) in enumerate(TERMS.items(), start=2):
        value, style = stated[name], "input" if form else "choice"
        sheet.grid.put(sheet.row(block), place, value, "" if isinstance(value, Formula) else style, form)
    for month in range(sheet.months):
        _month(sheet, block, sheet.top + month)


def _rate(loan: Loan, plan: Schedule) -> float:
    """Return the rate of interest in the central case, 1/year, the expected effect of risks in it."""
    stated = median(loan.rate) if loan.rate else 0.0
    first = int(np.argmax(plan.drawn[:, 0] > 0))
    if not stated or first + 1 >= len(plan.interest) or not plan.balance[first, 0] > 0:
        return stated
    return 12 * float(plan.interest[first + 1, 0] / plan.balance[first, 0])


def _month(sheet: DebtSheet, block: int, row: int) -> None:
    """Write one month: interest on what was owed, its share of principal, what is owed at its end."""
    grid, say = sheet.grid, sheet.names.words.say
    terms = {name: sheet.term(block, name) for name in TERMS}
    cell = {line: grid.at(row, sheet.column(block, line), fixed=False) for line in LINES}
    owed = grid.at(row - 1, sheet.column(block, "balance"), fixed=False) if row > sheet.top else "0"
    age = f"({grid.at(row, 1)}-{terms['month drawn']})"
    left = f"({terms['term']}-{grid.at(row, 1)}+{terms['month drawn']}+1)"
    rate = f"({terms['rate']}/12)"
    level = f"IF({rate}=0,1/{left},{rate}/((1+{rate})^{left}-1))"
    annuity, equal = (f'{terms["plan"]}="{say(PLANS[name])}"' for name in ("annuity", "equal"))
    plan = f"IF({annuity},{level},IF({equal},1/{left},0))"
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


def add_fixed(sheet: DebtSheet, block: int, plan: Schedule) -> None:
    """Write a loan as the model has it, without formulas: its own profile, another money, tranches, an overdraft."""
    grid, say = sheet.grid, sheet.names.words.say
    grid.put(sheet.row(block), 2, Formula(f"=SUM({sheet.whole(block, 'drawn')})"))
    grid.put(sheet.row(block), 1 + len(TERMS), say(AS_COMPUTED), "text")
    for line in LINES:
        values = np.broadcast_to(getattr(plan, line), (sheet.months, 1))[:, 0]
        for month, value in enumerate(values):
            grid.put(sheet.top + month, sheet.column(block, line), float(value))
