"""For the bank: each borrower's cover, sources, rules and statements, then all together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.chapters.future import CONVENTIONS, PRICES
from capacity.present.charts import of_money as pictures
from capacity.present.charts.of_money import ALL, borrowers, finance_of, party
from capacity.present.money import bank_tables
from capacity.present.parts.central import central_note
from capacity.present.parts.section import Exhibit, Light, Section, charted, tabled
from capacity.present.words import reading
from capacity.present.words.ranges import NEVER_NOTE
from capacity.present.words.reading import convention, finite, median, table
from capacity.present.words.words import RANGE_NOTE, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

NO_BORROWER = mark("Nobody invests or borrows in the cluster file, so there is nothing for a bank to look at.")
LITTLE = mark("In that year less than three quarters of the fullest year's debt service is due.")
CHARTED = 4
"""borrowers with a picture of their own"""


def bank(study: Study, words: Words) -> Section:
    """Return what a bank asks for: lights and cover by borrower, measures, sources, rules, statements, funding."""
    title, names = words.say("For the bank"), borrowers(study)
    if not names:
        return Section("bank", title, (words.say(NO_BORROWER),))
    return Section(
        "bank",
        title,
        tuple(_lead(study, words)),
        lights=tuple(cover_light(study, words, one) for one in names if len(table(study, "covenants", party=one))),
        exhibits=tuple(_exhibits(study, words, names)),
        notes=tuple(_notes(study, words)),
    )


def _lead(study: Study, words: Words) -> Iterator[str]:
    rows, money = table(study, "funding", party=ALL), study.cluster.spec.currency
    rows = rows if len(rows) else table(study, "funding")
    if len(rows):
        sums = rows[["investment", "loans", "grants", "equity", "own_contribution"]].sum()
        yield words.say(
            "Over the whole horizon {investment} are invested, replacements included. Loans bring {loans}, grants "
            "{grants}, owners and partners {own}. All of it is money of the year in which it is paid, inflation "
            "included; elsewhere sums are in prices of the start.",
            investment=words.amount(sums["investment"], money),
            loans=words.amount(sums["loans"], money),
            grants=words.amount(sums["grants"], money),
            own=words.amount(sums["equity"] + sums["own_contribution"], money),
        )
    rules = table(study, "eligibility")
    rules = rules[(rules["product"] != "") | ~rules["met"].astype(bool)] if len(rules) else rules
    if len(rules):
        broken = int((~rules["met"].astype(bool)).sum())
        yield (
            words.say("Every loan keeps the rules of its product.")
            if not broken
            else words.count(
                "{n} rule of a loan product is broken: see the table of rules.",
                "{n} rules of loan products are broken: see the table of rules.",
                broken,
            )
        )


def cover_light(study: Study, words: Words, borrower: str) -> Light:
    """Return whether a borrower's debt is covered as often as asked, with its worst year."""
    rows = table(study, "covenants", party=borrower)
    known = table(study, "borrowers", party=borrower).set_index("measure")
    chance, asked = known.loc["probability_covenant", "p50"], float(rows["covenant"].iloc[0])
    enough = finite(chance) and chance >= float(rows["surety"].iloc[0])
    chances = words.say(
        "In {chance} of the futures the cash is enough in every year. Net NPV, after tax and working capital: {npv}.",
        chance=words.share(chance),
        npv=words.middle_and_range(*known.loc["npv_net", ["p50", "p10", "p90", "unit"]]),
    )
    said = f"{_worst_year(words, rows, asked)} {chances}"
    return Light("good" if enough else "bad", party(study, words, borrower), said)


def _worst_year(words: Words, rows: pd.DataFrame, asked: float) -> str:
    """Return how often the cash covers the debt service of the worst year; there may be debt in some futures only."""
    known = rows.dropna(subset="central")
    if known.empty:
        return words.say("In the central case there is no debt to serve.")
    worst = known.loc[known["central"].idxmin()]
    year = int(worst["year"])
    little = f" {words.say(LITTLE)}" if worst["stub"] else ""
    if worst["central"] <= 0:
        said = words.say("In the central case there is no cash for the debt service of year {year}.", year=year)
        return said + little
    said = words.say(
        "In the central case the cash covers the debt service {low} times in the worst year, year {year}; {asked} are "
        "asked.",
        low=words.number(float(worst["central"])),
        year=year,
        asked=words.number(asked),
    )
    return said + little


def _exhibits(study: Study, words: Words, names: list[str]) -> Iterator[Exhibit]:
    for one in names[:CHARTED]:
        chart = pictures.debt_service(study, words, one)
        yield from charted(f"bank-debt-{one}".replace("_", "-"), chart, words, words.say("Year"))
    yield from tabled("bank-measures", bank_tables.measures(study, words))
    yield from tabled("bank-sources", bank_tables.sources(study, words))
    yield from tabled("bank-rules", bank_tables.rules(study, words))
    yield from tabled("bank-grant", bank_tables.least_grant(study, words))
    yield from tabled("bank-late", bank_tables.late(study, words))
    yield from tabled("bank-budget", bank_tables.budget(study, words))
    yield from tabled("bank-partners", bank_tables.partners(study, words))
    yield from tabled("bank-covenants", bank_tables.covenants(study, words))
    yield from charted("bank-bridging", pictures.bridging(study, words), words, words.say("Month"))
    for one in (*names, ALL):
        yield from tabled(f"bank-statement-{one}".replace("_", "-"), bank_tables.statement(study, words, one))


def _rates(study: Study, words: Words) -> Iterator[str]:
    """Yield for whom the central case has no internal rate of return, or several, so that none of them is the rate."""
    rows = table(study, "borrowers", measure="irr")
    for row in rows[rows["note"] != ""].itertuples() if len(rows) else ():
        who = party(study, words, row.party)
        if row.note == "none":
            yield words.say("{party}: the flows of the central case have no internal rate of return.", party=who)
        else:
            rates = words.listed(words.share(float(rate)) for rate in row.note.split("; "))
            yield words.say(
                "{party}: the flows of the central case have several internal rates of return, {rates}; none of them "
                "is the rate.",
                party=who,
                rates=rates,
            )


def _maturities(study: Study, words: Words) -> Iterator[str]:
    """Yield who pays for long things with money that must be returned sooner."""
    rows = table(study, "maturities")
    rows = rows[rows["gap"] > 0] if len(rows) else rows
    for name, part in rows.groupby("party", sort=False) if len(rows) else ():
        worst = part.loc[part["gap"].idxmax()]
        gap, who = words.amount(worst["gap"], study.cluster.spec.currency), party(study, words, str(name))
        if finite(worst["term_months"]):
            yield words.say(
                "{party}: {gap} of what lasts {years} years or longer is paid for with money that must be returned "
                "sooner.",
                party=who,
                gap=gap,
                years=words.number(worst["term_months"] / 12),
            )
        else:
            yield words.say(
                "{party}: {gap} of what stays tied up for good is paid for with money that must be returned.",
                party=who,
                gap=gap,
            )


def _carriers(study: Study, words: Words) -> Iterator[str]:
    """Yield who carries a loan of a class: those members who share it, or the whole class where nobody says it."""
    finance, rows = finance_of(study), table(study, "gains")
    members = dict(zip(rows["party"], rows["members"], strict=True)) if len(rows) else {}
    for name in reading.in_order([loan.borrower for loan in finance.loans]):
        shared = [loan.among for loan in finance.loans if loan.borrower == name]
        joined, who = members.get(name, 0.0), party(study, words, name)
        if joined < 1.5:
            continue
        if None in shared:
            yield words.say(
                "{party}: the cluster file does not say among how many members the loan is shared, so the cash of all "
                "{all} is taken to serve it.",
                party=who,
                all=words.number(joined, 0),
            )
        elif max(median(study, among) for among in shared) < joined - 0.5:
            yield words.say(
                "{party}: the debt is carried by the {n} members who share it, of {all}; only their part of the cash "
                "counts.",
                party=who,
                n=words.number(max(median(study, among) for among in shared), 0),
                all=words.number(joined, 0),
            )


def _little(study: Study, words: Words) -> Iterator[str]:
    rows = table(study, "covenants")
    if len(rows) and rows["stub"].any():
        yield words.say(
            "Little is due: in that year less than three quarters of the fullest year's debt service, because a loan "
            "begins or ends in it or only interest is paid. Its cover says little; the average cover puts all cash of "
            "the loan's life over all service."
        )


def not_stated(study: Study, words: Words) -> Iterator[str]:
    """Yield what a bank would want to be stated and is not: inflation, and the cover that is asked for.

    Loans bear a bank's rate while prices stand still, where the cluster file states no inflation.
    """
    finance = finance_of(study)
    if finance.inflation is None and any(finance.terms(loan).rate for loan in finance.loans):
        yield words.say(
            "The cluster file states no inflation: prices stand still, while loans bear the rate that the bank asks, "
            "which holds inflation. Debt weighs more here than it will; state inflation to have it converted."
        )
    if finance.covenant is None and not any(finance.terms(loan).covenant for loan in finance.loans):
        asked = words.number(convention(study, "covenant"))
        yield words.say("Nobody states a covenant; a cover of {asked} is asked for here.", asked=asked)


def _notes(study: Study, words: Words) -> Iterator[str]:
    finance = finance_of(study)
    yield from _rates(study, words)
    yield from _maturities(study, words)
    yield from _carriers(study, words)
    yield from _little(study, words)
    yield from not_stated(study, words)
    yield words.say(RANGE_NOTE)
    yield words.say(NEVER_NOTE)
    yield from central_note(study, words)
    yield words.say(
        "Cash, debt and statements are in the money of each year (nominal). Present values are of each month's money "
        "in prices of the start; the discount rate and rates of return are in {prices}, {convention}.",
        prices=words.known(finance.prices, PRICES),
        convention=words.known(finance.convention, CONVENTIONS),
    )
    yield (
        words.say(
            "Owners live on what they would have without the cluster; what the cluster adds serves the debt. First "
            "purchases that no loan or grant pays for are paid in by the owners."
        )
        if finance.drawings == "as_without"
        else words.say(
            "Owners draw nothing but what they use at home; all the rest serves the debt. First purchases that no loan "
            "or grant pays for are paid in by the owners."
        )
    )
    yield words.say(
        "Prices inside the chain are those that the cluster declares; where none is declared, services break even and "
        "the last link keeps the surplus. The whole statements, with formulas, stand in feasibility.xlsx."
    )
