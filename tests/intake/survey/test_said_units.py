"""Units in the midst of a label, thousands, and a row of units below the header are held against the map's unit."""

import pytest
from survey_folders import MAP, read, with_survey

from capacity.intake.findings.issues import InputError


def said(path, label, unit="kg/year", variable="current", lines=()):
    """What is asked about a label, of the figure or of a price."""
    survey_map = MAP.replace("{columns: [milk], unit: l/day}", f'{{columns: ["{label}"], unit: {unit}}}')
    header = ["id", "kind", label, "tank", "joins"]
    if variable == "price":
        header = ["id", "kind", "milk", "tank", "joins", label]
        survey_map = MAP + f'  price: {{columns: ["{label}"], unit: {unit}}}\n'
    rows = [["A1", "ЛПХ", "1000", "", "да", "35"], ["A2", "ЛПХ", "1500", "", "да", "36"]]
    data = read(with_survey(path, [header, *lines, *(row[: len(header)] for row in rows)], survey_map))
    return [issue.problem.split('"')[1] for issue in data.issues if issue.code == "H11"]


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("Сколько тонн собрали?", "тонн"),
        ("milk_t", "t"),
        ("How many bags of maize?", "bags"),
        ("milk_bags", "bags"),
        ("bags of 50 kg", "bags"),
        ("Сүт, тонна менен", "тонна"),
        ("milk (тыс. кг)", "тыс"),
        ("milk, 1000 kg", "1000"),
        ("milk, сом", "сом"),
        ("milk, %", "%"),
    ],
)
def test_a_label_that_names_another_unit_is_asked_about(tmp_path, label, word):
    assert said(tmp_path, label) == [word]


@pytest.mark.parametrize("label", ["milk, kg", "milk_kg", "Сколько кг собрали за год?", "milk", "tonality"])
def test_a_label_that_agrees_or_says_nothing_is_clear(tmp_path, label):
    assert said(tmp_path, label) == []


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Цена, сом/кг", []),
        ("Цена, сом/т", ["сом/т"]),
        ("Цена", []),
        ("Цена, сом", []),
        ("Price, USD/kg", ["USD/kg"]),
        ("Цена, сом/л", ["сом/л"]),
    ],
)
def test_prices(tmp_path, label, words):
    assert said(tmp_path, label, "KGS/kg", "price") == words


@pytest.mark.parametrize(("word", "is_other"), [("т", True), ("мешок", True), ("(л)", True), ("кг", False)])
def test_a_row_of_units_is_held_against_the_map(tmp_path, word, is_other):
    lines = [["", "", word, "", ""]]
    if is_other:
        with pytest.raises(InputError, match="below the header has the unit"):
            said(tmp_path, "milk", lines=lines)
    else:
        assert said(tmp_path, "milk", lines=lines) == []
