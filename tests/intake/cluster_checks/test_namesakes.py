"""Names that nobody uses, or that are almost others, are shown; usual ones are not."""

import pytest
from small_clusters import dairy

from capacity.intake.cluster_checks.namesakes import like_names, unused_names
from capacity.intake.documents.document import Document
from capacity.intake.specs import build_spec


def spec(path="", value=None, **changes):
    return build_spec(Document(dairy(**changes), {}, "cluster.yml"), {path: value} if path else {})


def item(**changes):
    return {**dairy()["finance"]["items"][0], **changes}


def test_a_usual_file_has_none():
    assert [*like_names(spec()), *unused_names([spec()])] == []


@pytest.mark.parametrize(
    ("path", "value", "place", "problem"),
    [
        ("finance.items.0.owner", "piont", ("finance", "items", 0, "owner"), 'the owner "piont" is no class'),
        ("finance.items", [item(name="tank"), item(name="tank")], ("finance", "items", 1, "name"), "two investments"),
        ("places", {"Up": "", "up": ""}, ("places", "up"), "Up and up differ only by capital letters"),
        (
            "survey.capacity",
            {"columns": ["Milk "], "unit": "kg/day"},
            ("survey", "capacity"),
            "current and capacity are read from the same columns",
        ),
    ],
)
def test_a_name_like_another_is_doubtful(path, value, place, problem):
    survey = {**dairy()["survey"], "current": {"columns": ["milk"], "unit": "kg/day"}}
    data = dairy(survey=survey)
    data["finance"] = {**data["finance"], "loans": [], "grants": []}
    ((where, issue),) = like_names(build_spec(Document(data, {}, "cluster.yml"), {path: value}))
    assert (where, problem in issue.problem, bool(issue.fix)) == (place, True, True)


@pytest.mark.parametrize("owner", ["cooperative", "cluster", "bank"])
def test_an_owner_who_is_no_class_may_be(owner):
    finance = {**dairy()["finance"], "items": [item(owner=owner)], "loans": [], "grants": []}
    assert list(like_names(spec(finance=finance))) == []


def test_a_season_that_no_scenario_uses_is_noted():
    seasons = dairy()["seasons"] | {"stall": dairy()["seasons"]["pasture"]}
    ((path, issue),) = unused_names([spec(seasons=seasons)])
    assert (path, issue.severity) == (("seasons", "stall"), "note")
    used = spec("classes.farm.season", "stall", seasons=seasons)
    assert list(unused_names([spec(seasons=seasons), used])) == []
