"""What each column of the export holds: a line a column, and a meaning for every answer that is picked from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipywidgets import HTML, Combobox, Dropdown, HBox, VBox

from capacity.intake.answers.column_map import FIGURES
from capacity.intake.draft.choices import Choices, Picked
from capacity.intake.draft.suggest import MAYBE, NO, PICKED, YES, meant, suggest_roles, suggest_unit
from capacity.present.explore.text import heading_html
from capacity.present.markup import render
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from capacity.intake.draft.seen import SeenColumn, SeenSheet
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
}
UNITS = ("kg/year", "t/year", "l/year", "kg/month", "kg/day", "t/day", "l/day", "piece/day", "piece/month", "percent")
LEVELS = {YES: mark("yes: 8 to 9 of 10 will"), MAYBE: mark("perhaps: every second"), NO: mark("no: nobody")}
ANSWERS = {
    "member_class": mark("Which answers mean the same kind of member?"),
    "joins": mark("What does each answer on joining mean?"),
    "letter": mark("Which answers mean that the letter is signed?"),
}


class ColumnsForm:
    """The fields of one sheet's columns."""

    def __init__(self, sheet: SeenSheet, choices: Choices | None, words: Words, changed: Callable[[], None]) -> None:
        """Make a line for each column, filled with what was picked, else with what its label suggests."""
        self.sheet, self.words, self.changed = sheet, words, changed
        self.given = choices
        picked = {one.label: one for one in choices.columns} if choices else {}
        suggested = suggest_roles(sheet.columns) if choices is None else {}
        self.roles: dict[str, Dropdown] = {}
        self.units: dict[str, Combobox] = {}
        lines = []
        for column in sheet.columns:
            one = picked.get(column.label)
            lines.append(
                self._line(column, one.role if one else suggested.get(column.label, ""), one.unit if one else "")
            )
        self.meanings: dict[str, dict[str, Dropdown]] = {}
        self.answers = VBox()
        self._ask_meanings()
        self.box = VBox([*lines, self.answers])

    def _line(self, column: SeenColumn, role: str, unit: str) -> HBox:
        options = [(self.words.say(name), key) for key, name in ROLE_NAMES.items()]
        picker = Dropdown(options=options, value=role, layout={"width": "300px"})
        field = Combobox(
            continuous_update=False,
            options=UNITS,
            value=unit,
            layout={"width": "130px"},
            placeholder=self.words.say("unit"),
        )
        self.roles[column.label], self.units[column.label] = picker, field
        self._show_unit(column)
        picker.observe(lambda _: self._role_changed(column), names="value")
        field.observe(lambda _: self.changed(), names="value")
        line = HBox([HTML(render("begin/column.html.j2", self.words, column=column)), picker, field])
        line.add_class("cx-row")
        return line

    def _role_changed(self, column: SeenColumn) -> None:
        self._show_unit(column)
        if column.answers:
            self.given = self.read(self.given or Choices())
            self._ask_meanings()
        self.changed()

    def _show_unit(self, column: SeenColumn) -> None:
        """Show the field of the unit where a column holds figures, filled with what its label says."""
        role, field = self.roles[column.label].value, self.units[column.label]
        field.layout.visibility = "visible" if role in FIGURES else "hidden"
        if role in FIGURES and not field.value:
            field.value = suggest_unit(role, column, self.given.currency if self.given else "KGS")

    def _ask_meanings(self) -> None:
        """Ask for the meaning of every answer of the columns that are picked from."""
        self.meanings, parts = {}, []
        for role in PICKED:
            label = next((label for label, picker in self.roles.items() if picker.value == role), None)
            answers = self.sheet.column(label).answers if label is not None else ()
            if answers:
                lines = [self._meaning(role, answer, count, answers) for answer, count in answers]
                parts += [HTML(heading_html(self.words.say(ANSWERS[role]), self.words)), *lines]
        self.answers.children = tuple(parts)

    def _meaning(self, role: str, answer: str, count: int, answers: tuple[tuple[str, int], ...]) -> HBox:
        options, value = self._levels(answer, role) if role != "member_class" else self._kinds(answer, answers)
        picker = Dropdown(options=options, value=value, layout={"width": "300px"})
        picker.observe(lambda _: self.changed(), names="value")
        self.meanings.setdefault(role, {})[answer] = picker
        said = render("begin/answer.html.j2", self.words, answer=answer, count=self.words.number(count))
        line = HBox([HTML(said), picker])
        line.add_class("cx-row")
        return line

    def _levels(self, answer: str, role: str) -> tuple[list[tuple[str, str]], str]:
        chosen = (self.given.joins if role == "joins" else self.given.letters) if self.given else {}
        return [(self.words.say(text), level) for level, text in LEVELS.items()], chosen.get(answer, meant(answer))

    def _kinds(self, answer: str, answers: tuple[tuple[str, int], ...]) -> tuple[list[tuple[str, str]], str]:
        """Return an answer as a kind of its own, the others that it may be the same as, and that it is left out."""
        same = [
            (self.words.say("the same as {answer}", answer=other), other) for other, _ in answers if other != answer
        ]
        own = (self.words.say("a kind of its own"), answer)
        chosen = self.given.kinds.get(answer, answer) if self.given else answer
        return [own, *same, (self.words.say("no member: left out"), "")], chosen

    def read(self, base: Choices) -> Choices:
        """Return the choices with what is picked here: columns, kinds of members, what answers mean."""
        picked = ((label, str(picker.value)) for label, picker in self.roles.items() if picker.value)
        columns = tuple(
            Picked(label, role, self.units[label].value if role in FIGURES else "") for label, role in picked
        )
        said = {
            role: {answer: str(one.value) for answer, one in self.meanings.get(role, {}).items()} for role in PICKED
        }
        return replace(
            base,
            sheet=self.sheet.name,
            header_row=self.sheet.header_row,
            columns=columns,
            kinds=said["member_class"],
            joins=said["joins"],
            letters=said["letter"],
        )
