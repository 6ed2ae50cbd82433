"""The assumptions of one borrower's sheet: what it trades, spends, buys and borrows, each with what moves it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from capacity.intake.cluster_file.schema import Finance, Spec
from capacity.model.bank.bank import CentralBooks
from capacity.model.bank.measures import project_flows
from capacity.model.calendar.dated import year_level
from capacity.model.finance import Accounts, by_year
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import central_draws
from capacity.run.live.debt import DebtSheet, add_fixed, add_loan, loan_blocks
from capacity.run.live.grid import FIRST, Formula, Grid

VOLUME = 4
"""row of the change of all volumes"""
MOVED = ("from outside", "work")
"""costs that move with the volume, beside what is bought from other parties"""


@dataclass
class Sheet:
    """A borrower's sheet while it is made: which row holds what."""

    grid: Grid
    spec: Spec
    one: CentralBooks
    years: int
    lines: dict[str, list[int]] = field(default_factory=dict)
    """rows of money by line of the income statement"""
    rows: dict[str, int] = field(default_factory=dict)
    """rows of other assumptions by name"""
    blocks: list[tuple[int, str]] = field(default_factory=list)
    """loans: block on the sheet of loans, path"""

    @property
    def finance(self) -> Finance:
        """Return the finance block."""
        return self.spec.money

    @property
    def yearly(self) -> Accounts:
        """Return the central accounts by year."""
        return self.one.books.yearly

    def cell(self, row: int, year: int, *, outside: bool = False) -> str:
        """Return the reference to a row in a year (1..)."""
        return self.grid.at(row, FIRST + year - 1, fixed=False, outside=outside)

    def term(self, name: str, year: int) -> str:
        """Return the reference to an assumption in a year."""
        return self.cell(self.rows[name], year)

    def span(self, row: int) -> str:
        """Return the reference to a row in all years."""
        return f"{self.cell(row, 1)}:{self.cell(row, self.years)}"

    def formulas(self, label: str, make: Callable[[int], str], style: str = "") -> int:
        """Write a row of formulas, one a year, and return its number; `make` gives the inside for a year."""
        values = [Formula(f"={make(year)}") for year in range(1, self.years + 1)]
        return self.grid.add(label, values, style)


def column(line: object, years: int) -> list[float]:
    """Return a line by year as plain numbers; a single number in every year."""
    values = np.asarray(line, dtype=float)
    values = values[:, 0] if values.ndim > 1 else np.broadcast_to(values, (years,))
    return [float(value) for value in values[:years]]


def sheet_name(party: str, number: int) -> str:
    """Return what a borrower's sheet is called: spreadsheets take 31 letters and no brackets, slashes or colons."""
    plain = "".join(letter if letter.isalnum() or letter in " _-" else " " for letter in party)
    return f"bank {number} {plain}"[:31].rstrip()


def open_borrower(spec: Spec, party: str, one: CentralBooks, number: int) -> Sheet:
    """Return a borrower's sheet with its head."""
    years = len(one.books.level) // 12
    sheet = Sheet(Grid(sheet_name(party, number)), spec, one, years)
    grid, first = sheet.grid, int(spec.start[:4])
    grid.put(1, 1, f"Statements of {party}, central case, {spec.currency} of each year", "title")
    grid.put(2, 1, "Blue cells are assumptions: change one, and everything below follows.")
    grid.put(3, 1, "year", "head")
    for year in range(years):
        grid.put(3, FIRST + year, first + year, "head")
    grid.put(VOLUME, 1, "change of all volumes, share")
    grid.put(VOLUME, 2, 0.0, "input")
    return sheet


def write_trade(sheet: Sheet) -> None:
    """Write what is sold and bought, amounts and prices by year, then costs and receipts that are sums."""
    grid, one, level = sheet.grid, sheet.one, sheet.one.books.level
    grid.add("Sales and purchases: quantity, price, money", style="head")
    for trade in one.trades:
        quantity = by_year(np.broadcast_to(trade.quantity, trade.value.shape))[:, 0]
        value = by_year(trade.value * level)[:, 0]
        price = np.divide(value, quantity, out=np.zeros_like(value), where=quantity > 0)
        name = f"{trade.line}: {trade.product} / {trade.other}"
        unit = sheet.spec.products[trade.product].unit
        amounts = grid.add(f"{name}, {unit}", map(float, quantity), "input")
        prices = grid.add(f"{name}, {sheet.spec.currency}/{unit}; change:", map(float, price), "input", 0.0)
        _money(sheet, trade.line, name, partial(_product, sheet, amounts, prices))
    _rest(sheet)


def _product(sheet: Sheet, amounts: int, prices: int, year: int) -> str:
    change = sheet.grid.at(prices, 2)
    volume = sheet.grid.at(VOLUME, 2)
    return f"{sheet.cell(amounts, year)}*(1+{volume})*{sheet.cell(prices, year)}*(1+{change})"


def _money(sheet: Sheet, line: str, name: str, make: Callable[[int], str]) -> None:
    sheet.lines.setdefault(line, []).append(sheet.formulas(f"{name}, {sheet.spec.currency}", make))


def _rest(sheet: Sheet) -> None:
    """Write the lines that are sums without a price: sold past the chain, kept at home, worked, paid at large."""
    accounts = sheet.yearly
    for group in (accounts.sales, accounts.costs, accounts.subsidies):
        for line, values in group.items():
            known = [t for t in sheet.one.trades if t.line == line]
            traded = sum((by_year(t.value * sheet.one.books.level)[:, 0] for t in known), np.zeros(sheet.years))
            left = np.array(column(values, sheet.years)) - traded
            if np.abs(left).max() > 1e-6 * (1 + np.abs(traded).max()):
                name = f"{line}{', other' if known else ''}"
                row = sheet.grid.add(f"{name}; change:", map(float, left), "input", 0.0)
                moved = f"*(1+{sheet.grid.at(VOLUME, 2)})" if line in MOVED else ""
                _money(sheet, line, name, partial(_changed, sheet, row, moved))


def _changed(sheet: Sheet, row: int, moved: str, year: int) -> str:
    return f"{sheet.cell(row, year)}*(1+{sheet.grid.at(row, 2)}){moved}"


def write_items(sheet: Sheet) -> None:
    """Write what is invested: the cost in blue, and what is bought, written off and sold in shares of it."""
    grid, books = sheet.grid, sheet.one.books
    grid.add("Investments: cost, and shares of it by year", style="head")
    for path, assets in sheet.yearly.assets.items():
        item = sheet.finance.items[int(path.rpartition(".")[2])]
        cost = median(item.cost)
        sheet.rows[path] = grid.add(f"{item.buy}, {sheet.spec.currency}", lever=cost)
        first = np.zeros((len(books.level), 1))
        first[item.month] = books.level[item.month, 0]
        parts = {"bought": assets.bought / cost, "written off": assets.depreciation / cost}
        parts |= {"old one sold": assets.sold / cost, "first purchase": by_year(first), "book": assets.book / cost}
        for name, shares in parts.items():
            sheet.rows[f"{path} {name}"] = grid.add(f"{item.buy}: {name}, share", column(shares, sheet.years))


def write_sources(sheet: Sheet, debt: DebtSheet) -> None:
    """Write loans, grants and equity; loans as blocks on the sheet of loans, drawn for the cost in blue."""
    grid, books, finance = sheet.grid, sheet.one.books, sheet.finance
    grid.add("Sources", style="head")
    for path, loan, item, month in loan_blocks(finance, sheet.one):
        block = debt.blocks
        debt.blocks += 1
        sheet.blocks.append((block, path))
        title = f"{books.party}: {path.removeprefix('finance.')} {item.removeprefix('finance.')}".strip()
        if loan is None:
            add_fixed(debt, block, title, books.monthly.loans[path])
        elif item:
            row = sheet.rows.get(f"{path} share")
            if row is None:
                row = sheet.rows[f"{path} share"] = grid.add(f"{path}: share of the cost", lever=median(loan.share))
            level = float(books.level[month, 0])
            amount = f"{grid.at(_cost_row(sheet, item), 2, outside=True)}*{level!r}*{grid.at(row, 2, outside=True)}"
            add_loan(debt, block, title, loan, (amount, month))
        else:
            add_loan(debt, block, title, loan, (median(loan.amount), month))
    accounts = sheet.yearly
    for kind, lines in (("grant", accounts.grants), ("equity", accounts.equity)):
        for path, values in lines.items():
            sheet.rows[f"{kind} {path}"] = grid.add(f"{kind}: {path}", column(values, sheet.years), "input")


def _cost_row(sheet: Sheet, path: str) -> int:
    """Return the row of an investment's cost; what is bought after the horizon gets it with its loan."""
    if path not in sheet.rows:
        item = sheet.finance.items[int(path.rpartition(".")[2])]
        sheet.rows[path] = sheet.grid.add(f"{item.buy}, {sheet.spec.currency}", lever=median(item.cost))
    return sheet.rows[path]


def write_terms(sheet: Sheet) -> None:
    """Write what is owed at the years' ends as shares of what is sold and spent, taxes, and what owners draw."""
    grid, accounts, years = sheet.grid, sheet.yearly, sheet.years
    sold = sum(np.array(column(accounts.sales[line], years)) for line in ("to markets", "to other parties"))
    spent = sum(np.array(column(accounts.costs[line], years)) for line in ("from other parties", *MOVED))
    grid.add("Terms of payment, taxes, owners", style="head")
    shares = {"receivables": (accounts.receivables, sold), "payables": (accounts.payables, spent)}
    shares |= {"value added tax owed": (accounts.tax_owed, sold)}
    for name, (stock, base) in shares.items():
        values = np.divide(column(stock, years), base, out=np.zeros(years), where=base > 0)
        sheet.rows[name] = grid.add(f"{name} at the year's end, share of the year", map(float, values), "input")
    sheet.rows["stocks"] = grid.add("stocks at the year's end", column(accounts.stocks, years), "input")
    share = np.broadcast_to(sheet.one.books.borrowing, (years, 1))
    sheet.rows["borrowing"] = grid.add(
        "share of the party that has borrowed and carries its debt", column(share, years), "input"
    )
    sheet.rows["drawn"] = grid.add("drawn by owners", column(by_year(sheet.one.books.drawn), years), "input")
    paid = sum(sheet.one.books.payouts.values(), np.zeros_like(sheet.one.books.drawn))
    without = column(by_year(sheet.one.books.without), years)
    sheet.rows["without"] = grid.add("earned without the cluster", without, "input")
    sheet.rows["partners"] = grid.add("paid to partners", column(by_year(paid), years), "input")
    lost = sum((loan.revaluation for loan in accounts.loans.values()), np.zeros((years, 1)))
    sheet.rows["exchange loss"] = grid.add("exchange loss on debt", column(lost, years), "input")
    opening = float(np.ravel(accounts.opening_cash)[0])
    sheet.rows["opening"] = grid.add("cash at the start", lever=opening)
    _discounting(sheet)


def _discounting(sheet: Sheet) -> None:
    """Write the discount rate as stated, and what brings the flows of each year into prices of the start.

    `timing`: what a year's flow is worth more in prices of the start than its sum over the mean price level, because
    it does not come evenly; of the central case.
    """
    grid, books = sheet.grid, sheet.one.books
    stated = f"discount rate, {sheet.finance.prices}, 1/year"
    sheet.rows["discount rate"] = grid.add(stated, lever=median(sheet.finance.discount_rate))
    level = by_year(books.level)[:, 0] / 12
    nominal, real = (project_flows(books, prices).project[:, 0] for prices in ("nominal", "real"))
    late = real - nominal / level
    sheet.rows["price level"] = grid.add("price level, mean of the year", map(float, level), "input")
    sheet.rows["timing"] = grid.add("what comes early or late within the year", map(float, late), "input")
    if sheet.finance.prices == "nominal" and sheet.finance.inflation is not None:
        ends = year_level(sheet.finance, central_draws(sheet.spec.cluster), sheet.spec.start, len(books.level))[:, 0]
        yearly = ends / np.concatenate([[1.0], ends[:-1]]) - 1
        sheet.rows["inflation"] = grid.add("inflation, 1/year", map(float, yearly), "input")
