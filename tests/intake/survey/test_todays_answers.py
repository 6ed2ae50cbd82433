"""What is done today is asked for where neither the survey nor the cluster file says it."""

import pytest
from small_clusters import dairy, dairy_members, make_spec

from capacity.intake.findings.issues import InputError
from capacity.intake.survey.todays_answers import unsaid_work, without_source


def asked(members, **classes) -> list[tuple[str, str]]:
    data = dairy()
    for name, without in classes.items():
        data["classes"][name]["without"] = without
    return [(".".join(path), issue.code) for path, issue in unsaid_work(make_spec(data), members)]


def test_plants_and_points_that_say_nothing_are_asked():
    assert asked(dairy_members()) == [("classes.point", "Y22"), ("classes.plant", "Y22")]


def test_an_answer_of_the_survey_or_of_the_file_is_enough():
    """One point of two has answered; the plant is idle by the file, or has figures there."""
    members = dairy_members()
    members.loc[members["member"] == "c1", "current"] = 900.0
    for said in ("idle", {"works": [20, "kg/day"]}):
        assert asked(members, plant=said) == [("classes.point", "Y22")]
    members.loc[members["member"] == "c2", "current"] = 0.0
    assert asked(members, plant="idle") == []


def test_as_today_needs_an_answer():
    members = dairy_members()
    assert ("classes.plant", "Y22") in asked(members, plant="as_today")
    members.loc[members["cls"] == "plant", "current"] = 0.0
    data = dairy()
    data["classes"]["plant"]["without"] = "as_today"
    assert without_source(make_spec(data), members, "plant") == "as_today"


def test_own_figures_are_kept_in_the_units_of_the_link():
    data = dairy()
    data["classes"]["home"]["without"] = {"works": [10, "l/day"], "earns": [2, "KGS/l"]}
    without = make_spec(data).classes["home"].without
    assert (without.works.mode, without.works.unit) == (pytest.approx(10 * 1.03 * 365 / 12), "kg/month")
    assert (without.earns.mode, without.earns.unit) == (pytest.approx(2 / 1.03), "KGS/kg")


@pytest.mark.parametrize(
    ("name", "without", "says"),
    [
        ("plant", "asleep", "idle"),
        ("plant", {"earns": [2, "KGS/kg"]}, "works"),
        ("plant", {"works": [2, "KGS"]}, "KGS"),
        ("vet", {"works": [2, "kg/day"]}, "runs no link"),
    ],
)
def test_what_cannot_be_is_refused(name, without, says):
    data = dairy()
    data["classes"][name]["without"] = without
    with pytest.raises(InputError, match=says):
        make_spec(data)
