"""Tables that leave the program: text never acts, numbers stay numbers, the same table gives the same bytes."""

import csv
import io
import time
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.run.tables import from_csv, to_csv, to_xlsx

HOSTILE = [
    "=1+1",
    "+996 555",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "{=1}",
    "#N/A",
    "#REF!",
    "plain",
    "Асан «№1»",
    "",
]


def read_back(content):
    """The rows of a CSV, read as a spreadsheet would."""
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@given(st.text(max_size=20))
def test_no_text_of_a_csv_begins_like_a_formula(text):
    (title,), *rows = read_back(to_csv(pd.DataFrame({text: [text, "x"]})))
    for cell in (title, rows[0][0] if rows[0] else ""):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_of_a_csv_are_untouched_and_text_that_looks_like_one_is_not():
    table = pd.DataFrame({"money": [-5.25, np.nan, 1e-7], "said": ["-5", "+5", "5"], "mixed": [-1, "-1", None]})
    rows = read_back(to_csv(table))
    assert [row[0] for row in rows] == ["money", "-5.25", "", "1e-07"]
    assert [row[1] for row in rows] == ["said", "'-5", "'+5", "5"]
    assert [row[2] for row in rows] == ["mixed", "-1", "'-1", ""]


def test_a_workbook_holds_no_formula_whatever_the_text():
    table = pd.DataFrame({"=title": HOSTILE, "amount": np.arange(len(HOSTILE)) - 0.5, "met": [True] * len(HOSTILE)})
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"one": table})))
    cells = [cell for row in book["one"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "b"}
    assert [cell.value for cell in book["one"]["A"]] == [
        "=title",
        *(text.replace("\r", "\n") or None for text in HOSTILE),
    ]
    assert [cell.value for cell in book["one"]["B"]][1:3] == [-0.5, 0.5]


def test_a_workbook_has_a_sheet_for_every_table_and_empty_cells_where_nothing_is_known():
    tables = {
        "first": pd.DataFrame({"a": [1.5, np.nan]}),
        "empty": pd.DataFrame({"b": []}),
        "long" * 10: pd.DataFrame({"c": ["x"]}),
    }
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(tables)))
    assert book.sheetnames == ["first", "empty", ("long" * 10)[:31]]
    assert [cell.value for cell in book["first"]["A"]] == ["a", 1.5]


@pytest.mark.parametrize("text", ["a\x00b\x0b", "x" * 40_000])
def test_text_that_a_workbook_cannot_hold_does_not_break_it(text):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"one": pd.DataFrame({"a": [text]})})))
    assert len(book["one"]["A2"].value) <= 32_767


def test_the_same_tables_give_the_same_bytes_at_another_time():
    tables = {"one": pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})}
    first = to_xlsx(tables)
    time.sleep(2.1)  # a workbook's clock has steps of two seconds
    assert to_xlsx(tables) == first
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


def test_a_title_in_several_languages_is_said_in_the_first():
    """A cell holds text, never a list of translations."""
    table = pd.DataFrame({"title": [{"en": "Cows", "ky": "Уйлар"}, "=2+2"]})
    assert to_csv(table).decode() == "title\nCows\n'=2+2\n"
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"steps": table})))
    assert [row[0].value for row in book["steps"].iter_rows()] == ["title", "Cows", "=2+2"]


def test_a_table_comes_back_with_the_texts_that_it_had():
    table = pd.DataFrame({"text": ["=1", "-0.1 – 2", "plain", "", "'quoted"], "number": [1.5, 2, 3, 4, 5]})
    pd.testing.assert_frame_equal(from_csv(to_csv(table)), table)
