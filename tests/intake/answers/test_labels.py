"""Units in labels against the unit of the map, of one column and of several that multiply."""

import pytest
from survey_folders import read, with_bytes

from capacity.intake.findings.issues import InputError

HEAD = "  member: {columns: [ID]}\n  class: {columns: [kind], values: {f: household, p: point}}\n"


def survey(path, labels, unit, cells=("50", "25"), take=""):
    columns = ", ".join(f'"{label}"' for label in labels)
    current = f"{HEAD}  current: {{columns: [{columns}], unit: {unit}{take}}}\n"
    rows = ["ID;kind;" + ";".join(labels), "A;f;" + ";".join(cells[: len(labels)])]
    return with_bytes(path, ("\n".join(rows) + "\n").encode(), "members.csv", current)


@pytest.mark.parametrize(
    ("labels", "unit", "times", "remedy"),
    [
        (("Area, sotka", "Yield, kg/ha"), "kg/year", "0.01", "own,kg,0.01,"),
        (("Площадь, соток", "Урожайность (кг/га)"), "kg/year", "0.01", "own,kg,0.01,"),
        (("Area, ha", "Yield, centner/ha"), "kg/year", "100", "centner/year"),
        (("Аянты, га", "Түшүмү, ц/га"), "t/year", "0.1", "ц/year"),
        (("Cows", "Milk, l/month"), "l/day", "0.0328767", "l/month"),
        (("Cows", "Milk, l/cow/month"), "l/day", "0.0328767", "l/month"),
        (("Коров, голов", "Удой (л/мес)"), "l/day", "0.0328767", "л/мес"),
        (("Cows", "Milk, l/day"), "kg/day", "1.03", "l/day"),
    ],
)
def test_labels_that_multiply_to_another_unit_are_refused_with_both(tmp_path, labels, unit, times, remedy):
    with pytest.raises(InputError) as caught:
        read(survey(tmp_path, labels, unit))
    (issue,) = caught.value.issues
    assert issue.code == "H11"
    assert f"= {times} " in issue.problem
    assert f"the map has {unit}" in issue.problem
    assert remedy in issue.fix


@pytest.mark.parametrize(
    ("labels", "unit"),
    [
        (("Area, ha", "Yield, kg/ha"), "kg/year"),
        (("Area, sotka", "Yield, kg/sotka"), "kg/year"),
        (("Площадь, га", "Урожайность, ц/га"), "centner/year"),
        (("Дойных коров", "Удой летом, л/корова/день"), "l/day"),
        (("Cows, head", "Milk, l"), "l/day"),
        (("Cows", "Milk"), "l/day"),
        (("Cows (all)", "Milk (in summer)"), "l/day"),
        (("Area, ha", "Milk, l/day"), "l/day"),
        (("Milk, l/day",), "l/day"),
    ],
)
def test_labels_that_make_the_maps_unit_or_do_not_say_pass(tmp_path, labels, unit):
    assert len(read(survey(tmp_path, labels, unit)).members) == 1


@pytest.mark.parametrize("label", ["Maize, bags", "Молоко (мешков)", "Сүт, кап", "Hay, bales"])
def test_a_label_in_bags_is_not_in_kilograms(tmp_path, label):
    with pytest.raises(InputError, match="the label has the unit"):
        read(survey(tmp_path, (label,), "kg/year"))


def test_percent_of_a_label_count_by_what_stands_in_the_cells(tmp_path):
    labels = ("Milk, l/day", "Share of cows milked, %")
    assert len(read(survey(tmp_path, labels, "l/day", ("50", "0.6"))).members) == 1
    with pytest.raises(InputError, match=r"0\.01 l"):
        read(survey(tmp_path, labels, "l/day", ("50", "60")))


def test_two_columns_of_the_same_unit_are_to_be_added(tmp_path):
    labels = ("Утром, л", "Вечером, л")
    with pytest.raises(InputError, match="take: sum"):
        read(survey(tmp_path, labels, "l/day"))
    assert len(read(survey(tmp_path, labels, "l/day", take=", take: sum")).members) == 1


def test_a_unit_of_ones_own_reads_what_the_labels_make(tmp_path):
    folder = survey(tmp_path, ("Area, sotka", "Yield, kg/ha"), "own/year", ("50", "2500"))
    (folder / "units.csv").write_text("symbol,base,factor,also\nown,kg,0.01,\n", "utf-8")
    assert read(folder).members["current"][0] * 12 == pytest.approx(1250)


@pytest.mark.parametrize(
    ("labels", "unit"),
    [
        (("Площадь га", "Урожайность ц/га"), "kg/year"),
        (("Площадь/га", "Урожайность/ц/га"), "kg/year"),
        (("Площадь в сотках", "Урожайность в кг/га"), "kg/year"),
        (("Аянты, сотых", "Түшүм (кг/га)"), "kg/year"),
        (("Maize t",), "kg/year"),
        (("Maize/t",), "kg/year"),
        (("Удой за месяц, л",), "l/day"),
        (("Milk per month (l)",), "l/day"),
        (("Бир айда сүт, л",), "l/day"),
        (("Milk a week",), "l/day"),
        (("Урожай за год, кг",), "kg/month"),
    ],
)
def test_units_are_seen_however_a_label_has_them(tmp_path, labels, unit):
    with pytest.raises(InputError) as caught:
        read(survey(tmp_path, labels, unit))
    assert [issue.code for issue in caught.value.issues] == ["H11"]


@pytest.mark.parametrize(
    ("labels", "unit"),
    [
        (("milk_l",), "kg/day"),
        (("maize_t",), "kg/year"),
        (("farm/kg",), "t/day"),
        (("Group m",), "kg/year"),
        (("Удой летом л/день",), "l/day"),
        (("Удой за день, л",), "l/day"),
        (("Урожай за год, кг",), "kg/year"),
        (("Танк, т", "Раз в день"), "t/day"),
    ],
)
def test_names_of_a_form_and_what_fits_the_map_pass(tmp_path, labels, unit):
    assert len(read(survey(tmp_path, labels, unit)).members) == 1
