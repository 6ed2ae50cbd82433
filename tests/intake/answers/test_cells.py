"""A cell's text becomes a number with its unit, or a refusal that says why."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.answers.cells import is_missing, read_number
from capacity.intake.answers.decimal_signs import Convention
from capacity.intake.findings.issues import InputError

NBSP, NARROW = "\u00a0", "\u202f"
NUMBERS = {
    "12": 12,
    "12,5": 12.5,
    "12.5": 12.5,
    " 12 ": 12,
    "+7": 7,
    "'12": 12,
    ",5": 0.5,
    "5.": 5,
    "0,123": 0.123,
    "0.123": 0.123,
    "1 234,5": 1234.5,
    f"1{NBSP}234,5": 1234.5,
    f"1{NARROW}068{NARROW}634,8": 1068634.8,
    "1'234.5": 1234.5,
    "1’234": 1234,
    "1 234,567": 1234.567,
    "1.234.567": 1234567,
    "1,234,567": 1234567,
    "1,234.5": 1234.5,
    "1.234,56": 1234.56,
    "1e5": 1e5,
    "1.2E+3": 1200,
    "12\u200b": 12,
    "١٢٣": 123,
    "１２,５": 12.5,
    "5 тыс.": 5000,
    "1,5 млн": 1.5e6,
    "173 миң": 173e3,
    "1,9 тыщ": 1900,
    "1,9 миллиона": 1.9e6,
    "2 млрд": 2e9,
    "2 миллиарда": 2e9,
    "3 thousand": 3000,
    "0": 0,
    "0,0": 0,
}
UNITS = {
    "10л": (10, "л"),
    "10 л/гол/сут": (10, "л/гол/сут"),
    "12 кг в сутки": (12, "кг/сутки"),
    "10 в день": (10, "1/день"),
    "45 %": (45, "%"),
    "5 тыс. сом": (5000, "сом"),
    "3 м²": (3, "м2"),
    "1 234,5 кг": (1234.5, "кг"),
}
RANGES = {
    "10-12": (11, ""),
    "10–12": (11, ""),
    "10 — 12": (11, ""),
    "от 10 до 12": (11, ""),
    "От 10 до 12 л": (11, "л"),
    "1,5-2,5 т": (2, "т"),
    "10…12": (11, ""),
    "1-1.5 t": (1.25, "t"),
    "1 т - 2 т": (1.5, "т"),
    "от 900 кг до 1100 кг": (1000, "кг"),
    "2-2.5 t": (2.25, "t"),
    "1.5-2": (1.75, ""),
    "1-1.5": (1.25, ""),
    "10 - 12.5": (11.25, ""),
    "1.5–2.5 т": (2, "т"),
    "~10": (10, ""),
    "около 10 л": (10, "л"),
}
REFUSED = {
    "C01": [
        *("abc", "полный цех", "(5)", "12 34", "1 2345", "0x1F", "1_000", "2x20", "2х20", "10/12", "1..5", "1,23,456"),
        *("2 га 5 соток", "1,2,3", "", "№ 5", "=1+1", "5-"),
    ],
    "C04": ["1.234", "1,234", "12,345", "999.000"],
    "C06": [">20", "до 15", "более 20", "не менее 5", "12-10"],
    "C07": [
        *("02.05.2026", "2026-05-02", "5 май", "12-окт", "2-May", "май.26", "2026-05-02T00:00:00"),
        *("1.5.2026", "12-05-2026", "10-12.2026", "01-02.26"),
    ],
    "C09": ["TRUE", "да", "Ложь", "no"],
    "C10": ["#DIV/0!", "#N/A", "#ЗНАЧ!"],
    "C12": ["nan", "NaN", "inf", "-inf", "1e400", "∞"],
    "C13": ["1e308", "2000000000000", "1e13"],
    "C15": ["-5", "−5", "-0,5", "- 5"],
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_whatever_its_signs_and_blanks(text):
    number = read_number(text)
    assert (number.value, number.unit, number.note) == (pytest.approx(NUMBERS[text], rel=1e-12), "", "")


@pytest.mark.parametrize("text", UNITS)
def test_the_unit_beside_a_number_is_kept(text):
    number = read_number(text)
    assert (number.value, number.unit) == UNITS[text]


@pytest.mark.parametrize("text", RANGES)
def test_a_range_is_its_midpoint_and_says_so(text):
    number = read_number(text)
    assert (number.value, number.unit) == RANGES[text]
    assert f"{number.value:g}" in number.note


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in REFUSED.items() for text in texts])
def test_what_is_no_number_is_refused_with_its_code_and_advice(code, text):
    with pytest.raises(InputError) as caught:
        read_number(text)
    (issue,) = caught.value.issues
    assert (issue.code, bool(issue.problem), bool(issue.fix)) == (code, True, True)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [("d", "2026-05-02", "C07"), ("b", "TRUE", "C09"), ("e", "#REF!", "C10"), ("f", "", "C11"), ("n", "-1", "C15")],
)
def test_what_a_workbook_knows_about_a_cell_decides(kind, text, code):
    with pytest.raises(InputError) as caught:
        read_number(text, kind)
    assert caught.value.issues[0].code == code


def test_a_true_number_of_a_workbook_is_never_ambiguous():
    assert read_number("1.234", "n").value == 1.234
    assert read_number("12345678901", "n").value == 12345678901


def test_a_number_next_to_nothing_is_zero_with_a_note():
    assert (read_number("1E-320").value, "0" in read_number("1E-320").note) == (0, True)


@pytest.mark.parametrize(("decided", "value"), [(",", 1234), (".", 1.234)])
def test_a_decided_decimal_sign_reads_what_may_be_two_figures(decided, value):
    assert read_number("1.234", "t", Convention(decided)).value == value


@pytest.mark.parametrize(
    ("text", "said"),
    [("1,200", ("1,2 ", "1200")), ("1.234", ("1.2340 ", "1234")), ("999.000", ("write 999 ", "999000"))],
)
def test_what_may_be_two_figures_is_asked_with_both_and_how_to_decide(text, said):
    with pytest.raises(InputError) as caught:
        read_number(text, "t", Convention(seen=","))
    assert all(word in caught.value.issues[0].fix for word in (*said, "decimal:"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("۱۲٫۵", 12.5), ("٩٠٠", 900), ("١٬٢٠٠", 1200), ("۱٬۲۰۰٫۵", 1200.5), ("١٫٢٥٠", 1.25), ("१२.५", 12.5)),
        *(("१,२००.५", 1200.5), ("１２．５", 12.5), ("２５％", 25), ("١٢٪", 12)),
    ],
)
def test_digits_of_other_scripts_have_signs_of_their_own(text, value):
    assert read_number(text).value == pytest.approx(value)


@pytest.mark.parametrize("text", ["1O0", "1О0", "9OO", "9OO kg", "5I", "12а4", "1٬2", "100л2"])
def test_letters_among_digits_make_no_number_and_no_unit(text):
    with pytest.raises(InputError) as caught:
        read_number(text)
    assert (caught.value.issues[0].code, "units.csv" in caught.value.issues[0].fix) == ("C01", False)


@pytest.mark.parametrize("text", ["-99", "-999999999", "-88", "-5", ".", ".a", ".Z", "#NULL!"])
def test_a_mark_for_no_answer_is_never_made_an_amount(text):
    with pytest.raises(InputError) as caught:
        read_number(text)
    assert f'missing: ["{text}"]' in caught.value.issues[0].fix
    assert "sign" not in caught.value.issues[0].fix


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("1.5 т", "n", 1.5, "т"),
        ("20%", "n", 20, "%"),
        ("1.125 кг в день", "n", 1.125, "кг/день"),
        ("1.5 тыс. сом", "n", 1500, "сом"),
        ("12 bags", "n", 12, "bags"),
    ],
)
def test_a_number_of_a_workbook_has_the_unit_that_its_format_shows(text, kind, value, unit):
    number = read_number(text, kind)
    assert (number.value, number.unit) == (value, unit)


@pytest.mark.parametrize(
    "word", ["", " ", NBSP, "-", "--", "—", "n/a", "N/A", "NA", "NULL", "None", "нет данных", "Не знаю"]
)
@pytest.mark.parametrize("number", [True, False])
def test_the_usual_words_for_not_known_are_missing(word, number):
    assert is_missing(word, number=number)


@pytest.mark.parametrize("word", ["жок", "нет", "Жок"])
def test_no_means_missing_for_numbers_only(word):
    assert is_missing(word)
    assert not is_missing(word, number=False)


def test_999_is_missing_only_where_it_is_declared():
    assert is_missing("-999")
    assert not is_missing("999")
    assert is_missing("999", ["999"])
    assert not is_missing("0", ["999"])


@given(st.floats(0, 9e11), st.sampled_from([" ", NBSP, NARROW, "'"]), st.sampled_from([",", "."]))
def test_every_way_to_print_a_number_reads_back(value, blank, sign):
    text = f"{value:,.2f}".replace(",", "_").replace(".", sign).replace("_", blank)
    assert read_number(text).value == pytest.approx(round(value, 2), abs=1e-9)


@given(st.text(max_size=40) | st.text("0123456789.,-–' ~eтысл%/", max_size=12), st.sampled_from("tdbef"))
def test_any_text_gives_a_number_that_can_be_or_a_refusal(text, kind):
    with contextlib.suppress(InputError):
        assert 0 <= read_number(text, kind).value <= 1e12


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "C01") for text in ("1½ т", "2¼", "1⅓ t", "1200*", "1200?", "1200 !", "1200 (?)")),
        *((text, "C06") for text in ("1200 и больше", "1200 or more", "30 max", "1200 көп")),
    ],
)
def test_what_stands_behind_a_number_makes_no_unit_of_itself(text, code):
    with pytest.raises(InputError) as caught:
        read_number(text)
    assert caught.value.issues[0].code == code
    assert "measures" not in caught.value.issues[0].fix
