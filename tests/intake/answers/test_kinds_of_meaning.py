"""An answer of the survey means what its column can hold, or it is said what to write; blanks may be declared."""

import pytest
from survey_folders import HEADER, MAP, cluster_folder, read, with_survey

from capacity.intake.cluster import read_cluster
from capacity.intake.findings.issues import InputError

ROLES = {
    "member": "columns: [id]",
    "owner": "columns: [own]",
    "place": "columns: [village]",
    "status": "columns: [review]",
    "class": "columns: [kind]",
    "joins": "columns: [joins]",
    "letter": "columns: [letter]",
    "current": "columns: [milk], unit: l/day",
    "capacity": "columns: [tank], unit: t/day",
    "own_use": "columns: [kept], unit: percent",
    "price": "columns: [paid], unit: KGS/l",
    "weight": "columns: [weight]",
}
WORDS = ("member", "owner", "place", "status", "class")


def mapped(role: str, meaning: str) -> str:
    """The column map with one answer of one role."""
    lines = [line for line in MAP.splitlines() if not line.startswith(f"  {role}:")]
    return "\n".join([*lines, f"  {role}: {{{ROLES[role]}, values: {{x: {meaning}}}}}", ""])


@pytest.mark.parametrize("meaning", ["5", "true", "null", "[1, 2]", "[]", "{a: 1}"])
@pytest.mark.parametrize("role", ROLES)
def test_what_no_column_can_hold_is_refused_with_its_place(tmp_path, role, meaning):
    with pytest.raises(InputError, match=f'answer "x" of survey.{role} should mean') as refused:
        read_cluster(cluster_folder(tmp_path, mapped(role, meaning)))
    assert refused.value.issues[0].file.startswith("cluster.yml:")


@pytest.mark.parametrize("role", WORDS)
def test_a_share_is_no_class_place_or_name(tmp_path, role):
    with pytest.raises(InputError, match=r"should mean .*, not 0\.8 share"):
        read_cluster(cluster_folder(tmp_path, mapped(role, "[0.8, share]")))


@pytest.mark.parametrize(("meaning", "kind"), [("exclude", "excluded"), ("blank", "blank"), ("household", "used")])
def test_a_blank_class_means_what_is_declared(tmp_path, meaning, kind):
    declared = MAP.replace("нежилой: exclude", f'"": {meaning}')
    rows = [["A", "ЛПХ", "10", "", "да"], ["B", "", "20", "", "да"], ["C", "вет", "", "", "да"]]
    found = read(with_survey(tmp_path, [HEADER, *rows], declared)).rows
    assert (found.read, found.quarantined) == (3, 0)
    assert getattr(found, kind) == {"used": 3}.get(kind, 1)


def test_a_blank_figure_means_what_is_declared(tmp_path):
    declared = MAP.replace("current: {columns: [milk]", 'current: {columns: [milk], values: {"": [0, share]}')
    rows = [["A", "ЛПХ", "10", "", "да"], ["B", "ЛПХ", "", "", "да"]]
    assert read(with_survey(tmp_path, [HEADER, *rows], declared)).members["current"].iloc[1] == 0


def test_an_undeclared_blank_is_set_aside(tmp_path):
    rows = [["A", "ЛПХ", "10", "", "да"], ["B", "", "20", "", "да"]]
    found = read(with_survey(tmp_path, [HEADER, *rows]))
    assert found.rows.quarantined == 1
