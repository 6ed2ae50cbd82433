"""One id in several rows: asked twice, a repeat, an edit; in one file and across files."""

import pytest
from survey_folders import issues, read, with_bytes, with_survey

from capacity.intake.findings.issues import InputError

SHORT = """\
  member: {columns: [id]}
  current: {columns: [milk], unit: l/day}
  class: {columns: [kind], values: {x: household}}
"""


def counts(data):
    return data.rows.used, data.rows.quarantined, dict(data.rows.reasons)


def short(tmp_path, header, *rows):
    return read(with_survey(tmp_path, [["id", "kind", "milk", *header], *rows], SHORT))


A, B, C = (["A", "x", "9"], ["B", "x", "8"], ["C", "x", "7"])


def test_equal_rows_of_several_members_one_below_the_other_are_asked_about(tmp_path):
    assert counts(short(tmp_path, [], A, A, B, C, C, C)) == (1, 5, {})


def test_equal_rows_of_a_repeat_are_asked_about(tmp_path):
    assert counts(short(tmp_path, ["_uuid"], [*A, "u"], [*A, "u"], [*B, "z"])) == (1, 2, {})


@pytest.mark.parametrize("label", ["_submission__id", "_submission__uuid", "_parent_index"])
def test_rows_that_name_a_submission_are_no_members(tmp_path, label):
    with pytest.raises(InputError) as caught:
        short(tmp_path, [label], [*A, "1"], [*A, "1"], [*B, "2"])
    assert caught.value.issues[0].code == "R31"


@pytest.mark.parametrize(("label", "values"), [("_uuid", "uv"), ("№", "12"), ("п/п", "17"), ("_submission_time", "12")])
def test_answers_that_were_sent_twice_count_once(tmp_path, label, values):
    rows = [[*row, value] for row, value in zip((A, A), values, strict=True)]
    assert counts(short(tmp_path, [label], *rows, [*B, "9"])) == (2, 0, {"asked_twice": 1})


def weeks(tmp_path, header, one, two):
    for name, rows in (("week1", one), ("week2", two)):
        text = "\n".join(";".join(row) for row in (["id", "kind", "milk", *header], *rows))
        folder = with_bytes(tmp_path, text.encode(), f"members/{name}.csv", SHORT)
    return folder


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        (["meta/instanceID", "meta/deprecatedID"], ["uuid:1", ""], ["uuid:9", "uuid:1"]),
        (["_uuid", "meta/deprecatedID"], ["1", ""], ["9", "uuid:1"]),
        (["_id", "_submission_time"], ["7", "2026-09-01T10:00:00"], ["7", "2026-09-08T10:00:00"]),
        (["KEY", "Edits"], ["uuid:1", "0"], ["uuid:1", "2"]),
    ],
)
def test_a_later_submission_holds_across_files(tmp_path, header, old, new):
    data = read(weeks(tmp_path, header, [["A", "x", "10", *old], [*B, "", ""]], [["A", "x", "12", *new]]))
    assert counts(data) == (2, 0, {"replaced": 1})
    assert any(code == "R16" for *_, code in issues(data, "note"))
    assert data.members.set_index("member").loc["A", "file"] == "members/week2.csv"


def test_one_number_of_two_servers_is_no_edit(tmp_path):
    one, two = [[*A, "7", "2026-09-01"]], [[*B, "7", "2026-09-08"]]
    assert counts(read(weeks(tmp_path, ["_id", "_submission_time"], one, two))) == (2, 0, {})


def test_the_remedy_across_files_is_one_that_corrections_take(tmp_path):
    folder = weeks(tmp_path, [], [["A", "x", "10"], B], [["A", "x", "12"]])
    found = next(issue for issue in read(folder).issues if issue.code == "R02")
    line = found.fix.partition("corrections.yml: ")[2].replace("...", "who: me, when: 2026-11-01, why: old")
    (folder / "corrections.yml").write_text(f"corrections:\n  - {line}\n", encoding="utf-8")
    assert counts(read(folder)) == (2, 0, {"dropped": 1})


def test_an_id_of_digits_is_quoted_in_the_remedy(tmp_path):
    data = short(tmp_path, [], ["007", "x", "9"], B, ["007", "x", "5"])
    assert '{member: "007", row: 2' in next(issue.fix for issue in data.issues if issue.code == "R02")
