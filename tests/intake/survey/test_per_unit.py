"""What one cow, hive, hectare or worker gives is asked about where it cannot be, and nothing is set aside by it."""

import pytest
from survey_folders import CLUSTER, MAP, cluster_folder, read, with_survey

from capacity.intake.catalogue.kinds import CHANGES, kind_of
from capacity.intake.survey.per_unit import limits

TIMES = MAP.replace("columns: [milk]", "columns: [{count}, {amount}]")


def asked(data):
    return [issue for issue in data.issues if issue.code == "R33"]


def dairy(tmp_path, *cows, count="Дойных коров", amount="Удой, л/корова/день"):
    """A survey of households with so many cows that give so much each."""
    rows = [["id", "kind", count, amount, "tank", "joins"]]
    rows += [[f"Л-{place}", "ЛПХ", str(many), str(each), "", "да"] for place, (many, each) in enumerate(cows, 1)]
    survey_map = TIMES.replace("{count}", f'"{count}"').replace("{amount}", f'"{amount}"')
    return read(with_survey(tmp_path, rows, survey_map))


def listed(tmp_path, product, unit, labels, *rows, survey_unit=None):
    """A survey of producers of another product: a count and an amount in two columns, of which the second is read."""
    cluster = CLUSTER.replace("raw_milk", product).replace("{unit: kg, measures: {l: [1.03, kg]}}", f"{{unit: {unit}}}")
    cluster = cluster.replace(f"{product}: [1, kg]", f"{product}: [1, {unit}]")
    survey_map = MAP.replace("columns: [milk]", f'columns: ["{labels[1]}"]').replace("l/day", survey_unit)
    lines = [["id", "kind", *labels, "tank", "joins"]]
    lines += [[f"M-{place}", "ЛПХ", str(many), str(all_), "", "да"] for place, (many, all_) in enumerate(rows, 1)]
    folder = cluster_folder(tmp_path, survey_map, cluster)
    (folder / "members.csv").write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8")
    return read(folder)


def test_the_milk_of_a_whole_herd_taken_for_one_cow_is_asked_about(tmp_path):
    data = dairy(tmp_path, (3, 8), (2, 10), (12, 95))
    (issue,) = asked(data)
    assert (issue.row, issue.member, issue.column, issue.value) == (4, "Л-3", "Удой, л/корова/день", "95")
    assert issue.problem == (
        "95 l per cow a day; one cow gives 1 to 45: is the figure of the whole herd taken for one, or one of the two "
        "mistyped?"
    )
    assert "it is counted as it stands" in issue.fix
    assert kind_of(issue) == CHANGES
    assert (data.rows.used, data.rows.quarantined) == (3, 0)


@pytest.mark.parametrize(
    ("count", "amount"),
    [
        ("Milking cows", "Litres per cow a day"),
        ("milk_cows", "milk_litres"),
        ("Саан уйлардын саны", "Сүт, л бир уйдан"),
        ("Голов", "Надой на голову, л"),
        ("Сколько у вас дойных коров?", "Молоко от одной коровы"),
    ],
)
def test_cows_are_counted_in_three_languages(tmp_path, count, amount):
    assert [issue.row for issue in asked(dairy(tmp_path, (3, 8), (2, 120), (12, 9), count=count, amount=amount))] == [3]


@pytest.mark.parametrize("cows", [((3, 3), (2, 10), (60, 28)), ((1, 1.2), (10, 40)), ((3, 0), (0, 95))])
def test_what_cows_do_give_is_not_asked_about(tmp_path, cows):
    assert asked(dairy(tmp_path, *cows)) == []


def test_goats_are_no_cows(tmp_path):
    assert asked(dairy(tmp_path, (10, 0.5), (20, 0.7), count="Голов", amount="Удой козы, л в день")) == []


def test_litres_of_the_herd_beside_a_count_that_the_map_does_not_name(tmp_path):
    rows = [["id", "kind", "Коров всего", "Дойных коров", "milk", "tank", "joins"]]
    rows += [["A", "ЛПХ", "5", "4", "40", "", "да"], ["B", "ЛПХ", "6", "3", "900", "", "да"]]
    (issue,) = asked(read(with_survey(tmp_path, rows)))
    assert (issue.row, issue.column) == (3, "milk")
    assert issue.problem.startswith("300 l per cow a day; one cow gives 1 to 45")


def test_two_counts_of_one_kind_are_no_count(tmp_path):
    rows = [["id", "kind", "Коров летом", "Коров зимой", "milk", "tank", "joins"]]
    rows += [["A", "ЛПХ", "5", "4", "4000", "", "да"]]
    assert asked(read(with_survey(tmp_path, rows))) == []


def test_a_class_that_is_outside_as_a_whole_is_asked_about_once(tmp_path):
    (issue,) = asked(dairy(tmp_path, (3, 240), (2, 300), (12, 270), (4, 9)))
    assert (issue.row, issue.column) == (None, "Удой, л/корова/день")
    assert issue.problem.startswith("3 of 4 members of the class household: 270 l per cow a day and the like")
    assert "the unit and the period" in issue.fix


def test_a_member_far_from_its_class_is_asked_about_within_the_limits(tmp_path):
    usual = [(many, 4 + many % 3) for many in range(1, 9)]
    (issue,) = asked(dairy(tmp_path, *usual, (9, 40)))
    assert issue.row == 10
    assert issue.problem == "40 l per cow a day; the middle one of the class household has 5"


def test_few_members_have_no_middle(tmp_path):
    assert asked(dairy(tmp_path, (1, 4), (2, 5), (3, 6), (4, 40))) == []


def test_a_wide_class_has_no_far_ones(tmp_path):
    assert asked(dairy(tmp_path, *[(2, each) for each in (1, 2, 3, 5, 8, 12, 20, 30, 40)])) == []


def test_land_is_counted_in_the_unit_of_its_label(tmp_path):
    labels = ("Площадь под фасолью, соток", "Фасоль, т")
    data = listed(tmp_path, "raw_beans", "kg", labels, (150, 2.4), (80, 1.2), (100, 18), survey_unit="t/year")
    assert [(issue.row, issue.problem[:14]) for issue in asked(data)] == [(4, "18 t per ha a ")]


@pytest.mark.parametrize(
    ("product", "unit", "labels", "rows", "survey_unit"),
    [
        ("honey_raw", "kg", ("Кол-во ульев", "Бал, сезон 2026 (урожай мёда)"), ((20, 500), (8, 5000)), "kg/year"),
        ("honey", "kg", ("Number of hives", "Honey, kg"), ((20, 500), (40, 5)), "kg/year"),
        ("potatoes", "kg", ("Аянты, га", "Картошка, т"), ((2, 36), (3, 600)), "t/year"),
        ("wheat", "kg", ("Area (ha)", "Wheat harvest, t"), ((10, 22), (1, 40)), "t/year"),
        ("dresses", "piece", ("Швей", "Платья, шт. в день"), ((12, 200), (10, 9000)), "piece/day"),
    ],
)
def test_hives_land_and_workers_have_limits_too(tmp_path, product, unit, labels, rows, survey_unit):
    assert [issue.row for issue in asked(listed(tmp_path, product, unit, labels, *rows, survey_unit=survey_unit))] == [
        3
    ]


def test_a_figure_of_a_year_has_the_limits_of_a_year(tmp_path):
    labels = ("Дойных коров", "Молоко, л в год")
    data = listed(tmp_path, "raw_milk", "l", labels, (3, 6000), (2, 25000), survey_unit="l/year")
    assert [issue.problem[:36] for issue in asked(data)] == ["12,500 l per cow a year; one cow giv"]


def test_every_limit_has_a_source():
    assert all(limit.low < limit.high and len(limit.source) > 20 for limit in limits())
