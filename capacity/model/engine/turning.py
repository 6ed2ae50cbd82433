"""Dials: rows that do not vary over the months and may be turned, and what follows from them alone."""

from collections.abc import Iterator, Mapping

import numpy as np


class Turning:
    """The dials of a tape, and the thin rows that follow from them: their arrays stay, what is in them changes."""

    def __init__(self) -> None:
        self.rows: dict[str, object] = {}
        self._following: list[tuple] = []

    def add(self, name: str, row: object) -> object:
        """Return the row of a dial: that of this name, or a new one."""
        return self.rows.setdefault(name, row)

    def follow(self, operation: object, rows: tuple, result: object) -> object:
        """Return the result of an operation on thin rows, to be found again when one of them has changed."""
        self._following.append((operation, rows, result))
        return result

    def turned(self, values: Mapping[str, np.ndarray]) -> Iterator[object]:
        """Give dials other values, and yield all rows that have changed."""
        for name, now in values.items():
            if now.shape != self.rows[name].source.shape[1:]:
                raise ValueError(f"{name} has become a range, or is one no more: record it anew")
        moved = set()
        for name, now in values.items():
            row = self.rows[name]
            if not np.array_equal(row.source[0], now):
                row.source[0] = now
                moved.add(row)
        for operation, rows, result in self._following:
            if not moved.isdisjoint(rows):
                now = computed(operation, [row.source if row.turns else row.value for row in rows])
                if not np.array_equal(result.source, now, equal_nan=True):
                    result.source[:] = now
                    moved.add(result)
        yield from moved


def computed(operation: object, values: list[np.ndarray]) -> np.ndarray:
    """Return the result of an operation on arrays at once, as floats; a truth is what is not 0."""
    with np.errstate(all="ignore"):
        found = np.where(values[0] != 0, *values[1:]) if operation is np.where else operation(*values)
    return found.astype(float, copy=False)
