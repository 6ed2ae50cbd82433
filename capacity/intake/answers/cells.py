"""A cell's text becomes a number with its unit, or missing, or a refusal that says why. Nothing is guessed.

Codes of the refusals: C01 text, C04 "1.234" that may be 1.234 or 1234, C06 a bound, C07 a date, C09 yes/no, C10 an
error of the sheet, C11 a formula without result, C12 not finite, C13 too large, C15 negative.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from capacity.intake.answers.decimal_signs import UNDECIDED, Convention, is_ambiguous
from capacity.intake.findings import InputError
from capacity.intake.sheets.sheets import BOOLEAN, DATE, ERROR, NO_RESULT, NUMBER, TEXT
from capacity.intake.spelling import tidy

LARGEST = 1e12
SMALLEST = 1e-9
_REMEMBERED = 65536
"""texts of which it is remembered how they were read: a column has few that differ"""
MISSING = frozenset(
    (
        *("", "-", "--", "---", "...", "?", "n/a", "na", "n.a.", "null", "none", "no_answer", "no answer", "-999"),
        *("don't know", "dont know", "dk", "нет данных", "не знаю", "н/д", "н.д.", "нд"),
        *("белгисиз", "билбейм", "маалымат жок"),
    )
)
NO_NUMBER = frozenset(("жок", "нет"))

_DASHES = str.maketrans("‐‑‒–—―−", "-------")
_SIGNS = str.maketrans("’ʼ`´‘٬，．،٪％", "'''''',.,%%")
_ARABIC_DECIMAL = re.compile("٫([0-9]*)")
_NUMBER = re.compile(r"([+-]?) ?([0-9][0-9.,' ]*|[.,][0-9]+)(?:[eE]([+-]?[0-9]+))?")
_AMOUNT = r"[0-9][0-9.,' ]*"
_RANGE = re.compile(
    rf"(?:от |from |between )?({_AMOUNT})(?:-|…|до |to |and ) ?({_AMOUNT})(?![-0-9./])(.*)", re.IGNORECASE
)
_UNIT_TWICE = re.compile(r"(?<=[0-9]) ?([^\W\d_]+)\.?(?= ?(?:-|…|до |to |and ) ?[0-9][0-9.,' ]*\1\b)", re.IGNORECASE)
"""the unit of the first figure of a range, where the second has the same: 1 т - 2 т"""
_ABOUT = re.compile(
    r"(?:~|≈|около |примерно |ок\. ?|прим\. ?|about |approx\.? |ca\.? |болжол менен )\s*", re.IGNORECASE
)
_BOUND = re.compile(
    r"[<>≤≥]=?|(?:до|более|больше|менее|меньше|свыше|не более|не менее|at least|up to|over|more than|less than) "
)
_MONTHS = "янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"\d{1,4}([-./])\d{1,2}\1\d{1,4}([ t].*)?|0\d[./](?:0\d|1[0-2])|"
    r"(?=.*(?:\b(?:19|20)\d\d\b|\b0\d\b))\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ t].*)?|"
    rf"\d{{1,2}}[-. /]({_MONTHS})[а-яa-z]*\.?([-. /]\d{{2,4}})?|({_MONTHS})[а-яa-z]*[-. ]\d{{1,4}}"
)
_NO_DECIMALS = re.compile(r"(?<=[0-9])[.,]0{1,2}$")
_MARK = re.compile(r"\.[a-z]?|#null!")
"""what Stata (. and .a to .z) and SPSS write where there is no answer"""
_TIMES = re.compile(
    r"(тыс\.?|тысяч[аиу]?|тыщ[аиу]?|миң|thousand|млн\.?|миллион(?:а|ов)?|mln|million|млрд\.?|миллиард(?:а|ов)?|bln|billion)"
    r"(?=\s|$|/)\s*",
    re.IGNORECASE,
)
_POWERS = {"млн": 1e6, "мил": 1e6, "mln": 1e6, "mil": 1e6, "млр": 1e9, "bln": 1e9, "bil": 1e9}
_THOUSANDS = re.compile(r"[0-9]{1,3}([ '])[0-9]{3}(?:\1[0-9]{3})*(?=[.,]|$)")
_DIVIDED = re.compile(r"(?:^|\s+)(?:в|за|с|на|per)\s+(?:1\s+)?")
_STRAY = re.compile(r"[0-9](?<!м[23])(?<!m[23])|[¼½¾⅐-⅞]")
"""a digit behind a letter that is none of m2, m3, м2, м3, or a fraction: 1½ t is not 1 of a unit ½ t"""
_BOUND_BEHIND = re.compile(r"(?:и |or |жана |же )?(?:больше|более|выше|меньше|менее|more|less|over|max|макс|көп|аз)\b")
_NO_UNIT = re.compile(r"[^\w%$€₽/\[]+")
_NOUGHTS = re.compile(r"[OoОоIІ|]+(?!\w)")
"""letters typed for 0 and 1"""
_RAISED = str.maketrans("²³", "23")
_YES_NO = {"true", "false", "истина", "ложь", "да", "yes", "no", "ооба"}


@dataclass(frozen=True)
class Number:
    """A number as read: its value, the unit written beside it ("" if none), and a note if it had to be interpreted."""

    value: float
    unit: str = ""
    note: str = ""


def is_missing(text: str, declared: Collection[str] = (), *, number: bool = True) -> bool:
    """Return whether an answer means not known: the usual words, and the codes (99, 999 ...) that were declared."""
    return _is_missing(text, tuple(declared), number)


@lru_cache(maxsize=_REMEMBERED)
def _is_missing(text: str, declared: tuple[str, ...], number: bool) -> bool:
    word = _word(text)
    return word in MISSING or (number and word in NO_NUMBER) or any(word == _word(one) for one in declared)


def _word(text: str) -> str:
    """Return an answer without what makes no difference to it: -99.0 is -99."""
    return _NO_DECIMALS.sub("", tidy(text).translate(_DASHES).casefold())


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Return the text with plain digits, dashes and apostrophes, whatever the script of its digits and their signs.

    The signs of Arabic digits leave no doubt and keep that: ٬ parts thousands like an apostrophe, and after ٫ four
    places are written, so that nobody takes three for thousands.
    """
    text = tidy(text).translate(_DASHES).translate(_SIGNS)
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    text = _ARABIC_DECIMAL.sub(lambda match: f".{match[1]:0<4}", text)
    return text.removeprefix("'")


@lru_cache(maxsize=_REMEMBERED)
def read_number(text: str, kind: str = TEXT, convention: Convention = UNDECIDED) -> Number:
    """Return the number a cell stands for; refuse with InputError what is none.

    Read: decimal comma or point, blanks and apostrophes between thousands, 1.2E3, 10 л, 45 %, 5 тыс. сом, and with a
    note 10-12, от 10 до 12 (the midpoint) and ~10. Missing answers are the caller's (see is_missing).
    """
    _refuse_kind(text, kind)
    if kind == NUMBER:
        return _stored(text)
    written = plain(text)
    _refuse_words(written)
    about = _ABOUT.match(written)
    written = written[about.end() :] if about else written
    spread = _RANGE.fullmatch(_UNIT_TWICE.sub(" ", written))
    if spread:
        return _midpoint(spread, convention)
    number = _single(written, convention)
    return Number(number.value, number.unit, f"{text.strip()} is read as {number.value:g}") if about else number


def number_or_none(text: str, kind: str = TEXT, convention: Convention = UNDECIDED) -> Number | None:
    """Return the number a cell stands for, None where it is empty or read_number refuses it."""
    try:
        return None if is_missing(text) else read_number(text, kind, convention)
    except InputError:
        return None


def _stored(text: str) -> Number:
    """Return a number of a workbook, with the unit that its number format shows beside it."""
    digits, _, shown = text.removesuffix("%").partition(" ")
    times, unit = _times("%" if text.endswith("%") and not shown else plain(shown))
    return _checked(float(digits) * times, _unit(unit), "")


def _refuse_kind(text: str, kind: str) -> None:
    if kind == DATE:
        fix = "type the figure again as text, e.g. 2,5 or 10-12, or correct it in corrections.yml"
        raise InputError("Excel made a date of this figure", fix=fix, code="C07")
    if kind == BOOLEAN:
        raise InputError("this is TRUE or FALSE, not a number", fix="write the number", code="C09")
    if kind == ERROR:
        raise InputError(f"the sheet could not calculate this cell ({text})", fix="mend the formula", code="C10")
    if kind == NO_RESULT:
        fix = "open the file in Excel, save it once and copy it here again"
        raise InputError("this formula has no stored result", fix=fix, code="C11")


def _refuse_words(plain: str) -> None:
    word = plain.casefold()
    if _MARK.fullmatch(word):
        fix = f'declare missing: ["{plain}"] under survey: in cluster.yml, or leave the cell empty'
        raise InputError("this is no number but a mark of a statistics program for no answer", fix=fix, code="C01")
    if word.startswith("#"):
        raise InputError("the sheet could not calculate this cell", fix="mend the formula", code="C10")
    if word.lstrip("+-") in ("nan", "inf", "infinity", "∞"):
        raise InputError("this is not a finite number", fix="write the number, or leave the cell empty", code="C12")
    if word in _YES_NO:
        raise InputError("a number is asked here, not yes or no", fix="write the number", code="C09")
    if _DATE.fullmatch(word):
        fix = "write the figure that was meant; a range may be written: from 1.5 to 2"
        raise InputError("this reads as a date, not as a number", fix=fix, code="C07")
    if _BOUND.match(word):
        raise InputError("this is a bound, not a number", fix="write a number or a range such as 10-12", code="C06")


def _midpoint(spread: re.Match, convention: Convention) -> Number:
    low, high = (_digits(text.strip(" '"), convention) for text in spread.groups()[:2])
    if low > high:
        raise InputError("the range runs backwards", fix="write the smaller number first", code="C06")
    tail = _single(f"1 {spread[3]}" if spread[3].strip() else "1", convention)
    value = (low + high) / 2 * tail.value
    return Number(_checked(value, "", "").value, tail.unit, f"a range, read as its midpoint {value:g}")


def _single(plain: str, convention: Convention) -> Number:
    match = _NUMBER.match(plain)
    if not match:
        raise InputError("this is not a number", fix="write a number, or leave the cell empty", code="C01")
    value = _digits(match[2].strip(" '"), convention)
    rest = plain[match.end() :].strip()
    if match[3]:
        value = _power(value, int(match[3]))
    times, rest = _times(rest)
    if re.search(r"^[xх×*·/] ?[0-9]|^[-+_0-9]|\s[0-9]", rest, re.IGNORECASE):
        raise InputError("this is more than one number", fix="write one number", code="C01")
    if _STRAY.search(rest) or _NOUGHTS.match(rest):
        fix = "write the figure in digits alone, or leave the cell empty"
        raise InputError("letters stand among the digits: this is not a number", fix=fix, code="C01")
    if _BOUND_BEHIND.match(rest.casefold()):
        raise InputError("this is a bound, not a number", fix="write a number or a range such as 10-12", code="C06")
    if _NO_UNIT.fullmatch(rest.strip(" ,;.")):
        fix = "ask what it means, and write the figure alone"
        raise InputError(f'"{rest.strip()}" stands behind the number', fix=fix, code="C01")
    return _checked(-value * times if match[1] == "-" else value * times, _unit(rest), "")


def _times(rest: str) -> tuple[float, str]:
    """Return what a word such as тыс. or million multiplies by, and what stands behind it."""
    times = _TIMES.match(rest)
    if not times:
        return 1.0, rest
    word = times[1].casefold()
    power = 1e9 if word.startswith("миллиард") else _POWERS.get(word[:3], 1e3)
    return power, rest[times.end() :]


def _power(value: float, exponent: int) -> float:
    try:
        return value * 10.0**exponent
    except OverflowError:
        return float("inf")


def _unit(rest: str) -> str:
    text = _DIVIDED.sub("/", rest.strip(" ,;")).translate(_RAISED)
    return f"1{text}" if text.startswith("/") else text


def _digits(digits: str, convention: Convention) -> float:
    digits = digits.rstrip(".,").rstrip(" '") if digits[-1:] in (".", ",") else digits
    group = _THOUSANDS.match(digits)
    if group:
        digits = digits[: group.end()].replace(group[1], "") + digits[group.end() :]
        convention = Convention(decided=next((c for c in digits if c in ".,"), ""))
    signs = [char for char in digits if char in ".,"]
    if len(signs) == 1:
        return _one_sign(digits, signs[0], convention)
    if signs:
        return _several_signs(digits, signs)
    if not digits.isdecimal():
        raise InputError("the blanks stand where no thousands are", fix="write the number without blanks", code="C01")
    return float(digits)


def _one_sign(digits: str, sign: str, convention: Convention) -> float:
    whole, _, part = digits.partition(sign)
    if not (whole + part).isdecimal():
        raise InputError("this is not a number", fix="write the number without blanks", code="C01")
    if is_ambiguous(whole, part) and not convention.decided:
        places = part.rstrip("0")
        decimals = f"{whole}{sign}{places}{'0' * (len(places) == 3)}" if places else whole
        other = "," if sign == "." else "."
        fix = (
            f'ask; if it is {whole}.{part}, write {decimals} or declare decimal: "{sign}" of this column; '
            f'if it is {whole}{part}, write {whole}{part} or declare decimal: "{other}"'
        )
        raise InputError(f"this may be {whole}.{part} or {whole}{part}", fix=fix, code="C04")
    if is_ambiguous(whole, part) and convention.decided != sign:
        return float(whole + part)
    return float(f"{whole or 0}.{part}")


def _several_signs(digits: str, signs: list[str]) -> float:
    last = signs[-1]
    thousands = signs[0]
    whole, part = digits.rsplit(last, 1) if last != thousands else (digits, "")
    groups = whole.split(thousands)
    is_grouped = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    is_plain = ("".join(groups) + (part or "0")).isdecimal()
    if not (is_grouped and is_plain and (last == thousands or signs.count(last) == 1)):
        raise InputError("the points and commas do not make a number", fix="write the number without them", code="C01")
    return float(f"{''.join(groups)}.{part or 0}")


def _checked(value: float, unit: str, note: str) -> Number:
    if not abs(value) < float("inf"):
        raise InputError("this is not a finite number", fix="write the number, or leave the cell empty", code="C12")
    if value < 0:
        code = f"{value:.15g}"
        fix = f'if {code} stands for not known, declare missing: ["{code}"] of this column in cluster.yml; else ask'
        raise InputError("an amount cannot be negative", fix=fix, code="C15")
    if value > LARGEST:
        raise InputError("the number is larger than anything here can be", fix="check the digits", code="C13")
    if 0 < value < SMALLEST:
        return Number(0.0, unit, f"{value:g} is read as 0")
    return Number(value, unit, note)
