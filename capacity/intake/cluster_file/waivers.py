"""Waivers: the day on which the members of a class agreed in writing that their own figures may be shown."""

import re
from collections.abc import Iterator
from datetime import date

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Issue, Where

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_OTHER = re.compile(r"(\d{1,2})[./ ](\d{1,2})[./ ](\d{4})")


def waiver_date(said: str, today: date | None = None) -> date | None:
    """Return the day of a waiver (2026-10-12; of 2026-10 the first), None where it is no day or has not come yet."""
    found = _ISO.fullmatch(said.strip())
    day = _day(*found.groups()) if found else None
    return day if day and day <= (today or date.today()) else None  # noqa: DTZ011 - a day of the user's own calendar


def _day(year: str, month: str, day: str | None) -> date | None:
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None


def waiver_issues(spec: Spec, where: Where, today: date | None = None) -> Iterator[Issue]:
    """Yield a warning for each waiver that does not count, with what to write instead."""
    for name, kind in spec.classes.items():
        said = "" if kind.waiver is None else str(kind.waiver).strip()
        if kind.waiver is not None and not waiver_date(said, today):
            yield Issue(
                f"the waiver of {name} does not count: {_what_is_wrong(said)}; the figures of {name} stay withheld",
                severity="warning",
                file=where(("classes", name, "waiver")),
                column=f"classes.{name}.waiver",
                value=said,
                fix=_what_to_write(said, name),
                code="Y39",
            )


def _what_is_wrong(said: str) -> str:
    found = _ISO.fullmatch(said)
    if found and _day(*found.groups()):
        return "its day has not come yet"
    return "there is no such day" if found else "it is not the day on which its members agreed in writing"


def _what_to_write(said: str, name: str) -> str:
    other = _OTHER.fullmatch(said)
    meant = _day(other[3], other[2], other[1]) if other else None
    if meant:
        return f"write it as year-month-day: waiver: {meant.isoformat()}"
    how = "write the day of the signed paper as year-month-day, such as waiver: 2026-10-12"
    return f"{how}, or leave waiver: of {name} out"
