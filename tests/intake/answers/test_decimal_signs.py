"""Which sign parts the decimals is declared or fixed by the form; neighbours decide nothing."""

from collections import Counter

import pytest
from survey_folders import MAP, MONTHLY, issues, read, with_survey

from capacity.intake.answers.decimal_signs import Convention, decide_convention, is_export

HEADER = ["id", "kind", "milk", "tank", "joins"]


def figures(path, texts, *more, survey_map=MAP):
    rows = [[f"M{i}", "ЛПХ", text, "", "да", *["x"] * len(more)] for i, text in enumerate(texts)]
    return read(with_survey(path, [[*HEADER, *more], *rows], survey_map))


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["1,200", "3,650", "2,400", "1,5 t", "900"], [2, 3, 4]),
        (["1.125", "3.375", "2,5"], [2, 3]),
        (["2,5", "3,75", "1,250"], [4]),
        (["1,200", "12,400,000", "7"], [2]),
        (["2.5", "12.25", "1.125"], [4]),
    ],
)
def test_one_cell_does_not_decide_for_another(tmp_path, texts, asked):
    data = figures(tmp_path, texts)
    assert [row for row, _, code in issues(data, "quarantine") if code == "C04"] == asked


@pytest.mark.parametrize(("sign", "value"), [(",", 1200), (".", 1.2)])
def test_the_declared_sign_decides(tmp_path, sign, value):
    declared = MAP.replace("unit: l/day}", f'unit: l/day, decimal: "{sign}"}}')
    data = figures(tmp_path, ["1.200", "2,5", "7"], survey_map=declared)
    assert data.members["current"].iloc[0] == pytest.approx(value * MONTHLY)


@pytest.mark.parametrize("mark", ["KEY", "_uuid", "_index", "meta/instanceID", "group/meta/instanceID"])
def test_a_decimal_field_of_an_export_has_the_point(tmp_path, mark):
    data = figures(tmp_path, ["2.125", "3", "", "4.5"], mark)
    assert data.members["current"].iloc[0] == pytest.approx(2.125 * MONTHLY)


@pytest.mark.parametrize("texts", [["2,5", "2.125"], ["1.200", "2.400"], ["5 кг", "2.125"], ["1,250", "7"]])
def test_a_text_of_an_export_is_asked_about_like_any_other(tmp_path, texts):
    data = figures(tmp_path, [*texts, "9"], "_uuid")
    assert {code for _, _, code in issues(data, "quarantine")} == {"C04"}


def test_a_header_typed_by_hand_is_no_export():
    assert not is_export(("Код", "Удой", "Key figures"))
    assert is_export(("start", "cows", "_uuid"))


def test_the_evidence_of_a_column_is_counted():
    assert decide_convention(Counter(["2,5", "1,234", "3,75", "x", "7"])) == Convention("", ",", 2, 0)
    assert decide_convention(Counter(["2,5", "2.5"])).is_mixed
