"""A bare 1 in a column of percent, and 0.5 among 20 and 50 in one of shares, are asked about."""

import pytest
from survey_folders import MAP, issues, read, with_survey

HEADER = ["id", "kind", "milk", "tank", "joins", "kept"]


def asked(path, texts, unit="percent"):
    rows = [[f"M{i:02}", "ЛПХ", str(100 + i), "", "да", text] for i, text in enumerate(texts)]
    data = read(with_survey(path, [HEADER, *rows], f"{MAP}  own_use: {{columns: [kept], unit: {unit}}}\n"))
    found = issues(data, "quarantine")
    assert {(column, code) for _, column, code in found} <= {("kept", "C27")}
    return [texts[row - 2] for row, *_ in found]


@pytest.mark.parametrize(
    "texts", [["20", "1", "50"], ["0", "1", "0"], ["20 %", "1", "50 %"], ["10", "100", "1"], ["20", "1,0", "50"]]
)
def test_a_bare_1_among_percent_is_asked_about(tmp_path, texts):
    assert asked(tmp_path, texts) == [text for text in texts if text in ("1", "1,0")]


@pytest.mark.parametrize("texts", [["2", "3", "1", "5"], ["20", "1 %", "50"], ["20", "100%", "50"], ["20", "50"]])
def test_one_percent_stays_where_it_is_clear(tmp_path, texts):
    assert asked(tmp_path, texts) == []


def test_a_column_of_shares_with_percent_in_it(tmp_path):
    assert asked(tmp_path, ["0.3", "1", "0.2"], "share") == []
    assert asked(tmp_path / "2", ["0.3", "1", "0.2", "20"], "share") == ["20"]
    assert asked(tmp_path / "3", ["50", "60", "0.5", "1", "0"], "share") == ["50", "60", "0.5", "1"]


def test_an_amount_of_1_is_an_amount(tmp_path):
    assert asked(tmp_path, ["20", "1", "50"], "l/day") == []
