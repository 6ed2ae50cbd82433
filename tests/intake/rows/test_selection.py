"""Blank lines, totals, rejected and doubled submissions are set aside, counted, and said."""

import pytest
from survey_folders import HEADER, MAP, issues, read, with_members, with_survey

A = ["A", "ЛПХ", "120", "", "да"]
B = ["B", "ЛПХ", "80", "", "нет"]


def counts(data):
    rows = data.rows
    return rows.read, rows.used, rows.quarantined, rows.blank, rows.excluded


@pytest.mark.parametrize(
    "word", ["Итого", "ИТОГО:", "Всего", "Бардыгы", "Total", "total:", "Итого по селу", "Жыйынтык", "Subtotal"]
)
@pytest.mark.parametrize("column", [0, 1])
def test_a_row_of_totals_is_left_out_with_a_warning(tmp_path, word, column):
    total = ["", "", "200", "", ""]
    total[column] = word
    data = read(with_members(tmp_path, A, B, total))
    assert (counts(data), issues(data, "warning")) == ((3, 2, 0, 0, 1), [(4, "", "R06")])


@pytest.mark.parametrize("name", ["Тоталь", "Итогова", "Всеволод", "Sumaya"])
def test_a_member_whose_name_begins_like_a_total_stays(tmp_path, name):
    assert counts(read(with_members(tmp_path, A, [name, *B[1:]]))) == (2, 2, 0, 0, 0)


def test_blank_rows_between_members_are_counted(tmp_path):
    assert counts(read(with_members(tmp_path, A, [""] * 5, [" ", "", "\u00a0", "", ""], B))) == (4, 2, 0, 2, 0)


def test_a_header_in_the_middle_is_no_member(tmp_path):
    assert counts(read(with_members(tmp_path, A, HEADER, B))) == (3, 2, 0, 0, 1)


def test_one_member_twice_with_the_same_answers_counts_once(tmp_path):
    data = read(with_members(tmp_path, A, B, A, ["A ", *A[1:]]))
    assert counts(data) == (4, 2, 0, 0, 2)
    assert issues(data, "note") == [(4, "", "R01"), (5, "", "R01")]


def test_one_id_with_different_answers_is_set_aside_in_every_row(tmp_path):
    data = read(with_members(tmp_path, A, B, ["A", "ЛПХ", "12", "", "да"]))
    assert (counts(data), issues(data, "quarantine")) == ((3, 1, 2, 0, 0), [(2, "", "R02"), (4, "", "R02")])
    first = next(issue for issue in data.issues if issue.code == "R02")
    assert "members.csv row 2, members.csv row 4; here milk: 120" in first.problem
    assert "corrections.yml" in first.fix


@pytest.mark.parametrize(
    ("first", "twin", "code"),
    [("A", "a", "R04"), ("A", "A\u00a0", "R02"), ("й", "и\u0306", "R02"), ("K 1", "K1", "R04")],
)
def test_ids_that_differ_by_case_blank_or_composition_are_one(tmp_path, first, twin, code):
    data = read(with_members(tmp_path, [first, *A[1:]], B, [twin, "ЛПХ", "12", "", "да"]))
    assert issues(data, "quarantine") == [(2, "", code), (4, "", code)]


def test_ids_in_latin_and_cyrillic_letters_are_warned_of_and_both_counted(tmp_path):
    data = read(with_members(tmp_path, ["K1", *A[1:]], ["К1", *B[1:]]))
    assert (counts(data), issues(data, "warning")) == ((2, 2, 0, 0, 0), [(2, "", "R04")])


def test_a_note_under_the_table_is_no_member(tmp_path):
    data = read(with_members(tmp_path, A, ["", "", "Проверил Асан", "", ""]))
    assert (3, "id", "R07") in issues(data, "quarantine")


@pytest.mark.parametrize("column", ["_validation_status", "ReviewState"])
@pytest.mark.parametrize("answer", ["rejected", "Not approved", "validation_status_not_approved"])
def test_rejected_submissions_are_left_out_and_counted(tmp_path, column, answer):
    data = read(with_survey(tmp_path, [[*HEADER, column], [*A, answer], [*B, "approved"]]))
    assert (counts(data), issues(data, "warning")) == ((2, 1, 0, 0, 1), [(2, "", "R15")])


def test_a_declared_status_decides_instead(tmp_path):
    declared = MAP + "  status: {columns: [ReviewState], values: {hasIssues: exclude}}\n"
    rows = [[*HEADER, "ReviewState"], [*A, "hasIssues"], [*B, "rejected"]]
    data = read(with_survey(tmp_path, rows, declared))
    assert (counts(data), list(data.members["member"])) == ((2, 1, 0, 0, 1), ["B"])


def test_an_excluded_row_is_no_double(tmp_path):
    data = read(with_members(tmp_path, A, ["A", "нежилой", "1", "", ""], B))
    assert counts(data) == (3, 2, 0, 0, 1)


def test_a_class_declared_blank_counts_as_blank(tmp_path):
    declared = MAP.replace("нежилой: exclude", "нежилой: blank")
    assert counts(read(with_members(tmp_path, A, ["C", "нежилой", "", "", ""], survey_map=declared))) == (2, 1, 0, 1, 0)


def test_a_replaced_submission_gives_way_to_the_later_one(tmp_path):
    rows = [[*HEADER, "meta/instanceID", "meta/deprecatedID"], [*A, "u1", ""], ["A", "ЛПХ", "12", "", "да", "u2", "u1"]]
    data = read(with_survey(tmp_path, rows))
    assert (counts(data), list(data.members["row"])) == ((2, 1, 0, 0, 1), [3])


def test_what_a_server_notes_does_not_make_two_submissions_different(tmp_path):
    rows = [[*HEADER, "_id", "_uuid", "_submission_time", "start"], [*A, "1", "a", "x", "8"], [*A, "2", "b", "y", "9"]]
    assert counts(read(with_survey(tmp_path, rows))) == (2, 1, 0, 0, 1)


def test_an_unused_answer_that_differs_makes_two_members_of_one_id_a_question(tmp_path):
    rows = [[*HEADER, "name"], [*A, "Асан"], [*A, "Үсөн"], [*B, "x"]]
    assert counts(read(with_survey(tmp_path, rows))) == (3, 1, 2, 0, 0)
