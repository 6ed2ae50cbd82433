"""A file whose name says that it was meant to be read, and is not, is found."""

import pytest
from survey_folders import with_members

from capacity.intake.cluster import read_cluster
from capacity.intake.findings.issues import InputError
from capacity.intake.folder import folder_issues


@pytest.fixture
def folder(tmp_path):
    return with_members(tmp_path / "one", ["K1", "ЛПХ", "12", "", "да"])


def found(folder, name, text="x: 1\n"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [(issue.file, issue.severity) for issue in folder_issues(folder)]


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("cluster.yaml", "warning"),
        ("Cluster.yaml", "warning"),
        ("corrections.yaml", "error"),
        ("correction.yml", "error"),
        ("Corrections.xlsx", "error"),
        ("units.xlsx", "error"),
        ("unit.csv", "error"),
        ("form.xls", "error"),
        ("Members.xlsx", "error"),
        ("member.csv", "error"),
        ("members.json", "warning"),
        ("members (1).csv", "note"),
        ("cluster.yml.bak", "note"),
        ("scenarios/slow.yaml", "error"),
        ("scenarios/slow.YML", "error"),
        ("scenarios/slow.json", "warning"),
        ("scenarios/slow.txt", "warning"),
    ],
)
def test_what_is_passed_over_is_said(folder, name, severity):
    assert found(folder, name) == [(name, severity)]


@pytest.mark.parametrize(
    "name", ["corrections.yml", "units.csv", "scenarios/slow.yml", "scenarios/.gitkeep", "letter K1.pdf", "notes.md"]
)
def test_what_is_read_and_other_papers_are_not_remarked_on(folder, name):
    assert found(folder, name) == []


def test_a_table_beside_the_file_saved_from_it_only_warns(folder):
    (folder / "units.csv").write_text("symbol,base,factor,also\n", encoding="utf-8")
    assert found(folder, "units.xlsx") == [("units.xlsx", "warning")]


def test_a_folder_of_another_name_is_said(folder):
    (folder / "Scenario").mkdir()
    assert [issue.file for issue in folder_issues(folder)] == ["Scenario/"]


def test_a_cluster_does_not_come_about_without_what_was_meant(folder):
    found(folder, "scenarios/slow.yaml")
    with pytest.raises(InputError, match=r"rename it to scenarios/slow\.yml"):
        read_cluster(folder)


def test_a_cluster_file_of_another_name_is_named(folder):
    (folder / "cluster.yml").rename(folder / "cluster.yaml")
    with pytest.raises(InputError, match=r"rename it to cluster\.yml"):
        read_cluster(folder)


def test_what_is_only_doubtful_is_among_the_findings(folder):
    found(folder, "scenarios/read me.txt")
    assert "scenarios/read me.txt" in [issue.file for issue in read_cluster(folder).survey.issues]


def test_a_scenario_file_replaces_none_of_the_cluster_file(folder):
    cluster = folder / "cluster.yml"
    cluster.write_text(cluster.read_text("utf-8") + "scenarios: {slow: {set: {}}}\n", encoding="utf-8")
    found(folder, "scenarios/slow.yml", "title: Slow\n")
    with pytest.raises(InputError, match=r"cluster\.yml has a scenario slow too") as caught:
        read_cluster(folder)
    assert caught.value.issues[0].file == "scenarios/slow.yml"
