"""What a server says of a submission is honoured; a word that nobody knows is said, and the row counts."""

import pytest
from survey_folders import HEADER, MAP, read, with_survey

from capacity.intake.findings.issues import InputError

A = ["A", "ЛПХ", "120", "", "да"]
B = ["B", "ЛПХ", "80", "", "нет"]
C = ["C", "ЛПХ", "90", "", "нет"]


def reviewed(path, column, *words, survey_map=MAP):
    rows = [[*member, word] for member, word in zip((A, B, C), words, strict=True)]
    data = read(with_survey(path, [[*HEADER, column], *rows], survey_map))
    found = [(issue.row, issue.column, issue.value) for issue in data.issues if "not known" in issue.problem]
    return list(data.members["member"]), found


@pytest.mark.parametrize("column", ["_validation_status", "ReviewState", "review_status", "_review_status"])
@pytest.mark.parametrize("word", ["REJECTED", "not approved", "Отклонено"])
def test_every_server_may_reject(tmp_path, column, word):
    assert reviewed(tmp_path, column, word, "approved", "") == (["B", "C"], [])


@pytest.mark.parametrize("word", ["On hold", "validation_status_on_hold", "hasIssues", "NONE", "received", "-"])
def test_words_that_servers_use_for_what_counts_are_not_remarked_on(tmp_path, word):
    assert reviewed(tmp_path, "ReviewState", word, word, word) == (["A", "B", "C"], [])


@pytest.mark.parametrize("word", ["brak", "rejcted", "2"])
def test_an_unknown_word_is_said_once_with_its_rows(tmp_path, word):
    assert reviewed(tmp_path, "_validation_status", word, "approved", word) == (
        ["A", "B", "C"],
        [(2, "_validation_status", word)],
    )


def test_a_declared_status_knows_its_own_words_and_those_that_pass(tmp_path):
    declared = MAP + "  status: {columns: [checked], values: {брак: exclude, потом: later}}\n"
    words = ("брак", "потом", "approved")
    assert reviewed(tmp_path, "checked", *words, survey_map=declared) == (["B", "C"], [])


def test_a_declared_status_does_not_reject_by_other_words_and_says_so(tmp_path):
    declared = MAP + "  status: {columns: [checked], values: {брак: exclude}}\n"
    assert reviewed(tmp_path, "checked", "rejected", "", "", survey_map=declared) == (
        ["A", "B", "C"],
        [(2, "checked", "rejected")],
    )


KOBO = MAP + "  status: {columns: [_validation_status], values: {validation_status_not_approved: exclude}}\n"
NOTES = {
    "kobo": ["_uuid", "_submission_time"],
    "odk": ["SubmitterID", "AttachmentsExpected"],
    "surveycto": ["KEY"],
    "": [],
}


def exported(path, header, *words):
    rows = [[*member, *["x"] * (len(header) - bool(words)), *words[n : n + 1]] for n, member in enumerate((A, B, C))]
    return with_survey(path, [[*HEADER, *header], *rows], KOBO)


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("_validation_status", "validation_status_not_approved"),
        ("_validation_status", "Not approved"),
        ("ReviewState", "rejected"),
        ("review_status", "REJECTED"),
        ("_review_status", "Отклонено"),
    ],
)
def test_the_review_of_one_server_is_that_of_another(tmp_path, column, word):
    data = read(exported(tmp_path, ["Status", column], word, "approved", ""))
    assert (list(data.members["member"]), data.rows.excluded) == (["B", "C"], 1)


@pytest.mark.parametrize("server", ["surveycto", ""])
def test_where_a_server_need_not_review_it_is_said_that_none_is_left_out(tmp_path, server):
    data = read(exported(tmp_path, NOTES[server]))
    assert data.rows.used == 3
    assert [issue.code for issue in data.issues if "survey.status" in issue.problem] == ["R15"]


@pytest.mark.parametrize("header", [NOTES["kobo"], [*NOTES["odk"], "Status"], ["validation status!"], ["review state"]])
def test_a_review_that_was_taken_out_is_refused_and_status_is_no_remedy(tmp_path, header):
    with pytest.raises(InputError, match="the column is missing") as caught:
        read(exported(tmp_path, header))
    (issue,) = caught.value.issues
    assert "ReviewState" in issue.fix
    assert '"Status"' not in issue.fix


@pytest.mark.parametrize("codes", [("2", "1", "3"), ("2.0", "1.0", "")])
def test_the_numbers_of_ona_are_its_words(tmp_path, codes):
    assert reviewed(tmp_path, "_review_status", *codes) == (["B", "C"], [])


def test_the_numbers_of_ona_are_known_where_the_map_has_another_server(tmp_path):
    data = read(exported(tmp_path, ["Status", "_review_status"], "2", "1", "3"))
    assert list(data.members["member"]) == ["B", "C"]


def test_a_review_in_kyrgyz_is_known(tmp_path):
    assert reviewed(tmp_path, "_validation_status", "Бекитилген жок", "Бекитилди", "Күтүүдө") == (["B", "C"], [])
