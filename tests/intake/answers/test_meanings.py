"""Every answer that a column map declares leads to a number, a place or a word that is known."""

import pytest
from small_clusters import dairy
from survey_folders import HEADER, MAP, cluster_folder, with_survey
from survey_folders import read as read_survey_of

from capacity.intake.cluster import read_cluster
from capacity.intake.documents.document import Document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import build_spec

YES = [0.9, "share"]


def read(path, value, **changes):
    data = dairy(**changes)
    return build_spec(Document(data, {}, "cluster.yml"), {path: value})


def place(**values):
    return {"columns": ["village"], "values": values}


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("survey.joins.values", {"yes": "yes"}, "points to itself: yes -> yes"),
        ("survey.joins.values", {"a": "b", "b": "a"}, "points to itself: a -> b -> a"),
        ("survey.joins.values", {"да": YES, "ооба": "даа"}, '"даа" is not among the answers'),
        ("survey.joins.values", {"yes": 0.9}, "should mean a chance"),
        ("survey.joins.values", {"yes": None}, "should mean a chance"),
        ("survey.letter.values", {"signed": "signed"}, "points to itself"),
        ("survey.joins.values", {"yes": YES, "died": "exclud"}, '"exclud" leaves no row out'),
        ("survey.status", {"columns": ["s"], "values": {"rejected": "Exclude"}}, "leaves no row out"),
        ("survey.status", {"columns": ["s"]}, "no answer of the status leaves a row out"),
        ("survey.joins.values", {"yes": YES, "yes ": [0.1, "share"]}, "stands here twice"),
        ("survey.current", {"columns": ["milk", "Milk "], "unit": "kg/day"}, "is named twice"),
        ("survey.current", {"columns": ["milk"], "unit": "kg/day", "values": {"much": 100}}, "should mean a figure"),
        ("survey.owner", {"columns": ["o"], "values": {"Асан": "Үсөн"}}, "are not replaced"),
        ("survey.place", place(верх=None), "should mean a place, not nothing"),
    ],
)
def test_an_answer_that_leads_nowhere_is_refused(path, value, problem):
    with pytest.raises(InputError) as caught:
        read(path, value)
    assert problem in caught.value.issues[0].problem
    assert caught.value.issues[0].fix


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("survey.joins.values", {"yes": YES, "ооба": "yes", "иә": "ооба", "died": "exclude", "?": "blank"}),
        ("survey.place", place(верх="up", дорога="exclude", неясно="blank")),
        ("survey.status", {"columns": ["s"], "values": {"rejected": "exclude", "on hold": "keep"}}),
        ("survey.own_use", {"columns": ["kept"], "values": {"half": [0.5, "share"], "moved": "exclude"}}),
        ("survey.owner", {"columns": ["o"], "values": {"умер": "exclude"}}),
    ],
)
def test_an_answer_that_leads_somewhere_passes(path, value):
    read(path, value)


PLACES = {"up": "Upper", "down": "Lower"}


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("survey.place", place(верх="upp"), '"upp" is not among the places'),
        ("ramps.feed.of", "links.cooling@uppp.capacity", '"uppp" is not among the places of the survey'),
        ("ramps.feed.of", "links.cheesing@up.capacity", "has no places"),
        ("events.border.times", {"links.cooling@uppp.cost": [2, "share"]}, "is not among the places of the survey"),
        ("finance.items.0.adds", {"cooling@uppp": [50, "kg/day"]}, "is not among the places of the survey"),
        ("finance.items.0.adds", {"cooling": [50, "kg/day"]}, "adds nothing"),
    ],
)
def test_a_place_that_nobody_declared_is_refused_wherever_it_stands(path, value, problem):
    with pytest.raises(InputError) as caught:
        read(path, value, places=PLACES)
    assert problem in " ".join(issue.problem for issue in caught.value.issues)


def test_without_declared_places_any_place_may_be_named():
    read("ramps.feed.of", "links.cooling@anywhere.capacity")


SOURCED = [
    *("seasons.pasture", "products.milk", "links.cooling", "classes.home", "survey", "joining", "markets.shops"),
    *("purchases.salt", "events.drought", "ramps.feed", "finance", "finance.items.0", "finance.running.0"),
    *("finance.loans.0", "finance.grants.0"),
]


@pytest.mark.parametrize("part", SOURCED)
def test_a_source_that_is_not_declared_is_refused_wherever_it_stands(part):
    with pytest.raises(InputError, match='"gues" is not among the sources') as caught:
        read(f"{part}.source", "gues")
    assert "did you mean guess?" in caught.value.issues[0].fix


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "gues"},
        {"economy": {"source": "gues"}},
        {"targets": {"more": {"sells": "cheese", "amount": [1, "kg/month"], "source": "gues"}}},
    ],
)
def test_a_source_of_a_whole_block_is_declared_too(changes):
    with pytest.raises(InputError, match='"gues" is not among the sources'):
        build_spec(Document(dairy(**changes), {}, "cluster.yml"))


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
    found = read_survey_of(with_survey(tmp_path, [HEADER, *rows], declared)).rows
    assert (found.read, found.quarantined) == (3, 0)
    assert getattr(found, kind) == {"used": 3}.get(kind, 1)


def test_a_blank_figure_means_what_is_declared(tmp_path):
    declared = MAP.replace("current: {columns: [milk]", 'current: {columns: [milk], values: {"": [0, share]}')
    rows = [["A", "ЛПХ", "10", "", "да"], ["B", "ЛПХ", "", "", "да"]]
    assert read_survey_of(with_survey(tmp_path, [HEADER, *rows], declared)).members["current"].iloc[1] == 0


def test_an_undeclared_blank_is_set_aside(tmp_path):
    rows = [["A", "ЛПХ", "10", "", "да"], ["B", "", "20", "", "да"]]
    found = read_survey_of(with_survey(tmp_path, [HEADER, *rows]))
    assert found.rows.quarantined == 1
