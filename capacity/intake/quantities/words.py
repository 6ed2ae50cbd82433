"""What names, months, titles and texts of a cluster file may look like."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def _usable(slug: str) -> str:
    if slug in _DEVICES:
        raise ValueError("is a name that Windows keeps for itself")
    return slug


EARLIEST, LATEST = 1990, 2100
"""years in which a cluster can start"""


def _in_our_time(month: str) -> str:
    if not EARLIEST <= int(month[:4]) <= LATEST:
        raise ValueError(f"is in the year {month[:4]}: {EARLIEST} to {LATEST} was expected")
    return month


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$"), AfterValidator(_usable)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), AfterValidator(_in_our_time)]
Title = str | dict[Literal["en", "ru", "ky"], str]
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, (int, float)) else value)]
MonthsOfYear = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1, max_length=12)]
"""January is 1"""
