"""A number of cluster.xlsx that its cell shows in percent or with a unit is the number that is seen."""

import pytest
from openpyxl import load_workbook

from capacity.intake.cluster_book.reading import parse_book
from capacity.intake.cluster_book.shown import Shown, in_unit, shown
from capacity.intake.cluster_book.writing import write_book
from capacity.intake.documents.document import parse_document
from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.number_formats import show
from capacity.run.new import make_cluster


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = make_cluster(str(tmp_path_factory.mktemp("made") / "my-cluster"))
    return parse_document((folder / "cluster.yml").read_text("utf-8")).data


def household(data, path, *cells):
    """Return what classes.household has for own use, of cells (label, value, number format)."""
    book = tmp_book(data, path)
    head = {cell.value: cell.column for cell in book["classes"][1]}
    for label, value, code in cells:
        cell = book["classes"].cell(2, head[label])
        cell.value = value
        if code:
            cell.number_format = code
    book.save(path / "cluster.xlsx")
    return parse_book((path / "cluster.xlsx").read_bytes(), "cluster.xlsx").data["classes"]["household"]["own_use"]


def tmp_book(data, path):
    write_book(data, path / "cluster.xlsx")
    return load_workbook(path / "cluster.xlsx")


@pytest.mark.parametrize(
    ("value", "code", "unit", "expected"),
    [
        (0.3, "0%", "percent", [30, "percent"]),
        (0.3, "0.0%", "%", [30, "%"]),
        (0.3, "0%", "share", [0.3, "share"]),
        (0.333, "0.0%", "share", [0.333, "share"]),
        (0.12, "0%", "1/year", [0.12, "1/year"]),
        (0.12, "0%", "percent/year", [12, "percent/year"]),
        (0.3, "0%", None, [30, "%"]),
        (30, '0"%"', "percent", [30, "percent"]),
        (30, '0"%"', "share", [0.3, "share"]),
        (0.3, None, "share", [0.3, "share"]),
        (120, '0" л"', "l/month", [120, "l/month"]),
        (25, '0" сом"', "KGS/kg", [25, "KGS/kg"]),
    ],
)
def test_a_number_is_what_its_cell_shows(value, code, unit, expected):
    text = (show(value, code) if code else "") or str(value)
    numbers, stated = in_unit([shown(text)], unit or "")
    assert [*numbers, stated] == expected


@pytest.mark.parametrize(("text", "unit", "expected"), [("30%", "percent", 30), ("30 %", "share", 0.3)])
def test_percent_typed_as_text_are_percent_too(data, tmp_path, text, unit, expected):
    found = household(data, tmp_path, ("own use", text, None), ("own use: unit", unit, None))
    assert found == [expected, unit]


def test_a_range_shown_in_percent_is_one(data, tmp_path):
    ends = [("own use: least", 0.2, "0%"), ("own use", 0.3, "0%"), ("own use: most", 0.4, "0.0%")]
    assert household(data, tmp_path, *ends, ("own use: unit", "percent", None)) == [20, 30, 40, "percent"]
    assert household(data, tmp_path, *ends, ("own use: unit", "share", None)) == [0.2, 0.3, 0.4, "share"]


@pytest.mark.parametrize(
    "cells",
    [
        [("own use", 25, '0" т"'), ("own use: unit", "l/month", None)],
        [("own use", "30%", None), ("own use: unit", "l/month", None)],
        [
            *(("own use: least", 0.2, None), ("own use", 0.3, "0%"), ("own use: most", 0.4, "0%")),
            ("own use: unit", "percent", None),
        ],
    ],
)
def test_what_is_shown_in_another_unit_or_in_part_is_refused(data, tmp_path, cells):
    with pytest.raises(InputError) as refused:
        household(data, tmp_path, *cells)
    assert [issue.code for issue in refused.value.issues] == ["C05"]


@pytest.mark.parametrize(("unit", "first"), [("percent", 5), ("index", 0.05)])
def test_months_in_percent_are_in_the_unit_of_their_season(data, tmp_path, unit, first):
    book = tmp_book(data, tmp_path)
    head = [cell.value for cell in book["seasons"][1]]
    for index, label in enumerate(head, start=1):
        cell = book["seasons"].cell(2, index)
        if str(label).startswith("by month"):
            cell.value, cell.number_format = 0.05, "0%"
        elif label == "unit":
            cell.value = unit
    book.save(tmp_path / "cluster.xlsx")
    seasons = parse_book((tmp_path / "cluster.xlsx").read_bytes(), "cluster.xlsx").data["seasons"]
    assert next(iter(seasons.values()))["by_month"][0] == first


def test_a_number_without_a_unit_of_its_own_is_left_as_it_is():
    assert shown("5") == Shown(5)
    assert shown("2.5 т") == Shown(2.5, "т")
    assert shown("30%").plain == 0.3
    assert in_unit([Shown(3)], "t/day") == ([3], "t/day")
