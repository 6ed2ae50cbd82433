"""Sentences, numbers, months and names in English, Russian and Kyrgyz; the English sentence is the message's id."""

import datetime as dt
import gettext
import io
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeGuard

from babel.dates import get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("en", "ru", "ky")
OWN_NAMES = {"en": "English", "ru": "Русский", "ky": "Кыргызча"}
"""what each language calls itself"""
NBSP = "\u00a0"
JOINER = "\u2060"  # keeps t/month on one line
_STOPPED = re.compile(r"\{(\w+)\}\.")


def mark(message: str) -> str:
    """Return the message unchanged: it is translated later, here it is only named for the texts."""
    return message


UNKNOWN = mark("not known")
RANGE_NOTE = mark("In brackets: from P10 to P90. In 8 of 10 computed futures the figure lies in this range.")
RATES = {"1/year": mark("a year"), "1/month": mark("a month")}
SCALES = ((1e9, "billion"), (1e6, "million"))
# Units by the words of capacity/intake/units.csv; anything else is shown as it is written.
UNITS = (
    *("t", "kg", "l", "piece", "minute", "h", "ha", "head", "worker", "machine", "member", "bag", "bale", "m", "km"),
    *("day", "week", "month", "year", "shift", "kWh", "KGS", "million", "billion", "share"),
)
SHAPES = {
    "triangular": mark("triangular"),
    "uniform": mark("uniform"),
    "normal": mark("normal"),
    "lognormal": mark("lognormal"),
    "discrete": mark("discrete"),
    "estimate": mark("estimate"),
}
COUNTED = ("piece", "minute", "head", "worker", "machine", "member", "bag", "bale", "shift")


@cache
def _translations(language: str) -> gettext.NullTranslations:
    """Return the texts of a language; English needs none."""
    if language == "en":
        return gettext.NullTranslations()
    source = files("capacity.present").joinpath("texts", f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


@dataclass(frozen=True)
class Words:
    """How one language says things: en, ru or ky."""

    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse a language there are no texts for."""
        if self.language not in LANGUAGES:
            raise ValueError(f'there are no texts in "{self.language}"; there are {", ".join(LANGUAGES)}')

    def say(self, message: str, /, **values: object) -> str:
        """Return the message in this language, its {names} filled with the values as they are.

        A value that ends in a full stop (20 сом/шт.) ends the sentence too: no second one follows it.
        """
        text = _translations(self.language).gettext(message) if message else ""
        return _ended_once(text, values).format_map(values) if values else text

    def count(self, one: str, many: str, number: float, /, **values: object) -> str:
        """Return the message in the plural form that a whole number asks for; {n} is the number, well written."""
        whole = round(number)
        text = _translations(self.language).ngettext(one, many, abs(whole))
        values = {"n": self.number(whole), **values}
        return _ended_once(text, values).format_map(values)

    def known(self, code: str, table: Mapping[str, str]) -> str:
        """Return the message that a code stands for; a code nobody wrote a message for is shown in plain letters."""
        return self.say(table[code]) if code in table else code.replace("_", " ")

    def title(self, title: str | Mapping, name: str = "") -> str:
        """Return a title in this language, else in English, else in any; without a title the name in plain letters."""
        if isinstance(title, Mapping):
            title = title.get(self.language) or title.get("en") or next(iter(title.values()), "")
        return title or name.replace("_", " ")

    def number(self, value: float | None, places: int | None = None) -> str:
        """Return a number: whole from 100 on, one decimal from 10 on, else two; a dash where there is none."""
        if not _known(value):
            return "–"
        places = _places(value) if places is None else places
        rounded = round(float(value), places) + 0.0
        pattern = "#,##0." + "#" * places if places else "#,##0"
        return format_decimal(rounded, format=pattern, locale=self.language).replace("-", "−")

    def share(self, value: float | None) -> str:
        """Return a share 0..1 as a whole percentage; what is not certain is never called 0 % or 100 %."""
        if not _known(value):
            return "–"
        if 0 < value < 0.005:
            return f"<{NBSP}{self.share(0.01)}"
        return f">{NBSP}{self.share(0.99)}" if 0.995 <= value < 1 else self._amounts([value], "share")

    def amount(self, value: float | None, unit: str = "") -> str:
        """Return a value with its unit: shares as percentages, ratios bare, from a million on in millions."""
        if not _known(value):
            return "–"
        return self.share(value) if unit == "share" else self._amounts([value], unit)

    def about(self, value: float | None, unit: str = "") -> str:
        """Return an estimate with its unit, to two digits: 332,268 KGS is "330,000 KGS"."""
        return self.amount(float(f"{value:.2g}") if _known(value) else value, unit)

    def between(self, low: float | None, high: float | None, unit: str = "") -> str:
        """Return a range with its unit once: "10 to 14 t"."""
        if not _known(low) or not _known(high):
            return self.say(UNKNOWN)
        return self._amounts([low, high], unit)

    def middle_and_range(self, middle: float | None, low: float | None, high: float | None, unit: str = "") -> str:
        """Return a middle value with its unit and its range in brackets: "12 t (10 to 14)"."""
        if not _known(middle) or not _known(low) or not _known(high):
            return self.amount(middle, unit)
        divisor, places, suffix = self._scale(max(abs(middle), abs(low), abs(high)), unit)
        least, central, most = (self.number(value / divisor, places) for value in (low, middle, high))
        if least == central == most:
            return self.amount(middle, unit)
        between = self.say("{low} to {high}", low=least, high=most)
        return f"{central}{suffix} ({between})"

    def _amounts(self, values: list[float], unit: str) -> str:
        divisor, places, suffix = self._scale(max(abs(value) for value in values), unit)
        numbers = list(dict.fromkeys(self.number(value / divisor, places) for value in values))
        text = numbers[0] if len(numbers) == 1 else self.say("{low} to {high}", low=numbers[0], high=numbers[1])
        return text + suffix

    def _scale(self, size: float, unit: str) -> tuple[float, int | None, str]:
        """Return what numbers of a size are divided by, their decimals, and what is written behind them."""
        percent = "%" if self.language == "en" else f"{NBSP}%"
        if unit == "share":
            return 0.01, 0, percent
        if unit in RATES:
            return 0.01, 1, f"{percent} {self.say(RATES[unit])}"
        unit = "" if unit in ("ratio", "1") else self._many(unit).replace("/", f"/{JOINER}")
        divisor, word = next(((limit, word) for limit, word in SCALES if size >= limit), (1.0, ""))
        return divisor, None, "".join(f"{NBSP}{part}" for part in (word and self.unit(word), unit) if part)

    def axis(self, size: float, unit: str) -> tuple[float, str]:
        """Return what the numbers of an axis that reaches `size` are divided by, and what is written at it."""
        divisor, _, suffix = self._scale(size, unit)
        return divisor, suffix.strip(f"{NBSP} ").replace(NBSP, " ").replace(JOINER, "")

    def unit(self, unit: str) -> str:
        """Return a unit such as t/month in this language, word by word; units nobody translated stay."""
        return "/".join(self._unit_word(word) for word in str(unit).split("/"))

    def stated(self, text: str) -> str:
        """Return a quantity as somebody wrote it, its distribution and unit in this language: "2 – 3 – 5 KGS/kg"."""
        numbers, _, unit = text.rpartition(" ")
        shape, _, rest = numbers.partition(" ")
        numbers = f"{self.say(SHAPES[shape])}: {rest}" if shape in SHAPES else numbers
        return f"{numbers} {self.unit(unit)}" if numbers else text

    def _many(self, unit: str) -> str:
        """Return a unit as it stands behind a number: in English pieces/month, not piece/month."""
        first, *rest = self.unit(unit).split("/")
        return "/".join([f"{first}s" if self.language == "en" and first in COUNTED else first, *rest])

    def _unit_word(self, word: str) -> str:
        return _translations(self.language).pgettext("unit", word) if word in UNITS else word

    def month(self, label: str) -> str:
        """Return 2027-01 as "January 2027"; anything else as it is."""
        try:
            date = dt.date.fromisoformat(f"{label}-01")
        except (TypeError, ValueError):
            return str(label)
        return f"{self.month_name(date.month)} {date.year}"

    def month_name(self, number: int) -> str:
        """Return the name of a month, 1..12, as it stands in a table: January, январь, январь."""
        name = get_month_names("wide", context="stand-alone", locale=self.language)[number]
        return name if self.language == "en" else name.lower()

    def short_month(self, number: int) -> str:
        """Return three letters of a month, 1..12."""
        return self.month_name(number)[:3]

    def short_date(self, label: str) -> str:
        """Return 2027-01 as "Jan 2027", to stand under an axis."""
        return f"{self.short_month(int(label[5:7]))} {label[:4]}"

    def in_month(self, number: int) -> str:
        """Return "in January", 1..12."""
        return self.say(IN_MONTHS[number - 1])

    def months(self, numbers: Iterable[int]) -> str:
        """Return months of the year in words, neighbours joined: "June – August, December"; whole years wrap round."""
        wanted = sorted(set(numbers))
        if len(wanted) == 12:
            return self.say("all year")
        starts = [m for m in wanted if (m - 2) % 12 + 1 not in wanted]
        return ", ".join(self._run(start, wanted) for start in starts)

    def _run(self, start: int, wanted: list[int]) -> str:
        end = start
        while end % 12 + 1 in wanted:
            end = end % 12 + 1
        names = [self.month_name(start), self.month_name(end)]
        return names[0] if start == end else " – ".join(names)

    def listed(self, items: Iterable[str]) -> str:
        """Return items joined by commas."""
        return ", ".join(items)


def _ended_once(text: str, values: Mapping[str, object]) -> str:
    """Return a message without the full stops that stand behind values which bring their own."""

    def once(found: re.Match[str]) -> str:
        return found[0][:-1] if str(values.get(found[1], "")).endswith(".") else found[0]

    return _STOPPED.sub(once, text)


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _places(value: float) -> int:
    """Return the decimals that leave about three digits."""
    size = abs(value)
    if 0 < size < 0.095:
        return min(6, 1 - math.floor(math.log10(size)))
    return 0 if size >= 99.5 else 1 if size >= 9.95 else 2


IN_MONTHS = (
    *(mark("in January"), mark("in February"), mark("in March"), mark("in April"), mark("in May"), mark("in June")),
    *(mark("in July"), mark("in August"), mark("in September"), mark("in October")),
    *(mark("in November"), mark("in December")),
)
