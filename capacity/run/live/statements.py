"""The statements of one borrower's sheet as formulas over its assumptions: income, cash flow, balance sheet, cover."""

import numpy as np

from capacity.intake.cluster_file.lending import Tax
from capacity.model.calendar.dated import in_force_by_month
from capacity.model.finance.cover import STUB
from capacity.model.finance.statements import OVERDRAFT
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import central_draws
from capacity.run.live.assumptions import Sheet, column
from capacity.run.live.debt import DebtSheet
from capacity.run.live.grid import Formula, total

SOLD = ("to markets", "to other parties")
FOR_EVER = 99


def write_income(sheet: Sheet, debt: DebtSheet) -> dict[str, int]:
    """Write the income statement and return the rows of its lines."""
    found = {}
    accounts = sheet.yearly
    sheet.grid.add("Income statement", style="head")
    groups = {"sales": accounts.sales, "subsidies": accounts.subsidies, "running costs": accounts.costs}
    for group, lines in groups.items():
        for line in lines:
            rows = sheet.lines.get(line, [])
            found[f"{group}: {line}"] = sheet.formulas(
                f"{group}: {line}", lambda y, r=rows: total(sheet.cell(row, y) for row in r)
            )
        inner = [found[f"{group}: {line}"] for line in lines]
        found[group] = sheet.formulas(group, lambda y, r=inner: total(sheet.cell(row, y) for row in r), "sum")
    found["operating margin"] = _difference(sheet, "operating margin", found, ["sales", "subsidies"], ["running costs"])
    found["depreciation"] = sheet.formulas("depreciation", lambda y: _of_items(sheet, "written off", y))
    for line, parts in (("interest", ["interest"]), ("fees", ["fees"])):
        found[line] = sheet.formulas(line, lambda y, p=parts: _of_loans(sheet, debt, p[0], y))
    found["exchange loss"] = sheet.formulas("exchange loss", lambda y: sheet.cell(sheet.rows["exchange loss"], y))
    costs = ["depreciation", "interest", "fees", "exchange loss"]
    found["profit before tax"] = _difference(sheet, "profit before tax", found, ["operating margin"], costs)
    found["tax"] = _tax(sheet, found)
    found["profit"] = _difference(sheet, "profit", found, ["profit before tax"], ["tax"])
    return found


def _difference(sheet: Sheet, name: str, rows: dict[str, int], plus: list[str], minus: list[str]) -> int:
    def make(year: int) -> str:
        return "-".join(
            [total(sheet.cell(rows[line], year) for line in plus), *(sheet.cell(rows[m], year) for m in minus)]
        )

    return sheet.formulas(name, make, "sum")


def _of_items(sheet: Sheet, name: str, year: int) -> str:
    rows = [(sheet.rows[path], sheet.rows[f"{path} {name}"]) for path in sheet.yearly.assets]
    return total(f"{sheet.grid.at(cost, 2)}*{sheet.cell(share, year)}" for cost, share in rows)


def _of_loans(sheet: Sheet, debt: DebtSheet, line: str, year: int, *, overdraft: bool = True) -> str:
    blocks = [block for block, path in sheet.blocks if overdraft or path != OVERDRAFT]
    return total(debt.yearly(block, line, year) for block in blocks)


def _tax(sheet: Sheet, rows: dict[str, int]) -> int:
    """Write the tax: on sales, or on profit after the losses of earlier years, the oldest first."""
    tax = sheet.finance.taxes.get(sheet.one.books.party)
    if tax is None:
        return sheet.formulas("tax", lambda _: "0")
    start, months = sheet.spec.start, 12 * sheet.years
    rates = in_force_by_month(tax.rate, central_draws(sheet.spec.cluster), start, months)[11::12]
    exempt = 12 * (np.arange(sheet.years) + 1) <= (median(tax.holiday) if tax.holiday else 0)
    rate = sheet.grid.add("tax rate", column(np.where(exempt[:, None], 0.0, rates), sheet.years), "input")
    if tax.on == "turnover":
        home = rows["sales: kept at home"]
        return sheet.formulas(
            "tax", lambda y: f"MAX(0,{sheet.cell(rows['sales'], y)}-{sheet.cell(home, y)})*{sheet.cell(rate, y)}"
        )
    used = _losses_used(sheet, rows, tax, exempt)
    profit = rows["profit before tax"]
    return sheet.formulas(
        "tax",
        lambda y: f"(MAX(0,{sheet.cell(profit, y)})-({total(sheet.cell(r, y) for r in used)}))*{sheet.cell(rate, y)}",
    )


def _losses_used(sheet: Sheet, rows: dict[str, int], tax: Tax, exempt: np.ndarray) -> list[int]:
    """Write how the loss of each year lowers later profits, one row a year of loss, and return the rows."""
    profit = rows["profit before tax"]
    found: list[int] = []
    carry = FOR_EVER if tax.carry is None else round(median(tax.carry) / 12)
    share = median(tax.carry_share) if tax.carry_share else 1.0
    for born in range(1, sheet.years + 1):
        row = sheet.grid.rows + 1

        def used(year: int, born: int = born, row: int = row) -> str:
            if not born < year <= born + carry or exempt[year - 1]:
                return "0"
            before = total(sheet.cell(row, y) for y in range(born, year))
            taken = total(sheet.cell(older, year) for older in found)
            room = f"{share!r}*MAX(0,{sheet.cell(profit, year)})-({taken})"
            return f"MAX(0,MIN(MAX(0,-{sheet.cell(profit, born)})-({before}),{room}))"

        found.append(sheet.formulas(f"loss of year {born} set off", used))
    return found


def write_cash_flow(sheet: Sheet, debt: DebtSheet, income: dict[str, int]) -> dict[str, int]:
    """Write balances tied up and the cash flow, and return the rows of its lines."""
    terms = sheet.rows
    sheet.grid.add("Cash flow", style="head")
    found = _operations(sheet, income)
    found["investment"] = sheet.formulas("investment", lambda y: _of_items(sheet, "bought", y))
    found["assets sold"] = sheet.formulas("assets sold", lambda y: _of_items(sheet, "old one sold", y))
    found["loans drawn"] = sheet.formulas("loans drawn", lambda y: _of_loans(sheet, debt, "drawn", y))
    for name, kind in (("equity", "equity "), ("grants", "grant ")):
        rows = [row for path, row in terms.items() if path.startswith(kind)]
        found[name] = sheet.formulas(name, lambda y, r=rows: total(sheet.cell(row, y) for row in r))
    found["interest paid"] = sheet.formulas(
        "interest paid",
        lambda y: f"{_of_loans(sheet, debt, 'interest', y)}-({_of_loans(sheet, debt, 'capitalised', y)})",
    )
    found["fees"] = sheet.formulas("fees", lambda y: sheet.cell(income["fees"], y))
    found["principal"] = sheet.formulas("principal", lambda y: _of_loans(sheet, debt, "principal", y))
    found["dividends"] = sheet.formulas(
        "dividends", lambda y: f"{sheet.cell(terms['drawn'], y)}+{sheet.cell(terms['partners'], y)}"
    )
    came = ["cash from operations", "assets sold", "loans drawn", "equity", "grants"]
    went = ["investment", "interest paid", "fees", "principal", "dividends"]
    found["net cash flow"] = _difference(sheet, "net cash flow", found, came, went)
    row, opening = sheet.grid.rows + 1, sheet.grid.at(terms["opening"], 2)
    found["cash at end"] = sheet.formulas(
        "cash at end", lambda y: _grown(sheet, row, found["net cash flow"], opening, y)
    )
    return found


def _operations(sheet: Sheet, income: dict[str, int]) -> dict[str, int]:
    """Write what is owed and tied up at the years' ends, and the cash from operations."""
    found, terms = {}, sheet.rows
    costs = [income[f"running costs: {line}"] for line in ("from other parties", "from outside", "work")]
    sold = [income[f"sales: {line}"] for line in SOLD]
    for name, base in (("receivables", sold), ("payables", costs), ("value added tax owed", sold)):
        found[name] = sheet.formulas(
            name, lambda y, n=name, b=base: f"({total(sheet.cell(r, y) for r in b)})*{sheet.cell(terms[n], y)}"
        )
    found["stocks"] = sheet.formulas("stocks", lambda y: sheet.cell(terms["stocks"], y))
    found["operating margin"] = sheet.formulas("operating margin", lambda y: sheet.cell(income["operating margin"], y))
    owed, tied = [found["value added tax owed"]], [found["receivables"], found["stocks"]]
    found["tax paid"] = sheet.formulas(
        "tax paid", lambda y: f"{sheet.cell(income['tax'], y)}-({_increase(sheet, owed, y)})"
    )
    found["increase in working capital"] = sheet.formulas(
        "increase in working capital",
        lambda y: f"{_increase(sheet, tied, y)}-({_increase(sheet, [found['payables']], y)})",
    )
    spent = ["tax paid", "increase in working capital"]
    found["cash from operations"] = _difference(sheet, "cash from operations", found, ["operating margin"], spent)
    return found


def _increase(sheet: Sheet, rows: list[int], year: int) -> str:
    now = total(sheet.cell(row, year) for row in rows)
    return f"{now}-({total(sheet.cell(row, year - 1) for row in rows)})" if year > 1 else now


def write_balance(sheet: Sheet, debt: DebtSheet, income: dict[str, int], cash: dict[str, int]) -> dict[str, int]:
    """Write the balance sheet with the difference of its sides, and return the rows of its lines."""
    found = {}
    sheet.grid.add("Balance sheet", style="head")
    found["cash"] = sheet.formulas("cash", lambda y: sheet.cell(cash["cash at end"], y))
    for name in ("receivables", "stocks"):
        found[name] = sheet.formulas(name, lambda y, n=name: sheet.cell(cash[n], y))
    found["fixed assets"] = sheet.formulas("fixed assets", lambda y: _of_items(sheet, "book", y))
    names = ("cash", "receivables", "stocks", "fixed assets")
    found["assets"] = sheet.formulas("assets", lambda y: total(sheet.cell(found[n], y) for n in names), "sum")
    found["payables"] = sheet.formulas("payables", lambda y: sheet.cell(cash["payables"], y))
    found["tax owed"] = sheet.formulas("tax owed", lambda y: sheet.cell(cash["value added tax owed"], y))
    found["debt"] = sheet.formulas("debt", lambda y: _of_loans(sheet, debt, "balance", y))
    opening = sheet.grid.at(sheet.rows["opening"], 2)
    for name, line, start in (("equity", "equity", opening), ("grants", "grants", "0")):
        row = sheet.grid.rows + 1
        found[name] = sheet.formulas(name, lambda y, r=row, f=cash[line], s=start: _grown(sheet, r, f, s, y))
    row = sheet.grid.rows + 1
    found["retained profit"] = sheet.formulas(
        "retained profit",
        lambda y: f"{_grown(sheet, row, income['profit'], '0', y)}-{sheet.cell(cash['dividends'], y)}",
    )
    owed = ("payables", "tax owed", "debt", "equity", "grants", "retained profit")
    found["liabilities"] = sheet.formulas("liabilities", lambda y: total(sheet.cell(found[n], y) for n in owed), "sum")
    found["difference"] = _difference(sheet, "difference", found, ["assets"], ["liabilities"])
    return found


def _grown(sheet: Sheet, row: int, flow: int, start: str, year: int) -> str:
    return f"{sheet.cell(row, year - 1) if year > 1 else start}+{sheet.cell(flow, year)}"


def write_cover(sheet: Sheet, debt: DebtSheet, cash: dict[str, int]) -> dict[str, int]:
    """Write the cash for the debt, what is due, the cover of each year, the lowest, and that of the loans' life."""
    found = {}
    sheet.grid.add("Cover of the debt", style="head")
    found["cash for debt"] = sheet.formulas("cash for debt", lambda y: _available(sheet, cash, y))

    def due(year: int) -> str:
        lines = ("interest", "principal", "fees")
        plain = total(_of_loans(sheet, debt, line, year, overdraft=False) for line in lines)
        kept = _of_loans(sheet, debt, "capitalised", year, overdraft=False)
        overdrawn = total(debt.yearly(block, "interest", year) for block, path in sheet.blocks if path == OVERDRAFT)
        return f"{plain}-({kept})+({overdrawn})"

    found["debt service"] = sheet.formulas("debt service", due)
    found["cover"] = sheet.formulas(
        "debt service cover (DSCR)",
        lambda y: (
            f"IF({sheet.cell(found['debt service'], y)}>0,"
            f'{sheet.cell(found["cash for debt"], y)}/{sheet.cell(found["debt service"], y)},"")'
        ),
        "sum",
    )
    whole = {name: _all_years(sheet, row) for name, row in found.items()}
    found["stub"] = sheet.formulas(
        "less than three quarters of the fullest year's service is due: the cover says little",
        lambda y: (
            f"IF(AND({sheet.cell(found['debt service'], y)}>0,"
            f"{sheet.cell(found['debt service'], y)}<{STUB}*MAX({whole['debt service']})),1,0)"
        ),
    )
    _figure(sheet, found, "lowest", "lowest cover", f'IF(COUNT({whole["cover"]})=0,"",MIN({whole["cover"]}))')
    _life(sheet, debt, found, whole["debt service"])
    found["covenant"] = sheet.grid.add("covenant", lever=sheet.one.covenant)
    return found


def _available(sheet: Sheet, cash: dict[str, int], year: int) -> str:
    """Return the cash of a year for the debt: of those who have borrowed, less what they live on and replace."""
    c = {name: sheet.cell(row, year) for name, row in cash.items()}
    share = sheet.cell(sheet.rows["borrowing"], year)
    tied, drawn = f"{share}*({c['increase in working capital']})", f"{share}*{sheet.cell(sheet.rows['drawn'], year)}"
    needed = f"{c['investment']}-{c['assets sold']}+MAX({tied},0)"
    funded = f"({c['loans drawn']}+{c['equity']}+{c['grants']})"
    earned = f"{share}*({c['operating margin']}-{c['tax paid']})"
    return f"{earned}-MIN({tied},0)-MAX({needed}-{funded},0)-{drawn}"


def _life(sheet: Sheet, debt: DebtSheet, found: dict[str, int], service: str) -> None:
    """Write in which years the loans run, and the cash of these years over the service of these years."""

    def runs(year: int) -> str:
        owed = _of_loans(sheet, debt, "balance", year - 1, overdraft=False) if year > 1 else "0"
        return f"IF(OR({sheet.cell(found['debt service'], year)}>0,{owed}>0.005),1,0)"

    row = sheet.formulas("something is due or owed", runs)
    first, last = (sheet.cell(row, year) for year in (1, sheet.years))
    life = sheet.formulas(
        "within the loans' life",
        lambda y: f"IF(AND(SUM({first}:{sheet.cell(row, y)})>0,SUM({sheet.cell(row, y)}:{last})>0),1,0)",
    )
    cash = f"SUMPRODUCT({_all_years(sheet, found['cash for debt'])},{_all_years(sheet, life)})"
    _figure(
        sheet,
        found,
        "average",
        "average cover: cash over service of the loans' life",
        f'IF(SUM({service})=0,"",{cash}/SUM({service}))',
    )


def _all_years(sheet: Sheet, row: int) -> str:
    return f"{sheet.cell(row, 1)}:{sheet.cell(row, sheet.years)}"


def _figure(sheet: Sheet, found: dict[str, int], name: str, label: str, inside: str) -> None:
    """Write one figure of all years."""
    found[name] = sheet.grid.add(label)
    sheet.grid.put(found[name], 2, Formula(f"={inside}"), "sum")
