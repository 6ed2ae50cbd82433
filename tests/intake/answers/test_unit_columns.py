"""A quantity and its unit in two columns: 10 | bag."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survey_folders import cluster_folder, issues, read, with_bytes, workbook

from capacity.intake.cluster_file.survey import says_unit
from capacity.intake.findings.issues import InputError

HEAD = "  member: {columns: [ID]}\n  class: {columns: [kind], values: {f: household, p: point}}\n"
TEXT = "ID,kind,qty,unit\nH1,f,10,bag\nH2,f,900,kg\nH3,f,2,tonne\nH4,f,12,Bag\n"
TRUE = {"H1": 500, "H2": 900, "H3": 2000, "H4": 600}


def survey(path, text, current, further=""):
    return with_bytes(path, text.encode(), "members.csv", f"{HEAD}  current: {{{current}}}\n{further}")


def yearly(data):
    return {m: round(v * 12, 6) for m, v in zip(data.members["member"], data.members["current"], strict=True)}


@pytest.mark.parametrize(
    "current",
    [
        "columns: [qty], unit_column: unit, units: {bag: [50, kg]}, unit: kg/year",
        "columns: [qty], unit_column: unit, units: {bag: [50, kg], tonne: t, kg: kg}, unit: t/year",
        "columns: [qty], unit_column: unit, units: {bag: [0.05, t/year], tonne: [1000, share]}, unit: kg/year",
        "columns: [qty, unit], unit: kg/year, values: {bag: [50, kg], kg: [1, kg], tonne: [1000, kg]}",
        "columns: [unit, qty], unit: kg/year, values: {bag: [50, kg]}",
        "columns: [qty, unit], unit: kg/year, units: {bag: [50, kg]}",
        "columns: [qty, unit], unit: kg/year, values: {bag: [50, share], kg: [1, share], tonne: [1000, share]}",
    ],
)
def test_a_quantity_is_read_in_the_unit_of_its_own_column(tmp_path, current):
    data = read(survey(tmp_path, TEXT, current))
    assert (yearly(data), issues(data, "quarantine"), issues(data, "warning")) == (TRUE, [], [])


@pytest.mark.parametrize(
    ("rows", "code"), [("H9,f,3,крынка", "C05"), ("H9,f,3,", "C05"), ("H9,f,3 kg,bag", "C05"), ("H9,f,3,head", "C05")]
)
def test_a_unit_that_nobody_declared_sets_its_row_aside(tmp_path, rows, code):
    current = "columns: [qty], unit_column: unit, units: {bag: [50, kg]}, unit: kg/year"
    data = read(survey(tmp_path, f"{TEXT}{rows}\n", current))
    assert (yearly(data), issues(data, "quarantine")) == (TRUE, [(6, "qty", code)])


def test_nothing_of_an_unknown_unit_is_nothing(tmp_path):
    current = "columns: [qty], unit_column: unit, units: {bag: [50, kg]}, unit: kg/year"
    assert yearly(read(survey(tmp_path, f"{TEXT}H9,f,0,\n", current))) == {**TRUE, "H9": 0}


def test_a_price_is_for_one_of_its_unit(tmp_path):
    text = "ID,kind,milk,price,per\nA,f,10,35,кг\nB,f,10,1000,бак\nC,f,10,35000,т\n"
    price = "  price: {columns: [price], unit_column: per, units: {бак: [25, kg]}, unit: KGS/kg}\n"
    data = read(survey(tmp_path, text, "columns: [milk], unit: kg/day", price))
    assert [round(value, 6) for value in data.members["price"]] == [35, 40, 35]


@pytest.mark.parametrize(
    ("quantity", "unit", "words"),
    [
        ("qty", "unit", ("kg", "bag", "tonne")),
        ("qty", "Ед. изм.", ("кг", "мешок", "т")),
        ("көлөмү", "Өлчөм бирдиги", ("кг", "кап", "т")),
        ("crop_yield_1", "crop_yield_units_1", ("kg", "sacks", "t")),
        ("maize_qty", "maize_unit", ("kg", "крынка", "t")),
        ("s11q5a", "s11q5b", ("kg", "bag", "t")),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_column_of_units_beside_a_figure_is_never_passed_over(tmp_path, quantity, unit, words, kind):
    head, rows = ["ID", "kind", quantity, unit], [[f"A{n}", "f", "9", word] for n, word in enumerate(words)]
    current = f'{HEAD}  current: {{columns: ["{quantity}"], unit: kg/year}}\n'
    data = (
        "\n".join(",".join(row) for row in [head, *rows]).encode() if kind == "csv" else workbook({"S": [head, *rows]})
    )
    found = read(with_bytes(tmp_path, data, f"members.{kind}", current))
    assert yearly(found) == {"A0": 9}
    assert issues(found, "quarantine") == [(3, quantity, "C05"), (4, quantity, "C05")]
    assert all(f"unit_column: {unit}" in issue.fix for issue in found.issues if issue.code == "C05")


def test_a_unit_that_is_known_is_not_to_be_declared_anew(tmp_path):
    found = read(survey(tmp_path, TEXT, "columns: [qty], unit: kg/year"))
    fixes = {issue.value: issue.fix for issue in found.issues if issue.severity == "quarantine"}
    assert fixes["2"] == "write under survey.current: unit_column: unit"
    assert "units: {bag: [how many, kg]}" in fixes["10"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("ID,kind,qty,unit", "A,f,9,kg"),
        ("ID,kind,qty,Ед. изм.", "A,f,9,кг"),
        ("ID,kind,qty,unit", "A,f,9,"),
        ("ID,kind,qty,village", "A,f,9,Кант"),
        ("ID,kind,qty,feed_unit", "A,f,9,bag"),
        ("ID,kind,qty,feed,unit", "A,f,9,4,bag"),
        ("ID,kind,qty,животное", "A,f,9,корова"),
        ("ID,kind,qty,period", "A,f,9,год"),
    ],
)
def test_a_column_that_agrees_or_is_of_something_else_says_nothing(tmp_path, header, row):
    found = read(survey(tmp_path, f"{header}\n{row}\n{row.replace('A', 'B', 1)}\n", "columns: [qty], unit: kg/year"))
    assert (yearly(found), issues(found, "warning"), issues(found, "quarantine")) == ({"A": 9, "B": 9}, [], [])


def test_a_column_called_unit_with_words_nobody_knows_is_asked_about(tmp_path):
    found = read(survey(tmp_path, "ID,kind,qty,unit\nA,f,9,1\nB,f,8,2\n", "columns: [qty], unit: kg/year"))
    assert (len(found.members), issues(found, "warning")) == (2, [(1, "qty", "C05")])


def test_numbers_with_their_units_are_added_up_too(tmp_path):
    text = "ID,kind,q_1,u_1,q_2,u_2\nA,f,2,bag,30,kg\nB,f,1,t,,\n"
    current = 'columns: ["q_#"], unit_column: "u_#", units: {bag: [50, kg]}, take: sum, unit: kg/year'
    assert yearly(read(survey(tmp_path, text, current))) == {"A": 130, "B": 1000}


@pytest.mark.parametrize(
    "current",
    [
        "columns: [qty], unit_column: unit, units: {bag: [50, ha]}, unit: kg/year",
        "columns: [qty], units: {bag: [50, kg]}, unit: kg/year",
    ],
)
def test_a_worth_that_measures_something_else_or_stands_nowhere_is_refused(tmp_path, current):
    folder = survey(tmp_path, TEXT, current)
    with pytest.raises(InputError, match=r"bag|no column"):
        read(folder)


def test_only_figures_have_a_column_of_units(tmp_path):
    folder = survey(tmp_path, TEXT, "columns: [qty], unit: kg/year", "  place: {columns: [qty], unit_column: unit}\n")
    with pytest.raises(InputError, match="for figures"):
        read(folder)


@pytest.mark.parametrize(
    ("label", "expected"),
    [("unit", True), ("Ед.изм", True), ("maize_units_2", True), ("өлчөмү", True), ("united", False), ("Едят", False)],
)
def test_labels_that_say_unit(label, expected):
    assert says_unit(label) is expected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["bag", "kg", "т", "centner"])), min_size=1, max_size=20)
)
def test_every_quantity_is_its_number_times_what_its_unit_is_worth(tmp_path, rows):
    worth = {"bag": 50, "kg": 1, "т": 1000, "centner": 100}
    text = "ID,kind,qty,unit\n" + "".join(f"A{n},f,{qty},{unit}\n" for n, (qty, unit) in enumerate(rows))
    current = "columns: [qty], unit_column: unit, units: {bag: [50, kg]}, unit: kg/year"
    folder = survey(cluster_folder(tmp_path), text, current)
    found = read(folder)
    made = {f"A{n}": qty * worth[unit] for n, (qty, unit) in enumerate(rows)}
    assert yearly(found) == pytest.approx({name: made[name] for name in found.members["member"]}, abs=1e-5)
    assert {issue.code for issue in found.issues if issue.severity == "quarantine"} <= {"R12"}


@pytest.mark.parametrize(
    "current",
    [
        "columns: [qty], unit_column: unit, units: {bag: [40, 50, 60, kg]}, unit: kg/year",
        "columns: [qty, unit], values: {bag: [40, 50, 60, kg], kg: [1, kg]}, unit: kg/year",
        "columns: [qty], unit_column: unit, units: {bag: {uniform: [40, 60], unit: kg}}, unit: kg/year",
    ],
)
def test_a_range_is_no_worth_of_a_unit(tmp_path, current):
    with pytest.raises(InputError) as refused:
        read(survey(tmp_path, TEXT, current))
    (issue,) = refused.value.issues
    assert (issue.code, issue.fix) == ("Y08", "write what one bag holds as a rule: bag: [how many, kg]")


@pytest.mark.parametrize("words", [("мешках", "тоннах", "кг"), ("Мешки", "Т", "КГ"), ("кап", "тонна", "килограммах")])
def test_units_are_known_in_the_cases_of_russian_and_in_kyrgyz(tmp_path, words):
    text = TEXT.replace("bag", words[0]).replace("Bag", words[0]).replace("tonne", words[1]).replace("kg", words[2])
    units = f"units: {{{words[0]}: [50, kg]}}"
    assert yearly(read(survey(tmp_path, text, f"columns: [qty], unit_column: unit, {units}, unit: kg/year"))) == TRUE
