"""`capacity check` sorts what it found, says how much hangs on it and if it is ready, in three languages."""

import json

import pytest
from survey_folders import MAP, cluster_folder, with_members

from capacity.intake.findings.issues import InputError, Issue
from capacity.run.check import check_cluster
from capacity.run.cli import main
from capacity.run.finding_lines import Lines, refusal

ROWS = [
    *([f"K{n}", "ЛПХ", "10", "", "да"] for n in range(8)),
    ["K8", "ЛПХ", "10-12", "", "да"],
    ["K9", "ЛПХ", "полный", "", "да"],
]


@pytest.fixture
def folder(tmp_path):
    """A cluster with a range, a row set aside and a sentence for information."""
    return with_members(tmp_path / "mini-dairy", *ROWS)


def test_findings_stand_in_groups_and_the_last_line_says_that_it_is_ready(folder, capsys):
    assert main(["check", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Changes the figures: 2"
    assert lines[1].endswith("(about 10 % of the output of today of Households)")
    assert lines[-4:] == [
        "rows set aside: 1 of 10 of Households, about 10 % of its output if they are like the others",
        "signed 0, promised 9 more, needed 30 members",
        "rows read 10 = used 9 + quarantined 1 + blank 0 + excluded 0",
        "Ready for a report: nothing stops it; 2 findings change the figures",
    ]


@pytest.mark.parametrize(
    ("language", "begins"), [("en", "Nothing stops"), ("ru", "Отчёт ничего"), ("ky", "Отчётту эч")]
)
def test_half_a_class_set_aside_is_said_last_and_is_not_called_ready(tmp_path, capsys, language, begins):
    spoilt = [[f"L{n}", "ЛПХ", "много", "", "да"] for n in range(10)]
    main(["check", str(with_members(tmp_path / "mini-dairy", *ROWS, *spoilt)), "--language", language])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(begins)
    assert "11" in last
    assert "20" in last


def test_what_stops_a_report_comes_first_and_the_last_line_says_where(tmp_path, capsys):
    wrong = MAP.replace("ЛПХ: household", "ЛПХ: houshold")
    folder = cluster_folder(tmp_path / "mini-dairy", wrong)
    assert main(["check", str(folder)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Stops the report: 1"
    assert "did you mean household?" in lines[1]
    assert lines[-1].startswith("Not ready: 1 to mend, the first is at cluster.yml:")


@pytest.mark.parametrize(
    ("language", "heading", "row", "last"),
    [
        ("ru", "Меняет цифры: 2", "строка 11 («K9»)", "К отчёту готово"),
        ("ky", "Сандарды өзгөртөт: 2", "11-сап («K9»)", "Отчётко даяр"),
    ],
)
def test_findings_are_said_in_the_language_of_who_asks(folder, language, heading, row, last):
    lines = check_cluster(folder, language=language).as_text().splitlines()
    assert lines[0] == heading
    assert any(row in line for line in lines)
    assert lines[-1].startswith(last)
    assert not any("number" in line for line in lines)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "группы «houshold» нет. Что сделать: может быть, household?"),
        ("ky", "«houshold» деген топ жок. Муну кылыңыз: балким, household?"),
    ],
)
def test_what_stops_says_the_name_that_is_meant_and_nothing_in_english(tmp_path, language, words):
    folder = cluster_folder(tmp_path / "mini-dairy", MAP.replace("ЛПХ: household", "ЛПХ: houshold"))
    text = check_cluster(folder, language=language).as_text()
    assert words in text
    assert "did you mean" not in text


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_a_finding_of_no_code_says_only_what_it_is(language):
    """What only informs never says that the files cannot be used."""
    line = Lines(language).finding(Issue("2 cells are formulas", file="members.xlsx", severity="note"))
    assert line == "members.xlsx: 2 cells are formulas."


def test_what_is_refused_names_the_description_that_is_there(tmp_path):
    error = InputError("something about the rows", file="members.csv", code="R26")
    (tmp_path / "cluster.xlsx").touch()
    assert "под survey: в cluster.xlsx." in refusal(error, tmp_path, "ru")
    (tmp_path / "cluster.yml").touch()
    assert "под survey: в cluster.yml." in refusal(error, tmp_path, "ru")


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_two_descriptions_are_both_named(tmp_path, language):
    folder = cluster_folder(tmp_path / "mini-dairy")
    (folder / "cluster.xlsx").touch()
    [issue] = check_cluster(folder, language=language).issues
    said = refusal(InputError([issue]), folder, language).removeprefix("mini-dairy/cluster.xlsx")
    assert [said.count(name) for name in ("cluster.yml", "cluster.xlsx")] == [2, 2]


def test_programs_learn_the_kind_and_what_hangs_on_it(folder, capsys):
    assert main(["check", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {issue["kind"] for issue in found["issues"]} <= {"stops", "changes the figures", "for information"}
    assert [issue["hangs_on_it"] for issue in found["issues"] if issue["code"] == "C01"] == [
        pytest.approx(0.1, abs=0.01)
    ]
    assert {"cluster", "errors", "rows", "counter", "issues"} == found.keys()


def test_a_language_nobody_wrote_is_refused(capsys):
    assert main(["check", "x", "--language", "de"]) == 2
    assert "'de' is not one of" in capsys.readouterr().err
