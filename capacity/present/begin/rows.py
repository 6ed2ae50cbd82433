"""A list that grows by a button: each row some fields, and a button that takes it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import Button, HBox, VBox, Widget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Fields = dict[str, Widget]


class GrowingRows:
    """The rows of one list; what is picked in them is read, not remembered."""

    def __init__(self, make: Callable[[Mapping], Fields], add: str, changed: Callable[[], None]) -> None:
        """Make an empty list. make: the fields of a row filled with given values; add: what stands on the button."""
        self.make, self.changed = make, changed
        self.rows: list[Fields] = []
        self.place, button = VBox(), Button(description=add, icon="plus", layout={"width": "auto"})
        button.on_click(lambda _: self.add({}))
        self.box = VBox([self.place, button])
        self.box.add_class("cx-list")

    def add(self, values: Mapping) -> None:
        """Add a row with these values."""
        fields = self.make(values)
        for field in fields.values():
            field.observe(lambda _: self.changed(), names="value")
        self.rows.append(fields)
        self._lay_out()

    def _take_out(self, fields: Fields) -> None:
        self.rows = [row for row in self.rows if row is not fields]
        self._lay_out()

    def _lay_out(self) -> None:
        self.place.children = tuple(self._line(fields) for fields in self.rows)
        self.changed()

    def _line(self, fields: Fields) -> HBox:
        out = Button(icon="trash", layout={"width": "36px"})
        out.on_click(lambda _: self._take_out(fields))
        line = HBox([*fields.values(), out])
        line.add_class("cx-row")
        return line
