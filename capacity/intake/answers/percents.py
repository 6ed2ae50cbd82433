"""Which bare figures of what is kept at home may be percent as well as shares: a 1 among 20 and 50. Code C27.

In a column of percent a 1 is one percent where others are as small (2, 3); else a spreadsheet may have made it of
100 %. In a column of shares 20 and 50 are percent, and then 1 and 0.5 beside them may be so too.
"""

from collections import Counter
from collections.abc import Sequence

from capacity.intake.answers.codes import bare_figures, class_names
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import InputError
from capacity.intake.quantities.units import known_unit
from capacity.intake.sheets.sheets import Table

SMALL = 5.0
"""percent beside which one percent is nothing unusual"""


def percent_doubts(plan: ColumnMap, tables: Sequence[Table]) -> frozenset[float]:
    """Return the bare figures of what is kept at home that may be percent or shares; none where amounts are asked."""
    unit = known_unit(plan.unit("own_use"), plan.local) if plan.column("own_use") else None
    if unit is None or unit.powers:
        return frozenset()
    counts: Counter[float] = Counter()
    for table in tables:
        for (*_, value), times in bare_figures("own_use", table, class_names(table, plan), plan).items():
            counts[value] += times
    above = sum(times for value, times in counts.items() if value > 1)
    below = sum(times for value, times in counts.items() if value < 1)
    if unit.factor < 1:
        is_usual = any(1 < value <= SMALL for value in counts)
        return frozenset() if is_usual else frozenset(counts.keys() & {1.0})
    return frozenset(value for value in counts if value <= 1) if above > below else frozenset()


def refuse_doubtful(value: float, doubts: frozenset[float]) -> None:
    """Refuse a bare figure that may be percent or a share."""
    if value in doubts:
        problem = f"{value:g} beside the other figures of its column may be {value:g} % or {value * 100:g} %"
        fix = f"ask, and write {value:g} % or {value * 100:g} % in corrections.yml"
        raise InputError(problem, fix=fix, code="C27")
