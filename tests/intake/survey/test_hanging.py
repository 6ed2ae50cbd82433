"""How much hangs on a finding: its row's share of what its class puts out today; rows set aside are as the others."""

import pytest
from survey_folders import read, with_members

from capacity.intake.survey.hanging import hanging


def found(tmp_path, *members):
    data = read(with_members(tmp_path, *members))
    return data, hanging(data)


def test_a_row_that_is_used_stands_for_its_share(tmp_path):
    data, shares = found(tmp_path, ["K1", "ЛПХ", "10-20", "", "да"], ["K2", "ЛПХ", "45", "", "да"])
    (issue,) = [issue for issue in data.issues if issue.code == "C06"]
    assert shares.on(issue) == ("household", pytest.approx(0.25))


def test_a_row_set_aside_counts_as_the_middle_of_the_others(tmp_path):
    members = [[f"K{n}", "ЛПХ", "10", "", "да"] for n in range(9)]
    data, shares = found(tmp_path, *members, ["K9", "ЛПХ", "полный", "", "да"])
    (issue,) = [issue for issue in data.issues if issue.severity == "quarantine"]
    assert shares.on(issue) == ("household", pytest.approx(0.1))
    assert shares.aside == {"household": (1, 10, pytest.approx(0.1))}


def test_equipment_counts_by_its_capacity_where_nobody_said_what_it_does(tmp_path):
    _, shares = found(
        tmp_path, ["K1", "ЛПХ", "10", "", "да"], ["P1", "пункт", "", "3", "да"], ["P2", "пункт", "", "1", "да"]
    )
    assert sorted(share for name, share in shares.rows.values() if name == "point") == pytest.approx([0.25, 0.75])


def test_what_is_said_of_all_the_silent_counts_for_all_of_them(tmp_path):
    members = [["K1", "ЛПХ", "10", "", "да"], ["K2", "ЛПХ", "10", "", ""], ["K3", "ЛПХ", "20", "", ""]]
    data, shares = found(tmp_path, *members)
    (warning,) = [issue for issue in data.issues if issue.code == "R20" and issue.severity == "warning"]
    assert shares.on(warning) == ("household", pytest.approx(0.75))


def test_what_is_about_no_row_hangs_on_nothing(tmp_path):
    data, shares = found(tmp_path, ["K1", "ЛПХ", "1,5", "", "да"])
    assert [shares.on(issue) for issue in data.issues if issue.row is None] == [None]


def test_shares_of_a_class_are_the_whole_and_weights_count(tmp_path):
    _, shares = found(tmp_path, *[[f"K{n}", "ЛПХ", str(n + 1), "", "да"] for n in range(5)])
    assert sum(share for _, share in shares.rows.values()) == pytest.approx(1)
