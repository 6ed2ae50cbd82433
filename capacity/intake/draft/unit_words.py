"""Columns with the unit of each figure, in an export that nobody described yet: which they are, what is asked."""

from collections.abc import Sequence

from capacity.intake.answers.unit_columns import subject
from capacity.intake.cluster_file.survey import says_unit
from capacity.intake.draft.seen import SeenColumn
from capacity.intake.quantities.units import Unit, known_unit

UNIT = "unit"
"""what a column of units is picked as, beside the roles of the cluster file"""
_MEASURES = frozenset(("kg", "l", "m", "kWh"))
_AMOUNTS = frozenset(("kg", "l", "piece", "bag", "bale", "m", "ha", "kWh"))


def holds_units(column: SeenColumn) -> bool:
    """Return whether a column seems to hold units: its label says so, or most of its answers are amounts."""
    if not column.answers or column.numbers >= 0.5:
        return False
    known = sum(times for word, times in column.answers if _is_amount(known_unit(word)))
    return says_unit(column.label) or 2 * known > column.filled


def _is_amount(unit: Unit | None) -> bool:
    return unit is not None and any(base in _AMOUNTS and power == 1 for base, power in unit.powers)


def unit_column_of(figure: str, units: Sequence[str], figures: Sequence[str], labels: Sequence[str]) -> str:
    """Return which of the columns of units belongs to a figure, "" if none does: by its name, else as the nearest.

    `figures` are all columns of figures, `labels` all labels in their order.
    """
    for unit in units:
        own = [one for one in figures if subject(one) and subject(one) == subject(unit)]
        place = labels.index(unit)
        before = [one for one in figures if labels.index(one) < place][-1:]
        behind = [one for one in figures if labels.index(one) > place][:1]
        if figure in (own or before or behind):
            return unit
    return ""


def amount_of(role: str, unit: str) -> str:
    """Return what words of units are to be worth: kg of kg/year, and of a price of KGS/kg."""
    first, _, rest = unit.partition("/")
    return rest.partition("/")[0] if role == "price" else first


def is_worth_known(word: str, role: str, unit: str) -> bool:
    """Return whether a word of a column of units measures what the figure does, so that nothing has to be asked."""
    own, wanted, whole = known_unit(word), known_unit(amount_of(role, unit)), known_unit(unit)
    return own is not None and any(own.powers == other.powers for other in (wanted, whole) if other is not None)


def common_unit(column: SeenColumn) -> str:
    """Return what the commonest known measure in a column of units is counted in (t: kg), "" if there is none."""
    return next((base for word, _ in column.answers if (base := base_of(word)) in _MEASURES), "")


def base_of(word: str) -> str:
    """Return the unit that a known amount is a multiple of: kg of t, so that 50 beside a bag is never 50 t."""
    unit = known_unit(word)
    return unit.powers[0][0] if unit and unit.powers and unit.powers[0][1] == 1 else word
