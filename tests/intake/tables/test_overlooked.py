"""Members above the header are never left out in silence; titles, groups, numbers and sums may stand there."""

import pytest
from survey_folders import HEADER, MAP, read, with_bytes, with_survey, workbook

from capacity.intake.findings.issues import InputError

MEMBERS = [[f"K-{n}", "ЛПХ", f"{n + 10},5", "", "да"] for n in range(6)]


def refused(folder):
    with pytest.raises(InputError) as caught:
        read(folder)
    return caught.value.issues


def with_rows(path, rows, kind="csv", survey_map=MAP):
    if kind == "csv":
        return with_survey(path, rows, survey_map)
    return with_bytes(path, workbook({"S": rows}), "members.xlsx", survey_map)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("above", [2, 3, 5])
def test_a_header_sorted_among_the_members_is_refused(tmp_path, kind, above):
    (issue,) = refused(with_rows(tmp_path, [*MEMBERS[:above], HEADER, *MEMBERS[above:]], kind))
    assert (issue.code, issue.row, f"the rows 1 to {above} " in issue.problem) == ("H22", 1, True)


@pytest.mark.parametrize("labels", ["{}:", "{} *", "№ {}", "{} (2024)"])
def test_a_first_block_whose_labels_are_others_is_refused(tmp_path, labels):
    rows = [list(map(labels.format, HEADER)), *MEMBERS[:4], HEADER, *MEMBERS[4:]]
    (issue,) = refused(with_rows(tmp_path, rows))
    assert (issue.code, issue.row, "rows 2 to 5" in issue.problem) == ("H22", 2, True)


def test_members_above_are_seen_also_where_only_headers_follow(tmp_path):
    (issue,) = refused(with_rows(tmp_path, [[f"{label}:" for label in HEADER], *MEMBERS, HEADER, HEADER]))
    assert (issue.code, issue.row) == ("H22", 2)


def test_members_above_a_stated_header_row_are_refused_too(tmp_path):
    survey_map = MAP.replace("  member:", "  header_row: 4\n  member:", 1)
    (issue,) = refused(with_rows(tmp_path, [*MEMBERS[:3], HEADER, *MEMBERS[3:]], survey_map=survey_map))
    assert issue.code == "H22"


def test_a_single_one_may_be_an_example_and_is_said(tmp_path):
    data = read(with_rows(tmp_path, [["пример", "ЛПХ", "12", "", "да"], HEADER, *MEMBERS]))
    assert data.rows.used == len(MEMBERS)
    assert [(issue.row, issue.severity) for issue in data.issues if issue.code == "H22"] == [(1, "warning")]


@pytest.mark.parametrize(
    "above",
    [
        [["Реестр участников", "", "", "", ""]],
        [["Survey", "2026-10-01", "", "", ""], ["Форма № 2", "Утверждена", "приказом № 14", "", ""]],
        [["", "Кто", "Сколько", "", "Вступит"]],
        [["Коду", "Түрү", "Сүт", "Танк", "Киресизби"], ["Code", "Kind", "Milk 2024", "Tank, t", "Joins"]],
        [["1", "2", "3", "4", "5"], ["(1)", "(2)", "(3)", "(4)", "(5)"]],
        [["Итого", "", "75", "15", ""], ["Среднее", "", "12,5", "", ""]],
        [["text", "select_one", "decimal", "decimal", "select_one"]],
    ],
)
def test_what_is_no_member_may_stand_above(tmp_path, above):
    data = read(with_rows(tmp_path, [*above, HEADER, *MEMBERS]))
    assert data.rows.used == len(MEMBERS)
    assert "H22" not in [issue.code for issue in data.issues]
