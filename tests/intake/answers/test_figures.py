"""Figures of a row in the model's unit: units in cells, products of columns, shares, and what is refused."""

import math

import pytest
from openpyxl import Workbook
from survey_folders import (
    CLUSTER,
    HEADER,
    MAP,
    MONTHLY,
    cluster_folder,
    issues,
    read,
    saved,
    with_bytes,
    with_members,
    with_survey,
)

DAYS = 365 / 12
OWN_USE = MAP + "  own_use: {columns: [kept], unit: UNIT}\n"
PRODUCT = MAP.replace("{columns: [milk], unit: l/day}", "{columns: [cows, milk], take: product, unit: l/day}")


def member(data, name="A"):
    (row,) = data.members[data.members["member"] == name].to_dict("records")
    return row


def current(path, text, survey_map=MAP):
    """The output in kg a month of a household with this answer, or the code of the refusal."""
    data = read(with_members(path, ["A", "ЛПХ", text, "", "да"], ["B", "вет", "", "", "да"], survey_map=survey_map))
    refused = [code for row, column, code in issues(data, "quarantine") if (row, column) == (2, "milk")]
    return refused[0] if refused else member(data)["current"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", 10 * MONTHLY),
        ("10 л", 10 * MONTHLY),
        ("10 л/день", 10 * MONTHLY),
        ("10 литров в сутки", 10 * MONTHLY),
        ("10 в день", 10 * MONTHLY),
        ("10 кг", 10 * DAYS),
        ("0,01 т", 10 * DAYS),
        ("2 фляги", 76 * MONTHLY),
        ("1 ведро", 11 * MONTHLY),
        ("300 л/месяц", 309),
        ("3 т в месяц", 3000),
        ("1,2 т/год", 100),
        ("10 л/гол/сут", 10 * MONTHLY),
        ("8-12 л", 10 * MONTHLY),
        ("0", 0),
        ("10 га", "C05"),
        ("10 сом", "C05"),
        ("10 тазиков", "C05"),
        ("45 %", "C05"),
        ("10 л/га", "C05"),
        ("x", "C01"),
        ("не знаю", "R14"),
        ("", "R14"),
        ("жок", "R14"),
    ],
)
def test_an_amount_is_read_in_the_unit_of_its_cell_or_of_its_column(tmp_path, text, expected):
    assert current(tmp_path, text) == (
        pytest.approx(expected, rel=1e-12) if not isinstance(expected, str) else expected
    )


def test_a_missing_code_holds_where_it_is_declared(tmp_path):
    declared = MAP.replace("unit: l/day}", 'unit: l/day, missing: ["99"]}')
    assert current(tmp_path / "a", "99", declared) == "R14"
    assert current(tmp_path / "b", "99") == pytest.approx(99 * MONTHLY)
    assert current(tmp_path / "c", "нисколько", MAP + "  missing: [нисколько]\n") == "R14"


def test_a_product_own_measure_comes_before_the_package_in_every_spelling(tmp_path):
    folder = with_members(tmp_path, ["A", "ЛПХ", "2 фляги", "", "да"])
    text = (folder / "cluster.yml").read_text("utf-8").replace("{l: [1.03, kg]}", "{l: [1.03, kg], flask: [40, l]}")
    (folder / "cluster.yml").write_text(text, encoding="utf-8")
    assert member(read(folder))["current"] == pytest.approx(80 * MONTHLY)


def test_the_cluster_has_its_own_units(tmp_path):
    declared = MAP.replace("unit: l/day", "unit: таз/day")
    folder = with_members(tmp_path, ["A", "ЛПХ", "2", "", "да"], ["B", "ЛПХ", "3 чаки", "", "да"], survey_map=declared)
    (folder / "units.csv").write_text(
        'symbol,base,factor,also\nтаз,l,"7,5",тазик|тазиков\nчака,l,10,чаки\n', encoding="utf-8"
    )
    data = read(folder)
    assert member(data)["current"] == pytest.approx(15 * MONTHLY)
    assert member(data, "B")["current"] == pytest.approx(30 * MONTHLY)


def rows(*members):
    return [["id", "kind", "cows", "milk", "tank", "joins"], *members]


@pytest.mark.parametrize(
    ("cows", "milk", "litres"),
    [
        ("3", "12", 36),
        ("3 головы", "12 л/гол/сут", 36),
        ("3 коровы", "12 л", 36),
        ("3", "12 кг", 36 / 1.03),
        ("2-4", "~12,5", 37.5),
        ("0", "", 0),
        ("0", "не знаю", 0),
    ],
)
def test_several_columns_multiply(tmp_path, cows, milk, litres):
    data = read(with_survey(tmp_path, rows(["A", "ЛПХ", cows, milk, "", "да"]), PRODUCT))
    assert member(data)["current"] == pytest.approx(litres * MONTHLY)


@pytest.mark.parametrize(
    ("cows", "milk", "column"), [("10", "0", "milk"), ("0", "12", "cows"), ("0", "0", None), ("0", "", None)]
)
def test_a_factor_of_0_among_others_is_asked_about(tmp_path, cows, milk, column):
    data = read(with_survey(tmp_path, rows(["A", "ЛПХ", cows, milk, "", "да"]), PRODUCT))
    assert (member(data)["current"], issues(data, "warning")) == (0, [(2, column, "D16")] if column else [])


def test_a_bad_season_may_bring_nothing(tmp_path):
    seasons = PRODUCT.replace("current: {", "bad: {").replace(
        "  capacity:", "  good: {columns: [cows, tank], take: product, unit: l/day}\n  capacity:"
    )
    data = read(with_survey(tmp_path, rows(["A", "ЛПХ", "10", "0", "5", "да"]), seasons))
    assert (member(data)["bad"], issues(data, "warning")) == (0, [])


@pytest.mark.parametrize(
    ("cows", "milk", "column", "code"),
    [
        ("3", "", "milk", "R14"),
        ("3 га", "12 л", "milk", "C05"),
        ("много", "12", "cows", "C01"),
        ("-3", "12", "cows", "C15"),
    ],
)
def test_a_product_with_a_bad_factor_is_set_aside(tmp_path, cows, milk, column, code):
    members = [["A", "ЛПХ", cows, milk, "", "да"], ["B", "ЛПХ", "1", "1", "", "да"]]
    assert issues(read(with_survey(tmp_path, rows(*members), PRODUCT)), "quarantine") == [(2, column, code)]


def kept(path, unit, text):
    data = read(
        with_survey(
            path,
            [[*HEADER, "kept"], ["A", "ЛПХ", "10", "", "да", text], ["B", "вет", "", "", "", ""]],
            OWN_USE.replace("UNIT", unit),
        )
    )
    refused = [code for row, column, code in issues(data, "quarantine") if column == "kept"]
    return refused[0] if refused else (member(data)["own_use"], member(data)["own_use_is_share"])


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [
        ("percent", "45", (0.45, True)),
        ("percent", "45 %", (0.45, True)),
        ("percent", "0,45", "C27"),
        ("percent", "0,45 %", (0.0045, True)),
        ("percent", "145", "C27"),
        ("percent", "0", (0, True)),
        ("percent", "100", (1, True)),
        ("share", "0.45", (0.45, True)),
        ("share", "45", "C27"),
        ("share", "45 %", (0.45, True)),
        ("share", "1", (1, True)),
        ("l/month", "120", (123.6, False)),
        ("l/month", "4 л в день", (4 * MONTHLY, False)),
        ("l/month", "40 %", (0.4, True)),
        ("percent", "120 л в месяц", (123.6, False)),
        ("percent", "-1", "C15"),
    ],
)
def test_own_use_is_an_amount_or_a_share_and_the_two_are_never_confused(tmp_path, unit, text, expected):
    got = kept(tmp_path, unit, text)
    assert got == (expected if isinstance(expected, str) else (pytest.approx(expected[0]), expected[1]))


def test_own_use_in_bands_has_the_value_of_each_band(tmp_path):
    bands = MAP + "  own_use: {columns: [kept], values: {most: [0.6, 0.75, 0.9, share], three cans: [90, l/month]}}\n"
    members = [[*HEADER, "kept"], ["A", "ЛПХ", "1", "", "да", "Most"], ["B", "ЛПХ", "1", "", "да", "three_cans"]]
    data = read(with_survey(tmp_path, [*members, ["C", "ЛПХ", "1", "", "да", "0,3"]], bands))
    assert [tuple(row) for row in data.members[["own_use", "own_use_is_share"]].to_numpy()] == [
        (0.75, True),
        (pytest.approx(92.7), False),
        (0.3, True),
    ]


@pytest.mark.parametrize(("text", "kilogram"), [("35", 35 / 1.03), ("35 сом", 35 / 1.03), ("30-40 сом/л", 35 / 1.03)])
def test_a_price_is_money_per_kilogram(tmp_path, text, kilogram):
    priced = MAP + "  price: {columns: [price], unit: KGS/l}\n"
    data = read(with_survey(tmp_path, [[*HEADER, "price"], ["A", "ЛПХ", "1", "", "да", text]], priced))
    assert member(data)["price"] == pytest.approx(kilogram)


@pytest.mark.parametrize("text", ["дорого", "35 USD", "-1"])
def test_a_price_that_cannot_be_read_costs_no_member(tmp_path, text):
    priced = MAP + "  price: {columns: [price], unit: KGS/l}\n"
    data = read(with_survey(tmp_path, [[*HEADER, "price"], ["A", "ЛПХ", "1", "", "да", text]], priced))
    assert math.isnan(member(data)["price"])
    assert [(row, column) for row, column, _ in issues(data, "warning")] == [(2, "price")]


@pytest.mark.parametrize(
    ("text", "expected"), [("2", 2), ("1,5", 1.5), ("0", "R18"), ("", "R18"), ("-1", "C15"), ("x", "C01")]
)
def test_a_weight_is_above_0(tmp_path, text, expected):
    weighted = MAP + "  weight: {columns: [w]}\n"
    members = [["A", "ЛПХ", "1", "", "да", text], ["B", "вет", "", "", "", "1"]]
    data = read(with_survey(tmp_path, [[*HEADER, "w"], *members], weighted))
    codes = [code for row, column, code in issues(data, "quarantine") if column == "w"]
    assert (codes[0] if codes else member(data)["weight"]) == expected


def test_a_rate_an_hour_or_a_shift_is_worked_as_the_link_works(tmp_path):
    folder = with_members(tmp_path, ["A", "пункт", "", "2 т/ч", "да"], ["B", "пункт", "", "3 т/смена", "да"])
    text = (folder / "cluster.yml").read_text("utf-8")
    works = "cooling: {working_days: [22, day/month], hours: [8, h/day], rated"
    (folder / "cluster.yml").write_text(text.replace("cooling: {rated", works), encoding="utf-8")
    data = read(folder)
    assert list(data.members["capacity"]) == [pytest.approx(2000 * 8 * 22), pytest.approx(3000 * 22)]


def test_figures_of_a_class_with_rates_stay_in_base_units_of_the_survey(tmp_path):
    folder = cluster_folder(tmp_path, MAP.replace("unit: l/day", "unit: ha"), cluster=_growers())
    (folder / "members.csv").write_text(
        "id;kind;milk;tank;joins\nA;ЛПХ;1,5;;да\nB;ЛПХ;150 соток;;да\nC;ЛПХ;3 т;;да\n", encoding="utf-8"
    )
    data = read(folder)
    assert list(data.members["current"]) == [1.5, 1.5]
    assert issues(data, "quarantine") == [(4, "milk", "C05")]


def _growers():
    return CLUSTER.replace(
        "household: {runs: [production],", "household: {runs: [production], rates: {yield: [2, t/ha/year]},"
    )


@pytest.mark.parametrize(
    "text",
    [
        "12 bags",
        "5 мешков",
        "3 sacks",
        "4 шт",
        "2 канистры",
        "1 буханка",
        "6 crates",
        "3 heads",
        "2 тюка",
        "10 л/мешок",
    ],
)
def test_a_container_is_no_amount_until_what_it_holds_is_stated(tmp_path, text):
    data = read(with_members(tmp_path, ["A", "ЛПХ", text, "", "да"], ["B", "вет", "", "", "да"]))
    (issue,) = (issue for issue in data.issues if issue.column == "milk" and issue.severity == "quarantine")
    assert issue.code == "C05"
    assert ("measures:" in issue.fix) == (text != "3 heads")
    assert ",kg,1," not in issue.fix


def test_a_stated_measure_makes_an_amount_of_a_container(tmp_path):
    folder = with_members(tmp_path, ["A", "ЛПХ", "2 мешка", "", "да"])
    text = (folder / "cluster.yml").read_text("utf-8").replace("{l: [1.03, kg]}", "{l: [1.03, kg], bag: [50, kg]}")
    (folder / "cluster.yml").write_text(text, encoding="utf-8")
    assert member(read(folder))["current"] == pytest.approx(100 * DAYS)


@pytest.mark.parametrize("text", ["5 мешков", "4 шт", "3 heads"])
def test_a_container_is_no_percent(tmp_path, text):
    assert kept(tmp_path, "percent", text) == "C05"


@pytest.mark.parametrize("text", ["1250 сом/мешок", "35 сом/шт", "35 сом за голову"])
def test_a_price_of_a_container_is_none_of_a_litre(tmp_path, text):
    priced = MAP + "  price: {columns: [price], unit: KGS/l}\n"
    data = read(with_survey(tmp_path, [[*HEADER, "price"], ["A", "ЛПХ", "1", "", "да", text]], priced))
    assert (math.isnan(member(data)["price"]), issues(data, "warning")) == (True, [(2, "price", "C05")])


@pytest.mark.parametrize(("text", "expected"), [("10%", "C05"), ("5 кг", "C05"), ("3 хозяйство", 3), ("2 farms", 2)])
def test_a_weight_has_no_unit_but_members(tmp_path, text, expected):
    weighted = MAP + "  weight: {columns: [w]}\n"
    members = [["A", "ЛПХ", "1", "", "да", text], ["B", "вет", "", "", "", "1"]]
    data = read(with_survey(tmp_path, [[*HEADER, "w"], *members], weighted))
    codes = [code for row, column, code in issues(data, "quarantine") if column == "w"]
    assert (codes[0] if codes else member(data)["weight"]) == expected


@pytest.mark.parametrize("unit", ["percent", "share"])
def test_a_cell_shown_as_percent_is_percent(tmp_path, unit):
    book = Workbook()
    book.active.append([*HEADER, "kept"])
    for name, value in (("A", 0.2), ("B", 1), ("C", 0), ("D", 0.005)):
        book.active.append([name, "ЛПХ", 10, None, "да", value])
        book.active.cell(book.active.max_row, 6).number_format = "0.0%"
    data = read(with_bytes(tmp_path, saved(book), "members.xlsx", OWN_USE.replace("UNIT", unit)))
    assert list(data.members["own_use"]) == pytest.approx([0.2, 1, 0, 0.005])


def test_a_unit_of_the_number_format_is_read_like_a_typed_one(tmp_path):
    book = Workbook()
    book.active.append(HEADER)
    for name, value, shown in (("A", 1.125, '0.0" т"'), ("B", 12, '0" bags"'), ("C", 900, '#,##0" кг"'), ("D", 7, "0")):
        book.active.append([name, "ЛПХ", value, None, "да"])
        book.active.cell(book.active.max_row, 3).number_format = shown
    data = read(with_bytes(tmp_path, saved(book), "members.xlsx"))
    assert list(data.members["current"]) == pytest.approx([1125 * DAYS, 900 * DAYS, 7 * MONTHLY])
    assert issues(data, "quarantine") == [(3, "milk", "C05")]


@pytest.mark.parametrize("code", ["#,##0 [$₽-419]", "$#,##0", "[$KGS] #,##0", '#,##0" сом"'])
def test_money_is_no_amount_and_the_sign_of_a_language_says_nothing_of_a_price(tmp_path, code):
    book = Workbook()
    book.active.append([*HEADER, "price"])
    book.active.append(["A", "ЛПХ", 10, None, "да", 35])
    book.active.append(["B", "ЛПХ", 12, None, "да", 36])
    book.active["C3"].number_format = book.active["F2"].number_format = code
    survey_map = MAP + "  price: {columns: [price], unit: KGS/l}\n"
    data = read(with_bytes(tmp_path, saved(book), "members.xlsx", survey_map))
    assert issues(data, "quarantine") == [(3, "milk", "C05")]
    assert data.members["price"].tolist() == [pytest.approx(35 / 1.03)]
