"""Codes for not known among figures are set aside with what to declare; true amounts of that size stay."""

import pytest
from survey_folders import MAP, issues, read, with_survey

HEADER = ["id", "kind", "milk", "tank", "joins"]
USUAL = ["900", "1100", "1300", "800", "1250"]


def found(path, texts, survey_map=MAP):
    rows = [[f"M{i:02}", "ЛПХ", text, "", "да"] for i, text in enumerate(texts)]
    data = read(with_survey(path, [HEADER, *rows], survey_map))
    return [(texts[row - 2], code) for row, column, code in issues(data, "quarantine") if column == "milk"], data


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        ([*USUAL, "9999", "99999"], ["9999", "99999"]),
        ([*USUAL, "8888"], ["8888"]),
        ([*USUAL, "7777", "999999"], ["7777", "999999"]),
        ([*USUAL, "99", "99"], ["99", "99"]),
        (["3", "5", "12", "20", "99"], ["99"]),
        ([*USUAL, "99"], ["99"]),
        ([*USUAL, "77"], ["77"]),
        (["900", "1100", "9999", "9999", "9999"], ["9999"] * 3),
        (["900", "5000", "800", "1200", "9999"], ["9999"]),
        (["3", "5", "12", "20", "999", "998"], ["999", "998"]),
        (["3", "5", "12", "20", "99,9"], ["99,9"]),
        (["10", "9999"], ["9999"]),
        *(
            (["3", "5", "12", "20", code], [code])
            for code in ("96", "97", "98", "997", "888", "9998", "999.9", "9999.0")
        ),
        (["1", "2", "2", "1", "3", "97", "98"], ["97", "98"]),
        (["40", "900", "99999"], ["99999"]),
    ],
)
def test_a_code_far_from_the_figures_of_its_class_is_set_aside(tmp_path, texts, codes):
    got, data = found(tmp_path, texts)
    assert got == [(text, "C16") for text in codes]
    fixes = [issue.fix for issue in data.issues if issue.code == "C16"]
    assert all(f'missing: ["{text}"]' in fix for text, fix in zip(codes, fixes, strict=True))


@pytest.mark.parametrize(
    "texts",
    [
        [*USUAL, "999"],
        [*USUAL, "999", "999"],
        ["60", "80", "99", "99", "120"],
        ["8000", "12000", "9500", "9999", "10500"],
        ["60", "70", "77", "88", "250"],
        [*USUAL, "9999 л"],
        [*USUAL, "5000"],
        ["1000", "9999"],
        ["9999"],
        ["60", "80", "97", "98", "120"],
        ["20", "25", "40", "98"],
    ],
)
def test_true_amounts_stay(tmp_path, texts):
    assert found(tmp_path, texts)[0] == []


def test_the_remedy_holds(tmp_path):
    declared = MAP.replace("unit: l/day}", 'unit: l/day, missing: ["9999", "-99", "."]}')
    assert {code for _, code in found(tmp_path, [*USUAL, "9999", "-99", "."], declared)[0]} == {"R14"}


@pytest.mark.parametrize(("written", "declared"), [("-99.0", "-99"), ("-1", "-1"), ("9999.0", "9999"), ("-9,0", "-9")])
def test_a_code_is_the_declared_one_with_a_nought_behind_it_too(tmp_path, written, declared):
    survey_map = MAP.replace("unit: l/day}", f'unit: l/day, missing: ["{declared}"]}}')
    assert found(tmp_path, [*USUAL, written], survey_map)[0] == [(written, "R14")]


@pytest.mark.parametrize("code", ["99", "98", "888", "-1"])
def test_a_code_is_no_weight(tmp_path, code):
    survey_map = MAP + "  weight: {columns: [stands for]}\n"
    rows = [[f"M{i}", "ЛПХ", "900", "", "да", text] for i, text in enumerate(["3", "4", "2", "5", code])]
    data = read(with_survey(tmp_path, [[*HEADER, "stands for"], *rows], survey_map))
    assert [row for row, column, _ in issues(data, "quarantine") if column == "stands for"] == [6]


def test_codes_are_judged_in_their_class(tmp_path):
    households = [[f"M{i}", "ЛПХ", str(10 + i), "", "да"] for i in range(5)]
    rows = [*households, ["X", "ЛПХ", "999", "", "да"], ["Z", "завод", "5000", "", "да"], ["Y", "завод", "999", "", ""]]
    assert issues(read(with_survey(tmp_path, [HEADER, *rows])), "quarantine") == [(7, "milk", "C16")]
