"""When? Months, seasons, growth and ramps along the horizon, what may happen, and money of different dates."""

from capacity.model.calendar.dated import in_force_by_month, price_level, real_discount_rate, year_level
from capacity.model.calendar.events import drawn_strike, effect_left, expected_strike, strikes, with_decisions
from capacity.model.calendar.timeline import Course, course, horizon, month_labels, months_of_year

__all__ = [
    "Course",
    "course",
    "drawn_strike",
    "effect_left",
    "expected_strike",
    "horizon",
    "in_force_by_month",
    "month_labels",
    "months_of_year",
    "price_level",
    "real_discount_rate",
    "strikes",
    "with_decisions",
    "year_level",
]
