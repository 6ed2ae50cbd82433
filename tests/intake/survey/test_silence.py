"""Who says nothing on joining: counted like those of its class, and said."""

import math

import pytest
from survey_folders import CLUSTER, HEADER, MAP, cluster_folder, read

from capacity.intake.findings.issues import InputError
from capacity.intake.survey.silence import likenesses

WEIGHTED = MAP + "  weight: {columns: [weight]}\n"


def survey(path, *answers, cluster=CLUSTER, kinds=None, weights=None):
    """The survey of households (or of other kinds) that answered so, each for one or for as many as its weight."""
    folder = cluster_folder(path, WEIGHTED, cluster)
    kinds, weights = kinds or ["ЛПХ"] * len(answers), weights or [1] * len(answers)
    rows = [
        [f"K{n}", kind, "12", "3", answer, str(weight)]
        for n, (answer, kind, weight) in enumerate(zip(answers, kinds, weights, strict=True))
    ]
    text = "\n".join(";".join(row) for row in [[*HEADER, "weight"], *rows]) + "\n"
    (folder / "members.csv").write_text(text, encoding="utf-8")
    return read(folder)


def warned(data):
    return [issue for issue in data.issues if issue.severity == "warning" and "whether they join" in issue.problem]


def test_the_silent_are_like_those_of_the_class_who_answered(tmp_path):
    """Of three who answered, by weight: half yes, a quarter perhaps, a quarter no. Said once for the class."""
    data = survey(tmp_path, "да", "", "возможно", "нет", "", weights=[2, 1, 1, 1, 1])
    shares = (("возможно", 0.25), ("да", 0.5), ("нет", 0.25))
    assert data.members["like"].tolist() == [(), shares, (), (), shares]
    (warning,) = warned(data)
    assert warning.problem == (
        "2 of 5 members of the class household did not say whether they join: "
        "they count like those of the class who answered"
    )
    assert (warning.code, warning.row, warning.column, warning.member) == ("R20", 3, "joins", "K1")
    assert [issue.row for issue in data.issues if issue.severity == "note" and issue.code == "R20"] == [3, 6]


def test_a_class_in_which_nobody_answered_is_like_all_who_did(tmp_path):
    data = survey(tmp_path, "да", "", kinds=["ЛПХ", "пункт"])
    assert data.members["like"].tolist() == [(), (("да", 1.0),)]
    assert "point did not say whether they join: they count like all who answered" in warned(data)[0].problem


def test_where_nobody_answered_nobody_joins_and_it_is_said(tmp_path):
    data = survey(tmp_path, "", "")
    assert data.members["like"].tolist() == [(), ()]
    assert warned(data)[0].problem.endswith("as nobody answered, they count as not joining")


@pytest.mark.parametrize("silent", ["as_answered", "no", '"no"', "[0.2, 0.3, 0.5, share]", "[40, percent]"])
def test_what_the_file_says_is_no_warning(tmp_path, silent):
    cluster = CLUSTER.replace("survey:\n", f"joining: {{silent: {silent}}}\nsurvey:\n")
    assert warned(survey(tmp_path, "да", "", cluster=cluster)) == []


def test_what_silence_cannot_be_is_refused(tmp_path):
    """Another word, or a chance above one."""
    for silent in ("perhaps", "[1.4, share]"):
        cluster = CLUSTER.replace("survey:\n", f"joining: {{silent: {silent}}}\nsurvey:\n")
        with pytest.raises(InputError, match=r"joining.silent|more than all"):
            survey(tmp_path, "да", "", cluster=cluster)


def test_nobody_is_silent_where_all_answered(tmp_path):
    data = survey(tmp_path, "да", "нет")
    assert warned(data) == []
    assert likenesses(data.members).tolist() == [(), ()]


def test_a_single_answer_that_stands_for_others_is_warned_of(tmp_path):
    """One household for eight: how much they differ nobody knows; two, or one for itself, are no finding."""
    found = [
        [issue.problem for issue in survey(tmp_path / name, *answers, weights=weights).issues if issue.code == "R22"]
        for name, answers, weights in (("a", ["да"], [8]), ("b", ["да", "да"], [8, 8]), ("c", ["да"], [1]))
    ]
    said = "one answer of the class household stands for 8 members: how much they differ is not known, so the error is"
    assert [[problem.removeprefix(said) for problem in one] for one in found] == [
        [" taken to be as large as the answer"],
        [],
        [],
    ]


KEPT = MAP + "  own_use: {columns: [kept], unit: l/day}\n"


def keeping(path, *kept, cluster=CLUSTER):
    folder = cluster_folder(path, KEPT, cluster)
    rows = [[*HEADER, "kept"], *([f"K{n}", "ЛПХ", "12", "", "да", answer] for n, answer in enumerate(kept))]
    (folder / "members.csv").write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    return read(folder)


def found(data):
    return [(issue.severity, issue.row) for issue in data.issues if issue.code == "R20"]


@pytest.mark.parametrize("answer", ["0", "нет", "Жок", "no", "ничего"])
def test_none_is_kept_where_the_answer_says_so(tmp_path, answer):
    data = keeping(tmp_path, answer)
    assert (data.members["own_use"][0], found(data)) == (0, [])


@pytest.mark.parametrize("answer", ["n/a", "нет данных", "-", "не знаю", "?"])
def test_no_answer_is_not_none_and_is_said(tmp_path, answer):
    data = keeping(tmp_path, answer, "2")
    assert math.isnan(data.members["own_use"][0])
    assert found(data) == [("warning", 2), ("note", 2)]
    (warning, _) = [issue for issue in data.issues if issue.code == "R20"]
    assert "1 of 2 members of the class household did not say" in warning.problem
    assert (warning.column, warning.member) == ("kept", "K0")


def test_the_class_answers_for_those_who_did_not_where_the_file_states_it(tmp_path):
    cluster = CLUSTER.replace("household: {runs: [production]", "household: {runs: [production], own_use: [0.2, share]")
    assert found(keeping(tmp_path, "n/a", "", "2", cluster=cluster)) == [("note", 2)]


PLACED = MAP + "  place: {columns: [village]}\n"


def placed(path, *places, kinds=None, cluster=CLUSTER):
    """The survey of households (or of other kinds) at these places."""
    kinds = kinds or ["ЛПХ"] * len(places)
    rows = [[f"K{n}", kind, "12", "3", "да", place] for n, (place, kind) in enumerate(zip(places, kinds, strict=True))]
    folder = cluster_folder(path, PLACED, cluster)
    text = "\n".join(";".join(row) for row in [[*HEADER, "village"], *rows]) + "\n"
    (folder / "members.csv").write_text(text, encoding="utf-8")
    return [issue for issue in read(folder).issues if "no place" in issue.problem]


def test_a_place_written_once_for_a_block_is_said_once(tmp_path):
    (warning,) = placed(tmp_path, "Бел", "", "", "Орто", "", "", "", "")
    assert warning.problem == "6 of 8 members have no place: K1, K2, K4, K5, K6 and 1 more"
    assert (warning.code, warning.severity, warning.column, warning.row) == ("R20", "warning", "village", None)


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "-"])
def test_whoever_has_no_place_among_those_who_have_is_named(tmp_path, blank):
    (warning,) = placed(tmp_path, "Бел", blank, "Орто")
    assert warning.problem == "1 of 3 members have no place: K1"


@pytest.mark.parametrize("places", [["Бел", "Орто"], ["", ""]])
def test_where_all_have_a_place_or_nobody_nothing_is_said(tmp_path, places):
    assert placed(tmp_path, *places) == []


def test_a_service_needs_no_place(tmp_path):
    assert placed(tmp_path, "Бел", "", kinds=["ЛПХ", "вет"]) == []


def test_where_links_run_place_by_place_each_is_warned_of_alone(tmp_path):
    cluster = CLUSTER.replace("cooling: {rated", "cooling: {per: place, rated")
    assert [issue.row for issue in placed(tmp_path, "Бел", "", "", cluster=cluster)] == [3, 4]
