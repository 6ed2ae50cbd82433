"""When what was invested has come back, followed month by month on the tape: see finance.payback_month."""

import numpy as np

from capacity.model.calendar.timeline import Course
from capacity.model.engine.tape import Row, maximum, where
from capacity.model.finance.payback_time import ROUNDING


def recovered(course: Course, flows: Row, outlay: Row) -> Row:
    """Return the months from the first outlay until the running total of flows stays at or above 0; 0 but at the end.

    It stands in the last month of the last whole year, so that its sum over the months is the figure: whole months,
    infinite where the money never comes back, NaN without an outlay. The flows take the outlay off already.
    """
    tape, after, at_end = course.tape, course.month + 1, course.month == course.months // 12 * 12 - 1
    if outlay.never():
        return where(at_end, np.nan, 0.0)
    total, spent, begins, good = (tape.state() for _ in range(4))
    now, laid_out = total + flows, spent + maximum(outlay, 0.0)
    short = now < -ROUNDING * laid_out
    first = where(laid_out > 0, begins, after)
    since = where(short, after, good)
    for state, row in ((total, now), (spent, laid_out), (begins, first), (good, since)):
        tape.becomes(state, row)
    months = where(short, np.inf, maximum(since - first, 0.0))
    return where(at_end, where(laid_out > 0, months, np.nan), 0.0)
