"""The rows of one table as columns of members: of rows whose cells say the same, one is read for all.

A large survey has few different answers. Its rows are told apart by the cells that shape an answer or a figure; the
first row of each kind is read (see members), and all of that kind get its result. Kinds of which anything has to be
said, be it a note, are left to be read row by row.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import numpy as np

from capacity.intake.answers.answers import LIST
from capacity.intake.answers.column_map import FIGURES, ColumnMap
from capacity.intake.answers.scales import is_service
from capacity.intake.rows.corrections import member_ids
from capacity.intake.sheets.columns import told_apart
from capacity.intake.sheets.sheets import Table
from capacity.intake.survey.members import AMOUNTS, ANSWERS, WORDS, RowReader, both_or_none, is_plain_id

T = TypeVar("T")
Columns = dict[str, np.ndarray]
"""by key of members.Member: a value for each row, (row,)"""


def read_alike(table: Table, plan: ColumnMap, is_read: np.ndarray) -> tuple[Columns, np.ndarray]:
    """Return the columns of members, (row,), and which rows are to be read by themselves, (row,).

    `is_read` are the rows to be read at all, (row,). Where a figure stands on other rows too (a repeat), every row is
    read by itself.
    """
    alike = _Alike(table, plan, is_read.copy() if not plan.repeats else np.zeros_like(is_read))
    alike.read_names()
    alike.read_words()
    for name in plan.spec.classes:
        alike.read_figures(name)
    return alike.columns, is_read & ~alike.is_plain


class _Alike:
    """The columns of a table's members while they are filled; of the rows `is_plain` nothing has to be said."""

    def __init__(self, table: Table, plan: ColumnMap, is_plain: np.ndarray) -> None:
        self.table, self.plan, self.is_plain = table, plan, is_plain
        count = len(is_plain)
        self.columns: Columns = {name: np.full(count, "", dtype=object) for name in ("member", "owner", *WORDS)}
        self.columns |= {name: np.full(count, np.nan) for name in ("weight", *FIGURES)}
        self.columns |= {name: np.zeros(count, dtype=bool) for name in ("signed", "own_use_is_share")}
        self.columns |= {"file": np.full(count, table.file, dtype=object), "row": np.array(table.rows.numbers)}

    def read_names(self) -> None:
        """Read whose rows they are."""
        names, rows = self.plan.spec.survey.member.columns, self.table.rows
        ids = member_ids(self.table, names)
        self.columns["member"][:] = self.columns["owner"][:] = ids
        self.is_plain &= np.fromiter(map(is_plain_id, ids), dtype=bool, count=len(ids))
        for name in names:
            self.is_plain &= rows.column(self.table.columns[name]).says(str.isprintable)
        if self.plan.column("owner"):
            plain = np.flatnonzero(self.is_plain)
            owners, kind = self._each(("owner",), plain, lambda row: row.name("owner", number=True))
            named = np.array([*owners, ""], dtype=object)[kind]
            self.columns["owner"][plain] = np.where(named == "", self.columns["member"][plain], named)

    def read_words(self) -> None:
        """Read the answers that are words, and the weights."""
        plain = np.flatnonzero(self.is_plain)
        said, kind = self._each(ANSWERS, plain, RowReader.said)
        for name in (*WORDS, "signed"):
            self._fill(name, plain, [one[name] for one in said], kind)  # type: ignore[literal-required]
        self.is_plain &= self.columns["phase"] != LIST
        weights, kind = self._each(("weight",), plain, RowReader.weight)
        self._fill("weight", plain, weights, kind)

    def read_figures(self, name: str) -> None:
        """Read the figures of a class, and leave out whom they lack; a service has none."""
        plain = np.flatnonzero(self.is_plain & (self.columns["cls"] == name))
        if is_service(self.plan.spec, name) or not len(plain):
            return
        read = {v: self._each((v,), plain, partial(RowReader.figure, variable=v, name=name)) for v in FIGURES}
        for variable, (figures, kind) in read.items():
            self._fill(variable, plain, [figure.value for figure in figures], kind)
        figures, kind = read["own_use"]
        self._fill("own_use_is_share", plain, [figure.is_share for figure in figures], kind)
        first, kind = told_apart([read[variable][1] for variable in AMOUNTS], len(plain))
        lacks = []
        for at, row in zip(first, self.table.rows.at(plain[first].tolist()), strict=True):
            reader = RowReader(row, self.table, self.plan)
            reader.need(name, {variable: found[kinds[at]] for variable, (found, kinds) in read.items()})
            lacks.append(bool(reader.issues))
        self.is_plain[plain] &= ~np.array(lacks, dtype=bool)[kind]
        seasons = self.columns["good"][plain], self.columns["bad"][plain]
        self.columns["good"][plain], self.columns["bad"][plain] = both_or_none(*seasons)

    def _fill(self, name: str, rows: np.ndarray, values: Sequence[object], kind: np.ndarray) -> None:
        """Give each row the value of its kind; None is not known."""
        self.columns[name][rows] = np.array(values, dtype=self.columns[name].dtype)[kind]

    def _each(
        self, variables: Sequence[str], rows: np.ndarray, read: Callable[[RowReader], T]
    ) -> tuple[list[T], np.ndarray]:
        """Return what the first row of each kind makes, and the kind of each row, (row,); odd kinds are not plain."""
        codes = [
            self.table.rows.column(index).codes[rows] for variable in variables for index in self._places(variable)
        ]
        first, kind = told_apart(codes, len(rows))
        found, is_odd = [], []
        for row in self.table.rows.at(rows[first].tolist()):
            reader = RowReader(row, self.table, self.plan)
            found.append(read(reader))
            is_odd.append(bool(reader.issues))
        self.is_plain[rows] &= ~np.array(is_odd, dtype=bool)[kind]
        return found, kind

    def _places(self, variable: str) -> list[int]:
        """Return the columns of the table that shape what is read of a variable, those of units beside it too."""
        column, at = self.plan.column(variable), self.table.columns
        names = [name for name in (*self.plan.columns(variable), (column and column.unit_column) or "") if name in at]
        beside = (self.plan.neighbours.get((self.table.file, self.table.sheet, name)) for name in names)
        return list(dict.fromkeys([*(at[name] for name in names), *(one.index for one in beside if one)]))
