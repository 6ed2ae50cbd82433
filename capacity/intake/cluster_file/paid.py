"""What loans, grants, costs and support say alike: when money is paid, who gives it, and for which investments."""

from typing import Annotated

from pydantic import Field

from capacity.intake.quantities.strict import MonthCount, Name, told

ItemNames = Annotated[
    tuple[Name, ...],
    Field(description="names of the items a share pays for; not stated: all of the owner's"),
    told("", ["tank"]),
]
PaidIn = Annotated[
    MonthCount | None,
    Field(description="month in which it is paid out, from 0; not stated: each item's, or the first for an amount"),
    told("month", 3),
]
Donor = Annotated[str, Field(description="who gives the money"), told("", "Ministry of Agriculture")]
FromMonth = Annotated[MonthCount, Field(description="month from which it is paid, counted from 0"), told("month", 6)]
