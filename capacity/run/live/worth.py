"""What a borrower's project is worth on its sheet: flows in prices of the start, their present value, their return."""

import numpy as np

from capacity.model.bank.measures import project_flows
from capacity.model.finance import internal_rates, shift
from capacity.present.chapters.future import CONVENTIONS
from capacity.present.words.words import mark
from capacity.run.live.assumptions import Sheet
from capacity.run.live.grid import FIRST, Formula, total

SEVERAL = mark("several")
GUESSES = ("-0.5", "0.1", "1", "5")
"""rates from which an internal rate is looked for: those found must agree"""
SAME = "0.000001"
"""by how much two rates may differ and be one"""


def write_worth(sheet: Sheet, cash: dict[str, int], balance: dict[str, int]) -> dict[str, int]:
    """Write the project's flows over what would be without the cluster, their present value and rate of return.

    The present value is that of the row in prices of the start; the rate of return is of the row in the prices of the
    discount rate. Both are those of table borrowers, central case.
    """
    found = {}
    sheet.grid.add(sheet.say("Worth of the project"), style="head")
    found["flow"] = _flow(sheet, cash, balance)
    found["real flow"] = sheet.formulas(
        sheet.say("The same in prices of the start"),
        lambda y: f"{sheet.cell(found['flow'], y)}/{sheet.term('price level', y)}+{sheet.term('timing', y)}",
    )
    factors, real = _factors(sheet), sheet.span(found["real flow"])
    convention = sheet.names.words.known(sheet.finance.convention, CONVENTIONS)
    label = sheet.say("Net NPV: after tax and working capital")
    found["npv"] = sheet.grid.add(f"{label} ({convention})")
    sheet.grid.put(found["npv"], 2, Formula(f"=SUMPRODUCT({real},{sheet.span(factors)})"), "sum")
    found["irr"] = _rate(sheet, found["real flow" if sheet.finance.prices == "real" else "flow"])
    return found


def _flow(sheet: Sheet, cash: dict[str, int], balance: dict[str, int]) -> int:
    """Write the nominal flows: more than without, less investment, with what is left at the end."""

    def flow(year: int) -> str:
        gain = f"{sheet.cell(cash['cash from operations'], year)}-{sheet.term('without', year)}"
        spent = f"{sheet.cell(cash['investment'], year)}-{sheet.cell(cash['assets sold'], year)}"
        plus = total(sheet.cell(balance[name], year) for name in ("fixed assets", "receivables", "stocks"))
        minus = total(sheet.cell(balance[name], year) for name in ("payables", "tax owed"))
        return f"{gain}-({spent})" + (f"+{plus}-({minus})" if year == sheet.years else "")

    label = sheet.say("Project: more than without, less investment, with what is left; nominal")
    return sheet.formulas(label, flow)


def _factors(sheet: Sheet) -> int:
    """Write what 1 of each year, in prices of the start, is worth today; a nominal rate is cleared of inflation."""
    stated = sheet.grid.at(sheet.rows["discount rate"], 2)

    def growth(year: int) -> str:
        return f"((1+{stated})/(1+{sheet.term('inflation', year)}))" if "inflation" in sheet.rows else f"(1+{stated})"

    row = sheet.grid.rows + 1
    begin = sheet.formulas(
        sheet.say("Worth of 1 of the start at the year's begin"),
        lambda y: f"{sheet.cell(row, y - 1)}*{growth(y - 1)}" if y > 1 else "1",
        form="factor",
    )
    sheet.grid.folded.add(row)
    late = f"{shift(sheet.finance.convention):g}"
    label = sheet.say("Discount factor")
    return sheet.formulas(label, lambda y: f"1/({sheet.cell(begin, y)}*{growth(y)}^{late})", form="factor")


def _rate(sheet: Sheet, flows: int) -> int:
    """Write the internal rate of return: the word for several where there is none that is the rate.

    There can be several only where the running total changes sign more than once (Norstrom 1972); there are where the
    model has found them in the central case, or where the search from several sides does not end at one.
    """
    first = sheet.grid.at(flows, FIRST)
    running = sheet.formulas(sheet.say("Running total"), lambda y: f"SUM({first}:{sheet.cell(flows, y)})")
    turns = sheet.formulas(
        sheet.say("The running total changes sign"),
        lambda y: f"IF({sheet.cell(running, y - 1)}*{sheet.cell(running, y)}<0,1,0)" if y > 1 else "0",
        form="whole",
    )
    tried = sheet.grid.add(sheet.say("Internal rate of return, looked for from four sides"))
    sheet.grid.folded |= {running, turns, tried}
    for place, guess in enumerate(GUESSES):
        rate = Formula(f'=IFERROR(IRR({sheet.span(flows)},{guess}),"")')
        sheet.grid.put(tried, FIRST + place, rate, form="rate")
    ends = (sheet.grid.at(tried, column, fixed=False) for column in (FIRST, FIRST + len(GUESSES) - 1))
    near = ":".join(ends)
    central = internal_rates(project_flows(sheet.one.books, sheet.finance.prices).project)
    known = "TRUE" if central.count[0] > 1 and np.isnan(central.rate[0]) else "FALSE"
    several = f"AND(SUM({sheet.span(turns)})>1,OR({known},MAX({near})-MIN({near})>{SAME}))"
    row = sheet.grid.add(sheet.say("IRR after tax and working capital"))
    value = f'=IF({several},"{sheet.say(SEVERAL)}",IF(COUNT({near})=0,"",MAX({near})))'
    sheet.grid.put(row, 2, Formula(value), "sum", "rate")
    return row
