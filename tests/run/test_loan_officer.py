"""A loan officer's page by hand: the farms' loan of the dairy sample in a spreadsheet with formulas of its own."""

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from office import worked_out

from capacity.intake.cluster import read_cluster
from capacity.model.bank.books import Books, keep
from capacity.model.bank.measures import Worth, worth
from capacity.model.finance import service_cover, stubs
from capacity.model.future.case import make_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.gains import gains
from capacity.model.gains.ledger import Ledger
from capacity.model.uncertainty.draws import central_draws

HERE = Path(__file__).parents[1]
PAGE = HERE / "known_answers" / "loan_officer.xlsx"
GIVEN = ("operating margin", "tax paid", "increase in working capital", "investment", "assets sold", "grants")
"""columns of its sheet of months that are ours: the farms' cash flow; the loan and all ratios are worked out there"""


@pytest.fixture(scope="module")
def farms() -> tuple[Ledger, Books, Worth]:
    """The farms' books of the dairy sample in the central case."""
    cluster = read_cluster(HERE.parent / "data" / "chui-dairy")
    ledger = keep_books(make_case(cluster.spec, cluster.survey.members), central_draws(cluster.slug))
    books = keep(ledger, "farm")
    return ledger, books, worth(cluster.spec, ledger.draws, books, 1.2)


@pytest.fixture(scope="module")
def page(farms, tmp_path_factory) -> openpyxl.worksheet.worksheet.Worksheet:
    """The officer's page, worked out for the farms' months as they are now."""
    ledger, books, _ = farms
    found, joined = books.by_month.cash_flow, gains(ledger)
    members = joined.members[joined.names.index("farm")]
    lines = [*(found[name] for name in GIVEN), books.without, books.drawn, books.level, members]
    book = openpyxl.load_workbook(PAGE)
    for column, line in enumerate(lines, start=2):
        for month, value in enumerate(np.broadcast_to(line, (120, 1))[:, 0]):
            book["months"].cell(2 + month, column, float(value))
    content = io.BytesIO()
    book.save(content)
    return worked_out(content.getvalue(), tmp_path_factory.mktemp("officer"))["officer"]


def row(page, number: int) -> list:
    return [page.cell(number, 2 + year).value for year in range(10)]


def test_what_is_due_and_how_often_it_is_covered(farms, page):
    """Annuity after a year of grace, carried by the four farms that share the loan; the years with little due."""
    cover = farms[2].cover
    np.testing.assert_allclose(row(page, 24), np.broadcast_to(cover.service, (10, 1))[:, 0], atol=0.01)
    np.testing.assert_allclose(row(page, 25), cover.cash[:, 0], atol=0.01)
    ratio = service_cover(cover.cash, cover.service)[:, 0]
    shown = [np.nan if value in (None, "") else value for value in row(page, 26)]
    np.testing.assert_allclose(shown, ratio, rtol=1e-6)
    assert row(page, 29) == stubs(cover.service)[:, 0].astype(int).tolist()
    assert max(row(page, 21)) < 0.5


def test_lowest_and_average_cover_and_payback(farms, page):
    measures = farms[2].measures
    assert page["B31"].value == pytest.approx(measures["dscr_min"][0], rel=1e-6)
    assert page["B32"].value == pytest.approx(measures["dscr_average"][0], rel=1e-6)
    months = 12 * measures["payback_years"][0]
    assert page["B33"].value == ("never" if np.isinf(months) else pytest.approx(months))
