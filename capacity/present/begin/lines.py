"""The columns of one table, a line each: its label, some of its answers, what it holds, and the unit of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML, Combobox, Dropdown, HBox, VBox

from capacity.intake.answers.column_map import FIGURES
from capacity.intake.answers.scales import AMOUNTS
from capacity.intake.draft.choices import COUNT, Choices, Picked
from capacity.intake.draft.suggest import ROLES, suggest_unit
from capacity.intake.draft.unit_words import UNIT, unit_column_of
from capacity.present.markup import render
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from capacity.intake.draft.below import SeenTable
    from capacity.intake.draft.seen import SeenColumn
    from capacity.present.words.words import Words

ROLE_NAMES = {
    "": mark("not used"),
    "member": mark("who it is: a name or a code"),
    "place": mark("village or district"),
    "member_class": mark("kind of member"),
    "owner": mark("who owns it, if somebody owns several"),
    "current": mark("made or put through today"),
    "good": mark("made in a good season"),
    "bad": mark("made in a bad season"),
    "capacity": mark("the most that the equipment can take"),
    "own_use": mark("kept at home"),
    "price": mark("price that is paid today"),
    "joins": mark("will they join?"),
    "letter": mark("is a letter signed?"),
    "weight": mark("how many members it stands for"),
    UNIT: mark("the unit of a figure"),
}
UNITS = ("kg/year", "t/year", "l/year", "kg/month", "kg/day", "t/day", "l/day", "piece/day", "piece/month", "percent")
OF_MEMBERS = ("", *ROLES, UNIT)
OF_ROWS = ("", *FIGURES, UNIT)
OF_THEIR_NUMBER = ("", *AMOUNTS)
NUMBER_OF_ROWS = mark("how many rows there are")


class ColumnLines:
    """The lines of one table; what is picked stands in them."""

    def __init__(
        self, columns: Sequence[SeenColumn], words: Words, changed: Callable[[], None], table: SeenTable | None = None
    ) -> None:
        """Make a line for each column; `table` is the one below the list of members that they stand on."""
        self.columns, self.words, self.changed, self.table = columns, words, changed, table
        self.roles: dict[str, Dropdown] = {}
        self.units: dict[str, Combobox] = {}
        self.number: Dropdown | None = None
        self.number_unit = Combobox()
        self.money = "KGS"
        self.box = VBox()

    def fill(self, picked: Sequence[Picked], choices: Choices, suggested: Mapping[str, str]) -> None:
        """Put what was picked, or else what is suggested, into the lines."""
        self.money = choices.currency
        own = [one for one in picked if one.table == self.name]
        mine = {one.label: one for one in own if not _is_count(choices, one.role)}
        lines = [self._number_line(next((one for one in own if _is_count(choices, one.role)), None))]
        for column in self.columns:
            one = mine.get(column.label)
            lines.append(
                self._line(column, one.role if one else suggested.get(column.label, ""), one.unit if one else "")
            )
        self.box.children = tuple(line for line in lines if line is not None)
        for column in self.columns:
            self._show_unit(column)

    @property
    def name(self) -> str:
        """Return the name of the table, "" for the list of members."""
        return self.table.name if self.table else ""

    def _line(self, column: SeenColumn, role: str, unit: str) -> HBox:
        picker = self._picker(OF_ROWS if self.table else OF_MEMBERS, role)
        field = self._unit_field(unit)
        self.roles[column.label], self.units[column.label] = picker, field
        picker.observe(lambda _: self._role_changed(column), names="value")
        field.observe(lambda _: self.changed(), names="value")
        line = HBox([HTML(render("begin/column.html.j2", self.words, column=column)), picker, field])
        line.add_class("cx-row")
        return line

    def _number_line(self, picked: Picked | None) -> HBox | None:
        """Return the line of the number of rows, where a member has several."""
        if self.table is None:
            return None
        self.number, self.number_unit = (
            self._picker(OF_THEIR_NUMBER, picked.role if picked else ""),
            self._unit_field(""),
        )
        self.number_unit.value = picked.unit if picked else "kg/year"
        self.number_unit.layout.display = None if picked else "none"
        self.number.observe(lambda _: self._number_changed(), names="value")
        self.number_unit.observe(lambda _: self.changed(), names="value")
        shown = {"label": self.words.say(NUMBER_OF_ROWS), "examples": [f"× {self.words.number(self.table.rows)}"]}
        said = render("begin/column.html.j2", self.words, column=shown)
        line = HBox([HTML(said), self.number, self.number_unit])
        line.add_class("cx-row")
        return line

    def _picker(self, names: Sequence[str], role: str) -> Dropdown:
        options = [(self.words.say(ROLE_NAMES[name]), name) for name in names]
        return Dropdown(options=options, value=role if role in names else "", layout={"width": "340px"})

    def _unit_field(self, unit: str) -> Combobox:
        said, layout = self.words.say("unit"), {"width": "130px"}
        return Combobox(continuous_update=False, options=UNITS, value=unit, layout=layout, placeholder=said)

    def _role_changed(self, column: SeenColumn) -> None:
        self._show_unit(column)
        self.changed()

    def _number_changed(self) -> None:
        if self.number is not None:
            self.number_unit.layout.display = None if self.number.value else "none"
        self.changed()

    def _show_unit(self, column: SeenColumn) -> None:
        """Show the field of the unit where a column holds figures, filled with what its label says."""
        role, field = self.roles[column.label].value, self.units[column.label]
        field.layout.display = None if role in FIGURES else "none"
        if role in FIGURES and not field.value:
            field.value = suggest_unit(role, column, self.money, self._units_of(column.label))

    def _units_of(self, label: str) -> SeenColumn | None:
        """Return the column of units beside a column of figures."""
        found = self.unit_column(label)
        return next((column for column in self.columns if column.label == found), None)

    def unit_column(self, label: str) -> str:
        """Return the label of the column of units that is picked for a column of figures, "" if there is none."""
        figures = [one for one, picker in self.roles.items() if picker.value in FIGURES]
        units = [one for one, picker in self.roles.items() if picker.value == UNIT]
        return unit_column_of(label, units, figures, list(self.roles))

    def picked(self) -> list[Picked]:
        """Return what is picked here."""
        found = []
        if self.number is not None and self.number.value:
            fullest = max(self.columns, key=lambda column: column.filled)
            found.append(Picked(fullest.label, str(self.number.value), self.number_unit.value, self.name))
        for label, picker in self.roles.items():
            if picker.value:
                unit = self.units[label].value if picker.value in FIGURES else ""
                found.append(Picked(label, str(picker.value), unit, self.name))
        return found

    def counts(self, role: str) -> bool:
        """Return whether it is the number of rows that is picked for a role."""
        return self.number is not None and self.number.value == role


def _is_count(choices: Choices, role: str) -> bool:
    return role in choices.counted and choices.counted[role].take == COUNT
