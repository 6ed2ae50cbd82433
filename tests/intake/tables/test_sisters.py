"""A sheet that looks like the survey's own table is not passed over in silence."""

import gzip

import pytest
from survey_folders import HEADER, MAP, read, with_bytes, workbook

from capacity.intake.findings.issues import InputError

NEAR = ["id", "kind", "milk", "tank", "join"]
FULL = [HEADER, ["A", "ЛПХ", "120", "", "да"]]
OTHER = [["id", "kind", "milk", "tank", "join"], ["B", "ЛПХ", "80", "", "да"]]


def codes(data, severity):
    return [(issue.code, issue.sheet) for issue in data.issues if issue.severity == severity]


def test_a_near_sheet_is_refused_with_the_label(tmp_path):
    with pytest.raises(InputError) as caught:
        read(with_bytes(tmp_path, workbook({"Orto": FULL, "Kara": OTHER}), "members.xlsx"))
    assert [(issue.code, '"join" for "joins"' in issue.problem) for issue in caught.value.issues] == [("X02", True)]


def test_a_near_sheet_is_warned_of_where_another_was_stated(tmp_path):
    data = workbook({"Orto": FULL, "Kara": OTHER, "Suu": FULL})
    found = read(with_bytes(tmp_path, data, "members.xlsx", MAP + "  sheet: Orto\n"))
    assert codes(found, "warning") == [("X02", "Kara")]
    assert ("X01", "Suu") in codes(found, "note")


@pytest.mark.parametrize("rows", [[["note"], ["x"]], [NEAR], [["id", "date"], ["A", "1"]]])
def test_a_sheet_of_something_else_is_only_noted(tmp_path, rows):
    found = read(with_bytes(tmp_path, workbook({"Orto": FULL, "Kara": rows}), "members.xlsx"))
    assert (found.rows.used, codes(found, "warning")) == (1, [])


def test_a_packed_export_is_read(tmp_path):
    text = "\n".join(";".join(row) for row in FULL).encode()
    assert read(with_bytes(tmp_path, gzip.compress(text), "members.csv.gz")).rows.used == 1


@pytest.mark.parametrize(("data", "code"), [(b"no gzip", "F09"), (gzip.compress(b"id;kind" * 99, mtime=0)[:-9], "F09")])
def test_a_damaged_packed_export_is_refused(tmp_path, data, code):
    with pytest.raises(InputError) as caught:
        read(with_bytes(tmp_path, data, "members.csv.gz"))
    assert caught.value.issues[0].code == code


@pytest.mark.parametrize("name", ["honey survey.xlsx", "Опрос.csv", "export.tsv.gz"])
def test_an_export_of_another_name_is_named(tmp_path, name):
    with pytest.raises(InputError) as caught:
        read(with_bytes(tmp_path, b"x", name))
    assert name in caught.value.issues[0].problem
    assert "members." in caught.value.issues[0].fix


def test_a_label_in_another_unit_is_not_simply_renamed(tmp_path):
    column_map = MAP.replace("[milk]", '["milk, l"]')
    near = [["id", "kind", "milk, t", "tank", "joins"], ["B", "ЛПХ", "80", "", "да"]]
    full = [["id", "kind", "milk, l", "tank", "joins"], ["A", "ЛПХ", "120", "", "да"]]
    with pytest.raises(InputError) as caught:
        read(with_bytes(tmp_path, workbook({"Orto": full, "Kara": near}), "members.xlsx", column_map))
    assert caught.value.issues[0].fix.startswith('if t is not l, work out the figures under "milk, t" in l first')
