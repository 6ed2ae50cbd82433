"""What a column may hold, by the words of its label and by its answers: suggestions, for a person to confirm."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files

from capacity.intake.answers.column_map import FIGURES
from capacity.intake.draft.seen import SeenColumn
from capacity.intake.draft.unit_words import UNIT, common_unit, holds_units
from capacity.intake.quantities.units import known_unit
from capacity.intake.spelling import fold

ROLES = ("member", "place", "member_class", "owner", *FIGURES, "joins", "letter", "weight")
"""what a column may hold, as the keys of `survey` in the cluster file are called (member_class is its `class`)"""
PICKED = ("member_class", "joins", "letter")
"""roles whose different answers are each told a meaning"""
YES, MAYBE, NO = "yes", "maybe", "no"
_MEANT = {
    YES: ("да", "ооба", "yes", "true", "1", "готов", "согласен", "согласна", "макул", "sure", "certainly", "подписал"),
    NO: ("нет", "жок", "no", "false", "0", "не готов", "не согласен", "каалабайм", "макул эмес"),
}
_TIMES = {
    "day": ("день", "сут", "day", "daily", "күн"),
    "month": ("мес", "month", "ай", "айына"),
    "year": ("год", "сезон", "урожай", "year", "season", "annual", "жыл", "түшүм", "harvest"),
}
_USUAL = {"capacity": "day", "own_use": "month"}
_BETWEEN = re.compile(r"[^\w%³²]+")


def suggest_roles(columns: Sequence[SeenColumn]) -> dict[str, str]:
    """Return the role that each column may have, by label; a role is given once, to the column that fits it best."""
    fits = [(fit(role, column), -place, role) for place, column in enumerate(columns) for role in ROLES]
    found: dict[str, str] = {}
    for score, place, role in sorted(fits, key=lambda one: (-one[0], -one[1], ROLES.index(one[2]))):
        label = columns[-place].label
        if score > 0 and role not in found.values() and label not in found:
            found[label] = role
    return _paired(found, {column.label: column for column in columns})


def suggest_below(columns: Sequence[SeenColumn], taken: Collection[str]) -> dict[str, str]:
    """Return the figures that the columns of a table below the list may hold: those that no other table has yet."""
    return {label: role for label, role in suggest_roles(columns).items() if role in FIGURES and role not in taken}


def suggest_units(columns: Sequence[SeenColumn], roles: Mapping[str, str]) -> dict[str, str]:
    """Return the roles with the columns of units that nothing else was suggested for."""
    free = [column for column in columns if column.label not in roles and holds_units(column)]
    return {**roles, **{column.label: UNIT for column in free}}


def _paired(found: dict[str, str], columns: Mapping[str, SeenColumn]) -> dict[str, str]:
    """Return the roles with both seasons or none: today's output is the missing one where its label says so."""
    lonely = {"good", "bad"} & set(found.values())
    if len(lonely) != 1:
        return found
    (missing,) = {"good", "bad"} - lonely
    today = next((label for label, role in found.items() if role == "current" and fit(missing, columns[label])), None)
    if today is not None:
        return {**found, today: missing}
    return {label: role for label, role in found.items() if role not in lonely}


def fit(role: str, column: SeenColumn) -> float:
    """Return how well a column fits a role: 1 by the first word in its label that speaks for it, 0 not at all."""
    if not _can_hold(role, column):
        return 0.0
    label = f" {' '.join(_BETWEEN.split(fold(column.label)))} "
    words = _words()[role]
    spoken = next((1 - place / len(words) for place, word in enumerate(words) if f" {word}" in label), 0.0)
    if role == "joins" and not spoken and {meant(answer) for answer, _ in column.answers} >= {YES, NO}:
        return 0.1
    return 0.05 * spoken if column.label.startswith("_") else spoken


def _can_hold(role: str, column: SeenColumn) -> bool:
    """Return whether the cells of a column can be what a role asks for."""
    if not column.filled:
        return False
    if role in FIGURES or role == "weight":
        return column.numbers >= 0.5
    if role == "member":
        return column.different > 0.8
    if role in PICKED:
        return bool(column.answers)
    return column.numbers < 0.5 and (column.different < 0.8 or role == "owner")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = files("capacity.intake.draft").joinpath("roles.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    return {role: tuple(" ".join(_BETWEEN.split(fold(word))) for word in said[role]["words"]) for role in ROLES}


def meant(answer: str) -> str:
    """Return what an answer on joining, or on a letter, may mean: yes, no, or maybe where it is neither."""
    word = fold(answer)
    return next((level for level, words in _MEANT.items() if word in map(fold, words)), MAYBE)


def suggest_unit(role: str, column: SeenColumn, money: str, units: SeenColumn | None = None) -> str:
    """Return the unit that a column of figures may be counted in, from its label, else from its column of units.

    kg/year where neither says anything.
    """
    words = [word for word in re.split(f"{_BETWEEN.pattern}|_", column.label.casefold()) if word]
    amount = next((word for word in words if _is_amount(word)), (common_unit(units) if units else "") or "kg")
    if role == "price":
        return f"{money}/{amount}"
    time = next((time for time, starts in _TIMES.items() if any(word.startswith(starts) for word in words)), None)
    return f"{amount}/{time or _USUAL.get(role, 'year')}"


def _is_amount(word: str) -> bool:
    """Return whether a word is a unit of goods: not of time, money, heads or shares."""
    unit = known_unit(word)
    bases = {base for base, _ in unit.powers} if unit else set()
    return bool(bases) and bases <= {"kg", "l", "piece", "m", "kWh"}
