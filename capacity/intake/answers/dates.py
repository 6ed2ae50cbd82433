"""Dates as people write them: whether the day exists, and whether it can be what it says.

The day on which a program runs must not change what it finds: what counts as too late is seen from the cluster's start.
"""

import re
from datetime import date

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Found, Issue
from capacity.intake.spelling import tidy

EXAMPLE = "2026-11-02"
EARLIEST, LATEST = 1900, 2100
"""years that a date can have"""
_END = r"(?:[ t]\d{1,2}:\d{2}\S*)?\s*(?:г\.?|года|ж\.?)?"
_ISO = re.compile(rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}}){_END}")
_LOCAL = re.compile(rf"(\d{{1,2}})([-./])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_END}")
_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})|(\d{1,2})[-./](\d{4})")
_YEAR = re.compile(r"\d{4}")


def first_day(text: str) -> date | None:
    """Return the day that a text names, or the first one of its month or year; None if it names none in numbers.

    Read: 2026, 2026-11, 2026-11-02, 11.2026, 02.11.2026, 2.11.26, with a time behind. A day that does not exist, or a
    year that cannot be, is a ValueError.
    """
    text = tidy(text).casefold()
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _LOCAL.fullmatch(text):
        return _local(found)
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        is_season = found[1] and month > 12 and month == (year + 1) % 100
        return _day(year, 1 if is_season else month, 1)
    return _day(int(text), 1, 1) if _YEAR.fullmatch(text) else None


def _local(found: re.Match) -> date:
    """Return the day of 02.11.2026; with slashes of 11/02/2026 too, where only that exists."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    is_american = found[2] == "/" and second > 12
    return _day(year, first, second) if is_american else _day(year, second, first)


def _day(year: int, month: int, day: int) -> date:
    if not EARLIEST <= year <= LATEST:
        raise ValueError(year)
    return date(year, month, day)


def date_issue(text: str, start: str = "", *, needed: bool = False) -> Issue | None:
    """Return what is wrong with a date, without its place; None if nothing is.

    An error: a day that does not exist. A warning: more than a year after the month `start` (2027-01) in which the
    cluster starts; or, where a date is `needed`, words that name none.
    """
    try:
        day = first_day(text)
    except ValueError:
        fix = f"write a day that exists as year-month-day, e.g. {EXAMPLE}"
        return Issue("there is no such date", fix, value=text, code="Y14")
    if day is None and needed:
        fix = f"write it as year-month-day, e.g. {EXAMPLE}"
        return Issue("this is read as words, not as a date", fix, value=text, severity="warning", code="Y14")
    if day and start and (day.year, day.month) > (int(start[:4]) + 1, int(start[5:7])):
        problem = f"this date is more than a year after the start of the cluster ({start})"
        return Issue(problem, "check the year", value=text, severity="warning", code="Y14")
    return None


def dated_sources(spec: Spec) -> Found:
    """Yield what is wrong with the dates of the sources and of those who stand by them, each with its path."""
    for name, source in spec.sources.items():
        path: tuple[str, ...] = ("sources", name)
        stated = [((*path, "date"), source.date, False)]
        stated += [((*path, "agreed", "date"), source.agreed.date, True)] if source.agreed else []
        for path, text, needed in stated:
            if text and (issue := date_issue(text, spec.start, needed=needed)):
                yield path, issue
