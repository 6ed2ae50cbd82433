"""Which number can be moved? Single numbers of a cluster file: where they stand and what they can be."""

from capacity.intake.numbers import month_number, stated_number
from capacity.intake.numbers.month_number import MONTHS, SEASONAL, MonthNumber
from capacity.intake.numbers.stated_number import DATED, StatedNumber, WholeNumber, whole_number, with_source

__all__ = [
    "DATED",
    "MONTHS",
    "SEASONAL",
    "MonthNumber",
    "StatedNumber",
    "WholeNumber",
    "month_number",
    "stated_number",
    "whole_number",
    "with_source",
]
