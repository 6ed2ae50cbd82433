"""One figure has one value: in the page's sections, the tables, the workbooks worked out, the summary."""

import io

import openpyxl
import pytest
from money_clusters import ROWS, one_chain
from office import worked_out
from small_clusters import make_cluster, make_members

from capacity.model.results.study import Study, study
from capacity.present.order import build_section
from capacity.present.words.words import Words
from capacity.run.live import bank_sheets, to_workbook
from capacity.run.live.assumptions import sheet_name
from capacity.run.live.book import live_book
from capacity.run.tables import to_xlsx

FINANCE = {
    "discount_rate": [0.1, "1/year"],
    "inflation": [0.08, "1/year"],
    "items": [
        {"buy": "vat", "owner": "plant", "cost": [100, 150, 300, "kKGS"], "month": 5, "life": [10, "year"]},
        {"buy": "tank", "owner": "point", "cost": [20, 30, 50, "kKGS"], "life": [10, "year"]},
    ],
    "running": [{"pay": "manager", "cost": [1, 2, 5, "kKGS/month"]}],
    "loans": [{"borrower": "plant", "share": [0.7, "share"], "rate": [0.1, "1/year"], "term": [18, "month"]}],
    "taxes": {"plant": {"on": "turnover", "rate": [0.02, "share"]}},
}
NET, CHANCE = "Net NPV: after tax and working capital", "Chance that net NPV is above zero"


@pytest.fixture(scope="module")
def found() -> Study:
    data = one_chain(finance=FINANCE)
    data["markets"]["shops"] |= {"pays_after": [30, "day"], "price": [350, 480, 520, "KGS/kg"]}
    return study(make_cluster(data, make_members(ROWS)), draws=64)


@pytest.fixture(scope="module")
def book(found, tmp_path_factory):
    rows = live_book(found.cluster.spec, found.books, Words("en")).rows
    return worked_out(to_workbook(bank_sheets(found, "en")), tmp_path_factory.mktemp("one")), rows


@pytest.fixture(scope="module")
def tables(found) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(found.tables)))


def records(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(found: Study, section: str, key: str) -> dict[str, dict[str, str]]:
    """A table of a section: row -> column -> what stands there."""
    (table,) = [one.table for one in build_section(found, section, "en").exhibits if one.key == key]
    return {row[0]: dict(zip(table.head, row, strict=True)) for row in table.rows}


def test_a_live_sheet_says_what_the_workbooks_table_of_borrowers_says(book, tables):
    """Present value, rate of return, lowest and average cover of every borrower, central."""
    workbook, rows = book
    table = {(row["party"], row["measure"]): row for row in records(tables["borrowers"])}
    names = {"worth.npv": "npv_net", "worth.irr": "irr", "cover.lowest": "dscr_min", "cover.average": "dscr_average"}
    assert list(rows) == ["point", "plant"]
    for number, (party, places) in enumerate(rows.items(), start=1):
        for place, measure in names.items():
            shown = workbook[sheet_name(party, number)].cell(places[place], 2).value
            known = table[party, measure]["central"]
            assert shown == (pytest.approx(known, rel=1e-6) if known is not None else None), (party, measure)


def test_summary_tables_workbook_and_page_agree_on_what_is_left(found, tables):
    scenario = found.summary["scenarios"]["base"]
    ours = {row["measure"]: row for row in records(tables["measures"]) if row["scenario"] == "base"}
    whole = {row["measure"]: row for row in records(tables["borrowers"]) if row["party"] == "consolidated"}
    for measure, value in (
        ("npv_net", scenario["npv_net"]["p50"]),
        ("probability_npv_net_positive", scenario["probability_npv_net_positive"]),
    ):
        assert ours[measure]["p50"] == whole[measure]["p50"] == value
    top = build_section(found, "key_figures", "en")
    fact = next(fact for fact in top.facts if fact.label == NET)
    cash, bank = cells(found, "cash", "cash-measures"), cells(found, "bank", "bank-measures")
    assert fact.value == cash[NET]["Base"] == bank[NET]["All together"]
    assert cash[CHANCE]["Base"] == bank[CHANCE]["All together"]
    assert cash[CHANCE]["Base"] in fact.because
    (pays,) = [row for row in records(tables["verdict"]) if row["condition"] == "npv_net"]
    assert Words("en").share(pays["value"]) == cash[CHANCE]["Base"]


def test_the_loans_condition_is_the_banks(found):
    loans = found.tables["verdict"].set_index("condition").loc["loans"]
    light = next(one for one in build_section(found, "bank", "en").lights)
    assert loans["at"] == "plant"
    assert loans["met"] == (light.state == "good")
    assert loans["value"] == found.summary["borrowers"][1]["probability_covenant"]
