"""Columns that multiply without a word on their units are asked about, and take: product is the answer."""

import pytest
from survey_folders import MAP, read, with_survey

from capacity.intake.findings.issues import InputError


def asked(path, labels, rows=(("5", "10"), ("8", "12")), take="", unit="l/day"):
    """The severities of what is said of the labels."""
    columns = ", ".join(f'"{label}"' for label in labels)
    survey_map = MAP.replace("{columns: [milk], unit: l/day}", f"{{columns: [{columns}], unit: {unit}{take}}}")
    lines = [[f"A{i}", "ЛПХ", *row, "", "да"] for i, row in enumerate(rows)]
    data = read(with_survey(path, [["id", "kind", *labels, "tank", "joins"], *lines], survey_map))
    return [(issue.severity, issue.problem) for issue in data.issues if issue.code == "H11"]


@pytest.mark.parametrize(
    ("labels", "silent"),
    [
        (("cows", "milk"), '"milk"'),
        (("cows", "milk a day"), '"milk a day"'),
        (("Дойных коров", "Удой"), '"Удой"'),
        (("Саан уй", "Сүт"), '"Сүт"'),
        (("morning", "evening"), '"morning", "evening"'),
        (("workers", "pieces"), '"pieces"'),
        (("bags", "weight of a bag"), '"weight of a bag"'),
    ],
)
def test_labels_without_units_are_asked_about(tmp_path, labels, silent):
    [(severity, problem)] = asked(tmp_path, labels)
    assert severity == "warning"
    assert problem.startswith(f"no unit is said of {silent}:")
    assert problem.endswith("(row 2: 5 x 10 = 50)")
    assert asked(tmp_path / "2", labels, take=", take: product") == []


@pytest.mark.parametrize(
    "labels",
    [("cows", "milk_l"), ("Дойных коров", "Удой, л/день"), ("Number of cows", "milk, l"), ("hives", "honey, l")],
)
def test_labels_with_units_and_counts_are_clear(tmp_path, labels):
    assert asked(tmp_path, labels) == []


def test_cells_may_say_their_units(tmp_path):
    assert asked(tmp_path, ("cows", "milk"), (("5", "10 л"), ("8", "12 л"))) == []


def test_a_share_above_one_is_asked_about(tmp_path):
    assert asked(tmp_path, ("milk, l", "share sold"), (("100", "0.5"), ("80", "1"))) == []
    assert len(asked(tmp_path / "2", ("milk, l", "share sold"), (("100", "50"), ("80", "100")))) == 1


@pytest.mark.parametrize("label", ["milk a day", "удой в день", "күнүнө сүт"])
def test_a_label_of_another_time_is_refused(tmp_path, label):
    with pytest.raises(InputError, match="the label says per day"):
        asked(tmp_path, ("cows", label), unit="l/year")
    assert asked(tmp_path / "2", ("milk, l per day", "days milked"), unit="l/year") == []
