"""The tables of the section for the bank: measures, sources, rules, least grant, late money, budget, statements."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from capacity.present.charts.of_money import ALL, borrowers, finance_of, party
from capacity.present.parts.section import Table, make_table
from capacity.present.words import reading
from capacity.present.words.ranges import HIGHEST_RATE, range_of
from capacity.present.words.reading import finite, median, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

MEASURES = {
    "npv_net": mark("Net NPV: after tax and working capital"),
    "npv_after_grants": mark("Net NPV after grants"),
    "npv_owners": mark("NPV for the owners, after grants and loans"),
    "irr": mark("IRR after tax and working capital"),
    "irr_after_grants": mark("IRR after tax, working capital and grants"),
    "mirr": mark("Modified rate of return (MIRR)"),
    "payback_years": mark("Payback after tax and working capital, years"),
    "discounted_payback_years": mark("Discounted payback, years"),
    "payback_from_production_years": mark("Payback from first production, years"),
    "bcr": mark("Benefits over costs"),
    "npv_ratio": mark("Net NPV over investment"),
    "eav": mark("Equivalent annual value"),
    "dscr_min": mark("Lowest debt service cover (DSCR)"),
    "dscr_average": mark("Average cover: cash over debt service of the loan's life"),
    "dscr_min_before_grants": mark("Lowest debt service cover without grants"),
    "llcr_min": mark("Lowest cover over the loan's life (LLCR)"),
    "plcr_min": mark("Lowest cover over the project's life (PLCR)"),
    "break_even_load": mark("Break-even load, share of year 3"),
    "break_even_price": mark("Break-even price, share of year 3"),
    "probability_npv_net_positive": mark("Chance that net NPV is above zero"),
    "probability_covenant": mark("Chance that the covenant holds in every year"),
}
RULES = {
    "legal_person": mark("the borrower is a person or a firm, not the cluster"),
    "for_whom": mark("the product is meant for such borrowers"),
    "purpose": mark("the purpose is one that is paid for"),
    "least": mark("not below the least amount of one borrower"),
    "most": mark("not above the cap of one borrower"),
    "term": mark("not longer than the longest term"),
    "grace": mark("not more grace than is given"),
    "own_share": mark("enough own contribution"),
    "collateral": mark("enough collateral"),
    "contract": mark("the contract with the processor is signed"),
    "refinancing": mark("no more old debt paid back than is allowed"),
}
LINES = (
    ("income", "sales", mark("Sales")),
    ("income", "profit", mark("Profit")),
    ("cash_flow", "cash from operations", mark("Cash from operations")),
    ("cash_flow", "investment", mark("Investment")),
    ("sources_and_uses", "debt service", mark("Debt service")),
    ("cash_flow", "dividends", mark("Drawn by owners")),
    ("cash_flow", "cash at end", mark("Cash at end")),
    ("balance", "debt", mark("Debt")),
    ("balance", "assets", mark("Assets")),
)
"""of the four statements, the lines that a page has room for"""
STAKES = {
    "cash": mark("cash"),
    "in_kind": mark("in kind"),
    "venture": mark("venture or corporate stake"),
    "public": mark("public partner"),
}
LATE = {"loans": mark("loans"), "grants": mark("grants")}


def measures(study: Study, words: Words) -> Table | None:
    """Return every measure of each borrower and of all together; rates of return above 1,000 % stand as that."""
    rows = table(study, "borrowers")
    if rows.empty:
        return None
    parties = reading.in_order(rows["party"])
    known = {(row["measure"], row["party"]): row for row in rows.to_dict("records")}
    body = [
        (words.say(text), *(measure_cell(words, known[name, one]) for one in parties))
        for name, text in MEASURES.items()
        if any(known[name, one]["counted"] > 0 for one in parties)
    ]
    head = (words.say("Measure"), *(party(study, words, one) for one in parties))
    return Table(words.say("Does it pay for each borrower? (middle and range of the futures)"), head, tuple(body))


def measure_cell(words: Words, row: dict) -> str:
    """Return the middle and the range of a row of table borrowers."""
    unit = {"year": "", "ratio": "", "1/year": "share"}.get(row["unit"], row["unit"])
    return range_of(words, row, unit)


def sources(study: Study, words: Words) -> Table | None:
    """Return what each borrower invests over the horizon and what pays for it, in the central case."""
    rows = table(study, "funding")
    if rows.empty:
        return None
    titles = {
        "investment": words.say("Investment"),
        "loans": words.say("Loans"),
        "grants": words.say("Grants"),
        "equity": words.say("Paid in by partners"),
        "own_contribution": words.say("Own contribution"),
        "debt_service": words.say("Debt service"),
    }
    shown = [name for name in titles if rows[name].sum() > 0]
    sums = rows.groupby("party", sort=False)[shown].sum()
    divisor, unit = words.axis(float(sums.max().max()), study.cluster.spec.currency)
    lowest = rows.loc[rows.groupby("party", sort=False)["lowest_cash"].idxmin()].set_index("party")
    sums = sums.assign(lowest_cash=lowest["lowest_cash"], month=lowest["month"]).reset_index()
    caption = words.say("Sources and uses over the horizon, central case")
    columns: list[tuple[str, Callable[[Line], str]]] = [
        (words.say("Borrower"), lambda row: party(study, words, row.party)),
        *((titles[name], partial(_scaled, words, divisor, name)) for name in shown),
        (words.say("Most to bridge inside a month"), lambda row: words.number(max(-row.lowest_cash, 0.0) / divisor)),
        (words.say("In"), lambda row: words.short_date(row.month) if row.lowest_cash < 0 else "–"),
    ]
    return make_table(words.say("{title}, in {unit}", title=caption, unit=unit), sums, columns)


def _scaled(words: Words, divisor: float, name: str, row: Line) -> str:
    return words.number(float(getattr(row, name)) / divisor)


def rules(study: Study, words: Words) -> Table | None:
    """Return the rules of the loan products that are broken with the reason, and how many are kept."""
    rows = table(study, "eligibility")
    if rows.empty or not ((rows["product"] != "") | ~rows["met"].astype(bool)).any():
        return None
    body = []
    for _, part in rows.groupby(["loan", "party"], sort=False):
        loan = checked_loan(study, words, part)
        body.append((loan.title, loan.product or "–", loan.kept, loan.broken))
    head = (words.say("Loan"), words.say("Loan product"), words.say("Rules kept"), words.say("Broken, and why"))
    return Table(words.say("The rules of the loan products"), head, tuple(body), 4)


class CheckedLoan(NamedTuple):
    """A loan of one borrower against the rules of its product, in words."""

    title: str
    product: str
    """nothing where none is named"""
    kept: str
    broken: str


def checked_loan(study: Study, words: Words, rules: pd.DataFrame) -> CheckedLoan:
    """Return whose and which a loan is, its product, how many rules it keeps, and those it breaks with the reason.

    rules: its rows of table eligibility.
    """
    first, broken = rules.iloc[0], rules[~rules["met"].astype(bool)]
    stated = finance_of(study).loan_products.get(first["product"])
    return CheckedLoan(
        f"{party(study, words, first['party'])}: {loan_title(study, words, first['loan'])}",
        words.title(stated.title if stated else "", first["product"]),
        words.say("{n} of {all}", n=words.number(len(rules) - len(broken), 0), all=words.number(len(rules), 0)),
        "; ".join(rule_broken(words, row) for row in broken.itertuples()) or words.say("no rule"),
    )


def loan_title(study: Study, words: Words, path: str) -> str:
    """Return what a loan is called: by its title, its share of what is bought, or its amount."""
    loan = finance_of(study).loans[int(path.rpartition(".")[2])]
    if loan.title:
        return words.title(loan.title)
    if loan.share is not None:
        return words.say("{share} of the investments", share=words.share(median(study, loan.share)))
    return words.amount(median(study, loan.amount), study.cluster.spec.currency)


def rule_broken(words: Words, row: Line) -> str:
    """Return which rule is not kept, with what was found and what is asked."""
    said = words.known(row.rule, RULES)
    if not finite(row.asked):
        return words.say("not kept: {rule}", rule=said)
    found, asked = (words.amount(value, row.unit) for value in (row.found, row.asked))
    return words.say("not kept: {rule} ({found}; asked: {asked})", rule=said, found=found, asked=asked)


def least_grant(study: Study, words: Words) -> Table | None:
    """Return the mix with the smallest grant with which each borrower is bankable, and what is enough most times."""
    rows = table(study, "mixes")
    if rows.empty:
        return None
    last = words.say("Grant that is enough in {share} of futures", share=words.share(float(rows["surety"].iloc[0])))
    amount = partial(words.amount, unit=study.cluster.spec.currency)
    columns = (
        (words.say("Borrower"), lambda row: party(study, words, row.party)),
        (words.say("To be financed"), lambda row: amount(row.cost)),
        (words.say("Own contribution"), lambda row: amount(row.own)),
        (words.say("Loan that the cash carries"), lambda row: amount(row.loan)),
        (words.say("Grant as planned"), lambda row: amount(row.grant_now)),
        (words.say("Smallest grant"), lambda row: amount(row.grant)),
        (words.say("Still lacking"), lambda row: amount(row.lacking) if row.lacking > 0 else "–"),
        (last, lambda row: amount(row.grant_surely) if row.lacking_surely <= 0 else words.say("no grant is enough")),
    )
    return make_table(words.say("The smallest grant that makes it bankable, central case"), rows, columns)


def late(study: Study, words: Words) -> Table | None:
    """Return what must be bridged, and what that costs, if loans or grants come six months late."""
    rows = _of_borrowers(study, "late")
    if rows.empty:
        return None
    amount = partial(words.amount, unit=study.cluster.spec.currency)
    columns = (
        (
            words.say("What comes late"),
            lambda row: f"{party(study, words, row.party)}: {words.known(row.what, LATE)}",
        ),
        (words.say("To bridge"), lambda row: amount(row.gap_p50)),
        (words.say("In 9 of 10 futures up to"), lambda row: amount(row.gap_p90)),
        (words.say("Months"), lambda row: words.number(row.months_p50, 0)),
        (words.say("Interest on it"), lambda row: amount(row.cost_p50)),
    )
    return make_table(words.say("If loans or grants come six months late and nothing is put off"), rows, columns)


def _of_borrowers(study: Study, name: str) -> pd.DataFrame:
    """Return the rows of a table that do not speak of all together."""
    rows = table(study, name)
    return rows[rows["party"] != ALL] if len(rows) else rows


def budget(study: Study, words: Words) -> Table | None:
    """Return what is bought in which month, its reserve, and who pays."""
    rows = table(study, "budget")
    if rows.empty:
        return None
    divisor, unit = words.axis(float(rows["cost"].max()), study.cluster.spec.currency)
    items = finance_of(study).items

    def bought(row: Line) -> str:
        item = items[int(row.item.rpartition(".")[2])]
        return words.title(item.title, item.buy)

    columns = (
        (words.say("What is bought"), bought),
        (words.say("Owner"), lambda row: party(study, words, row.party)),
        (words.say("In"), lambda row: words.short_date(row.month)),
        (words.say("Purchase cost"), partial(_scaled, words, divisor, "cost")),
        (words.say("Reserve"), partial(_scaled, words, divisor, "reserve")),
        (words.say("Loans"), partial(_scaled, words, divisor, "loans")),
        (words.say("Grants"), partial(_scaled, words, divisor, "grants")),
        (words.say("Own contribution"), partial(_scaled, words, divisor, "own_contribution")),
    )
    caption = words.say("{title}, in {unit}", title=words.say("Budget by item and month"), unit=unit)
    return make_table(caption, rows.sort_values("month", kind="stable"), columns, 3)


def partners(study: Study, words: Words) -> Table | None:
    """Return what partners pay in, what they are promised, and what that is worth to them."""
    rows, money = table(study, "partners"), study.cluster.spec.currency
    if rows.empty:
        return None
    columns = (
        (words.say("Partner"), lambda row: f"{row.by} → {party(study, words, row.party)}"),
        (words.say("Kind"), lambda row: words.known(row.kind, STAKES)),
        (words.say("Paid in"), lambda row: words.amount(row.paid_in, money)),
        (words.say("Share in the gain"), lambda row: words.share(row.gain)),
        (words.say("Share in the risk"), lambda row: words.share(row.risk)),
        (
            words.say("Net present value (NPV)"),
            lambda row: words.middle_and_range(row.npv_p50, row.npv_p10, row.npv_p90, money),
        ),
        (
            words.say("Internal rate of return (IRR)"),
            lambda row: words.share(min(row.irr, HIGHEST_RATE)) if finite(row.irr) else "–",
        ),
    )
    return make_table(words.say("Who shares risk and gain"), rows, columns, 2)


def covenants(study: Study, words: Words) -> Table | None:
    """Return when each borrower's cover is looked at, what it is, and how sure it is."""
    rows = _of_borrowers(study, "covenants")
    if rows.empty:
        return None

    def year(row: Line) -> str:
        said = f"{party(study, words, row.party)}, {words.short_date(row.date)}"
        return words.say("{year} (little is due)", year=said) if row.stub else said

    columns = (
        (words.say("Borrower and date"), year),
        (words.say("Asked"), lambda row: words.number(row.covenant)),
        (words.say("Central case"), lambda row: words.number(row.central)),
        (words.say("Range"), lambda row: words.middle_and_range(row.p50, row.p10, row.p90)),
        (words.say("Chance to hold"), lambda row: words.share(row.probability)),
    )
    return make_table(words.say("Covenant calendar: debt service cover"), rows, columns)


def statement(study: Study, words: Words, borrower: str) -> Table | None:
    """Return the main lines of a party's statements year by year, central case, nominal."""
    rows = table(study, "statements", party=borrower)
    if rows.empty or (borrower == ALL and len(borrowers(study)) < 2):
        return None
    sums = rows.pivot_table("central", "year", ["statement", "line"], aggfunc="last")
    lines = {
        text: sums[sheet, line] for sheet, line, text in LINES if (sheet, line) in sums and sums[sheet, line].any()
    }
    most = max((float(amounts.abs().max()) for amounts in lines.values()), default=0.0)
    divisor, unit = words.axis(most, study.cluster.spec.currency)
    body = tuple((str(year), *(words.number(one[year] / divisor) for one in lines.values())) for year in sums.index)
    npv = table(study, "borrowers", party=borrower, measure="npv_net")
    caption = words.say(
        "{party}: statements, central case (percentile {percentile} of the futures by net NPV)",
        party=party(study, words, borrower),
        percentile=words.number(npv["central_percentile"].iloc[0] if len(npv) else None, 0),
    )
    head = (words.say("Year"), *map(words.say, lines))
    return Table(words.say("{title}, in {unit}", title=caption, unit=unit), head, body)
