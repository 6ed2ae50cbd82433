"""What is a number as people state it? Values, ranges and distributions with units, and what they may be."""

from capacity.intake.quantities.bounds import RATES, bound_issues, limits
from capacity.intake.quantities.quantity import Quantity, is_quantity, moved, read_quantity, unit_of
from capacity.intake.quantities.shape import TAILED, Shape
from capacity.intake.quantities.shaped import is_number
from capacity.intake.quantities.strict import (
    Currency,
    Heading,
    Month,
    MonthCount,
    MonthsOfYear,
    Name,
    Slug,
    SourceName,
    Strict,
    Text,
    Title,
    told,
    unit_told,
)
from capacity.intake.quantities.units import (
    DAYS_PER_MONTH,
    Unit,
    UnitError,
    factor,
    known_unit,
    parse_unit,
    ratio,
    read_units,
)

__all__ = [
    "DAYS_PER_MONTH",
    "RATES",
    "TAILED",
    "Currency",
    "Heading",
    "Month",
    "MonthCount",
    "MonthsOfYear",
    "Name",
    "Quantity",
    "Shape",
    "Slug",
    "SourceName",
    "Strict",
    "Text",
    "Title",
    "Unit",
    "UnitError",
    "bound_issues",
    "factor",
    "is_number",
    "is_quantity",
    "known_unit",
    "limits",
    "moved",
    "parse_unit",
    "ratio",
    "read_quantity",
    "read_units",
    "told",
    "unit_of",
    "unit_told",
]
