"""Who answered a round, and how many animals, machines or hectares each has: what the members' figures do not keep.

The survey's description names no column of names or telephones; they are found by the words of their headers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.intake.answers.cells import number_or_none
from capacity.intake.answers.column_map import ColumnMap, is_producer
from capacity.intake.answers.decimal_signs import UNDECIDED
from capacity.intake.quantities.units import known_unit
from capacity.intake.rows.corrections import member_ids
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import fold, tidy
from capacity.intake.survey.survey import Round

NAMES = ("респондент", "respondent", "фио", "ф.и.о", "имя", "аты", "жооп берүүчү", "full name", "name", "owner")
PHONES = ("телефон", "phone", "mobile", "моб", "тел.")
_DIGITS = 9
"""last digits of a telephone number that tell one from another, with or without the country's code"""


@dataclass(frozen=True)
class Counted:
    """In what a class counts its animals, machines or land: the label of the column, or its unit."""

    column: str
    factor: float = 1.0
    """what one of them is in the members' own figure; 0 where it stands in a column of its own"""


def counted(plan: ColumnMap) -> dict[str, Counted]:
    """Return in what each producing class counts; no entry where a figure is one answer of no units.

    A class with rates answers in units (hectares, workers); where several columns multiply (cows x litres a cow), the
    one that all its figures share counts them.
    """
    found = {}
    for name, kind in plan.spec.classes.items():
        figures = [plan.column(variable) for variable in ("current", "good", "bad")]
        several = [
            column.columns for column in figures if column and not column.is_repeated and len(column.columns) > 1
        ]
        shared = [label for label in several[0] if all(label in labels for labels in several)] if several else []
        unit = known_unit(plan.unit("current")) if kind.rates and figures[0] else None
        if not is_producer(plan.spec, name):
            continue
        if unit is not None:
            found[name] = Counted(str(plan.unit("current")), unit.factor)
        elif shared:
            found[name] = Counted(shared[0], 0.0)
    return found


def people(one: Round) -> pd.DataFrame:
    """Return of every used member: member, name, phone (its last digits), units (NaN where they are not known)."""
    rows = {(table.file, number): (table, at) for table in one.tables for at, number in enumerate(table.rows.numbers)}
    kinds, members = counted(one.plan), one.survey.members
    names, phones, units = [], [], []
    for member in members.itertuples():
        table, at = rows[member.file, member.row]
        row = table.rows[at]
        names.append(_said(row, table, one.plan, NAMES) or ("" if member.owner == member.member else member.owner))
        phones.append("".join(filter(str.isdigit, _said(row, table, one.plan, PHONES)))[-_DIGITS:])
        units.append(_units(kinds.get(member.cls), float(member.current), row, table, one.plan))
    return pd.DataFrame({"member": members["member"].to_numpy(), "name": names, "phone": phones, "units": units})


def ids_of(one: Round) -> set[str]:
    """Return the ids of all rows of a round, also of those that were set aside."""
    columns = one.plan.spec.survey.member.columns
    return {member for table in one.tables for member in member_ids(table, columns) if member}


def _said(row: Row, table: Table, plan: ColumnMap, words: Sequence[str]) -> str:
    """Return what stands in the first column whose label begins with one of some words, and which is not mapped."""
    ids = plan.spec.survey.member.columns
    for word in map(fold, words):
        for index, label in enumerate(table.header):
            if fold(label).startswith(word) and label not in ids:
                return tidy(row.cells[index])
    return ""


def _units(kind: Counted | None, current: float, row: Row, table: Table, plan: ColumnMap) -> float:
    if kind is None:
        return np.nan
    if kind.factor:
        return current / kind.factor
    index = table.columns[kind.column]
    sign = plan.conventions.get((table.file, table.sheet, kind.column), UNDECIDED)
    number = number_or_none(row.cells[index], row.kind(index), sign)
    return np.nan if number is None else number.value


def unit_names(plan: ColumnMap) -> Mapping[str, str]:
    """Return in what each class counts, by its name, for readers."""
    return {name: kind.column for name, kind in counted(plan).items()}
