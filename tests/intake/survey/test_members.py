"""Each row is a member with what its class needs, or set aside with the column that lacks it."""

import math

import pytest
from survey_folders import CLUSTER, HEADER, MAP, MONTHLY, cluster_folder, issues, read, with_members, with_survey

A = ["A", "ЛПХ", "10", "", "да"]
SEASONS = MAP.replace(
    "current: {columns: [milk], unit: l/day}",
    "good: {columns: [summer], unit: l/day}\n  bad: {columns: [winter], unit: l/day}",
)


def codes(data):
    return [(row, column, code) for row, column, code in issues(data, "quarantine")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["", "ЛПХ", "10", "", "да"], "id", "R19"),
        (["B", "", "10", "", "да"], "kind", "C28"),
        (["B", "колхоз", "10", "", "да"], "kind", "C28"),
        (["B", "ЛПХ", "", "", "да"], "milk", "R14"),
        (["B", "пункт", "", "", "да"], "tank", "D08"),
        (["B", "пункт", "", "много", "да"], "tank", "C01"),
        (["B", "ЛПХ", "10", "", "подумаю"], "joins", "C28"),
        (["B" * 201, "ЛПХ", "10", "", "да"], "id", "C24"),
    ],
)
def test_a_row_that_lacks_what_its_class_needs_is_set_aside(tmp_path, row, column, code):
    data = read(with_members(tmp_path, A, row))
    assert (codes(data), list(data.members["member"])) == ([(3, column, code)], ["A"])


def test_an_unknown_answer_is_refused_with_the_allowed_ones(tmp_path):
    data = read(with_members(tmp_path, A, ["B", "колхоз", "10", "", "да"]))
    (issue,) = [issue for issue in data.issues if issue.code == "C28"]
    assert str(issue) == (
        'members.csv » row 3 (id "B") » column "kind" » value "колхоз": this answer is not among the declared ones. '
        "Do this: write one of: ЛПХ, пункт, завод, вет, нежилой; or declare it under values in cluster.yml."
    )


def test_what_a_class_does_not_need_may_be_missing(tmp_path):
    data = read(
        with_members(
            tmp_path, A, ["B", "пункт", "", "2", "да"], ["C", "завод", "", "", "да"], ["D", "вет", "x", "x", "да"]
        )
    )
    assert (codes(data), list(data.members["cls"])) == ([], ["household", "point", "anchor", "vet"])
    assert math.isnan(data.members["capacity"][2])
    assert data.members[["current", "capacity"]].iloc[3].isna().all()


def test_a_figure_nobody_needs_only_warns_when_it_cannot_be_read(tmp_path):
    data = read(with_members(tmp_path, ["C", "завод", "x", "", "да"]))
    assert (issues(data, "warning"), len(data.members)) == ([(2, "milk", "C01")], 1)


def test_a_throughput_is_read_through_the_measures_of_what_the_product_is_made_of(tmp_path):
    data = read(with_members(tmp_path, ["C", "завод", "1000", "3", "да"]))
    assert data.members["current"][0] == pytest.approx(1000 * MONTHLY)
    assert data.members["capacity"][0] == pytest.approx(3000 * 365 / 12)


def test_a_throughput_beyond_the_capacity_is_warned_of(tmp_path):
    data = read(with_members(tmp_path, ["C", "завод", "5000", "3", "да"]))
    assert issues(data, "warning") == [(2, "milk", "D14")]


@pytest.mark.parametrize(
    ("answer", "joins"),
    [("да", "да"), ("ДА ", "да"), ("Дa", "да"), ("ооба", "да"), ("возможно", "возможно"), ("нет", "нет"), ("", "")],
)
def test_joining_is_the_declared_answer_however_it_is_typed(tmp_path, answer, joins):
    data = read(with_members(tmp_path, [*A[:4], answer]))
    assert list(data.members["joins"]) == [joins]
    assert issues(data, "warning") == issues(data, "note") == ([] if answer else [(2, "joins", "R20")])


def test_an_answer_that_excludes_leaves_the_row_out(tmp_path):
    data = read(with_members(tmp_path, A, ["B", "нежилой", "", "", ""]))
    assert (data.rows.excluded, issues(data, "note")) == (1, [(3, "kind", "R17")])


@pytest.mark.parametrize(("answer", "letter"), [("да", "да"), ("Да", "да"), ("нет", ""), ("", ""), ("потеряно", "")])
def test_a_letter_is_signed_where_its_answer_is_declared(tmp_path, answer, letter):
    signed = MAP + "  letter: {columns: [letter], values: {да: [0.97, share]}}\n"
    data = read(with_survey(tmp_path, [[*HEADER, "letter"], [*A, answer]], signed))
    assert (data.members["letter"][0], data.members["signed"][0]) == (letter, bool(letter))


def test_a_member_owns_itself_unless_the_survey_says_who(tmp_path):
    owned = MAP + "  owner: {columns: [boss]}\n"
    bosses = ["Асанов А.", "", "асанов А. ", "Acанов А.", "нет", "Асанов А."]
    rows = [[*HEADER, "boss"], *([f"M{n}", *A[1:], boss] for n, boss in enumerate(bosses))]
    owners = list(read(with_survey(tmp_path, rows, owned)).members["owner"])
    assert owners == ["Асанов А.", "M1", "Асанов А.", "Асанов А.", "M4", "Асанов А."]


def test_an_id_of_several_columns_is_joined(tmp_path):
    joined = MAP.replace("member: {columns: [id]}", "member: {columns: [village, id]}")
    rows = [["village", *HEADER], ["Верх", *A], ["Низ", *A]]
    assert list(read(with_survey(tmp_path, rows, joined)).members["member"]) == ["Верх-A", "Низ-A"]


@pytest.mark.parametrize(
    "name", ["007", "NULL", "NA", "1E5", "=HYPERLINK(1)", "<script>", "+996555123456", "12345678901234567890"]
)
def test_an_id_is_text_whatever_it_looks_like(tmp_path, name):
    assert list(read(with_members(tmp_path, [name, *A[1:]])).members["member"]) == [name]


def test_invisible_characters_in_an_id_are_left_out_and_noted(tmp_path):
    data = read(with_members(tmp_path, ["A\u200b\u202e1", *A[1:]]))
    assert (list(data.members["member"]), issues(data, "note")) == (["A1"], [(2, "id", "C20")])


def seasons(path, *members):
    return read(with_survey(path, [["id", "kind", "summer", "winter", "tank", "joins"], *members], SEASONS))


def test_both_seasons_are_read_for_each_member(tmp_path):
    data = seasons(tmp_path, ["A", "ЛПХ", "12", "4", "", "да"])
    assert data.members[["good", "bad"]].iloc[0].tolist() == [pytest.approx(12 * MONTHLY), pytest.approx(4 * MONTHLY)]
    assert math.isnan(data.members["current"][0])


@pytest.mark.parametrize(
    ("summer", "winter", "column"), [("12", "", "winter"), ("", "4", "summer"), ("", "", "summer")]
)
def test_a_season_that_is_missing_sets_the_row_aside(tmp_path, summer, winter, column):
    data = seasons(tmp_path, ["A", "ЛПХ", summer, winter, "", "да"], ["B", "вет", "", "", "", "да"])
    assert codes(data) == [(2, column, "R14")]


def test_a_good_season_below_the_bad_one_is_warned_of(tmp_path):
    assert issues(seasons(tmp_path, ["A", "ЛПХ", "4", "12", "", "да"]), "warning") == [(2, "winter", "D17")]


def test_the_output_today_may_stand_in_for_the_seasons(tmp_path):
    both = SEASONS + "  current: {columns: [milk], unit: l/day}\n"
    rows = [["id", "kind", "summer", "winter", "milk", "tank", "joins"], ["A", "ЛПХ", "12", "", "8", "", "да"]]
    data = read(with_survey(tmp_path, rows, both))
    assert data.members["current"][0] == pytest.approx(8 * MONTHLY)
    assert data.members[["good", "bad"]].isna().all(axis=None)
    assert issues(data, "warning") == [(2, "winter", "R14")]


def placed(path, declared, *places):
    rows = [[*HEADER, "village"], *([f"M{n}", *A[1:], place] for n, place in enumerate(places))]
    return read(with_survey(path, rows, MAP + declared))


def test_a_place_is_what_its_answer_is_mapped_to(tmp_path):
    declared = "  place: {columns: [village], values: {Кара-Суу: upper, Ак-Суу: lower}}\n"
    data = placed(tmp_path, declared, "Кара-Суу", "кара-суу ", "Aк-Суу", "upper", "Ош", "")
    assert list(data.members["place"]) == ["upper", "upper", "lower", "upper", ""]
    assert codes(data) == [(6, "village", "C28")]


def test_a_place_without_a_map_has_its_most_common_spelling(tmp_path):
    data = placed(tmp_path, "  place: {columns: [village]}\n", "Көк-Жар", "Көк-Жар", "Кок-жар", "Ош", "нет данных")
    assert list(data.members["place"]) == ["Көк-Жар", "Көк-Жар", "Көк-Жар", "Ош", ""]
    assert any("Көк-Жар, Кок-жар" in issue.problem or "Кок-жар, Көк-Жар" in issue.problem for issue in data.issues)


def test_more_kept_at_home_than_produced_is_warned_of(tmp_path):
    kept = MAP + "  own_use: {columns: [kept], unit: l/day}\n"
    data = read(with_survey(tmp_path, [[*HEADER, "kept"], [*A, "12"], ["B", *A[1:], "9"]], kept))
    assert issues(data, "warning") == [(2, "kept", "R11")]


def test_a_member_without_a_place_is_warned_of_where_links_run_by_place(tmp_path):
    folder = cluster_folder(
        tmp_path,
        MAP + "  place: {columns: [village]}\n",
        CLUSTER.replace("cooling: {rated", "cooling: {per: place, rated"),
    )
    text = "id;kind;milk;tank;joins;village\nA;ЛПХ;1;;да;\n"
    (folder / "members.csv").write_text(text, encoding="utf-8")
    assert issues(read(folder), "warning") == [(2, "village", "R28")]


def test_a_class_may_be_answered_by_its_own_name_or_title(tmp_path):
    data = read(with_members(tmp_path, ["A", "household", "1", "", "да"], ["B", "Дворы", "1", "", "да"]))
    assert list(data.members["cls"]) == ["household", "household"]


def test_classes_without_values_are_answered_by_name_or_title(tmp_path):
    bare = MAP.replace(", values: {ЛПХ: household, пункт: point, завод: anchor, вет: vet, нежилой: exclude}", "")
    data = read(with_members(tmp_path, ["A", "Дворы", "1", "", "да"], ["B", "VET", "", "", "да"], survey_map=bare))
    assert list(data.members["cls"]) == ["household", "vet"]
