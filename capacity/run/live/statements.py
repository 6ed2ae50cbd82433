"""The statements of one borrower's sheet as formulas over its assumptions: income, cash flow, balance sheet, cover."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from capacity.intake.cluster_file.lending import Tax
from capacity.model.calendar.dated import in_force_by_month
from capacity.model.finance import OVERDRAFT, STUB
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import central_draws
from capacity.run.live.assumptions import Sheet
from capacity.run.live.debt import DebtSheet
from capacity.run.live.grid import Formula, total
from capacity.run.live.labels import line_name

SOLD = ("to markets", "to other parties")
FOR_EVER = 99


@dataclass
class Statement:
    """One statement while it is written, below what its sheet holds already."""

    sheet: Sheet
    debt: DebtSheet
    title: str
    rows: dict[str, int] = field(default_factory=dict)
    """the row of each line by name"""

    def __post_init__(self) -> None:
        """Write the head."""
        self.sheet.grid.add(self.title, style="head")

    def line(
        self, name: str, make: Callable[[int], str], style: str = "", label: str = "", form: str = "money"
    ) -> None:
        """Write a line; `make` gives the inside of its formula for a year (1..)."""
        self.rows[name] = self.sheet.formulas(label or self.called(name), make, style, form)

    def called(self, name: str) -> str:
        """Return what a line is called; of a line of a group the group before it."""
        return ": ".join(line_name(self.sheet.names, part) for part in name.split(": "))

    def sum(self, name: str, rows: Iterable[int], style: str = "") -> None:
        """Write the sum of some rows of the sheet, or what stands in one."""
        parts = list(rows)
        self.line(name, lambda year: self.of(parts, year), style)

    def difference(self, name: str, plus: list[str], minus: list[str]) -> None:
        """Write some lines less others."""
        added, taken = ([self.rows[line] for line in lines] for lines in (plus, minus))
        self.line(name, lambda y: "-".join([self.of(added, y), *(self.sheet.cell(row, y) for row in taken)]), "sum")

    def stock(self, name: str, flow: int, start: str = "0", drawn: int | None = None) -> None:
        """Write what a yearly flow adds up to from a start, less what is drawn."""
        row, cell = self.sheet.grid.rows + 1, self.sheet.cell

        def grown(year: int) -> str:
            less = "" if drawn is None else f"-{cell(drawn, year)}"
            return f"{cell(row, year - 1) if year > 1 else start}+{cell(flow, year)}{less}"

        self.line(name, grown)

    def figure(self, name: str, label: str, inside: str) -> None:
        """Write one ratio of all years."""
        self.rows[name] = self.sheet.grid.add(label)
        self.sheet.grid.put(self.rows[name], 2, Formula(f"={inside}"), "sum", "ratio")

    def of(self, rows: Iterable[int], year: int) -> str:
        """Return the sum of some rows in a year."""
        return total(self.sheet.cell(row, year) for row in rows)

    def items(self, name: str, year: int) -> str:
        """Return what the investments come to in a year, each its cost times a share of that name."""
        sheet = self.sheet
        rows = [(sheet.rows[path], sheet.rows[f"{path} {name}"]) for path in sheet.yearly.assets]
        return total(f"{sheet.grid.at(cost, 2)}*{sheet.cell(share, year)}" for cost, share in rows)

    def loans(self, line: str, year: int, *, overdraft: bool = True) -> str:
        """Return what the loans come to in a year."""
        blocks = [block for block, path in self.sheet.blocks if overdraft or path != OVERDRAFT]
        return total(self.debt.yearly(block, line, year) for block in blocks)


def write_income(sheet: Sheet, debt: DebtSheet) -> dict[str, int]:
    """Write the income statement and return the rows of its lines."""
    income, accounts = Statement(sheet, debt, sheet.say("Income statement")), sheet.yearly
    groups = {"sales": accounts.sales, "subsidies": accounts.subsidies, "running costs": accounts.costs}
    for group, lines in groups.items():
        for line in lines:
            income.sum(f"{group}: {line}", sheet.lines.get(line, []))
        income.sum(group, [income.rows[f"{group}: {line}"] for line in lines], "sum")
    income.difference("operating margin", ["sales", "subsidies"], ["running costs"])
    income.line("depreciation", lambda y: income.items("written off", y))
    income.line("interest", lambda y: income.loans("interest", y))
    income.line("fees", lambda y: income.loans("fees", y))
    income.sum("exchange loss", [sheet.rows["exchange loss"]])
    costs = ["depreciation", "interest", "fees", "exchange loss"]
    income.difference("profit before tax", ["operating margin"], costs)
    _tax(income)
    income.difference("profit", ["profit before tax"], ["tax"])
    return income.rows


def _tax(income: Statement) -> None:
    """Write the tax: on sales, or on profit after the losses of earlier years, the oldest first."""
    sheet, cell, rows = income.sheet, income.sheet.cell, income.rows
    tax = sheet.finance.taxes.get(sheet.one.books.party)
    if tax is None:
        income.line("tax", lambda _: "0")
        return
    start, months = sheet.spec.start, 12 * sheet.years
    rates = in_force_by_month(tax.rate, central_draws(sheet.spec.cluster), start, months)[11::12]
    exempt = 12 * (np.arange(sheet.years) + 1) <= (median(tax.holiday) if tax.holiday else 0)
    rate = sheet.levers(sheet.say("Tax rate"), np.where(exempt[:, None], 0.0, rates), "rate")
    if tax.on == "turnover":
        home = rows["sales: kept at home"]
        income.line("tax", lambda y: f"MAX(0,{cell(rows['sales'], y)}-{cell(home, y)})*{cell(rate, y)}")
        return
    used = _losses_used(income, tax, exempt)
    profit = rows["profit before tax"]
    income.line("tax", lambda y: f"(MAX(0,{cell(profit, y)})-({income.of(used, y)}))*{cell(rate, y)}")


def _losses_used(income: Statement, tax: Tax, exempt: np.ndarray) -> list[int]:
    """Write how the loss of each year lowers later profits, one row a year of loss, and return the rows."""
    sheet, profit = income.sheet, income.rows["profit before tax"]
    found: list[int] = []
    carry = FOR_EVER if tax.carry is None else round(median(tax.carry) / 12)
    share = median(tax.carry_share) if tax.carry_share else 1.0
    for born in range(1, sheet.years + 1):
        row = sheet.grid.rows + 1

        def used(year: int, born: int = born, row: int = row) -> str:
            if not born < year <= born + carry or exempt[year - 1]:
                return "0"
            before = total(sheet.cell(row, y) for y in range(born, year))
            room = f"{share!r}*MAX(0,{sheet.cell(profit, year)})-({income.of(found, year)})"
            return f"MAX(0,MIN(MAX(0,-{sheet.cell(profit, born)})-({before}),{room}))"

        found.append(sheet.formulas(sheet.say("Loss of year {year} set off", year=born), used))
        sheet.grid.folded.add(row)
    return found


def write_cash_flow(sheet: Sheet, debt: DebtSheet, income: dict[str, int]) -> dict[str, int]:
    """Write balances tied up and the cash flow, and return the rows of its lines."""
    terms, cash = sheet.rows, Statement(sheet, debt, sheet.say("Cash flow"))
    _operations(cash, income)
    cash.line("investment", lambda y: cash.items("bought", y))
    cash.line("assets sold", lambda y: cash.items("old one sold", y))
    cash.line("loans drawn", lambda y: cash.loans("drawn", y))
    for name, kind in (("equity", "equity "), ("grants", "grant ")):
        cash.sum(name, [row for path, row in terms.items() if path.startswith(kind)])
    cash.line("interest paid", lambda y: f"{cash.loans('interest', y)}-({cash.loans('capitalised', y)})")
    cash.sum("fees", [income["fees"]])
    cash.line("principal", lambda y: cash.loans("principal", y))
    cash.sum("dividends", [terms["drawn"], terms["partners"]])
    came = ["cash from operations", "assets sold", "loans drawn", "equity", "grants"]
    went = ["investment", "interest paid", "fees", "principal", "dividends"]
    cash.difference("net cash flow", came, went)
    cash.stock("cash at end", cash.rows["net cash flow"], sheet.grid.at(terms["opening"], 2))
    return cash.rows


def _operations(cash: Statement, income: dict[str, int]) -> None:
    """Write what is owed and tied up at the years' ends, and the cash from operations."""
    sheet, rows = cash.sheet, cash.rows
    costs = [income[f"running costs: {line}"] for line in ("from other parties", "from outside", "work")]
    sold = [income[f"sales: {line}"] for line in SOLD]
    _owed(cash, "receivables", sold)
    _owed(cash, "payables", costs)
    _owed(cash, "value added tax owed", sold)
    cash.sum("stocks", [sheet.rows["stocks"]])
    cash.sum("operating margin", [income["operating margin"]])
    owed, tied = [rows["value added tax owed"]], [rows["receivables"], rows["stocks"]]
    cash.line("tax paid", lambda y: f"{sheet.cell(income['tax'], y)}-({_increase(cash, owed, y)})")
    cash.line(
        "increase in working capital",
        lambda y: f"{_increase(cash, tied, y)}-({_increase(cash, [rows['payables']], y)})",
    )
    cash.difference("cash from operations", ["operating margin"], ["tax paid", "increase in working capital"])


def _owed(cash: Statement, name: str, base: list[int]) -> None:
    """Write what is owed at the years' ends: a share of the year's lines."""
    cash.line(name, lambda y: f"({cash.of(base, y)})*{cash.sheet.term(name, y)}")


def _increase(cash: Statement, rows: list[int], year: int) -> str:
    now = cash.of(rows, year)
    return f"{now}-({cash.of(rows, year - 1)})" if year > 1 else now


def write_balance(sheet: Sheet, debt: DebtSheet, income: dict[str, int], cash: dict[str, int]) -> dict[str, int]:
    """Write the balance sheet with the difference of its sides, and return the rows of its lines."""
    balance = Statement(sheet, debt, sheet.say("Balance sheet"))
    for name, line in (("cash", "cash at end"), ("receivables", "receivables"), ("stocks", "stocks")):
        balance.sum(name, [cash[line]])
    balance.line("fixed assets", lambda y: balance.items("book", y))
    balance.sum("assets", list(balance.rows.values()), "sum")
    balance.sum("payables", [cash["payables"]])
    balance.sum("tax owed", [cash["value added tax owed"]])
    balance.line("debt", lambda y: balance.loans("balance", y))
    balance.stock("equity", cash["equity"], sheet.grid.at(sheet.rows["opening"], 2))
    balance.stock("grants", cash["grants"])
    balance.stock("retained profit", income["profit"], drawn=cash["dividends"])
    names = ("payables", "tax owed", "debt", "equity", "grants", "retained profit")
    balance.sum("liabilities", [balance.rows[name] for name in names], "sum")
    assets, liabilities = balance.rows["assets"], balance.rows["liabilities"]
    balance.line("difference", lambda y: f"ROUND({sheet.cell(assets, y)}-{sheet.cell(liabilities, y)},2)")
    return balance.rows


def write_cover(sheet: Sheet, debt: DebtSheet, cash: dict[str, int]) -> dict[str, int]:
    """Write the cash for the debt, what is due, the cover of each year, the lowest, and that of the loans' life."""
    cover, cell = Statement(sheet, debt, sheet.say("Cover of the debt")), sheet.cell
    cover.line("cash for debt", lambda y: _available(sheet, cash, y))

    def due(year: int) -> str:
        plain = total(cover.loans(line, year, overdraft=False) for line in ("interest", "principal", "fees"))
        kept = cover.loans("capitalised", year, overdraft=False)
        overdrawn = total(debt.yearly(block, "interest", year) for block, path in sheet.blocks if path == OVERDRAFT)
        return f"{plain}-({kept})+({overdrawn})"

    cover.line("debt service", due)
    free, service = cover.rows["cash for debt"], cover.rows["debt service"]
    cover.line(
        "cover",
        lambda y: f'IF({cell(service, y)}>0,{cell(free, y)}/{cell(service, y)},"")',
        "sum",
        form="ratio",
    )
    most = f"{STUB}*MAX({sheet.span(service)})"
    cover.line(
        "stub",
        lambda y: f"IF(AND({cell(service, y)}>0,{cell(service, y)}<{most}),1,0)",
        label=sheet.say(
            "1: little is due, less than three quarters of the fullest year's service; the cover says little"
        ),
        form="whole",
    )
    covers = sheet.span(cover.rows["cover"])
    cover.figure("lowest", sheet.say("Lowest debt service cover (DSCR)"), f'IF(COUNT({covers})=0,"",MIN({covers}))')
    _life(cover)
    cover.rows["covenant"] = sheet.grid.add(
        sheet.say("Cover that is asked for"), lever=sheet.one.covenant, form="ratio"
    )
    sheet.grid.watched.append((covers, sheet.grid.at(cover.rows["covenant"], 2)))
    return cover.rows


def _available(sheet: Sheet, cash: dict[str, int], year: int) -> str:
    """Return the cash of a year for the debt: of those who have borrowed, less what they live on and replace."""
    c = {name: sheet.cell(row, year) for name, row in cash.items()}
    share = sheet.term("borrowing", year)
    tied, drawn = f"{share}*({c['increase in working capital']})", f"{share}*{sheet.term('drawn', year)}"
    needed = f"{c['investment']}-{c['assets sold']}+MAX({tied},0)"
    funded = f"({c['loans drawn']}+{c['equity']}+{c['grants']})"
    earned = f"{share}*({c['operating margin']}-{c['tax paid']})"
    return f"ROUND({earned}-MIN({tied},0)-MAX({needed}-{funded},0)-{drawn},2)"


def _life(cover: Statement) -> None:
    """Write in which years the loans run, and the cash of these years over the service of these years."""
    sheet, free, service = cover.sheet, cover.rows["cash for debt"], cover.rows["debt service"]

    def runs(year: int) -> str:
        owed = cover.loans("balance", year - 1, overdraft=False) if year > 1 else "0"
        return f"IF(OR({sheet.cell(service, year)}>0,{owed}>0.005),1,0)"

    row = sheet.formulas(sheet.say("Something is due or owed"), runs, form="whole")
    first, last = (sheet.cell(row, year) for year in (1, sheet.years))
    life = sheet.formulas(
        sheet.say("Within the loans' life"),
        lambda y: f"IF(AND(SUM({first}:{sheet.cell(row, y)})>0,SUM({sheet.cell(row, y)}:{last})>0),1,0)",
        form="whole",
    )
    sheet.grid.folded |= {row, life}
    due, cash = sheet.span(service), f"SUMPRODUCT({sheet.span(free)},{sheet.span(life)})"
    label = sheet.say("Average cover: cash over debt service of the loan's life")
    cover.figure("average", label, f'IF(SUM({due})=0,"",{cash}/SUM({due}))')
