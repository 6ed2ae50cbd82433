"""The bank's workbook: it opens on a summary that answers a loan officer, shows its figures everywhere, and prints."""

import io
import math
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from money_clusters import ROWS, one_chain
from office import pages, worked_out
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from small_clusters import make_cluster, make_members

from capacity.intake.cluster import read_cluster
from capacity.model.results.study import Study, study
from capacity.present.charts.of_money import party
from capacity.present.words.names import Names
from capacity.present.words.words import LANGUAGES, Words
from capacity.run.live import bank_sheets, to_workbook
from capacity.run.live.book import live_book
from capacity.run.live.grid import FIRST, Formula, Grid
from capacity.run.live.worked import worked_values

DATA = Path(__file__).parents[2] / "data"
SAMPLES = ("talas-beans", "bishkek-sewing", "chui-dairy")
QUESTIONS = (
    "1. How much is borrowed, by whom and for what?",
    "2. Is the debt of each year covered, and by how much?",
    "3. What happens in a bad year?",
    "4. Who pays the rest?",
    "5. What secures the loans, and which rules are broken?",
    "6. What is broken or still unanswered?",
)
ASKED = [(name, language) for name in SAMPLES for language in LANGUAGES]


@cache
def sample(name: str) -> Study:
    return study(read_cluster(DATA / name).only("base"), draws=32)


@cache
def content(name: str, language: str) -> bytes:
    return to_workbook(bank_sheets(sample(name), language), name)


def shown(written: bytes) -> openpyxl.Workbook:
    """What a preview shows: the values that stand in the file."""
    return openpyxl.load_workbook(io.BytesIO(written), data_only=True)


def answer(sheet: Worksheet, number: int, words: Words) -> list[list]:
    """The lines of the summary under a question, without empty cells."""
    rows = [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    heads = [place for place, row in enumerate(rows) if row and row[0] in {words.say(text) for text in QUESTIONS}]
    assert len(heads) == len(QUESTIONS)
    first, last = next(pair for place, pair in enumerate(pairwise([*heads, len(rows)])) if place == number - 1)
    return [row for row in rows[first + 1 : last] if row]


@pytest.fixture(params=ASKED, ids="-".join)
def desk(request) -> tuple[Study, Words, Worksheet]:
    name, language = request.param
    return sample(name), Words(language), shown(content(name, language)).worksheets[0]


def test_how_much_is_borrowed_by_whom_and_for_what(desk):
    found, words, sheet = desk
    lines, finance = answer(sheet, 1, words), found.cluster.spec.money
    bought = {words.title(item.title, item.buy) for item in finance.items} | {
        words.title(loan.title) for loan in finance.loans
    }
    for name, rows in found.tables["funding"].groupby("party"):
        mine = [row for row in lines if row[0] == party(found, words, str(name))]
        if name == "consolidated" or not rows["loans"].sum():
            assert mine == [] or len(mine) == 1
            continue
        assert sum(row[2] for row in mine) == pytest.approx(rows["loans"].sum(), rel=1e-8)
        assert all(row[1] in bought for row in mine)
        assert all(0 <= row[3] < 1 and row[4] in range(1, 240) for row in mine)


def test_whether_each_years_debt_is_covered_and_by_how_much(desk):
    found, words, sheet = desk
    lines, covenants = answer(sheet, 2, words), found.tables["covenants"]
    asked = words.say("Debt service cover (DSCR); asked: {asked}", asked=words.number(covenants["covenant"].iloc[0]))
    covers = [[value for value in row[1:] if value != ""] for row in lines if row[0] == asked]
    bad = [row[1:] for row in lines if row[0] == words.say("The same in a bad year (P10)")]
    chances = [row[1:] for row in lines if row[0] == words.say("Chance that it is enough")]
    drawn = [name for name in found.books if name in set(covenants["party"])]
    assert len(covers) == len(bad) == len(chances) == len(drawn)
    for place, name in enumerate(drawn):
        rows = covenants[covenants["party"] == name]
        assert covers[place] == pytest.approx(rows["central"].dropna().tolist(), rel=1e-6, abs=1e-6)
        assert bad[place] == pytest.approx(rows["p10"].tolist(), rel=1e-8)
        assert [one for one in chances[place] if one != "–"] == [words.share(one) for one in rows["probability"]]
        assert any(str(row[0]).startswith(party(found, words, name)) for row in lines)


def test_what_happens_in_a_bad_year(desk):
    found, words, sheet = desk
    lines = [str(row[0]) for row in answer(sheet, 3, words)]
    start = int(found.summary["start"][:4])
    for name in found.books:
        rows = found.tables["covenants"].query("party == @name and service > 0")
        if len(rows):
            lacking = (rows["service"] * (1 - rows["p10"])).max()
            worst = rows.loc[(rows["service"] * (1 - rows["p10"])).idxmax()]
            said = next(line for line in lines if line.startswith(party(found, words, name)))
            if lacking > 0:
                assert str(start + int(worst["year"]) - 1) in said
                assert words.about(lacking, "KGS") in said
    risk = found.tables["stress"].iloc[0]["risk"]
    assert any(Names(found.cluster.spec, words).risk(risk) in line for line in lines)


def test_who_pays_the_rest(desk):
    found, words, sheet = desk
    lines = answer(sheet, 4, words)
    for name in found.books:
        rows = found.tables["funding"].query("party == @name")
        row = next(row for row in lines if row[0] == party(found, words, name))
        sums = [rows[column].sum() for column in ("investment", "loans", "grants")]
        sums.append(rows["equity"].sum() + rows["own_contribution"].sum())
        assert row[1:5] == pytest.approx(sums, rel=1e-8, abs=0.01)
        assert row[5] == pytest.approx(max(0.0, sums[0] - sum(sums[1:])), abs=0.05)


def test_what_secures_the_loans_and_which_rules_are_broken(desk):
    found, words, sheet = desk
    lines, finance = answer(sheet, 5, words), found.cluster.spec.money
    groups = list(found.tables["eligibility"].groupby(["loan", "party"], sort=False))
    assert len(lines) == 1 + len(groups)
    for line, ((path, name), rules) in zip(lines[1:], groups, strict=True):
        loan = finance.loans[int(path.rpartition(".")[2])]
        assert line[0].startswith(party(found, words, name))
        assert (line[2] == words.say("not stated")) == (loan.collateral is None)
        broken = rules[~rules["met"].astype(bool)]
        if len(broken):
            assert all(words.amount(one.asked, one.unit) in line[-1] for one in broken.itertuples() if one.unit)
        elif rules["product"].iloc[0]:
            assert line[-1] == words.say("no rule")
        else:
            assert line[-1] == words.say("No loan product is named, so no rules are checked.")


def test_what_is_still_unanswered(desk):
    found, words, sheet = desk
    lines = [str(row[0]) for row in answer(sheet, 6, words)]
    unmet = found.tables["verdict"].query("not met")
    assert len(unmet) > 0
    assert len(lines) > len(unmet)
    bare = [loan for loan in found.cluster.spec.money.loans if loan.collateral is None]
    said = words.say("Nobody has said what is pledged for these loans: {loans}.", loans="").rstrip(".")
    assert any(line.startswith(said) for line in lines) == bool(bare)


@pytest.mark.parametrize(("name", "language"), list(zip(SAMPLES, ("en", "ru", "ky"), strict=True)))
def test_what_stands_in_the_file_is_what_libreoffice_works_out(name, language, tmp_path):
    """Every formula holds a value, and it is the one that a spreadsheet finds without it."""
    written = content(name, language)
    formulas, kept = openpyxl.load_workbook(io.BytesIO(written)), shown(written)
    anew, seen = worked_out(written, tmp_path), 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            ours, theirs = (book[sheet.title][cell.coordinate].value for book in (kept, anew))
            seen += 1
            if isinstance(theirs, (int, float)):
                assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-5), (sheet.title, cell.coordinate, cell.value)
            else:
                assert (ours or None) == (theirs or None), (sheet.title, cell.coordinate, cell.value)
    assert seen > 1000


@pytest.mark.parametrize("name", SAMPLES)
def test_the_statements_are_those_of_the_report(name):
    """Every line and year of table statements, where risks move what an investment costs too (bishkek, chui)."""
    found = sample(name)
    book = live_book(found.cluster.specs["base"], found.books, Words("en"))
    values, compared = worked_values(book.grids), 0
    for row in found.tables["statements"].itertuples():
        line = book.rows.get(row.party, {}).get(f"{row.statement}.{row.line}")
        if line is not None:
            ours = values[book.borrowers[row.party].grid.name, line, FIRST + row.year - 1]
            assert ours == pytest.approx(row.central, rel=1e-8, abs=0.01), (row.party, row.line, row.year)
            compared += 1
    assert compared > 200


@pytest.mark.parametrize(("name", "language"), list(zip(SAMPLES, ("ky", "en", "ru"), strict=True)))
def test_it_is_printed_on_four_pages_a_borrower(name, language, tmp_path):
    assert pages(content(name, language), tmp_path) <= 4 * len(sample(name).books)


@pytest.mark.parametrize(("name", "language"), ASKED)
def test_nobody_reads_ids_noise_or_dollars(name, language):
    """Titles in the language, numbers with a form, years without separators, no digits behind the twelfth."""
    book, spec = openpyxl.load_workbook(io.BytesIO(content(name, language))), sample(name).cluster.spec
    assert book.sheetnames[0] == Words(language).say("Summary")
    ids = {one for one in (*spec.products, *spec.markets, *spec.classes) if "_" in one} | {r"finance\."}
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None):
        text = str(cell.value)
        if cell.data_type == "s":
            assert not any(re.search(rf"\b{one}", text) for one in ids), (cell, text)
        if cell.data_type == "n":
            assert float(f"{cell.value:.11e}") == cell.value, (cell, text)
        if cell.data_type in "nf":
            assert "$" not in cell.number_format
            assert cell.number_format != "General", (cell, text)
    years = book.worksheets[1][3][2]
    assert (years.value, years.number_format) == (int(spec.start[:4]), "0")


def test_sheets_stay_in_sight_and_repeat_their_heads():
    book = openpyxl.load_workbook(io.BytesIO(content("chui-dairy", "ru")))
    assert book.active.title == book.sheetnames[0] == "Сводка"
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1
        assert sheet.print_area
    for sheet in book.worksheets[1:-1]:
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("C4", "$1:$3")
    assert len(book.worksheets[0]._charts) == 2  # noqa: SLF001


def test_the_same_study_gives_the_same_bytes():
    again = to_workbook(bank_sheets(sample("talas-beans"), "en"), "talas-beans")
    assert again == content("talas-beans", "en")


BORROWING = {
    "discount_rate": [0.1, "1/year"],
    "items": [{"buy": "vat", "owner": "plant", "cost": [100, 150, 300, "kKGS"], "month": 5, "life": [10, "year"]}],
    "loans": [{"borrower": "plant", "share": [0.7, "share"], "rate": [0.1, "1/year"], "term": [18, "month"]}],
}


def book_of(finance: dict | None, **changes: object) -> tuple[Study, bytes]:
    data = one_chain(finance=finance, **changes) if finance else {
        key: value for key, value in one_chain(**changes).items() if key != "finance"
    }  # fmt: skip
    found = study(make_cluster(data, make_members(ROWS)), draws=16)
    return found, to_workbook(bank_sheets(found, "en"))


def texts(written: bytes) -> list[str]:
    return [
        str(v) for sheet in shown(written) for row in sheet.iter_rows(values_only=True) for v in row if v is not None
    ]


def test_a_cluster_without_money_says_that_nobody_borrows():
    found, written = book_of(None)
    assert found.books == {}
    book = shown(written)
    assert book.sheetnames == ["Summary"]
    said = texts(written)
    assert any(text.startswith("Nobody invests or borrows in the cluster file") for text in said)
    assert QUESTIONS[5] in said


def test_who_invests_without_a_loan_has_a_sheet_and_no_debt(tmp_path):
    plain = {key: value for key, value in BORROWING.items() if key != "loans"}
    found, written = book_of(plain)
    assert "No loan is asked for." in texts(written)
    assert "In the central case there is no debt to serve." in texts(written)
    assert pages(written, tmp_path) <= 4 * len(found.books)


def test_years_without_debt_between_two_loans_stand_in_the_table_and_under_the_chart():
    loans = [
        {"borrower": "plant", "amount": [50, "kKGS"], "month": month, "rate": [0.1, "1/year"], "term": [12, "month"]}
        for month in (1, 60)
    ]
    found, written = book_of(BORROWING | {"loans": loans}, horizon=[8, "year"])
    years = sorted(set(found.tables["covenants"]["year"]))
    lines = answer(shown(written).worksheets[0], 2, Words("en"))
    assert lines[0][1:] == [2027 + number for number in range(years[0] - 1, years[-1])]
    assert len(lines[0][1:]) > len(years)
    (chart,) = bank_sheets(found, "en")[0].charts
    spans = [range_boundaries(span.rpartition("!")[2]) for span in (chart.years, *(one for _, one in chart.series))]
    assert {last - first for first, _, last, _ in spans} == {years[-1] - years[0]}


@pytest.mark.filterwarnings("error")
def test_what_costs_nothing_has_shares_of_nothing():
    free = BORROWING["items"][0] | {"cost": [0, "kKGS"]}
    _, written = book_of(BORROWING | {"items": [free]})
    rows = [
        row for row in shown(written)["1 plant"].iter_rows(values_only=True) if ", share of the cost" in str(row[0])
    ]
    assert [row[2:4] for row in rows] == [(0, 0), (0, 0), (0, 0), (1, 0), (0, 0)]


def test_ten_borrowers_have_a_sheet_each_and_fit(tmp_path):
    owners = [f"Owner {number}" for number in range(1, 11)]
    items = [{"buy": f"tank {one}", "owner": one, "cost": [100, "kKGS"], "life": [10, "year"]} for one in owners]
    loans = [BORROWING["loans"][0] | {"borrower": one} for one in owners]
    found, written = book_of(BORROWING | {"items": items, "loans": loans})
    book = shown(written)
    assert len(found.books) == 10
    sheets = [f"{number} {one}" for number, one in enumerate(found.books, start=1)]
    assert book.sheetnames == ["Summary", *sheets, "Loans by month"]
    assert set(found.books) == set(owners)
    assert pages(written, tmp_path) <= 40
    lines = answer(book.worksheets[0], 1, Words("en"))
    loans = [row[2] for row in lines[1:-1]]
    assert (len(loans), lines[-1][1]) == (10, pytest.approx(sum(loans)))
    assert loans == pytest.approx([loans[0]] * 10)
    assert sum(loans) == pytest.approx(found.tables["funding"].query("party == 'consolidated'")["loans"].sum())


HOSTILE = ("=1+1", "@SUM(A1)", "+996", "-5", '=HYPERLINK("http://x")', 'O\'Brien & Sons "x"')


def test_names_like_formulas_stay_names(tmp_path):
    """Owners, investments, loans and the cluster called like formulas: text everywhere, and every sheet opens."""
    items = [BORROWING["items"][0] | {"buy": name, "owner": name} for name in HOSTILE]
    loans = [BORROWING["loans"][0] | {"borrower": name, "title": name} for name in HOSTILE]
    _, written = book_of(BORROWING | {"items": items, "loans": loans}, title=HOSTILE[0])
    book = openpyxl.load_workbook(io.BytesIO(written))
    for name in HOSTILE:
        cells = [
            cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(name)
        ]
        assert len(cells) > 5, name
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells) == (name != HOSTILE[-1])
    anew = worked_out(written, tmp_path)
    assert [sheet.title for sheet in anew] == book.sheetnames
    assert "#" not in {str(cell.value)[:1] for sheet in anew for row in sheet.iter_rows() for cell in row}


WORKED = {
    "1+2*3^2": 19.0,
    "-(2-5)/2": 1.5,
    "IF(A1>2,1/0,7)": 7.0,
    'IF(B1="",1,2)': 1.0,
    "SUM(A1:C1)": 3.0,
    "COUNT(A1:D1)": 2.0,
    "MAX(0,A1-C1,-4)": 0.0,
    "MIN(A1:C1)": 1.0,
    "SUMPRODUCT(A1:C1,A1:C1)": 5.0,
    'IFERROR(1/0,"none")': "none",
    "AND(A1=1,OR(FALSE,C1>=2))": 1.0,
    "ROUND(2.345,1)": 2.3,
    "ROUND(0.125,2)": 0.13,
    "ROUND(-2.5,0)": -3.0,
    "ROUND(10^16+2,2)": 1e16 + 2,
    "IRR(A2:C2,0.1)": 0.1,
    "DATE(2027,14,1)": 46784.0,
    "'O''Brien'!A1*2": 8.0,
}


@pytest.mark.parametrize(("inside", "known"), WORKED.items())
def test_a_formula_is_worked_out_as_spreadsheets_do(inside, known):
    other, grid = Grid("O'Brien"), Grid("one")
    other.put(1, 1, 4.0)
    for column, value in enumerate((1.0, "", 2.0), start=1):
        grid.put(1, column, value)
    for column, value in enumerate((-100.0, 50.0, 66.0), start=1):
        grid.put(2, column, value)
    grid.put(3, 1, Formula(f"={inside}"))
    assert worked_values([other, grid])["one", 3, 1] == (known if isinstance(known, str) else pytest.approx(known))


@pytest.mark.parametrize("inside", ["1/0", "(-8)^0.5", "10^400", '""+1', "IRR(B1:C1,0.1)"])
def test_what_has_no_value_says_so(inside):
    grid = Grid("one")
    grid.put(1, 1, Formula(f"={inside}"))
    grid.put(2, 1, math.nan)
    assert worked_values([grid]) == {("one", 1, 1): "#VALUE!"}
    kept = openpyxl.load_workbook(io.BytesIO(to_workbook([grid])), data_only=True)["one"]
    assert (kept["A1"].value, kept["A2"].value) == ("#VALUE!", None)


@pytest.mark.parametrize("inside", ["A1+WEBSERVICE(1)", "1 2", "A1;2"])
def test_what_is_no_formula_of_ours_is_refused(inside):
    grid = Grid("one")
    grid.put(1, 1, Formula(f"={inside}"))
    with pytest.raises((ValueError, KeyError)):
        worked_values([grid])
