"""Findings of cluster.xlsx point to the sheet and the cell, and nothing in it is misread in silence."""

import pytest
from openpyxl import load_workbook

from capacity.intake.cluster_book.reading import parse_book
from capacity.intake.cluster_book.values import anything_of, list_of, number_of
from capacity.intake.cluster_book.writing import write_book
from capacity.intake.documents.document import parse_document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import build_spec
from capacity.run.new import make_cluster


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = make_cluster(str(tmp_path_factory.mktemp("made") / "my-cluster"))
    return parse_document((folder / "cluster.yml").read_text("utf-8")).data


@pytest.fixture
def changed(data, tmp_path):
    """Write the example's workbook, change cells by sheet, column label and row, and read it."""

    def change(*cells):
        path = tmp_path / "cluster.xlsx"
        write_book(data, path)
        book = load_workbook(path)
        where = ""
        for sheet, label, row, value in cells:
            head = {cell.value: cell.column for cell in book[sheet][1]}
            cell = book[sheet].cell(row, head[label])
            cell.value = value
            where = f"cluster.xlsx » {sheet} » {cell.coordinate}"
        book.save(path)
        return where, lambda: build_spec(parse_book(path.read_bytes(), "cluster.xlsx"))

    return change


@pytest.mark.parametrize(
    ("sheet", "label", "row", "value"),
    [
        ("markets", "price", 2, "dear"),
        ("markets", "price: unit", 2, "KGS/furlong"),
        ("markets", "buys", 2, "gold"),
        ("links", "equipment", 2, "perhaps"),
        ("links", "rated", 3, None),
        ("seasons", "by month: May", 2, "much"),
        ("classes", "own use: least", 2, 1),
        ("recipes", "what", 2, "eats"),
        ("markets", "price", 2, "1,234"),
    ],
)
def test_a_finding_names_the_sheet_and_the_cell(changed, sheet, label, row, value):
    where, read = changed((sheet, label, row, value))
    with pytest.raises(InputError) as refused:
        read()
    places = [issue.file for issue in refused.value.issues]
    row_place = where.replace("price: unit", "price")
    assert any(place.rpartition(" » ")[0] == where.rpartition(" » ")[0] for place in places)
    assert row_place in places or any(place.endswith(str(row)) for place in places)


def test_an_unknown_sheet_is_refused_and_one_of_her_own_is_not(data, tmp_path):
    path = tmp_path / "cluster.xlsx"
    write_book(data, path)
    book = load_workbook(path)
    book.create_sheet("_my sums")["A1"] = 5
    book.save(path)
    assert parse_book(path.read_bytes(), path.name).data["cluster"] == "my-cluster"
    book.create_sheet("prodcts")["A1"] = 5
    book.save(path)
    with pytest.raises(InputError, match=r"prodcts.*did you mean products"):
        parse_book(path.read_bytes(), path.name)


def test_a_name_that_stands_twice_is_refused(changed):
    where, read = changed(("products", "name", 3, "raw_milk"))
    with pytest.raises(InputError) as refused:
        read()
    assert refused.value.issues[0].file == where


def test_a_label_that_nobody_knows_is_refused_where_something_stands_below(data, tmp_path):
    path = tmp_path / "cluster.xlsx"
    write_book(data, path)
    book = load_workbook(path)
    sheet = book["markets"]
    column = sheet.max_column + 1
    sheet.cell(1, column, "discount")
    book.save(path)
    assert parse_book(path.read_bytes(), path.name)
    sheet.cell(2, column, 5)
    book.save(path)
    with pytest.raises(InputError, match='"discount" is not known'):
        parse_book(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.8, 2, 2.2 t/ha/year", [1.8, 2, 2.2, "t/ha/year"]),
        ("1,8; 2; 2,2 t/ha/year", [1.8, 2, 2.2, "t/ha/year"]),
        ("1.8 – 2 – 2.2 t", [1.8, 2, 2.2, "t"]),
        ("30 %", [30, "%"]),
        ("0,5 1/year", [0.5, "1/year"]),
        ("1 200", 1200),
        ("{uniform: [1, 2], unit: t}", {"uniform": [1, 2], "unit": "t"}),
        ("2 t tank", "2 t tank"),
        ("1,2,3 t", "1,2,3 t"),
        ("idle", "idle"),
        ('"12"', "12"),
    ],
)
def test_a_text_says_what_the_short_form_says(text, value):
    assert anything_of(text) == value


def test_what_can_be_read_in_two_ways_is_refused():
    with pytest.raises(InputError, match="two ways"):
        number_of("1,234")


def test_a_list_stands_in_one_cell():
    assert list_of("Дойных коров\nУдой летом, л/день", "texts") == ["Дойных коров", "Удой летом, л/день"]
    assert list_of("production, cooling", "words") == ["production", "cooling"]
    assert list_of("6; 7; 8", "numbers") == [6, 7, 8]
