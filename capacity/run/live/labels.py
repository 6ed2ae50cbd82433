"""What the lines of the statements and the entries of the finance block are called on the sheets of the workbook."""

from capacity.model.finance import OVERDRAFT
from capacity.present.words.names import Names
from capacity.present.words.words import mark

LINES = {
    "sales": mark("Sales"),
    "subsidies": mark("Subsidies"),
    "running costs": mark("Running costs"),
    "to markets": mark("to markets"),
    "to other parties": mark("to other parties"),
    "kept at home": mark("kept at home"),
    "from other parties": mark("from other parties"),
    "from outside": mark("from outside"),
    "work": mark("work"),
    "overheads": mark("overheads"),
    "members' fees": mark("members' fees"),
    "change in stocks": mark("change in stocks"),
    "operating margin": mark("Operating margin"),
    "depreciation": mark("Depreciation"),
    "interest": mark("Interest"),
    "fees": mark("Fees of the loans"),
    "exchange loss": mark("Exchange loss on debt"),
    "profit before tax": mark("Profit before tax"),
    "tax": mark("Tax"),
    "profit": mark("Profit"),
    "receivables": mark("Receivables"),
    "payables": mark("Payables"),
    "value added tax owed": mark("Value added tax owed"),
    "stocks": mark("Stocks"),
    "tax paid": mark("Tax paid"),
    "increase in working capital": mark("Increase in working capital"),
    "cash from operations": mark("Cash from operations"),
    "investment": mark("Investment"),
    "assets sold": mark("Assets sold"),
    "loans drawn": mark("Loans drawn"),
    "equity": mark("Paid in by owners and partners"),
    "grants": mark("Grants"),
    "interest paid": mark("Interest paid"),
    "principal": mark("Principal paid back"),
    "dividends": mark("Drawn by owners and partners"),
    "net cash flow": mark("Net cash flow"),
    "cash at end": mark("Cash at end"),
    "cash": mark("Cash"),
    "fixed assets": mark("Fixed assets"),
    "assets": mark("Assets"),
    "tax owed": mark("Tax owed"),
    "debt": mark("Debt"),
    "retained profit": mark("Retained profit"),
    "liabilities": mark("Debt and own funds"),
    "difference": mark("Difference of the two sides"),
    "cash for debt": mark("Cash for the debt"),
    "debt service": mark("Debt service"),
    "cover": mark("Debt service cover (DSCR)"),
    "drawn": mark("drawn"),
    "capitalised": mark("interest added to the debt"),
    "balance": mark("still owed"),
}
"""lines of the model's statements"""
KINDS = {
    "subsidies": mark("Subsidy: {who}"),
    "grants": mark("Grant: {who}"),
    "equity": mark("Paid in by {who}"),
    "loans": mark("Loan: {who}"),
    "fees": mark("Fee: {who}"),
    "running": mark("Running cost: {who}"),
    "credit_lines": mark("Credit line: {who}"),
}
"""entries of the finance block that have no title"""
WHO = ("by", "borrower", "pays", "to", "owner")
SOURCE = {"own contribution": mark("own contribution"), OVERDRAFT: mark("credit line")}


def line_name(names: Names, line: str) -> str:
    """Return what a line of a statement is called; one of the file's entries by its title."""
    return entry(names, line) if line.startswith("finance.") else names.words.known(line, LINES)


def entry(names: Names, path: str) -> str:
    """Return what an entry of the finance block is called: by its title, by what is bought, or by whose it is."""
    words = names.words
    if not path.startswith("finance."):
        return words.known(path, SOURCE)
    _, kind, number = path.split(".")[:3]
    stated = getattr(names.spec.money, kind)[int(number)]
    title = getattr(stated, "title", "") or getattr(stated, "buy", "") or getattr(stated, "pay", "")
    if title:
        return words.title(title)
    who = next(getattr(stated, key) for key in WHO if hasattr(stated, key))
    return words.say(KINDS[kind], who=names.party(who))
