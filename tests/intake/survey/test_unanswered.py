"""What is kept at home: no answer is no answer, and none is none."""

import math

import pytest
from survey_folders import CLUSTER, HEADER, MAP, cluster_folder, read

KEPT = MAP + "  own_use: {columns: [kept], unit: l/day}\n"


def survey(path, *kept, cluster=CLUSTER):
    folder = cluster_folder(path, KEPT, cluster)
    rows = [[*HEADER, "kept"], *([f"K{n}", "ЛПХ", "12", "", "да", answer] for n, answer in enumerate(kept))]
    (folder / "members.csv").write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    return read(folder)


def found(data):
    return [(issue.severity, issue.row) for issue in data.issues if issue.code == "R20"]


@pytest.mark.parametrize("answer", ["0", "нет", "Жок", "no", "ничего"])
def test_none_is_kept_where_the_answer_says_so(tmp_path, answer):
    data = survey(tmp_path, answer)
    assert (data.members["own_use"][0], found(data)) == (0, [])


@pytest.mark.parametrize("answer", ["n/a", "нет данных", "-", "не знаю", "?"])
def test_no_answer_is_not_none_and_is_said(tmp_path, answer):
    data = survey(tmp_path, answer, "2")
    assert math.isnan(data.members["own_use"][0])
    assert found(data) == [("warning", 2), ("note", 2)]
    (warning, _) = [issue for issue in data.issues if issue.code == "R20"]
    assert "1 of 2 members of the class household did not say" in warning.problem
    assert (warning.column, warning.member) == ("kept", "K0")


def test_the_class_answers_for_those_who_did_not_where_the_file_states_it(tmp_path):
    cluster = CLUSTER.replace("household: {runs: [production]", "household: {runs: [production], own_use: [0.2, share]")
    assert found(survey(tmp_path, "n/a", "", "2", cluster=cluster)) == [("note", 2)]
