"""Which number can be moved? Single numbers of a cluster file: where they stand and what they can be."""

from capacity.intake.numbers.month import MONTHS, SEASONAL, MonthNumber, month_number
from capacity.intake.numbers.stated import DATED, StatedNumber, WholeNumber, stated_number, whole_number, with_source

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
