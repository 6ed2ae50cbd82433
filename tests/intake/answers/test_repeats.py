"""Rows of a repeat (one row a cow) and numbered columns become one figure of their member, none of them in silence."""

import io
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survey_folders import issues, read, with_bytes, workbook

from capacity.intake.findings.issues import InputError

MAIN = "SubmissionDate,farm_id,kind,KEY,ReviewState\n"
COWS = "milk_l,cow_kind,PARENT_KEY,KEY\n"


def survey_map(current: str) -> str:
    return (
        "  member: {columns: [farm_id]}\n  class: {columns: [kind], values: {ЛПХ: household, вет: vet, point: point}}\n"
        f"  current: {{{current}}}\n"
    )


SUM = survey_map("columns: [milk_l], take: sum, unit: kg/day")
FARMS = MAIN + "d,A1,ЛПХ,uuid:1,approved\nd,A2,ЛПХ,uuid:2,approved\nd,A3,ЛПХ,uuid:3,rejected\n"
ROWS = [
    *("9,dairy,uuid:1,uuid:1/cows[1]", "11,dry,uuid:1,uuid:1/cows[2]", "8,dairy,uuid:2,uuid:2/cows[1]"),
    *("12,dairy,uuid:3,uuid:3/cows[1]", "10,dairy,uuid:3,uuid:3/cows[2]"),
]


def archive(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return buffer.getvalue()


def central(path, rows=ROWS, main=FARMS, column_map=SUM, **further):
    files = {"milk.csv": main, "milk-cows.csv": COWS + "\n".join(rows) + "\n", **further}
    return with_bytes(path, archive(files), "members.zip", column_map)


def milk(data):
    """Kilograms a day by member."""
    return {m: round(v * 12 / 365, 6) for m, v in zip(data.members["member"], data.members["current"], strict=True)}


def refused(folder):
    with pytest.raises(InputError) as caught:
        read(folder)
    return caught.value.issues


def said(data, code="R30"):
    return [str(issue) for issue in data.issues if issue.code == code]


def test_the_cows_of_an_archive_are_added_up_and_a_rejected_farm_takes_its_own_with_it(tmp_path):
    data = read(central(tmp_path))
    assert milk(data) == {"A1": 20, "A2": 8}
    assert (data.rows.read, data.rows.used, data.rows.excluded) == (3, 2, 1)
    (note,) = said(data)
    assert note.startswith('members.zip/milk-cows.csv: current: the repeat "cows" has 5 rows: 3 of 2 members added up,')
    assert note.endswith("2 of submissions that are left out.")


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("columns: [milk_l], take: mean, unit: kg/day", {"A1": 10, "A2": 8}),
        ("columns: [milk_l], take: max, unit: kg/day", {"A1": 11, "A2": 8}),
        ("columns: [milk_l], take: count, unit: kg/day", {"A1": 2, "A2": 1}),
        ("columns: [milk_l], take: sum, unit: kg/day, where: {cow_kind: dairy}", {"A1": 9, "A2": 8}),
        ("columns: [milk_l], take: sum, unit: kg/day, where: {cow_kind: [DRY, dairy]}", {"A1": 20, "A2": 8}),
        ("columns: [milk_l], take: sum, unit: kg/day, where: {cow_kind: dry}", {"A1": 11, "A2": 0}),
        ("columns: [milk_l], take: count, unit: kg/day, where: {cow_kind: dry}, of: cows", {"A1": 1, "A2": 0}),
        ("columns: [milk_l, milk_l], take: sum, unit: kg/day", None),
    ],
)
def test_what_is_taken_of_the_rows(tmp_path, taken, expected):
    folder = central(tmp_path, column_map=survey_map(taken))
    if expected is None:
        assert refused(folder)[0].code == "Y16"
    else:
        assert milk(read(folder)) == expected


KOBO = {
    "Milk survey": [
        ["start", "farm/farm_id", "kind", "_id", "_uuid", "_validation_status", "_index"],
        ["t", "A1", "ЛПХ", 1, "u1", None, 1],
        ["t", "A2", "ЛПХ", 2, "u2", None, 2],
        ["t", "A3", "ЛПХ", 3, "u3", "Not Approved", 3],
    ],
    "cows": [
        ["milk_l", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"],
        *([9, 1, "Milk survey", 1, "u1"], [11, 2, "Milk survey", 1, "u1"], [8, 3, "Milk survey", 2, "u2"]),
        [12, 4, "Milk survey", 3, "u3"],
    ],
}


@pytest.mark.parametrize("lost", ["", "_uuid", "_index"])
@pytest.mark.parametrize("name", ["members.xlsx", "members/kobo.xlsx"])
def test_the_cows_of_a_kobo_workbook_are_found_by_uuid_or_by_index(tmp_path, lost, name):
    sheets = {**KOBO, "Milk survey": [list(row) for row in KOBO["Milk survey"]]}
    header = sheets["Milk survey"][0]
    if lost:
        header[header.index(lost)] = "gone"
    assert milk(read(with_bytes(tmp_path, workbook(sheets), name, SUM))) == {"A1": 20, "A2": 8}


@pytest.mark.parametrize("with_uuid", [True, False])
def test_a_repeat_inside_a_repeat_of_kobo_is_added_up_by_farm(tmp_path, with_uuid):
    herds = [["herd", "_index", "_parent_table_name", "_parent_index"]]
    herds += [["h1", 1, "Milk survey", 1], ["h2", 2, "Milk survey", 1], ["h3", 3, "Milk survey", 2]]
    cows = [["milk_l", "_index", "_parent_table_name", "_parent_index", *(["_submission__uuid"] if with_uuid else [])]]
    for number, (litres, herd, farm) in enumerate([(5, 1, "u1"), (6, 2, "u1"), (7, 2, "u1"), (4, 3, "u2")], 1):
        cows.append([litres, number, "herds", herd, *([farm] if with_uuid else [])])
    sheets = {"Milk survey": KOBO["Milk survey"], "herds": herds, "cows": cows}
    assert milk(read(with_bytes(tmp_path, workbook(sheets), "members.xlsx", SUM))) == {"A1": 18, "A2": 4}


@pytest.mark.parametrize("is_there", [True, False])
def test_a_repeat_inside_a_repeat_of_central_is_added_up_even_if_the_middle_is_lost(tmp_path, is_there):
    herds = "herd,PARENT_KEY,KEY\nh1,uuid:1,uuid:1/herd[1]\nh2,uuid:2,uuid:2/herd[1]\n"
    rows = ["5,a,uuid:1/herd[1],uuid:1/herd[1]/cows[1]", "6,a,uuid:1/herd[1],uuid:1/herd[1]/cows[2]"]
    rows += ["4,a,uuid:2/herd[1],uuid:2/herd[1]/cows[1]"]
    further = {"milk-herd.csv": herds} if is_there else {}
    assert milk(read(central(tmp_path, rows, **further))) == {"A1": 11, "A2": 4}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_files_of_a_folder_are_joined(tmp_path, delimiter):
    with_bytes(tmp_path, FARMS.replace(",", delimiter).encode(), "members/milk.csv")
    cows = (COWS + "\n".join(ROWS) + "\n").replace(",", delimiter)
    folder = with_bytes(tmp_path, cows.encode(), "members/milk-cows.csv", SUM)
    assert milk(read(folder)) == {"A1": 20, "A2": 8}


def test_a_sheet_typed_by_hand_is_joined_by_the_members_id(tmp_path):
    sheets = {"Хозяйства": [["farm_id", "kind"], ["A1", "ЛПХ"], ["A2", "ЛПХ"]]}
    sheets["Коровы"] = [["farm_id", "milk_l"], ["A1", 9], ["A2", 8], ["A1", 11], ["A9", 5]]
    taken = survey_map("columns: [milk_l], take: sum, of: коровы, unit: kg/day")
    data = read(with_bytes(tmp_path, workbook(sheets), "members.xlsx", taken))
    assert milk(data) == {"A1": 20, "A2": 8}
    assert issues(data, "warning") == [(5, "", "R30")]


@pytest.mark.parametrize(
    ("row", "code"),
    [("много,dairy,uuid:1,uuid:1/cows[3]", "C01"), ("-3,dairy,uuid:1,x", "C15"), ("3 box,dairy,uuid:1,x", "C05")],
)
def test_one_row_that_cannot_be_read_sets_its_member_aside_at_the_place_of_the_row(tmp_path, row, code):
    data = read(central(tmp_path, [*ROWS, row]))
    (issue,) = [issue for issue in data.issues if issue.severity == "quarantine"]
    place = (issue.file, issue.row, issue.member, issue.column, issue.code)
    assert place == ("members.zip/milk-cows.csv", 7, "A1", "milk_l", code)
    assert milk(data) == {"A2": 8}


def test_a_row_without_an_answer_is_not_known_and_says_how_to_leave_it_out(tmp_path):
    data = read(central(tmp_path, [*ROWS, ",dry,uuid:1,uuid:1/cows[3]"]))
    assert milk(data) == {"A2": 8}
    assert [(issue.row, issue.member) for issue in data.issues if issue.code == "R30" and issue.row] == [(7, "A1")]
    assert "where" in next(issue.fix for issue in data.issues if issue.code == "R30" and issue.row)


def test_units_typed_into_the_rows_are_each_read(tmp_path):
    assert milk(read(central(tmp_path, ["9 кг,a,uuid:1,x", "0.011 т,a,uuid:1,x", "8000 г,a,uuid:2,x"]))) == {
        "A1": 20,
        "A2": 8,
    }


def test_rows_without_a_member_are_named(tmp_path):
    data = read(central(tmp_path, [*ROWS, "7,dairy,uuid:9,uuid:9/cows[1]"]))
    assert (7, "", "R30") in issues(data, "warning")
    assert "1 without a member" in "".join(said(data))


@pytest.mark.parametrize(
    ("take", "count", "expected"), [("sum", "", None), ("sum", "0", 0), ("mean", "0", None), ("count", "", 0)]
)
def test_a_member_without_rows(tmp_path, take, count, expected):
    main = "farm_id,kind,cows_count,KEY\n" + f"A1,ЛПХ,2,uuid:1\nA2,ЛПХ,{count},uuid:2\n"
    taken = survey_map(f"columns: [milk_l], take: {take}, unit: kg/day")
    found = milk(read(central(tmp_path, ROWS[:2], main, taken)))
    assert found.get("A2") == expected


def test_a_count_that_is_not_that_of_the_rows_is_warned_of(tmp_path):
    main = "farm_id,kind,cows_count,KEY\nA1,ЛПХ,3,uuid:1\n"
    assert "has 3 of" in "".join(said(read(central(tmp_path, ROWS[:2], main))))


def test_an_animal_is_never_a_member(tmp_path):
    folder = with_bytes(tmp_path, (COWS + "\n".join(ROWS)).encode(), "members.csv", SUM.replace("farm_id", "KEY"))
    assert [issue.code for issue in refused(folder)] == ["R31"]


def test_a_column_that_stands_on_a_repeat_is_told_with_how_to_write_it(tmp_path):
    folder = central(tmp_path, column_map=survey_map("columns: [milk_l], unit: kg/day"))
    (issue,) = refused(folder)
    assert (issue.code, issue.column) == ("H20", "milk_l")
    assert '"cows" (members.zip/milk-cows.csv), with 1 to 2 rows' in issue.problem
    assert "take: sum" in issue.fix


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        ("columns: [milk_x], take: sum, unit: kg/day", "H09"),
        ("columns: [milk_l], take: sum, unit: kg/day, where: {cow_kind: dary}", "C28"),
        ("columns: [milk_l], unit: kg/day, where: {cow_kind: dairy}", "Y16"),
        ("columns: [milk_l], take: sum, unit: kg/day, of: goats", "H09"),
    ],
)
def test_a_map_that_leads_nowhere_is_refused(tmp_path, taken, code):
    assert [issue.code for issue in refused(central(tmp_path, column_map=survey_map(taken)))] == [code]


def test_the_same_column_on_two_repeats_is_asked_for(tmp_path):
    further = {"milk-goats.csv": COWS + "2,a,uuid:1,x\n"}
    assert [issue.code for issue in refused(central(tmp_path, **further))] == ["H05"]
    goats = survey_map("columns: [milk_l], take: sum, of: goats, unit: kg/day")
    assert milk(read(central(tmp_path, column_map=goats, **further))) == {"A1": 2}


def test_columns_multiply_within_a_row_before_the_rows_are_added(tmp_path):
    main = {"milk.csv": FARMS, "milk-herd.csv": "cows,litres,PARENT_KEY\n3,10,uuid:1\n2,8,uuid:1\n5,4,uuid:2\n"}
    taken = survey_map("columns: [cows, litres], take: sum, unit: kg/day")
    data = read(with_bytes(tmp_path, archive(main), "members.zip", taken))
    assert milk(data) == {"A1": 46, "A2": 20}


WIDE = "farm_id,kind,milk_l_1,milk_l_2,milk_l_3\nA1,ЛПХ,9,11,8\nA2,ЛПХ,8,7,\nA3,ЛПХ,,5,6\nA4,ЛПХ,,,\n"


@pytest.mark.parametrize("columns", ["[milk_l_1, milk_l_2, milk_l_3]", '["milk_l_#"]', "[milk_l]"])
def test_numbered_columns_are_added_and_blanks_at_the_end_are_no_answers(tmp_path, columns):
    taken = survey_map(f"columns: {columns}, take: sum, unit: kg/day")
    data = read(with_bytes(tmp_path, WIDE.encode(), "members.csv", taken))
    assert milk(data) == {"A1": 28, "A2": 15}
    assert {issue.member for issue in data.issues if issue.severity == "quarantine"} == {"A3", "A4"}
    assert said(data, "H10") == []


@pytest.mark.parametrize(
    "labels",
    [
        ("milk_l_1", "milk_l_2"),
        ("Корова 1 (Айша)", "Корова 2 (Айша)"),
        ("Удой 1", "Удой 2"),
        ("1-уй", "2-уй"),
        ("cows[1]/milk", "cows[2]/milk"),
    ],
)
def test_numbered_columns_without_take_are_questioned_and_multiply_only_if_told(tmp_path, labels):
    text = f'farm_id,kind,"{labels[0]}","{labels[1]}"\nA1,ЛПХ,4,5\n'
    columns = f'columns: ["{labels[0]}", "{labels[1]}"], unit: kg/day'
    folder = with_bytes(tmp_path, text.encode(), "members.csv", survey_map(columns))
    (issue,) = refused(folder)
    assert issue.code == "Y16"
    assert "take: sum" in issue.fix
    for take, expected in (("sum", 9), ("product", 20), ("count", 2)):
        folder = with_bytes(tmp_path, text.encode(), "members.csv", survey_map(f"{columns}, take: {take}"))
        assert milk(read(folder)) == {"A1": expected}


def test_numbers_of_several_columns_multiply_by_number_and_may_be_chosen(tmp_path):
    text = "farm_id,kind,n_1,l_1,sort_1,n_2,l_2,sort_2\nA1,ЛПХ,3,10,a,2,8,b\nA2,ЛПХ,5,4,a,,,\n"
    for columns in ('["n_#", "l_#"]', "[n_1, l_1, n_2, l_2]", "[n, l]"):
        taken = survey_map(f"columns: {columns}, take: sum, unit: kg/day")
        assert milk(read(with_bytes(tmp_path, text.encode(), "members.csv", taken))) == {"A1": 46, "A2": 20}
    taken = survey_map('columns: ["n_#", "l_#"], where: {"sort_#": a}, take: sum, unit: kg/day')
    assert milk(read(with_bytes(tmp_path, text.encode(), "members.csv", taken))) == {"A1": 30, "A2": 20}


def test_columns_of_other_names_are_added_too(tmp_path):
    text = "farm_id,kind,утро,вечер\nA1,ЛПХ,9,8\nA2,ЛПХ,9,\n"
    taken = survey_map("columns: [утро, вечер], take: sum, unit: kg/day")
    assert milk(read(with_bytes(tmp_path, text.encode(), "members.csv", taken))) == {"A1": 17}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 500)), min_size=1, max_size=30))
def test_what_is_added_is_what_pandas_adds_by_group(tmp_path, cows):
    main = "farm_id,kind,KEY\n" + "".join(f"A{farm},ЛПХ,uuid:{farm}\n" for farm in range(1, 6))
    rows = [f"{litres},a,uuid:{farm},uuid:{farm}/cows[{n}]" for n, (farm, litres) in enumerate(cows)]
    frame = pd.DataFrame(cows, columns=["farm", "litres"]).groupby("farm")["litres"]
    for take in ("sum", "mean", "max", "count"):
        taken = survey_map(f"columns: [milk_l], take: {take}, unit: kg/day")
        expected = {f"A{farm}": value for farm, value in frame.agg(take).items()}
        found = milk(read(central(tmp_path, rows, main, taken)))
        assert {name: value for name, value in found.items() if name in expected} == pytest.approx(expected, abs=1e-5)


AGAIN = FARMS + "e,A1,ЛПХ,uuid:9,approved\n"


def test_a_farm_sent_twice_with_the_same_cows_counts_once(tmp_path):
    again = ["11,dry,uuid:9,uuid:9/cows[1]", "9,dairy,uuid:9,uuid:9/cows[2]"]
    data = read(central(tmp_path, [*ROWS, *again], AGAIN))
    assert milk(data) == {"A1": 20, "A2": 8}
    assert data.rows.reasons == {"asked_twice": 1, "rejected": 1}


@pytest.mark.parametrize(
    "again",
    [
        ["9,dairy,uuid:9,uuid:9/cows[1]", "13,dry,uuid:9,uuid:9/cows[2]"],
        ["9,dairy,uuid:9,uuid:9/cows[1]"],
        ["9,dairy,uuid:9,uuid:9/cows[1]", "11,dairy,uuid:9,uuid:9/cows[2]"],
        [],
    ],
)
def test_a_farm_sent_twice_with_other_cows_is_set_aside(tmp_path, again):
    data = read(central(tmp_path, [*ROWS, *again], AGAIN))
    assert milk(data) == {"A2": 8}
    found = [issue for issue in data.issues if issue.code == "R02"]
    assert [issue.row for issue in found] == [2, 5]
    assert 'here repeat "cows": 11 dry + 9 dairy' in found[0].problem


def test_surveycto_names_the_set_of_a_repeat_and_that_is_no_answer(tmp_path):
    main = "farm_id,kind,SET-OF-cows,KEY,starttime,formdef_version\nA1,ЛПХ,a,uuid:1,t,1\nA1,ЛПХ,b,uuid:2,u,2\n"
    rows = ["9,dairy,uuid:1,uuid:1/cows[1]", "9,dairy,uuid:2,uuid:2/cows[1]"]
    assert milk(read(central(tmp_path, rows, main))) == {"A1": 9}


WHO = "who: Айгүл, when: 2026-11-02, why: called him"


def corrected(path, line):
    folder = central(path)
    (folder / "corrections.yml").write_text(f"corrections:\n  - {{{line}, {WHO}}}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sheet: cows, row: 3, column: milk_l, expect: 11, set: 12", {"A1": 21, "A2": 8}),
        ("member: A1, sheet: cows, row: 3, column: milk_l, expect: 11, set: 12", {"A1": 21, "A2": 8}),
        ("file: milk-cows.csv, row: 3, column: milk_l, expect: 11, set: 12", {"A1": 21, "A2": 8}),
        ("member: A2, sheet: cows, column: milk_l, expect: 8, set: 9", {"A1": 20, "A2": 9}),
        ("sheet: cows, row: 3, action: drop", {"A1": 9, "A2": 8}),
        ("file: milk.csv, row: 3, column: farm_id, expect: A2, set: A9", {"A1": 20, "A9": 8}),
    ],
)
def test_a_row_of_a_repeat_is_corrected_by_its_sheet_or_file(tmp_path, line, expected):
    data = read(corrected(tmp_path, line))
    assert milk(data) == expected
    assert data.rows.corrected == 1
    assert ("drop" in line) == any("1 left out by corrections.yml" in one for one in said(data))


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("member: A1, column: milk_l, expect: 11, set: 12", "write sheet: cows, and the row there"),
        ("row: 3, column: milk_l, expect: 11, set: 12", "write sheet: cows, and the row there"),
        ("member: A2, sheet: cows, row: 3, column: milk_l, expect: 11, set: 12", "check the row"),
        ("sheet: sheep, row: 3, column: milk_l, expect: 11, set: 12", "check the row, the file, the sheet"),
        ("sheet: cows, row: 3, column: milk_l, expect: 10, set: 12", "remove this line"),
        ("sheet: cows, row: 3, column: PARENT_KEY, expect: 'uuid:1', set: 'uuid:2'", "correct the answers"),
        ("member: A1, sheet: cows, column: milk_l, expect: 9, set: 12", "say which one by row:"),
    ],
)
def test_a_correction_that_names_no_row_of_a_repeat_is_refused(tmp_path, line, fix):
    (issue,) = refused(corrected(tmp_path, line))
    assert fix in issue.fix


def test_a_cow_without_an_answer_is_asked_for_on_its_own_sheet(tmp_path):
    data = read(central(tmp_path, ["9,dairy,uuid:1,c1", ",dairy,uuid:1,c2", "8,dairy,uuid:2,c3"]))
    (issue,) = (one for one in data.issues if one.code == "R14")
    assert issue.fix.endswith("corrections.yml: sheet: cows, row: the number of that row")


@pytest.mark.parametrize("keys", [("_submission__uuid",), ("_submission__id",)])
@pytest.mark.parametrize("name", ["cows", "Коровы"])
def test_a_repeat_of_kobo_is_known_by_the_submission_alone(tmp_path, keys, name):
    place = {"_submission__uuid": [f"u{number}" for number in (1, 1, 2, 3)], "_submission__id": [1, 1, 2, 3]}[keys[0]]
    cows = [["milk_l", *keys], *([milk, at] for milk, at in zip([9, 11, 8, 12], place, strict=True))]
    sheets = {"Milk survey": KOBO["Milk survey"], name: cows}
    assert milk(read(with_bytes(tmp_path, workbook(sheets), "members.xlsx", SUM))) == {"A1": 20, "A2": 8}


@pytest.mark.parametrize("label", ["cows[{}]/milk_l", "farm/cows[{}]/milk_l", "milk_l_{}", "cows/milk_l[{}]"])
def test_numbered_columns_are_added_up_and_named_where_nobody_says_so(tmp_path, label):
    text = f"farm_id,kind,{label.format(1)},{label.format(3)},note\nA1,ЛПХ,9,11,\nA2,ЛПХ,8,,\n"
    assert milk(read(with_bytes(tmp_path / "a", text.encode(), "members.csv", SUM))) == {"A1": 20, "A2": 8}
    bare = survey_map("columns: [milk_l], unit: kg/day")
    (issue,) = refused(with_bytes(tmp_path / "b", text.encode(), "members.csv", bare))
    assert (issue.code, "take: sum" in issue.fix, "did you mean" in issue.fix) == ("H20", True, False)


def test_the_same_number_in_two_groups_is_asked_about(tmp_path):
    text = "farm_id,kind,cows[1]/milk_l,goats[1]/milk_l\nA1,ЛПХ,9,11\n"
    (issue,) = refused(with_bytes(tmp_path / "a", text.encode(), "members.csv", SUM))
    assert issue.fix.endswith('"cows[#]/milk_l"')
    named = survey_map('columns: ["cows[#]/milk_l"], take: sum, unit: kg/day')
    assert milk(read(with_bytes(tmp_path / "b", text.encode(), "members.csv", named))) == {"A1": 9}


def export(edits, rows):
    main = f"farm_id,kind,KEY,Edits\nA1,ЛПХ,uuid:1,{edits}\n"
    return {"milk.csv": main, "milk-cows.csv": COWS + "\n".join(f"{milk},x,uuid:1,c{milk}" for milk in rows) + "\n"}


@pytest.mark.parametrize(("edits", "rows", "expected"), [(0, [9], 9), (1, [9, 4], 13), (1, [4], 4)])
@pytest.mark.parametrize("is_zip", [True, False])
def test_cows_of_two_exports_of_one_submission_are_not_added_together(tmp_path, is_zip, edits, rows, expected):
    for week, files in enumerate((export(0, [9]), export(edits, rows)), start=1):
        if is_zip:
            with_bytes(tmp_path, archive(files), f"members/w{week}.zip", SUM)
        else:
            for name, text in files.items():
                with_bytes(tmp_path, text.encode(), f"members/{name.replace('milk', f'week{week}')}", SUM)
    assert milk(read(tmp_path)) == {"A1": expected}


def test_a_repeat_that_is_called_otherwise_is_named(tmp_path):
    wrong = survey_map("columns: [milk_l], take: sum, of: cowz, unit: kg/day")
    (issue,) = refused(central(tmp_path, column_map=wrong))
    assert (issue.code, issue.fix) == ("H09", "did you mean cows?")


def test_every_figure_of_a_repeat_is_looked_at_for_its_own_unit(tmp_path):
    column_map = SUM + '  own_use: {columns: ["kept, t"], take: sum, unit: kg/day}\n'
    rows = COWS.replace("cow_kind", '"kept, t"') + "9,1,uuid:1,c1\n8,2,uuid:2,c2\n"
    data = archive({"milk.csv": FARMS, "milk-cows.csv": rows})
    (issue,) = refused(with_bytes(tmp_path, data, "members.zip", column_map))
    assert issue.code == "H11"


@pytest.mark.parametrize("count", ["0", "0.0"])
def test_a_column_with_any_name_may_say_how_many_rows_there_are(tmp_path, count):
    main = f"farm_id,kind,Сколько коров,KEY\nA1,ЛПХ,3,uuid:1\nA2,ЛПХ,{count},uuid:9\n"
    told = survey_map("columns: [milk_l], take: sum, unit: kg/day, counted_by: Сколько коров")
    data = read(central(tmp_path, ROWS[:2], main, told))
    assert milk(data) == {"A1": 20, "A2": 0}
    assert any("has 3 of" in text for text in said(data))


def test_a_column_that_says_how_many_and_is_nowhere_is_refused(tmp_path):
    told = survey_map("columns: [milk_l], take: sum, unit: kg/day, counted_by: cow_number")
    (issue,) = refused(central(tmp_path, column_map=told))
    assert (issue.code, issue.column) == ("H09", "cow_number")
