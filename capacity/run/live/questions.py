"""What a loan officer asks after the cover: the bad year, who pays the rest, security, what is open."""

from collections.abc import Iterator, Sequence
from functools import partial

import pandas as pd

from capacity.intake.survey.todays_answers import IN_PART, NOT_SAID
from capacity.present.brief.unanswered import doubt_lines
from capacity.present.brief.verdict import conditions
from capacity.present.chapters.risks import NO_REGISTER, worst_blow
from capacity.present.chapters.sources import quality
from capacity.present.charts.of_money import finance_of
from capacity.present.money.bank import not_stated
from capacity.present.money.bank_tables import checked_loan, late, loan_title
from capacity.present.parts.section import Table
from capacity.present.parts.without import SOURCES, by_source
from capacity.present.words.reading import finite, median, table
from capacity.run.live.desk import Desk
from capacity.run.live.grid import Cell
from capacity.run.live.sheet_lines import Column, Lines, Said, live


def bad_year(desk: Desk, lines: Lines) -> None:
    """Write what is lacking in the bad tenth of the futures, what is to be bridged, and what the worst blow takes."""
    words, study = desk.words, desk.study
    lines.ask(words.say("3. What happens in a bad year?"))
    for party in desk.book.borrowers:
        lines.all(_lacking(desk, party))
    for party in desk.book.borrowers:
        lines.all(_to_bridge(desk, party))
    _block(lines, late(study, words))
    lines.all(worst_blow(study, words))
    if table(study, "risks").empty:
        lines.say(words.say(NO_REGISTER))


def _lacking(desk: Desk, party: str) -> Iterator[str]:
    """Yield by how much the cash of the worst year falls short of the debt service in the bad tenth of the futures."""
    words, rows = desk.words, table(desk.study, "covenants", party=party)
    rows = rows[rows["service"] > 0] if len(rows) else rows
    if rows.empty:
        return
    lacking = rows["service"] * (1 - rows["p10"])
    worst = rows.loc[lacking.idxmax()]
    worst = worst if lacking.max() > 0 else rows.loc[rows["p10"].idxmin()]
    said = {"party": desk.names.party(party), "year": desk.dated(worst["year"]), "low": words.number(worst["p10"])}
    if lacking.max() <= 0:
        yield words.say(
            "{party}: in a bad year, of which there is one in ten, the cash still covers the debt service; least in "
            "{year} (cover {low}).",
            **said,
        )
        return
    yield words.say(
        "{party}: in a bad year, of which there is one in ten, the cash does not cover the debt service; most is "
        "lacking in {year}, {amount} (cover {low}).",
        amount=words.about(float(lacking.max()), desk.study.cluster.spec.currency),
        **said,
    )


def _to_bridge(desk: Desk, party: str) -> Iterator[str]:
    """Yield the own cash or credit line that is enough inside the months in nine of ten futures."""
    rows = table(desk.study, "funding", party=party)
    if rows.empty or not rows["to_bridge_p90"].max() > 0:
        return
    most = rows.loc[rows["to_bridge_p90"].idxmax()]
    yield desk.words.say(
        "{party}: own cash or a credit line of {amount} is enough to bridge the months in 9 of 10 futures; most is "
        "needed in {month}.",
        party=desk.names.party(party),
        amount=desk.words.about(float(most["to_bridge_p90"]), desk.study.cluster.spec.currency),
        month=desk.words.short_date(str(most["month"])),
    )


def who_pays(desk: Desk, lines: Lines) -> None:
    """Write by borrower what is invested over the horizon, and what each source pays of it."""
    words = desk.words
    lines.ask(words.say("4. Who pays the rest?"))
    parts = {
        "investment": words.say("Investment"),
        "loans drawn": words.say("Loans"),
        "grants": words.say("Grants"),
        "equity": words.say("Paid in by owners and partners"),
    }
    columns = (
        Column(words.say("Borrower"), text=True),
        *(Column(desk.in_money(title), 2) for title in parts.values()),
        Column(desk.in_money(words.say("Left for the running cash")), lines.across - 9),
    )
    rows: list[Sequence[Said]] = []
    for party in desk.book.borrowers:
        sums = [desk.whole(party, f"cash_flow.{name}") for name in parts]
        left = f"ROUND(MAX(0,{'-'.join(sums)}),2)"
        rows.append([desk.names.party(party), *(live(one) for one in (*sums, left))])
    written = lines.table(columns, rows)
    if len(written) > 1:
        sums = [f"SUM({lines.grid.span(written[0], written[-1], column)})" for column in (2, 4, 6, 8, 10)]
        lines.row(columns, [Cell(words.say("All together"), "sum"), *(live(one, "money", "sum") for one in sums)])
    _least_grant(desk, lines)


def _least_grant(desk: Desk, lines: Lines) -> None:
    """Write the mix with the smallest grant with which each borrower is bankable, in the central case."""
    words, rows = desk.words, table(desk.study, "mixes")
    if rows.empty:
        return
    parts = {
        "cost": words.say("To be financed"),
        "own": words.say("Own contribution"),
        "loan": words.say("Loan that the cash carries"),
        "grant": words.say("Smallest grant"),
        "lacking": words.say("Still lacking"),
    }
    lines.say(words.say("The smallest grant that makes it bankable, central case"), "caption")
    spans = (2, 2, 2, 2, lines.across - 9)
    heads = (Column(desk.in_money(title), span) for title, span in zip(parts.values(), spans, strict=True))
    columns = (Column(words.say("Borrower"), text=True), *heads)
    lines.table(
        columns, [[desk.names.party(row["party"]), *(row[name] for name in parts)] for _, row in rows.iterrows()]
    )


def security(desk: Desk, lines: Lines) -> None:
    """Write by loan its product, what is pledged, which rules it keeps, and which it breaks and why."""
    words, rows = desk.words, table(desk.study, "eligibility")
    lines.ask(words.say("5. What secures the loans, and which rules are broken?"))
    if rows.empty:
        lines.say(words.say("No loan is asked for."))
        return
    columns = (
        Column(words.say("Loan"), text=True),
        Column(words.say("Loan product"), 2, text=True),
        Column(desk.in_money(words.say("Pledged by one borrower")), 2),
        Column(desk.in_money(words.say("Collateral asked for")), 2),
        Column(words.say("Rules kept")),
        Column(words.say("Broken, and why"), lines.across - 8, text=True),
    )
    lines.table(columns, [_secured(desk, rules) for _, rules in rows.groupby(["loan", "party"], sort=False)])


def _secured(desk: Desk, rules: pd.DataFrame) -> Sequence[Cell]:
    words, loan = desk.words, checked_loan(desk.study, desk.words, rules)
    number = int(rules["loan"].iloc[0].rpartition(".")[2])
    pledged = median(desk.study, finance_of(desk.study).loans[number].collateral)
    asked = rules.loc[rules["rule"] == "collateral", "asked"]
    unchecked = not loan.product and rules["met"].all()
    return (
        Cell(loan.title),
        Cell(loan.product or words.say("none is named")),
        Cell(float(pledged), "", "money") if finite(pledged) else Cell(words.say("not stated"), "side"),
        Cell(float(asked.iloc[0]), "", "money") if len(asked) else Cell(words.say("not stated"), "side"),
        Cell(loan.kept if loan.product else "–", "side"),
        Cell(words.say("No loan product is named, so no rules are checked.") if unchecked else loan.broken),
    )


def unanswered(desk: Desk, lines: Lines) -> None:
    """Write the conditions that are not met, what nobody has stated, and how good the answers are."""
    words, study = desk.words, desk.study
    lines.ask(words.say("6. What is broken or still unanswered?"))
    open_ones = [light for light in conditions(study, words) if light.state != "good"]
    lines.all((f"{light.title}: {light.text}" for light in open_ones), "bad")
    lines.all(doubt_lines(study, words), "bad")
    if desk.book.borrowers:
        lines.all(_loans_unsaid(desk))
        lines.all(not_stated(study, words))
    lines.all(by_source(study, words, {source: SOURCES[source] for source in (NOT_SAID, IN_PART)}))
    lines.all(quality(study, words).lead)


def _loans_unsaid(desk: Desk) -> Iterator[str]:
    """Yield for which loans no collateral is stated."""
    words, finance = desk.words, finance_of(desk.study)
    title = partial(loan_title, desk.study, words)
    bare = [
        f"{desk.names.party(loan.borrower)} ({title(f'finance.loans.{number}')})"
        for number, loan in enumerate(finance.loans)
        if loan.collateral is None
    ]
    if bare:
        yield words.say("Nobody has said what is pledged for these loans: {loans}.", loans="; ".join(bare))


def _block(lines: Lines, found: Table | None) -> None:
    """Write a table of the report, its cells as they stand there; nothing where there is none."""
    if found is None:
        return
    lines.say(found.caption, "caption")
    others = len(found.head) - 1
    each, more = divmod(lines.across - 1, others)
    numbers = found.numbers_from
    columns = [
        Column(head, each + (place > others - more) if place else 1, text=place < numbers)
        for place, head in enumerate(found.head)
    ]
    rows = [[Cell(text, "side" if place >= numbers else "") for place, text in enumerate(row)] for row in found.rows]
    lines.table(columns, rows)
