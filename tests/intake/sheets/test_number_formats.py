"""What a sheet shows beside a number is read with it: units and percent of number formats, TRUE and FALSE."""

import pytest
from openpyxl import Workbook
from survey_folders import ods, saved

from capacity.intake.sheets.number_formats import show, tells
from capacity.intake.sheets.workbook import read_workbook


def shown(value, code):
    book = Workbook()
    book.active.append(["x", value])
    book.active["B1"].number_format = code
    row = read_workbook(saved(book), "m.xlsx")[0].rows[0]
    return row.cells[1], row.kind(1)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1.5, '0.0" т"', "1.5 т"),
        (12, '0" bags"', "12 bags"),
        (900, '#,##0" kg"', "900 kg"),
        (900, "#\\ ##0\\ \\к\\г", "900 кг"),
        (1250.5, '# ##0.00 "сом"', "1250.5 сом"),
        (7, 'General" л/день"', "7 л/день"),
        (1500, '0.0," т"', "1.5 т"),
        (1500, '[<1000]0" кг";0.0," т"', "1.5 т"),
        (15, '[<1000]0" кг";0.0," т"', "15 кг"),
        (0.2, "0%", "20%"),
        (0.285, "0.00%", "28.5%"),
        (1, "0%", "100%"),
        (0, "0%", "0%"),
        (20, '0"%"', "20 %"),
        (12, '"т "0', "12 т"),
        (3, '"bags: "0', "3 bags"),
        (1500, "[$KGS] #,##0", "1500 KGS"),
        (1500, "#,##0 [$сом]", "1500 сом"),
        (1500, "[$сом-440] #,##0", "1500 сом"),
        (1500, "#,##0.00\\ [$₽-419]", "1500 [₽]"),
        (1500, '"$"#,##0', "1500 [$]"),
        (1500, "$#,##0", "1500 [$]"),
        (1500, "[$$-409]#,##0", "1500 [$]"),
        (1500, "[$-419]#,##0", "1500"),
    ],
)
def test_a_unit_or_percent_of_the_format_stands_beside_the_number(value, code, text):
    assert shown(value, code) == (text, "n")


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "#,##0",
        "#,##0.00",
        "0.00E+00",
        "[Red]0;[Blue]-0",
        "#,##0_);(#,##0)",
        "_-* #,##0_-",
        "0,",
        '"№ "0',
        '"около "0',
    ],
)
def test_other_formats_change_nothing(code):
    assert shown(1500, code) == ("1500", "n")
    assert not tells(code)


def test_what_is_no_number_is_left_alone():
    assert shown("x", '0" т"') == ("x", "t")
    assert shown(True, "0%") == ("TRUE", "b")
    assert show(float("nan"), "0%") == ""


@pytest.mark.parametrize(
    ("attributes", "displayed", "text", "kind"),
    [
        ('office:value-type="float" office:value="1"', "TRUE", "TRUE", "b"),
        ('office:value-type="float" office:value="0"', "ЛОЖЬ", "FALSE", "b"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", "TRUE", "b"),
        ('office:value-type="percentage" office:value="0.2"', "20%", "20%", "n"),
        ('office:value-type="percentage" office:value="1"', "100,00%", "100%", "n"),
        ('office:value-type="float" office:value="1.5"', "1,5 т", "1.5 т", "n"),
        ('office:value-type="float" office:value="12"', "12 bags", "12 bags", "n"),
        ('office:value-type="float" office:value="1200"', "1 200", "1200", "n"),
        ('office:value-type="float" office:value="1"', "1", "1", "n"),
        ('office:value-type="float" office:value="12"', "1,2E+01", "12", "n"),
        ('office:value-type="float" office:value="12"', "т 12", "12 т", "n"),
        ('office:value-type="float" office:value="1"', "100.0%", "100%", "n"),
        ('office:value-type="float" office:value="0.01"', "1%", "1%", "n"),
        ('office:value-type="float" office:value="20"', "20%", "20 %", "n"),
        ('office:value-type="float" office:value="1500"', "1,5 т", "1.5 т", "n"),
        ('office:value-type="float" office:value="1200.5"', "1 200,5 кг", "1200.5 кг", "n"),
    ],
)
def test_an_open_document_is_read_as_it_is_shown(attributes, displayed, text, kind):
    cell = f"<table:table-cell {attributes}><text:p>{displayed}</text:p></table:table-cell>"
    row = read_workbook(ods(f"<table:table-row>{cell}</table:table-row>"), "m.ods")[0].rows[0]
    assert (row.cells[0], row.kind(0)) == (text, kind)


def test_a_repeated_cell_is_shown_everywhere():
    cell = 'office:value-type="float" office:value="2" table:number-columns-repeated="2"><text:p>2 т</text:p>'
    body = (
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell {cell}</table:table-cell></table:table-row>'
    )
    rows = read_workbook(ods(body), "m.ods")[0].rows
    assert [row.cells for row in rows] == [("2 т", "2 т")] * 2


@pytest.mark.parametrize("own", [True, False])
def test_an_open_document_may_show_thousands_by_its_style(own):
    style = (
        '<number:number-style xmlns:number="n" xmlns:style="s" style:name="N1">'
        '<number:number number:display-factor="1000"/></number:number-style>'
        '<style:style xmlns:style="s" style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
        '<table:table-column table:default-cell-style-name="ce1"/>'
    )
    name = 'table:style-name="ce1"' if own else ""
    cells = (
        f'<table:table-row><table:table-cell {name} office:value-type="float" office:value="{value}">'
        f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
        for value, text in (("1250", "1.250 т"), ("15", "15 кг"))
    )
    rows = read_workbook(ods(style + "".join(cells)), "m.ods")[0].rows
    assert [row.cells[0] for row in rows] == ["1.25 т", "15 кг"]
