"""The tables of the section for the bank: measures, sources, rules, least grant, late money, budget, statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.of_bank import borrowers, finance_of, party_name
from capacity.present.parts.section import Table, table_from
from capacity.present.words import reading
from capacity.present.words.ranges import HIGHEST_RATE, range_of
from capacity.present.words.reading import finite, median, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
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
        (words.say(text), *(_measure(words, known[name, party]) for party in parties))
        for name, text in MEASURES.items()
        if any(known[name, party]["counted"] > 0 for party in parties)
    ]
    head = (words.say("Measure"), *(party_name(study, words, party) for party in parties))
    return Table(words.say("Does it pay for each borrower? (middle and range of the futures)"), head, tuple(body))


def _measure(words: Words, row: dict) -> str:
    unit = {"year": "", "ratio": "", "1/year": "share"}.get(row["unit"], row["unit"])
    return range_of(words, row, unit)


def sources(study: Study, words: Words) -> Table | None:
    """Return what each borrower invests over the horizon and what pays for it, in the central case."""
    rows = table(study, "funding")
    if rows.empty:
        return None
    columns = {
        "investment": mark("Investment"),
        "loans": mark("Loans"),
        "grants": mark("Grants"),
        "equity": mark("Paid in by partners"),
        "own_contribution": mark("Own contribution"),
        "debt_service": mark("Debt service"),
    }
    columns = {name: text for name, text in columns.items() if rows[name].sum() > 0}
    sums = rows.groupby("party", sort=False)[list(columns)].sum()
    low = rows.groupby("party", sort=False)["lowest_cash"].min()
    divisor, unit = words.axis(float(sums.max().max()), study.cluster.spec.currency)
    body = tuple(
        (
            party_name(study, words, party),
            *(words.number(float(row[name]) / divisor) for name in columns),
            words.number(max(-float(low[party]), 0.0) / divisor),
            _month_of_low(words, rows[rows["party"] == party]),
        )
        for party, row in sums.iterrows()
    )
    caption = words.say("Sources and uses over the horizon, central case")
    head = (words.say("Borrower"), *(words.say(text) for text in columns.values()))
    head = (*head, words.say("Most to bridge inside a month"), words.say("In"))
    return Table(words.say("{title}, in {unit}", title=caption, unit=unit), head, body)


def _month_of_low(words: Words, rows: pd.DataFrame) -> str:
    lowest = rows.loc[rows["lowest_cash"].idxmin()]
    return words.short_date(lowest["month"]) if lowest["lowest_cash"] < 0 else "–"


def rules(study: Study, words: Words) -> Table | None:
    """Return the rules of the loan products that are broken with the reason, and how many are kept."""
    rows = table(study, "eligibility")
    if rows.empty or not ((rows["product"] != "") | ~rows["met"].astype(bool)).any():
        return None
    body = []
    for (loan, party), part in rows.groupby(["loan", "party"], sort=False):
        broken = part[~part["met"].astype(bool)]
        product = part["product"].iloc[0]
        stated = finance_of(study).loan_products.get(product)
        name = f"{party_name(study, words, party)}: {_loan_title(study, words, loan)}"
        kept = words.say("{n} of {all}", n=words.number(len(part) - len(broken), 0), all=words.number(len(part), 0))
        said = "; ".join(_reason(words, row) for row in broken.itertuples()) or words.say("none")
        body.append((name, words.title(stated.title if stated else "", product) or "–", kept, said))
    heads = (mark("Loan"), mark("Loan product"), mark("Rules kept"), mark("Broken, and why"))
    return Table(words.say("The rules of the loan products"), tuple(words.say(one) for one in heads), tuple(body), 4)


def _loan_title(study: Study, words: Words, path: str) -> str:
    loan = finance_of(study).loans[int(path.rpartition(".")[2])]
    if loan.title:
        return words.title(loan.title)
    if loan.share is not None:
        return words.say("{share} of the investments", share=words.share(median(study, loan.share)))
    return words.amount(median(study, loan.amount), study.cluster.spec.currency)


def _reason(words: Words, row: Line) -> str:
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
    money = study.cluster.spec.currency
    body = tuple(
        (
            party_name(study, words, row.party),
            *(words.amount(value, money) for value in (row.cost, row.own, row.loan, row.grant_now, row.grant)),
            words.amount(row.lacking, money) if row.lacking > 0 else "–",
            words.amount(row.grant_surely, money) if row.lacking_surely <= 0 else words.say("no grant is enough"),
        )
        for row in rows.itertuples()
    )
    heads = (
        *(mark("Borrower"), mark("To be financed"), mark("Own contribution"), mark("Loan that the cash carries")),
        *(mark("Grant as planned"), mark("Smallest grant"), mark("Still lacking")),
    )
    surety = words.share(float(rows["surety"].iloc[0]))
    last = words.say("Grant that is enough in {share} of futures", share=surety)
    caption = words.say("The smallest grant that makes it bankable, central case")
    return Table(caption, (*(words.say(one) for one in heads), last), body)


def late(study: Study, words: Words) -> Table | None:
    """Return what must be bridged, and what that costs, if loans or grants come six months late."""
    rows = table(study, "late")
    rows = rows[rows["party"] != "consolidated"] if len(rows) else rows
    if rows.empty:
        return None
    money = study.cluster.spec.currency
    columns = {
        mark("What comes late"): lambda row: f"{party_name(study, words, row.party)}: {words.known(row.what, LATE)}",
        mark("To bridge"): lambda row: words.amount(row.gap_p50, money),
        mark("In 9 of 10 futures up to"): lambda row: words.amount(row.gap_p90, money),
        mark("Months"): lambda row: words.number(row.months_p50, 0),
        mark("Interest on it"): lambda row: words.amount(row.cost_p50, money),
    }
    caption = words.say("If loans or grants come six months late and nothing is put off")
    return table_from(words, caption, rows, columns)


def budget(study: Study, words: Words) -> Table | None:
    """Return what is bought in which month, its reserve, and who pays."""
    rows = table(study, "budget")
    if rows.empty:
        return None
    divisor, unit = words.axis(float(rows["cost"].max()), study.cluster.spec.currency)
    columns = {
        mark("What is bought"): lambda row: _item_title(study, words, row.item),
        mark("Owner"): lambda row: party_name(study, words, row.party),
        mark("In"): lambda row: words.short_date(row.month),
        mark("Purchase cost"): lambda row: words.number(row.cost / divisor),
        mark("Reserve"): lambda row: words.number(row.reserve / divisor),
        mark("Loans"): lambda row: words.number(row.loans / divisor),
        mark("Grants"): lambda row: words.number(row.grants / divisor),
        mark("Own contribution"): lambda row: words.number(row.own_contribution / divisor),
    }
    caption = words.say("{title}, in {unit}", title=words.say("Budget by item and month"), unit=unit)
    return table_from(words, caption, rows.sort_values("month", kind="stable"), columns, 3)


def _item_title(study: Study, words: Words, path: str) -> str:
    item = finance_of(study).items[int(path.rpartition(".")[2])]
    return words.title(item.title, item.buy)


def partners(study: Study, words: Words) -> Table | None:
    """Return what partners pay in, what they are promised, and what that is worth to them."""
    rows = table(study, "partners")
    if rows.empty:
        return None
    money = study.cluster.spec.currency
    columns = {
        mark("Partner"): lambda row: f"{row.by} → {party_name(study, words, row.party)}",
        mark("Kind"): lambda row: words.known(row.kind, STAKES),
        mark("Paid in"): lambda row: words.amount(row.paid_in, money),
        mark("Share in the gain"): lambda row: words.share(row.gain),
        mark("Share in the risk"): lambda row: words.share(row.risk),
        mark("Net present value (NPV)"): lambda row: words.middle_and_range(
            row.npv_p50, row.npv_p10, row.npv_p90, money
        ),
        mark("Internal rate of return (IRR)"): lambda row: (
            words.share(min(row.irr, HIGHEST_RATE)) if finite(row.irr) else "–"
        ),
    }
    return table_from(words, words.say("Who shares risk and gain"), rows, columns, 2)


def covenants(study: Study, words: Words) -> Table | None:
    """Return when each borrower's cover is looked at, what it is, and how sure it is."""
    rows = table(study, "covenants")
    rows = rows[rows["party"] != "consolidated"] if len(rows) else rows
    if rows.empty:
        return None
    columns = {
        mark("Borrower and date"): lambda row: _stub(
            words, f"{party_name(study, words, row.party)}, {words.short_date(row.date)}", row.stub
        ),
        mark("Asked"): lambda row: words.number(row.covenant),
        mark("Central case"): lambda row: words.number(row.central),
        mark("Range"): lambda row: words.middle_and_range(row.p50, row.p10, row.p90),
        mark("Chance to hold"): lambda row: words.share(row.probability),
    }
    return table_from(words, words.say("Covenant calendar: debt service cover"), rows, columns)


def _stub(words: Words, year: str, stub: bool) -> str:
    return words.say("{year} (little is due)", year=year) if stub else year


def statement(study: Study, words: Words, party: str) -> Table | None:
    """Return the main lines of a party's statements year by year, central case, nominal."""
    rows = table(study, "statements", party=party)
    if rows.empty or (party == "consolidated" and len(borrowers(study)) < 2):
        return None
    years = sorted(set(rows["year"]))
    keys = zip(rows["statement"], rows["line"], strict=True)
    known: dict[tuple[str, str], dict[int, float]] = {}
    for key, year, amount in zip(keys, rows["year"], rows["central"], strict=True):
        known.setdefault(key, {})[year] = float(amount)
    lines = [(text, known[sheet, line]) for sheet, line, text in LINES if any(known.get((sheet, line), {}).values())]
    most = max((abs(amount) for _, amounts in lines for amount in amounts.values()), default=0.0)
    divisor, unit = words.axis(most, study.cluster.spec.currency)
    body = tuple((str(year), *(words.number(amounts[year] / divisor) for _, amounts in lines)) for year in years)
    npv = table(study, "borrowers", party=party, measure="npv_net")
    caption = words.say(
        "{party}: statements, central case (percentile {percentile} of the futures by net NPV)",
        party=party_name(study, words, party),
        percentile=words.number(npv["central_percentile"].iloc[0] if len(npv) else None, 0),
    )
    head = (words.say("Year"), *(words.say(text) for text, _ in lines))
    return Table(words.say("{title}, in {unit}", title=caption, unit=unit), head, body)
