"""Which sign of a column parts the decimals: declared in cluster.yml, or fixed by the form that wrote the column.

A cell such as 1,250 may be 1.25 or 1250. Its neighbours do not decide: one "1,5 t" says nothing of who typed "1,200",
and reading it wrong turns a figure by a thousand. So it is asked about (C04) and the decision stands in a file.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

EXPORT_COLUMNS = frozenset(("KEY", "_uuid", "_index", "instanceID", "meta/instanceID", "meta-instanceID"))
"""columns that only a server of XForms (KoboToolbox, ODK Central, SurveyCTO) writes"""

_SIGNED = re.compile(r"[0-9][0-9.,' ]*|[.,][0-9]+")
_XFORM_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?")
_THREE_PLACES = re.compile(r"[0-9]+\.[0-9]{3}")


@dataclass(frozen=True)
class Convention:
    """The decimal sign of a column: seen in its cells ("" if none or both), and decided ("" if nobody did).

    Only a decided sign reads a cell like 1.234; commas and points count the cells that leave no doubt.
    """

    decided: str = ""
    seen: str = ""
    commas: int = 0
    points: int = 0

    @property
    def is_mixed(self) -> bool:
        """Return whether the column has decimal commas and decimal points."""
        return bool(self.commas and self.points)


UNDECIDED = Convention()


def decide_convention(texts: Mapping[str, int], declared: str | None = None, *, is_export: bool = False) -> Convention:
    """Return the decimal sign of a column of plain texts (see cells.plain): as declared, or the point of an XForm.

    `texts` are those that are written, with how often.
    A decimal field of an XForm has a point whatever the language of the phone. A column of an export is such a field if
    every answer of it is a bare number; one in which all have three places and some end in 0 may be thousands in text.
    """
    commas = points = 0
    for text, times in texts.items():
        sign = _evidence(text)
        commas += times * (sign == ",")
        points += times * (sign == ".")
    seen = "" if bool(commas) == bool(points) else "," if commas else "."
    return Convention(declared or ("." if is_export and _is_decimal_field(texts) else ""), seen, commas, points)


def is_export(header: Iterable[str]) -> bool:
    """Return whether a header is that of a server's export: it has a column which nobody types by hand."""
    return not EXPORT_COLUMNS.isdisjoint(label.strip().rpartition("/")[2] or label for label in header)


def is_ambiguous(whole: str, part: str) -> bool:
    """Return whether the digits before and after a single sign may be thousands as well as decimals."""
    return len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"


def _is_decimal_field(texts: Iterable[str]) -> bool:
    if not all(_XFORM_DECIMAL.fullmatch(text) for text in texts):
        return False
    broken = [text for text in texts if "." in text]
    may_be_thousands = all(map(_THREE_PLACES.fullmatch, broken)) and any(text.endswith("0") for text in broken)
    return bool(broken) and not may_be_thousands


@lru_cache(maxsize=65536)
def _evidence(text: str) -> str:
    match = _SIGNED.search(text)
    digits = match[0].strip(" '") if match else ""
    signs = [char for char in digits if char in ".,"]
    if not signs or (digits.endswith((".", ",")) and len(signs) == 1):
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "." if signs[0] == "," else ","
    whole, _, part = digits.partition(signs[0])
    return "" if is_ambiguous(whole, part) else signs[0]
