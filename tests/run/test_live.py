"""The bank's workbook: its formulas, worked out by LibreOffice, give the model's statements; a price moves the cash."""

import io

import numpy as np
import openpyxl
import pytest
from office import worked_out
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.bank.bank import central_books, make_bank
from capacity.model.bank.measures import Worth, project_flows
from capacity.model.finance import service_cover, stubs
from capacity.model.future.case import make_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.ledger import Money
from capacity.model.uncertainty.draws import central_draws
from capacity.present.words.words import Words
from capacity.run.live.assumptions import sheet_name
from capacity.run.live.book import live_book
from capacity.run.live.grid import FIRST, Cell
from capacity.run.live.written import to_workbook

FINANCE = {
    "discount_rate": [0.12, "1/year"],
    "inflation": [0.08, "1/year"],
    "opening_cash": {"plant": [20, "kKGS"]},
    "items": [
        {"name": "tank", "buy": "tank", "owner": "point", "cost": [300, "kKGS"], "month": 3, "life": [18, "month"],
         "salvage": [0.1, "share"], "adds": {"cooling@up": [50, "kg/day"]}},
        {"name": "vat", "buy": "=vat", "owner": "plant", "cost": [400, "kKGS"], "life": [10, "year"]},
        {"name": "shed", "buy": "shed", "owner": "plant", "cost": [250, "kKGS"], "month": 7},
    ],
    "loans": [
        {"borrower": "point", "share": [0.5, "share"], "rate": [0.03, "1/year"], "term": [18, "month"],
         "grace": [3, "month"], "among": [1, "member"]},
        {"borrower": "plant", "share": [0.4, "share"], "items": ["vat"], "rate": [0.12, "1/year"],
         "term": [20, "month"], "pays": "equal", "interest_grace": [2, "month"], "upfront_fee": [0.01, "share"]},
        {"borrower": "plant", "share": [0.5, "share"], "items": ["shed"], "markup": [0.15, "share"],
         "term": [10, "month"]},
        {"borrower": "plant", "amount": [100, "kKGS"], "month": 1, "rate": [0.08, "1/year"], "term": [14, "month"],
         "pays": "bullet"},
    ],
    "grants": [{"to": "point", "share": [0.2, "share"]}],
    "subsidies": [{"to": "plant", "amount": [1, "kKGS/month"]}],
    "fees": [{"pays": "plant", "share": [0.01, "share"]}],
    "taxes": {
        "plant": {"rate": [0.1, "share"], "vat": [0.12, "share"], "carry": [3, "year"]},
        "point": {"on": "turnover", "rate": [0.02, "share"]},
    },
}  # fmt: skip


def central(finance: dict = FINANCE, years: int = 5) -> Money:
    data = dairy(finance=finance, horizon=[years, "year"])
    data["markets"]["shops"]["pays_after"] = [45, "day"]
    data["links"]["cheesing"] |= {"paid_after": [15, "day"], "stock": [20, "day"]}
    cluster = make_cluster(data, dairy_members())
    ledger = keep_books(make_case(cluster.spec, cluster.survey.members), central_draws(cluster.slug))
    return Money(ledger, ledger)


MONEY = central()
SPEC = MONEY.central.case.spec
BANK = make_bank(MONEY)
BOOKS = central_books(BANK)
BOOK = live_book(SPEC, BOOKS, Words("en"))
SHEETS, ROWS = BOOK.grids, BOOK.rows
NAME = {party: f"{number} {party}" for number, party in enumerate(BOOKS, start=1)}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return worked_out(to_workbook(SHEETS), tmp_path_factory.mktemp("live"))


def line(book: openpyxl.Workbook, party: str, name: str, years: int = 5) -> np.ndarray:
    """A line of a borrower's sheet by year."""
    row = ROWS[party][name]
    values = [book[NAME[party]].cell(row, FIRST + year).value for year in range(years)]
    return np.array([np.nan if value in (None, "") else value for value in values], dtype=float)


@pytest.mark.parametrize("party", list(BOOKS))
def test_every_line_is_the_models(book, party):
    """Income, cash flow, balance sheet and cover of the central case, to the hundredth."""
    found = BOOKS[party].books.by_year
    missing = []
    for name in ROWS[party]:
        part, _, bare = name.partition(".")
        known = getattr(found, part, {}).get(bare)
        if known is None:
            missing.append(name)
        else:
            shown = np.broadcast_to(known, (5, 1))[:, 0]
            np.testing.assert_allclose(line(book, party, name), shown, atol=0.01, err_msg=f"{party} {name}")
    tied = ("receivables", "payables", "value added tax owed", "stocks")
    assert set(missing) == {
        *(f"cash_flow.{name}" for name in tied), "balance.difference",
        *(f"cover.{name}" for name in ("cash for debt", "debt service", "cover", "covenant")),
        *(f"cover.{name}" for name in ("stub", "lowest", "average")),
        *(f"worth.{name}" for name in ("flow", "real flow", "npv", "irr")),
    }  # fmt: skip


@pytest.mark.parametrize("party", list(BOOKS))
def test_the_cover_is_the_models(book, party):
    worth = BANK.borrowers[party].central.worth
    ratio = service_cover(worth.cover.cash, worth.cover.service)[:, 0]
    np.testing.assert_allclose(line(book, party, "cover.cover"), ratio, rtol=1e-6)
    np.testing.assert_allclose(line(book, party, "cover.cash for debt"), worth.cover.cash[:, 0], atol=0.01)
    assert line(book, party, "cover.stub").tolist() == stubs(worth.cover.service)[:, 0].tolist()
    for name, measure in (("lowest", "dscr_min"), ("average", "dscr_average")):
        shown = book[NAME[party]].cell(ROWS[party][f"cover.{name}"], 2).value
        assert shown == pytest.approx(worth.measures[measure][0], rel=1e-6)


def shown_worth(book: openpyxl.Workbook, party: str, rows: dict) -> list:
    """Present value and rate of return on a borrower's sheet."""
    return [book[NAME[party]].cell(rows[party][f"worth.{name}"], 2).value for name in ("npv", "irr")]


def same_worth(book: openpyxl.Workbook, party: str, rows: dict, worth: Worth) -> None:
    """The sheet's present value and rate are the model's; of several rates it says so."""
    value, rate = shown_worth(book, party, rows)
    assert value == pytest.approx(worth.measures["npv"][0], rel=1e-8)
    if np.isfinite(worth.measures["irr"][0]):
        assert rate == pytest.approx(worth.measures["irr"][0], abs=1e-6)
    else:
        assert rate in ("several" if worth.rates.count[0] > 1 else "", None)


@pytest.mark.parametrize("party", list(BOOKS))
def test_the_worth_is_the_models(book, party):
    """NPV and IRR of the row in prices of the start, each month at its own price level: those of table borrowers."""
    books = BOOKS[party].books
    for name, prices in (("flow", "nominal"), ("real flow", "real")):
        np.testing.assert_allclose(
            line(book, party, f"worth.{name}"), project_flows(books, prices).project[:, 0], atol=0.01
        )
    same_worth(book, party, ROWS, BANK.borrowers[party].central.worth)


def test_a_nominal_rate_and_numbers_that_lean_to_one_side_are_the_models(tmp_path):
    """With a nominal discount rate in mid-year and skewed ranges the sheet still says what table borrowers says."""
    finance = FINANCE | {"prices": "nominal", "discount_rate": [0.2, 0.21, 0.28, "1/year"], "convention": "mid-year"}
    finance["inflation"] = {"2027": [0.09, "1/year"], "2029": [0.04, 0.05, 0.1, "1/year"]}
    items = [
        item | {"cost": [0.8 * item["cost"][0], item["cost"][0], 2 * item["cost"][0], "kKGS"]}
        for item in FINANCE["items"]
    ]
    bank = make_bank(central(finance | {"items": items}))
    found = live_book(bank.spec, central_books(bank), Words("en"))
    book, rows = worked_out(to_workbook(found.grids), tmp_path), found.rows
    for party in rows:
        same_worth(book, party, rows, bank.borrowers[party].central.worth)
        ends = bank.borrowers[party].central.books.by_year.cash_flow["cash at end"][:, 0]
        row = rows[party]["cash_flow.cash at end"]
        shown = [book[NAME[party]].cell(row, FIRST + year).value for year in range(5)]
        np.testing.assert_allclose(shown, ends, atol=0.01)


@pytest.mark.parametrize("party", list(BOOKS))
def test_the_balance_closes(book, party):
    np.testing.assert_allclose(line(book, party, "balance.difference"), 0, atol=0.01)


SEVERAL = (-100.0, 230.0, -132.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """The book with 10 % off the price in the shops, the point's loan at 10 %, flows of the plant with two rates."""
    plant, debt = next(grid for grid in SHEETS if grid.name == NAME["plant"]), SHEETS[-1]
    price = next(
        r for (r, c), cell in plant.cells.items() if c == 1 and "to markets: cheese / shops, KGS/kg" in str(cell.value)
    )
    flows = {(ROWS["plant"]["worth.real flow"], FIRST + year): Cell(value) for year, value in enumerate(SEVERAL)}
    rate = (BOOK.debt.row(0), 4)
    changed = {
        plant.name: plant.cells | {(price, 2): Cell(-0.1, "input", "share")} | flows,
        debt.name: debt.cells | {rate: Cell(0.10, "input", "rate")},
    }
    sheets = [type(grid)(grid.name, changed.get(grid.name, grid.cells), grid.rows) for grid in SHEETS]
    return worked_out(to_workbook(sheets), tmp_path_factory.mktemp("moved"))


def test_a_price_moves_the_cash_flow_and_the_balance_still_closes(moved, book):
    """10 % off the price in the shops: sales fall by a tenth of what shops pay, and cash with them."""
    sold = next(t for t in BOOKS["plant"].trades if t.other == "shops")
    value = (sold.value * BOOKS["plant"].books.level)[:60, 0].reshape(5, 12).sum(axis=1)
    lost = line(book, "plant", "income.sales") - line(moved, "plant", "income.sales")
    np.testing.assert_allclose(lost, 0.1 * value, atol=0.01)
    assert (line(moved, "plant", "cash_flow.cash at end") < line(book, "plant", "cash_flow.cash at end")).all()
    np.testing.assert_allclose(line(moved, "plant", "balance.difference"), 0, atol=0.01)


def test_a_dearer_loan_costs_what_the_annuity_says(moved):
    """At 10 % instead of 3 % the point's tank, 150,000 x 1.08^0.25, is paid back at the level sum of 10 %."""
    sheet, top = moved["Loans by month"], BOOK.debt.top
    paid = [sheet.cell(row, 4).value + sheet.cell(row, 6).value for row in range(top + 7, top + 22)]
    owed, monthly, left = 150_000 * 1.08**0.25, 0.1 / 12, 15
    assert paid == pytest.approx(np.full(15, owed * monthly / (1 - (1 + monthly) ** -left)), rel=1e-9)


def test_of_several_rates_none_is_shown(moved):
    """Flows of -100, 230 and -132 come to nothing at 10 and at 20 %; their running total changes sign twice."""
    assert shown_worth(moved, "plant", ROWS)[1] == "several"


def test_no_text_of_the_file_becomes_a_formula():
    """An investment called "=vat" stays text; the sheets are the same bytes every time."""
    content = to_workbook(SHEETS)
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=vat")} == {"s"}
    assert sum(str(cell.value).startswith("=vat") for cell in cells) == 6
    assert content == to_workbook(live_book(SPEC, BOOKS, Words("en")).grids)


def test_nobody_borrows():
    assert live_book(SPEC, {}, Words("en")).grids == []


def test_a_sheet_can_be_called_after_any_owner():
    """Owners of investments are called as people write them; sheets take no brackets, slashes, colons or long names."""
    assert sheet_name("Asan/Üsön: [farm]*?", 1) == "1 Asan Üsön farm"
    assert len(sheet_name("x" * 60, 12)) == 31
    assert sheet_name("Крестьянские (фермерские) хозяйства", 1) == "1 Крестьянские фермерские"
