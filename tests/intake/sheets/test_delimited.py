"""A CSV file is read as it was meant, or refused with the line; no column ever shifts."""

import tracemalloc

import pytest

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets import delimited
from capacity.intake.sheets.delimited import find_encoding, read_delimited
from capacity.intake.tables.header import Wanted

WANTED = Wanted(("id", "kind", "milk"), {})
PLAIN = "id;kind;milk\nK1;ЛПХ;12,5\nK2;ЛПХ;7\n"
KYRGYZ = "id;kind;milk\nK1;үй чарбасы, жөнөкөй;12,5\n"


def read(data, wanted=WANTED):
    return read_delimited(data, "members.csv", wanted.find_header)


def cells(sheet):
    return [list(row.cells) for row in sheet.rows]


def refused(data):
    with pytest.raises(InputError) as caught:
        read(data)
    return caught.value.issues


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_usual_encodings_give_the_same_cells(encoding):
    assert cells(read(PLAIN.encode(encoding))) == [["id", "kind", "milk"], ["K1", "ЛПХ", "12,5"], ["K2", "ЛПХ", "7"]]


def test_windows_1251_is_said_aloud():
    _, issues = find_encoding(PLAIN.encode("cp1251"), "members.csv")
    assert [(issue.severity, issue.code, "line 2" in issue.problem) for issue in issues] == [("warning", "F19", True)]


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "iso8859-5", "mac-cyrillic"])
def test_other_cyrillic_encodings_are_not_guessed(encoding):
    text = "id;kind;milk\nK1;Личное подсобное хозяйство семьи Асановых;12\n"
    (issue,) = refused(text.encode(encoding))
    assert issue.code == "F19"


def test_latin_1_is_not_taken_for_cyrillic():
    assert refused("id;kind;milk\nK1;negócio três;1\n".encode("latin-1"))[0].code == "F19"


def test_a_mixture_of_encodings_is_refused_with_its_first_bad_line():
    (issue,) = refused(KYRGYZ.encode() + "K2;ЛПХ;1\n".encode("cp1251"))
    assert (issue.code, "line 3" in issue.problem) == ("F21", True)


@pytest.mark.parametrize(("data", "code"), [(PLAIN.encode("utf-16-le"), "F20"), (b"id;kind;milk\nK\0;a;1\n", "F22")])
def test_nul_bytes_are_refused(data, code):
    assert refused(data)[0].code == code


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "F03"), (b" \n\n", "F03"), (b"PK\x03\x04xx", "F05"), (b"\xff\xfea", "F20")]
)
def test_what_is_no_text_is_refused(data, code):
    assert refused(data)[0].code == code


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_the_wanted_columns(delimiter):
    text = PLAIN.replace("12,5", '"12,5"').replace(";", delimiter)
    assert cells(read(text.encode())) == [["id", "kind", "milk"], ["K1", "ЛПХ", "12,5"], ["K2", "ЛПХ", "7"]]


def test_a_title_with_commas_does_not_mislead_the_choice_of_delimiter():
    sheet = read(b"a, b, c, d, e, f\n;;\n" + PLAIN.encode())
    assert list(sheet.rows[2].cells)[:3] == ["id", "kind", "milk"]


def test_a_sep_line_names_the_delimiter_and_is_not_counted_as_a_row():
    sheet = read(("sep=|\r\n" + PLAIN.replace(";", "|")).encode())
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(1, "id"), (2, "K1"), (3, "K2")]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(ends):
    assert len(read(PLAIN.replace("\n", ends).encode()).rows) == 3


def test_a_mixture_of_line_ends_is_understood():
    assert len(read(b"id;kind;milk\r\nK1;a;1\nK2;a;2\rK3;a;3").rows) == 4


def test_a_line_break_inside_quotes_keeps_the_row_count_of_excel():
    sheet = read('id;kind;milk\nK1;"два\nслова";1\n\nK2;a;2\n'.encode())
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(1, "id"), (2, "K1"), (3, ""), (4, "K2")]


def test_a_decimal_comma_in_a_comma_file_is_refused_line_by_line():
    issues = refused(b"id,kind,milk\nK1,a,12,5\nK2,a,7\nK3,a,1,5\n")
    assert [issue.row for issue in issues] == [2, 4]
    assert "line 2 has 4 fields, the header has 3" in issues[0].problem
    assert issues[0].value == "K1,a,12,5"


def test_too_few_fields_are_refused_too():
    (issue,) = refused(b"id;kind;milk\nK1;a\n")
    assert "line 2 has 2 fields" in issue.problem


def test_many_ragged_lines_are_summed_up():
    issues = refused(b"id;kind;milk\n" + b"K1;a;1;9\n" * 30)
    assert len(issues) == 11
    assert issues[-1].problem.startswith("20 more")


def test_empty_fields_at_the_end_of_a_row_do_no_harm():
    assert list(read(b"id;kind;milk\nK1;a;1;;\n").rows[1].cells)[:3] == ["K1", "a", "1"]


def test_a_quote_that_is_not_closed_is_refused_with_its_line():
    (issue,) = refused('id;kind;milk\nK1;"ЛПХ;1\nK2;a;2\n'.encode())
    assert ("line 2" in issue.problem, issue.value) == (True, 'K1;"ЛПХ;1')


def test_a_monstrous_cell_is_refused():
    assert refused(b"id;kind;milk\nK1;a;" + b"1" * 200_000 + b"\n")[0].code == "F25"


def test_more_rows_than_a_survey_can_have_are_refused(monkeypatch):
    assert len(read(b"id;kind;milk\n" + b"K;a;1\n" * 100_001).rows) == 100_002
    monkeypatch.setattr(delimited, "MOST_ROWS", 100)
    assert refused(b"id;kind;milk\n" + b"K;a;1\n" * 100)[0].code == "F26"


def test_more_columns_than_a_survey_can_have_are_refused():
    assert refused(b";".join(b"c%d" % n for n in range(2001)) + b"\n")[0].code == "H15"


def test_everything_stays_text():
    row = read(b"id;kind;milk\n007;NULL;1E5\n").rows[1]
    assert (list(row.cells), row.kinds) == (["007", "NULL", "1E5"], "ttt")


def test_rows_times_columns_are_bounded_before_short_rows_are_filled_up(monkeypatch):
    monkeypatch.setattr(delimited, "MOST_CELLS", 500)
    (issue,) = refused(b"a\n" * 100 + b"x,y,z,u,v,w\n")
    assert (issue.code, issue.problem.split(";")[0]) == ("F26", "the cells reach to row 101 and to column 6")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"a\n" + b"," * 300_000 + b"\nx\n", "H15"), (b"a\n" * 20_000 + b"x" + b",y" * 1_999 + b"\n", "F26")],
)
def test_what_reaches_too_far_is_refused_before_it_is_laid_out(data, code):
    tracemalloc.start()
    try:
        (issue,) = refused(data)
        assert (issue.code, tracemalloc.get_traced_memory()[1] < 20_000_000) == (code, True)
    finally:
        tracemalloc.stop()


def test_a_row_with_many_more_fields_than_the_header_is_ragged_however_wide_it_is():
    assert [issue.code for issue in refused(b"id;kind;milk\nK1;a;1\n" + b"x;" * 2_500 + b"y\n")] == ["F09"]
