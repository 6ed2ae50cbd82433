"""The base of everything that is read: frozen, unknown keys refused; what names, months, titles and texts may be."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo


class Strict(BaseModel):
    """Base of every model: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,
        populate_by_name=True,
        defer_build=True,
    )


def told(unit: str, example: object) -> FieldInfo:
    """Return what a field says of itself beside its docstring: the unit it is kept in, "" if none, and an example.

    In the unit `money` is the cluster's currency, `P` the product's own unit; the example is written as in the file.
    """
    return Field(examples=[example], json_schema_extra={"unit": unit} if unit else None)


def unit_told(field: FieldInfo) -> str:
    """Return the unit that a field is kept in (see told)."""
    return str(field.json_schema_extra["unit"]) if isinstance(field.json_schema_extra, dict) else ""


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
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Title = str | dict[Literal["en", "ru", "ky"], str]
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, (int, float)) else value)]
MonthsOfYear = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1, max_length=12)]
"""January is 1"""
MonthCount = Annotated[int, Field(ge=0, le=600)]
"""a month counted from 0, the first of the cluster"""
Heading = Annotated[
    Title,
    Field(
        description="what people read instead of the name, in one language or in each of en, ru, ky",
        examples=[{"en": "Dairy plant", "ru": "Молочный завод", "ky": "Сүт заводу"}],
    ),
]
SourceName = Annotated[
    str,
    Field(
        description="the name of the source, declared under sources, of all numbers here that name none themselves",
        examples=["estimate"],
    ),
]
