"""What a number format shows beside a stored number: percent, or a unit such as т, kg, bags, сом.

Whoever sees `1,5 т` in a cell answered 1.5 t, although the file holds 1.5. Thousands, colours, blanks and dates say
nothing of the kind, nor does a word before the digits that is no unit (№ 7). A sign of money ($, ₽) is that of the
spreadsheet's language, so it stands in brackets: it says that money is meant, not whose.
"""

import math
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from capacity.intake.quantities.units import known_unit

BOOLEAN_FORMAT = "BOOLEAN"
"""what LibreOffice calls the format that shows 1 and 0 as TRUE and FALSE"""
_BUILT_IN = {"9": "0%", "10": "0.00%"}
"""the numbers of Excel's own formats that show percent; no other of them shows a unit"""
_DIGITAL = frozenset(("0", "1", "2", "3", "4", "37", "38", "39", "40", "49"))
"""the numbers of those that show a number by its digits, and nothing else"""
_DIGITS = re.compile(r"General|[#0?,. ]+")
_FIRST_CUSTOM = 164

_PART = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|Основной|[0#?]|E[+-]|[.,%@;]|.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_MEETS = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "<>": lambda value, bound: value != bound,
}
_TRUE_FALSE = frozenset(("TRUE", "FALSE", "ИСТИНА", "ЛОЖЬ", "ЧЫН", "ЖАЛГАН"))
"""how LibreOffice shows what is true and what is not, in English, Russian and Kyrgyz"""
_SHOWN = re.compile(r"([^0-9]*)([0-9](?:[0-9.,'\s]*[0-9])?)(?:E[+-]?[0-9]+)?(.*)", re.DOTALL)
_HALF = Decimal("0.5")
_LONGEST = 255
"""characters of a format that Excel allows"""


class _Section:
    """One of the sections of a format between semicolons: its condition, and what it shows around the digits."""

    def __init__(self) -> None:
        self.condition: tuple[str, float] | None = None
        self.has_digits = self.is_percent = False
        self.before = self.behind = self.money = ""
        self.commas = 0

    def take(self, literal: str, bracket: str | None, sign: str) -> None:
        """Take the next part of the format: a literal text, a bracket, or a sign of the format's own."""
        condition = _CONDITION.fullmatch(bracket or "")
        if condition:
            self.condition = (condition[1], float(condition[2]))
        elif bracket and bracket.startswith("$"):
            self.money = bracket[1:].partition("-")[0].strip()
        elif sign in ("$", "€", "₽") or literal in ("$", "€", "₽"):
            self.money = literal or sign
        elif sign in ("0", "#", "?", "General", "Основной"):
            self.has_digits, self.behind, self.commas = True, "", 0
        elif sign == "%":
            self.is_percent = True
        elif sign == "," and self.has_digits and not self.behind:
            self.commas += 1
        elif self.has_digits and sign not in (".", ",", "@", "E+", "E-"):
            self.behind += literal or sign
        elif literal and not self.has_digits:
            self.before += literal

    @property
    def unit(self) -> str:
        """Return the unit shown behind the digits, or a known one or money before them; "" if no word stands there."""
        if not self.has_digits:
            return ""
        text = " ".join(self.behind.split())
        if any(char.isalpha() for char in text) or text[:1] == "%":
            return text
        if self.money:
            is_word = any(char.isalpha() for char in self.money) and known_unit(self.money)
            return self.money if is_word else f"[{self.money}]"
        word = self.before.strip(" :=").casefold()
        return word if any(char.isalpha() for char in word) and known_unit(word.rstrip(".")) else ""


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    sections = [_Section()]
    for quoted, escaped, bracket, sign in _PART.findall(code[:_LONGEST]):
        if sign == ";":
            sections.append(_Section())
        else:
            sections[-1].take(quoted or escaped, bracket, sign)
    return tuple(sections)


def tells(code: str) -> bool:
    """Return whether a number format shows percent, TRUE and FALSE, or a unit beside some numbers."""
    return code == BOOLEAN_FORMAT or any(section.unit or section.is_percent for section in _sections(code))


def show(value: float, code: str) -> str:
    """Return a number with what its format shows beside it ("1.5 т", "20%"), with all its digits; "" if nothing is."""
    if not math.isfinite(value):
        return ""
    section = _section(value, code)
    exact = Decimal(repr(value))
    if section.is_percent:
        return f"{_digits(exact * 100)}%"
    return f"{_digits(exact / 1000**section.commas)} {section.unit}" if section.unit else ""


def _digits(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _section(value: float, code: str) -> _Section:
    """Return the section of a format that shows a number: by its condition, else by the number's sign."""
    sections = _sections(code)[:3]
    if any(section.condition for section in sections):
        met = (s for s in sections if s.condition is None or _MEETS[s.condition[0]](value, s.condition[1]))
        return next(met, sections[-1])
    if len(sections) == 3 and value == 0:
        return sections[2]
    return sections[1] if len(sections) > 1 and value < 0 else sections[0]


def shown_format(text: str, value: str = "", thousands: int = 0) -> str:
    """Return the number format by which an .ods shows a number as this text, "" if it adds nothing to the digits.

    `value` is the number that it holds, `thousands` how often its style divides it by 1000, as far as the digits agree
    (a style may do so to some numbers only). A text in percent is that of a share where its digits are a hundred times
    the value: 1 is shown as 100 %, but 20 "%" is 20.
    """
    if text == "%":
        return _BUILT_IN["9"]
    if text.strip().upper() in _TRUE_FALSE:
        return BOOLEAN_FORMAT
    shown = _SHOWN.fullmatch(text)
    if not shown:
        return ""
    if shown[3].strip() == "%" and not _agrees(shown[2], value) and _agrees(shown[2], value, 100):
        return _BUILT_IN["9"]
    tries = (thousands, 0, 1, 2, 3)
    thousands = next((times for times in tries if _agrees(shown[2], value, Decimal(1000) ** -times)), thousands)
    before, behind = ("".join(f"\\{char}" for char in part) for part in (shown[1], shown[3]))
    code = f"{before}0{',' * thousands}{behind}"
    return code if tells(code) else ""


def _agrees(digits: str, value: str, times: Decimal | int = 1) -> bool:
    """Return whether digits are so many times a value, as far as they are shown; their last sign may part decimals."""
    try:
        held = abs(Decimal(value)) * times
    except InvalidOperation:
        return False
    parts = re.findall("[0-9]+", digits)
    places = {0, len(parts[-1]) if len(parts) > 1 else 0}
    return any(abs(held.scaleb(after) - int("".join(parts))) <= _HALF for after in places)


class StyleReader:
    """Follows the number formats of a workbook, then the styles of its cells that use them.

    `formats` are those that show more than digits, by style; `digital` are the styles that show digits and no more.
    """

    def __init__(self) -> None:
        self.codes, self.formats = dict(_BUILT_IN), dict[str, str]()
        self.digital, self._digital = set[str](), set(_DIGITAL)
        self.section, self.styles = "", 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a number format, or a style of cells; every other element is passed over."""
        name, number = tag.rpartition(":")[2], attributes.get("numFmtId", "")
        if name in ("numFmts", "cellStyleXfs", "cellXfs", "dxfs"):
            self.section = name
        elif name == "numFmt" and self.section == "numFmts":
            self._format(number, attributes.get("formatCode", ""))
        elif name == "xf" and self.section == "cellXfs":
            if number in self.codes:
                self.formats[str(self.styles)] = self.codes[number]
            if number in self._digital:
                self.digital.add(str(self.styles))
            self.styles += 1

    def _format(self, number: str, code: str) -> None:
        (self._digital.add if _DIGITS.fullmatch(code) else self._digital.discard)(number)
        if number.isdecimal() and int(number[:9]) >= _FIRST_CUSTOM and tells(code):
            self.codes[number] = code
