"""What was read in the rows above: cells that say the same are judged once, in the first row that has them."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.sheets.sheets import Row, Table

MOST = 100_000
"""different cells that are remembered"""
_Pick = Callable[[Sequence[str]], Hashable]


class Known:
    """What cells of a table make by a column map, as far as it was read already and nothing was found on the way."""

    def __init__(self, table: Table, plan: ColumnMap) -> None:
        """Know nothing yet."""
        self.table, self.plan = table, plan
        self._read: dict[Hashable, Any] = {}
        self._picks: dict[tuple[str, ...], _Pick | None] = {}

    def key(self, what: str, variables: tuple[str, ...], row: Row) -> Hashable:
        """Return what the answers of a row to some variables are known by, None where they stand on other rows too."""
        if variables not in self._picks:
            self._picks[variables] = self._pick(variables)
        pick = self._picks[variables]
        return pick and (what, variables, pick(row.cells), row.kinds and pick(row.kinds))

    def get(self, key: Hashable) -> Any:
        """Return what was read by a key, None if nothing was."""
        return self._read.get(key)

    def keep(self, key: Hashable, result: object) -> None:
        """Remember what was read, as long as there is room."""
        if key is not None and len(self._read) < MOST:
            self._read[key] = result

    def _pick(self, variables: tuple[str, ...]) -> _Pick | None:
        if any(variable in self.plan.repeats for variable in variables):
            return None
        indices = dict.fromkeys(index for variable in variables for index in self._places(variable))
        return itemgetter(*indices) if indices else lambda _: ()

    def _places(self, variable: str) -> Iterator[int]:
        """Yield the columns of the table that shape what is read of a variable, those of units beside it too."""
        column, at = self.plan.column(variable), self.table.columns
        for name in (*self.plan.columns(variable), (column and column.unit_column) or ""):
            if name in at:
                yield at[name]
            if beside := self.plan.neighbours.get((self.table.file, self.table.sheet, name)):
                yield beside.index
