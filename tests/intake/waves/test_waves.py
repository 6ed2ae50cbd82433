"""Waves are read like the first survey, and every member is followed from one to the next."""

import pytest

import capacity as cap
from tests.intake.waves.wave_folders import FARMS, changed, folder_of, read, status


def refused(folder):
    """The findings with which the waves of a folder are refused."""
    with pytest.raises(cap.InputError) as caught:
        read(folder)
    return caught.value.issues


def test_a_wave_that_is_the_first_survey_again_changes_nothing(tmp_path):
    waves = read(folder_of(tmp_path / "c", {"2028-01": changed()}))
    assert set(status(waves).values()) == {"stayed"}
    first, again = waves.rounds
    figures = ["member", "cls", "place", "joins", "current", "capacity", "price"]
    assert first.survey.members[figures].equals(again.survey.members[figures])
    assert first.people["units"].tolist()[:3] == [2, 3, 4]
    assert waves.units == {"household": "cows"}


def test_who_leaves_stays_in_view_and_may_come_back(tmp_path):
    waves = {"2028-01": changed(K_2=None), "2029-01": changed(K_2=None), "2029-07": changed()}
    found = read(folder_of(tmp_path / "c", waves))
    assert [status(found, month)["K-2"] for month in waves] == ["left", "left", "returned"]


def test_a_row_that_is_set_aside_is_not_one_who_left(tmp_path):
    found = read(folder_of(tmp_path / "c", {"2028-01": changed(K_2=("milk", "unclear"))}))
    assert status(found)["K-2"] == "set_aside"
    assert [issue.file for issue in found.issues if issue.severity == "quarantine"] == ["waves/2028-01.csv"]


def test_another_name_under_the_same_id_is_said_and_taken_as_the_same(tmp_path):
    found = read(folder_of(tmp_path / "c", {"2028-01": changed(K_1=("respondent", "Aida A."))}))
    assert status(found)["K-1"] == "renamed"
    assert [issue.member for issue in found.issues if issue.code == "W01"] == ["K-1"]


def test_an_id_that_another_farm_has_now_is_refused_until_somebody_decides(tmp_path):
    other = changed(K_2=("respondent", "Zarina Z.", "village", "Bel"))
    (issue,) = refused(folder_of(tmp_path / "a", {"2028-01": other}))
    assert (issue.code, issue.member) == ("W03", "K-2")
    assert "2028-01,K-2, or this if not: 2028-01,K-2,K-2" in issue.fix
    another = read(folder_of(tmp_path / "b", {"2028-01": other}, "wave,id,was\n2028-01,K-2,\n"))
    assert status(another)["K-2"] == "left"
    assert status(another)["K-2 (2028-01)"] == "joined"
    same = read(folder_of(tmp_path / "c", {"2028-01": other}, "wave,id,was\n2028-01,K-2,K-2\n"))
    assert status(same)["K-2"] == "renamed"


def test_the_telephone_decides_before_the_name(tmp_path):
    moved = changed(K_1=("respondent", "Aida A.", "village", "Bel"))
    assert status(read(folder_of(tmp_path / "a", {"2028-01": moved})))["K-1"] == "renamed"
    other = changed(K_1=("respondent", "Aida A.", "phone", "0555 222222"))
    assert [issue.code for issue in refused(folder_of(tmp_path / "b", {"2028-01": other}))] == ["W03"]


def test_a_known_farm_under_a_new_id_needs_a_line(tmp_path):
    renumbered = changed(K_3=("id", "K-33"))
    (issue,) = refused(folder_of(tmp_path / "a", {"2028-01": renumbered}))
    assert (issue.code, issue.member) == ("W02", "K-33")
    assert "2028-01,K-33,K-3" in issue.fix
    found = read(folder_of(tmp_path / "b", {"2028-01": renumbered}, "wave,id,was\n2028-01,K-33,K-3\n"))
    assert status(found)["K-3"] == "renamed"
    assert found.waves[0].people.set_index("member").loc["K-33", "person"] == "K-3"
    later = read(
        folder_of(tmp_path / "c", {"2028-01": renumbered, "2029-01": renumbered}, "wave,id,was\n2028-01,K-33,K-3\n")
    )
    assert status(later, "2029-01")["K-3"] == "stayed"


def test_a_name_that_is_nearly_the_same_is_suggested_only(tmp_path):
    found = read(folder_of(tmp_path / "c", {"2028-01": changed(K_2=("id", "K-9", "respondent", "Bermet Bb."))}))
    assert status(found)["K-9"] == "joined"
    assert [issue.code for issue in found.issues if issue.severity == "warning" and issue.member == "K-9"] == ["W02"]


def test_a_farm_that_was_divided_is_two(tmp_path):
    parts = [*changed(), ["K-3b", *changed()[2][1:]]]
    parts[-1][8] = "Cholpon C."
    found = read(folder_of(tmp_path / "c", {"2028-01": parts}, "wave,id,was\n2028-01,K-3b,K-3\n"))
    assert (status(found)["K-3"], status(found)["K-3b"]) == ("stayed", "split")


@pytest.mark.parametrize(
    ("renames", "said"),
    [
        ("wave,id,was\n2028-02,K-1,K-2\n", 'no wave "2028-02"'),
        ("id,was\nK-1,K-2\n", "the columns wave are missing"),
        ("wave,id,was\n2028-01,K-7,K-2\n", 'names the id "K-7"'),
        ("wave,id,was\n2028-01,K-1,K-8\n", '"K-8", which nobody'),
    ],
)
def test_a_line_of_renames_that_fits_nothing_is_refused(tmp_path, renames, said):
    issues = refused(folder_of(tmp_path / "c", {"2028-01": changed()}, renames))
    assert [issue.code for issue in issues] == ["W10"]
    assert said in issues[0].problem


@pytest.mark.parametrize("month", ["2026-12", "2027-01", "2030-01"])
def test_a_month_outside_the_forecast_is_refused(tmp_path, month):
    assert [issue.code for issue in refused(folder_of(tmp_path / "c", {month: changed()}))] == ["W07"]


def test_a_month_that_is_there_twice_is_refused_and_a_stray_file_named(tmp_path):
    folder = folder_of(tmp_path / "c", {"2028-01": changed(), "2028-01.txt": changed()})
    assert [issue.code for issue in refused(folder)] == ["F31"]
    stray = read(folder_of(tmp_path / "d", {"2028-01": changed(), "second.csv": changed()}))
    assert [(issue.code, issue.file) for issue in stray.issues if issue.code == "F27"] == [("F27", "waves/second.csv")]


def test_without_waves_it_is_said_how_to_begin(tmp_path):
    folder = folder_of(tmp_path / "c", {})
    assert [issue.code for issue in refused(folder)] == ["F01"]
    (folder / "waves").rmdir()
    assert [issue.code for issue in refused(folder)] == ["F01"]


def test_years_without_a_wave_are_stated_and_not_filled(tmp_path):
    found = read(folder_of(tmp_path / "c", {"2029-06": changed()}))
    assert [issue.problem for issue in found.issues if issue.code == "W04"] == [
        "no wave in 2028: nothing is put in its place"
    ]
    assert [one.month for one in found.rounds] == ["2027-01", "2029-06"]


def relabelled(folder, before, after):
    """A folder in whose wave a label is another."""
    path = folder / "waves" / "2028-01.csv"
    path.write_text(path.read_text("utf-8").replace(before, after), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("before", "after"), [(";milk;", ";milk, kg/day;"), (";milk;", ";harvest;"), (";price;", ";price, USD/l;")]
)
def test_another_question_unit_or_currency_is_refused_as_in_a_first_survey(tmp_path, before, after):
    issues = refused(relabelled(folder_of(tmp_path / "c", {"2028-01": changed()}), before, after))
    assert {(issue.code, issue.file) for issue in issues} == {("H09", "waves/2028-01.csv")}


def test_a_price_in_another_currency_is_not_taken(tmp_path):
    found = read(folder_of(tmp_path / "c", {"2028-01": changed(K_1=("price", "0.4 USD"))}))
    assert found.waves[0].survey.members.set_index("member")["price"].isna()["K-1"]
    assert [issue.column for issue in found.issues if issue.member == "K-1"] == ["price"]


def test_corrections_of_a_wave_stand_beside_it(tmp_path):
    folder = folder_of(tmp_path / "c", {"2028-01": changed(K_1=("milk", "100"))})
    text = "corrections:\n  - {member: K-1, column: milk, expect: 100, set: 10, who: A, when: 2028-02-01, why: asked}\n"
    (folder / "waves" / "2028-01.corrections.yml").write_text(text, encoding="utf-8")
    found = read(folder)
    assert found.waves[0].survey.rows.corrected == 1
    assert found.baseline.survey.rows.corrected == 0


def test_the_comparison_is_read_and_a_wrong_line_named(tmp_path):
    good = "month,product,value,source\n2027-01,raw_milk,100,statistics\n2028-01,raw_milk,103,statistics\n"
    found = read(folder_of(tmp_path / "a", {"2028-01": changed()}, comparison=good))
    assert found.comparison["value"].tolist() == [100, 103]
    bad = good + "2029-01,wool,x,statistics\n"
    issues = refused(folder_of(tmp_path / "b", {"2028-01": changed()}, comparison=bad))
    assert [(issue.code, issue.row) for issue in issues] == [("W10", 4), ("W10", 4)]


def test_names_and_telephones_are_not_kept(tmp_path):
    found = read(folder_of(tmp_path / "c", {"2028-01": changed(K_1=("respondent", "Aida A."))}))
    text = f"{found.panel.to_csv()}{found.waves[0].people.to_csv()}{[str(issue) for issue in found.issues]}"
    assert not any(row[8] in text or (row[9] and row[9] in text) for row in FARMS)
