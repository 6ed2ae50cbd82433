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
from capacity.model.future.loans import first_month
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import central_draws
from capacity.present.chapters.future import PRICES
from capacity.present.words.names import Names
from capacity.run.live.debt import DebtSheet, LoanBlock, add_fixed, add_loan, loan_blocks
from capacity.run.live.grid import FIRST, Formula, Grid, clean
from capacity.run.live.labels import entry, line_name

LONGEST_NAME = 31
"""letters of a sheet's name"""
VOLUME = 4
"""row of the change of all volumes"""
MOVED = ("from outside", "work")
"""costs that move with the volume, beside what is bought from other parties"""


@dataclass
class Sheet:
    """A borrower's sheet while it is made: which row holds what."""

    grid: Grid
    names: Names
    one: CentralBooks
    years: int
    lines: dict[str, list[int]] = field(default_factory=dict)
    """rows of money by line of the income statement"""
    rows: dict[str, int] = field(default_factory=dict)
    """rows of other assumptions by name"""
    blocks: list[tuple[int, str]] = field(default_factory=list)
    """loans: block on the sheet of loans, path"""

    @property
    def spec(self) -> Spec:
        """Return the cluster file."""
        return self.names.spec

    def say(self, message: str, /, **values: object) -> str:
        """Return a message in the language of the workbook."""
        return self.names.words.say(message, **values)

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

    def formulas(self, label: str, make: Callable[[int], str], style: str = "", form: str = "money") -> int:
        """Write a row of formulas, one a year, and return its number; `make` gives the inside for a year."""
        values = [Formula(f"={make(year)}") for year in range(1, self.years + 1)]
        return self.grid.add(label, values, style, form=form)

    def levers(self, label: str, values: object, form: str = "money") -> int:
        """Write a row of assumptions by year, in blue, and return its number."""
        return self.grid.add(label, column(values, self.years), "input", form=form)


def column(line: object, years: int) -> list[float]:
    """Return a line by year as plain numbers; a single number in every year."""
    values = np.asarray(line, dtype=float)
    values = values[:, 0] if values.ndim > 1 else np.broadcast_to(values, (years,))
    return [float(value) for value in values[:years]]


def sheet_name(title: str, number: int) -> str:
    """Return what a borrower's sheet is called: spreadsheets take 31 letters and no brackets, slashes or colons."""
    plain = "".join(letter if letter.isalnum() or letter in " _-" else " " for letter in title)
    name = f"{number} {' '.join(plain.split())}"
    whole = name[:LONGEST_NAME].rpartition(" ")[0] if len(name) > LONGEST_NAME else name
    return whole if len(whole) > LONGEST_NAME // 2 else name[:LONGEST_NAME].rstrip()


def open_borrower(names: Names, party: str, one: CentralBooks, number: int) -> Sheet:
    """Return a borrower's sheet with its head."""
    years, who = len(one.books.level) // 12, names.party(party)
    sheet = Sheet(Grid(sheet_name(who, number)), names, one, years)
    grid, first = sheet.grid, int(names.spec.start[:4])
    money = names.words.unit(names.spec.currency)
    title = sheet.say("{party}: statements, central case, in {unit} of each year", party=who, unit=money)
    grid.put(1, 1, title, "title")
    grid.put(2, 1, sheet.say("Blue numbers are assumptions: change one, and everything below follows."), "note")
    grid.put(3, 1, sheet.say("Year"), "head")
    grid.put(3, 2, sheet.say("For all years"), "head")
    for year in range(years):
        grid.put(3, FIRST + year, first + year, "head", "year")
    grid.put(VOLUME, 1, sheet.say("Change of all volumes, share"))
    grid.put(VOLUME, 2, 0.0, "input", "share")
    return sheet


def write_trade(sheet: Sheet) -> None:
    """Write what is sold and bought, amounts and prices by year, then costs and receipts that are sums."""
    grid, one, level, names = sheet.grid, sheet.one, sheet.one.books.level, sheet.names
    money = names.words.unit(sheet.spec.currency)
    grid.add(sheet.say("Sales and purchases: quantity, price, money"), style="head")
    for trade in one.trades:
        quantity = by_year(np.broadcast_to(trade.quantity, trade.value.shape))[:, 0]
        value = by_year(trade.value * level)[:, 0]
        price = np.divide(value, quantity, out=np.zeros_like(value), where=quantity > 0)
        other = names.market(trade.other) if trade.line == "to markets" else names.party(trade.other)
        name = f"{line_name(names, trade.line)}: {names.product(trade.product)} / {other}"
        unit = names.words.unit(sheet.spec.products[trade.product].unit)
        amounts = grid.add(f"{name}, {unit}", map(float, quantity), "input", form="quantity")
        label = sheet.say("{line}; change, share:", line=f"{name}, {money}/{unit}")
        prices = grid.add(label, map(float, price), "input", form="price")
        grid.put(prices, 2, 0.0, "input", "share")
        _money(sheet, trade.line, name, partial(_product, sheet, amounts, prices))
    _rest(sheet)


def _product(sheet: Sheet, amounts: int, prices: int, year: int) -> str:
    change = sheet.grid.at(prices, 2)
    volume = sheet.grid.at(VOLUME, 2)
    return f"{sheet.cell(amounts, year)}*(1+{volume})*{sheet.cell(prices, year)}*(1+{change})"


def _money(sheet: Sheet, line: str, name: str, make: Callable[[int], str]) -> None:
    money = sheet.names.words.unit(sheet.spec.currency)
    sheet.lines.setdefault(line, []).append(sheet.formulas(f"{name}, {money}", make))


def _rest(sheet: Sheet) -> None:
    """Write the lines that are sums without a price: sold past the chain, kept at home, worked, paid at large."""
    accounts = sheet.yearly
    for group in (accounts.sales, accounts.costs, accounts.subsidies):
        for line, values in group.items():
            known = [t for t in sheet.one.trades if t.line == line]
            traded = sum((by_year(t.value * sheet.one.books.level)[:, 0] for t in known), np.zeros(sheet.years))
            left = np.array(column(values, sheet.years)) - traded
            if np.abs(left).max() > 1e-6 * (1 + np.abs(traded).max()):
                name = line_name(sheet.names, line)
                name = sheet.say("{line}, other", line=name) if known else name
                row = sheet.levers(sheet.say("{line}; change, share:", line=name), left)
                sheet.grid.put(row, 2, 0.0, "input", "share")
                moved = f"*(1+{sheet.grid.at(VOLUME, 2)})" if line in MOVED else ""
                _money(sheet, line, name, partial(_changed, sheet, row, moved))


def _changed(sheet: Sheet, row: int, moved: str, year: int) -> str:
    return f"{sheet.cell(row, year)}*(1+{sheet.grid.at(row, 2)}){moved}"


def write_items(sheet: Sheet) -> None:
    """Write what is invested: the cost in blue, and what is bought, written off and sold in shares of it."""
    grid, books = sheet.grid, sheet.one.books
    grid.add(sheet.say("Investments: cost, and shares of it by year"), style="head")
    for path, assets in sheet.yearly.assets.items():
        item = sheet.finance.items[int(path.rpartition(".")[2])]
        cost, called = central_cost(sheet, path) or 1.0, entry(sheet.names, path)
        _cost_row(sheet, path)
        first = np.zeros((len(books.level), 1))
        first[item.month] = books.level[item.month, 0]
        parts = {
            "bought": (sheet.say("bought"), assets.bought / cost),
            "written off": (sheet.say("written off"), assets.depreciation / cost),
            "old one sold": (sheet.say("old one sold"), assets.sold / cost),
            "first purchase": (sheet.say("first purchase"), by_year(first)),
            "book": (sheet.say("book value"), assets.book / cost),
        }
        for name, (said, shares) in parts.items():
            label = sheet.say("{what}: {part}, share of the cost", what=called, part=said)
            row = sheet.rows[f"{path} {name}"] = grid.add(label, column(shares, sheet.years), form="share")
            grid.folded.add(row)


def write_sources(sheet: Sheet, debt: DebtSheet) -> None:
    """Write loans, grants and equity; loans as blocks on the sheet of loans, drawn for the cost in blue."""
    grid, books, finance = sheet.grid, sheet.one.books, sheet.finance
    grid.add(sheet.say("Sources"), style="head")
    for path, loan, item, month in loan_blocks(finance, sheet.one):
        block = debt.open(LoanBlock(books.party, path, item, loan))
        sheet.blocks.append((block, path))
        if loan is None:
            add_fixed(debt, block, books.monthly.loans[path])
        elif item:
            row = sheet.rows.get(f"{path} share")
            if row is None:
                label = sheet.say("{what}: share of the cost", what=entry(sheet.names, path))
                row = sheet.rows[f"{path} share"] = grid.add(label, lever=median(loan.share), form="share")
            level = clean(float(books.level[month, 0]) * _part(sheet, path, month))
            amount = f"{grid.at(_cost_row(sheet, item), 2, outside=True)}*{level!r}*{grid.at(row, 2, outside=True)}"
            add_loan(debt, block, loan, books.monthly.loans[path], (amount, month))
        else:
            add_loan(
                debt,
                block,
                loan,
                books.monthly.loans[path],
                (float(books.monthly.loans[path].drawn[:, 0].sum()), month),
            )
    accounts = sheet.yearly
    for kind, said, lines in (
        ("grant", sheet.say("Grant"), accounts.grants),
        ("equity", sheet.say("Paid in"), accounts.equity),
    ):
        for path, values in lines.items():
            sheet.rows[f"{kind} {path}"] = sheet.levers(f"{said}: {entry(sheet.names, path)}", values)


def _cost_row(sheet: Sheet, path: str) -> int:
    """Return the row of an investment's cost; what is bought after the horizon gets it with its loan."""
    if path not in sheet.rows:
        label = f"{entry(sheet.names, path)}, {sheet.names.words.unit(sheet.spec.currency)}"
        sheet.rows[path] = sheet.grid.add(label, lever=central_cost(sheet, path))
    return sheet.rows[path]


def central_cost(sheet: Sheet, path: str) -> float:
    """Return what an investment costs in the central case, in prices of the start, the expected effect of risks in it.

    Of what is bought after the horizon the stated cost.
    """
    item, books = sheet.finance.items[int(path.rpartition(".")[2])], sheet.one.books
    assets = books.sources.assets.get(path)
    if assets is None:
        return median(item.cost)
    return float(np.ravel(assets.bought[item.month])[0] / np.ravel(books.level[item.month])[0])


def _part(sheet: Sheet, path: str, month: int) -> float:
    """Return what a loan lends of the shares that it states of all it pays for in a month: 1, or less.

    Less where several loans together would pay for more than the whole.
    """
    books, loan = sheet.one.books, sheet.finance.loans[int(path.rpartition(".")[2])]
    items = {f"finance.items.{number}": item for number, item in enumerate(sheet.finance.items)}
    stated = sum(
        central_cost(sheet, name) * median(loan.share) * float(books.level[month, 0])
        for name, item in items.items()
        if sheet.finance.pays_for(loan, item) and first_month(loan, item) == month
    )
    return float(books.monthly.loans[path].drawn[month, 0]) / stated if stated else 1.0


def write_terms(sheet: Sheet) -> None:
    """Write what is owed at the years' ends as shares of what is sold and spent, taxes, and what owners draw."""
    rows, accounts, years, books = sheet.rows, sheet.yearly, sheet.years, sheet.one.books
    sheet.grid.add(sheet.say("Terms of payment, taxes, owners"), style="head")
    _owed_shares(sheet)
    rows["stocks"] = sheet.levers(sheet.say("Stocks at the year's end"), accounts.stocks)
    share = np.broadcast_to(books.borrowing, (years, 1))
    label = sheet.say("Share of the party that has borrowed and carries its debt")
    rows["borrowing"] = sheet.levers(label, share, "share")
    rows["drawn"] = sheet.levers(sheet.say("Drawn by owners"), by_year(books.drawn))
    paid = sum(books.payouts.values(), np.zeros_like(books.drawn))
    rows["without"] = sheet.levers(sheet.say("Earned without the cluster"), by_year(books.without))
    rows["partners"] = sheet.levers(sheet.say("Paid to partners"), by_year(paid))
    lost = sum((loan.revaluation for loan in accounts.loans.values()), np.zeros((years, 1)))
    rows["exchange loss"] = sheet.levers(sheet.say("Exchange loss on debt"), lost)
    opening = float(np.ravel(accounts.opening_cash)[0])
    rows["opening"] = sheet.grid.add(sheet.say("Cash at the start"), lever=opening)
    _discounting(sheet)


def _owed_shares(sheet: Sheet) -> None:
    """Write what is owed to and by the party at the years' ends, in shares of the year's sales and costs."""
    accounts, years = sheet.yearly, sheet.years
    sold = sum(np.array(column(accounts.sales[line], years)) for line in ("to markets", "to other parties"))
    spent = sum(np.array(column(accounts.costs[line], years)) for line in ("from other parties", *MOVED))
    for name, stock, base in (
        ("receivables", accounts.receivables, sold),
        ("payables", accounts.payables, spent),
        ("value added tax owed", accounts.tax_owed, sold),
    ):
        values = np.divide(column(stock, years), base, out=np.zeros(years), where=base > 0)
        label = sheet.say("{line} at the year's end, share of the year", line=line_name(sheet.names, name))
        sheet.rows[name] = sheet.levers(label, values, "share")


def _discounting(sheet: Sheet) -> None:
    """Write the discount rate as stated, and what brings the flows of each year into prices of the start.

    `timing`: what a year's flow is worth more in prices of the start than its sum over the mean price level, because
    it does not come evenly; of the central case.
    """
    grid, books, rows = sheet.grid, sheet.one.books, sheet.rows
    prices = sheet.names.words.known(sheet.finance.prices, PRICES)
    stated = sheet.say("Discount rate a year, in {prices}", prices=prices)
    rows["discount rate"] = grid.add(stated, lever=median(sheet.finance.discount_rate), form="rate")
    level = by_year(books.level)[:, 0] / 12
    nominal, real = (project_flows(books, prices).project[:, 0] for prices in ("nominal", "real"))
    rows["price level"] = sheet.levers(sheet.say("Price level, mean of the year"), level, "price")
    rows["timing"] = sheet.levers(sheet.say("What comes early or late within the year"), real - nominal / level)
    grid.folded.add(rows["timing"])
    if sheet.finance.prices == "nominal" and sheet.finance.inflation is not None:
        ends = year_level(sheet.finance, central_draws(sheet.spec.cluster), sheet.spec.start, len(books.level))[:, 0]
        yearly = ends / np.concatenate([[1.0], ends[:-1]]) - 1
        rows["inflation"] = sheet.levers(sheet.say("Inflation a year"), yearly, "rate")
