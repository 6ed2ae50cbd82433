"""The summary sheet: what a loan officer asks first, answered before the statements; its figures follow them."""

from collections.abc import Sequence

from capacity.model.results.study import Study
from capacity.present.brief.verdict import answer
from capacity.present.chapters.key_figures import run_note
from capacity.present.money.bank import NO_BORROWER, cover_light
from capacity.present.words.reading import finite, table
from capacity.present.words.words import Words
from capacity.run.live.book import live_book
from capacity.run.live.debt import TERMS, LoanBlock
from capacity.run.live.desk import Desk
from capacity.run.live.evidence import assumptions, measures
from capacity.run.live.grid import Bars, Cell, Grid
from capacity.run.live.questions import bad_year, security, unanswered, who_pays
from capacity.run.live.sheet_lines import Column, Lines, live
from capacity.run.live.written import CHART_ROWS

LEAST_ACROSS = 11
"""columns of the sheet: a name, and ten years"""
CHARTED = 2
"""borrowers with a chart"""


def bank_sheets(study: Study, language: str) -> list[Grid]:
    """Return all sheets of the bank's workbook in a language: the summary, one a borrower, and that of all loans."""
    words = Words(language)
    book = live_book(study.cluster.specs[study.scenario], study.books, words)
    return [summary(Desk(study, words, book)), *book.grids]


def summary(desk: Desk) -> Grid:
    """Return the summary sheet."""
    words, borrowers = desk.words, len(desk.book.borrowers)
    pages = 1 if borrowers < 2 else min(3, 2 + borrowers // 4)
    grid = Grid(words.say("Summary"), widths=(40,), wide=11, frozen=(1, 0), head=1, pages=pages)
    lines = Lines(grid, max(LEAST_ACROSS, 1 + len(desk.years)))
    _head(desk, lines)
    if borrowers:
        _loans(desk, lines)
        _cover(desk, lines)
        bad_year(desk, lines)
        who_pays(desk, lines)
        security(desk, lines)
    else:
        lines.say(words.say(NO_BORROWER), "bad")
    unanswered(desk, lines)
    if borrowers:
        measures(desk, lines)
    assumptions(desk, lines)
    return grid


def _head(desk: Desk, lines: Lines) -> None:
    """Write whose summary it is, what was computed, and the verdict."""
    words, said = desk.words, answer(desk.study, desk.words)
    lines.say(words.say("Summary for the bank: {cluster}", cluster=desk.names.cluster()), "title")
    lines.all(filter(None, (desk.names.note(),)), "small")
    lines.say(run_note(desk.study, words), "small")
    if desk.book.borrowers:
        note = words.say(
            "Central figures follow the blue numbers of the other sheets. Ranges, chances and sentences are as "
            "computed, and do not move."
        )
        lines.say(note, "small")
    lines.say(f"{words.say('Verdict')}: {said.title}. {said.text}", "good" if said.state == "good" else "bad")


def _loans(desk: Desk, lines: Lines) -> None:
    """Write every loan with what it buys and its terms, and their sum."""
    words, debt = desk.words, desk.book.debt
    lines.ask(words.say("1. How much is borrowed, by whom and for what?"))
    if debt is None or not debt.blocks:
        lines.say(words.say("No loan is asked for."))
        return
    titles = {name: words.say(title) for name, (title, _) in TERMS.items()}
    columns = (
        Column(words.say("Borrower"), text=True),
        Column(words.say("For what"), 3, text=True),
        Column(desk.in_money(titles["amount"])),
        *(Column(titles[name]) for name in ("rate", "term", "grace")),
        Column(words.say("In")),
        Column(titles["plan"], lines.across - 9, text=True),
    )
    rows = lines.table(columns, [_loan(desk, number, block) for number, block in enumerate(debt.blocks)])
    if len(rows) > 1:
        amounts = lines.grid.span(rows[0], rows[-1], 5)
        total = Cell(words.say("All together"), "sum")
        lines.row(
            columns, (total, Cell(None, "sum"), live(f"SUM({amounts})", "money", "sum"), *[Cell(None, "sum")] * 5)
        )


def _loan(desk: Desk, number: int, block: LoanBlock) -> Sequence[Cell]:
    """Return the cells of a loan: whose, for what, and its terms as they stand on the sheet of loans."""
    debt, names = desk.book.debt, desk.names
    assert debt is not None  # noqa: S101 - a block is one of its sheet
    year, month = (int(part) for part in str(desk.study.summary["start"]).split("-"))
    terms = {name: debt.term(number, name, outside=True) for name in TERMS}
    shown = {name: live(terms[name], TERMS[name][1]) for name in ("rate", "term", "grace", "month drawn", "plan")}
    shown["month drawn"] = live(f"DATE({year},{month - 1}+{terms['month drawn']},1)", "date")
    if block.loan is None:
        shown = {name: Cell("–", "side") for name in shown} | {"plan": shown["plan"]}
    named = (Cell(names.party(block.party)), Cell(debt.called(block)))
    return (*named, live(terms["amount"]), *shown.values())


def _cover(desk: Desk, lines: Lines) -> None:
    """Write by borrower and year what is due, the cash for it, how often it is covered, and how surely."""
    words, study = desk.words, desk.study
    lines.ask(words.say("2. Is the debt of each year covered, and by how much?"))
    if not desk.years:
        lines.say(words.say("In the central case there is no debt to serve."))
        return
    head = (Column(words.say("Year"), text=True), *(Column(Cell(desk.dated(year), "", "year")) for year in desk.years))
    years = lines.row(head, [one.head for one in head])
    drawn = [party for party in desk.book.borrowers if len(table(study, "covenants", party=party))]
    for party in drawn:
        _covered(desk, lines, party)
    _charts(desk, lines, drawn[:CHARTED], years)
    if len(drawn) > CHARTED:
        lines.say(words.say("The charts of the other borrowers stand in the report."), "small")


def _covered(desk: Desk, lines: Lines, party: str) -> None:
    words, rows = desk.words, table(desk.study, "covenants", party=party).set_index("year")
    light = cover_light(desk.study, words, party)
    lines.say(f"{light.title}. {light.text}", "good" if light.state == "good" else "bad")
    columns = [Column(None)] * (1 + len(desk.years))
    for title, line, form in (
        (desk.in_money(words.say("Debt service")), "cover.debt service", "money"),
        (desk.in_money(words.say("Cash for the debt")), "cover.cash for debt", "money"),
    ):
        lines.row(columns, [title, *(live(desk.of(party, line, year), form) for year in desk.years)])
    asked = words.number(float(rows["covenant"].iloc[0]))
    title = words.say("Debt service cover (DSCR); asked: {asked}", asked=asked)
    ratios = [live(desk.of(party, "cover.cover", year), "ratio", "sum") for year in desk.years]
    row = lines.row(columns, [Cell(title, "sum"), *ratios])
    lines.grid.watched.append((lines.grid.along(row, 2, 1 + len(desk.years)), desk.figure(party, "cover.covenant")))

    def found(name: str, year: int) -> float | None:
        return float(rows.loc[year, name]) if year in rows.index and finite(rows.loc[year, name]) else None

    bad = [Cell(found("p10", year), "", "ratio") for year in desk.years]
    lines.row(columns, [words.say("The same in a bad year (P10)"), *bad])
    chances = [Cell(words.share(found("probability", year)), "side") for year in desk.years]
    lines.row(columns, [words.say("Chance that it is enough"), *chances])
    little = [words.say("yes") if year in rows.index and rows.loc[year, "stub"] else "" for year in desk.years]
    if any(little):
        lines.row(columns, [words.say("Little is due: the cover says little"), *(Cell(one, "side") for one in little)])


def _charts(desk: Desk, lines: Lines, parties: Sequence[str], years: int) -> None:
    """Draw what is due and the cash for it, by year, side by side."""
    words, grid, row = desk.words, lines.grid, lines.next
    where = grid.along(years, 2, 1 + len(desk.years), outside=True)
    places = ((1, 5), (6, lines.across - 5)) if len(parties) > 1 else ((1, 9),)
    for party, (column, width) in zip(parties, places, strict=False):
        sheet, series = desk.book.borrowers[party], []
        for name, line in (("Debt service", "cover.debt service"), ("Cash for the debt", "cover.cash for debt")):
            span = sheet.grid.along(desk.book.rows[party][line], 2 + desk.years[0], 2 + desk.years[-1], outside=True)
            series.append((words.say(name), span))
        title = words.say("{party}: cash for the debt and what is due", party=desk.names.party(party))
        grid.charts.append(Bars((row, column), desk.in_money(title), where, tuple(series), width))
    lines.gap(CHART_ROWS)
