"""What each column of the export holds, on the list of members and below it, and what every answer means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipywidgets import HTML, Dropdown, HBox, VBox

from capacity.intake.draft.below import is_numbered_label, left_alone
from capacity.intake.draft.choices import Choices
from capacity.intake.draft.suggest import (
    MAYBE,
    NO,
    PICKED,
    YES,
    meant,
    suggest_below,
    suggest_roles,
    suggest_units,
)
from capacity.present.begin.counting import CountingForm
from capacity.present.begin.lines import ColumnLines
from capacity.present.begin.text import table_html
from capacity.present.explore import heading_html
from capacity.present.markup import render
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from capacity.intake.draft.below import SeenTable
    from capacity.intake.draft.seen import SeenSheet
    from capacity.present.words.words import Words

LEVELS = {YES: mark("yes: 8 to 9 of 10 will"), MAYBE: mark("perhaps: every second"), NO: mark("no: nobody")}
ANSWERS = {
    "member_class": mark("Which answers mean the same kind of member?"),
    "joins": mark("What does each answer on joining mean?"),
    "letter": mark("Which answers mean that the letter is signed?"),
}


class ColumnsForm:
    """The fields of the columns of the list of members, and of the tables below it."""

    def __init__(
        self,
        sheet: SeenSheet,
        tables: Sequence[SeenTable],
        choices: Choices | None,
        words: Words,
        changed: Callable[[], None],
    ) -> None:
        """Make a line for each column, filled with what was picked, else with what its label suggests."""
        self.sheet, self.words, self.tell = sheet, words, changed
        self.given, self.ready = choices, False
        self.list = ColumnLines(left_alone(sheet, tables), words, self._changed)
        self.below = [ColumnLines(table.columns, words, self._changed, table) for table in tables]
        self._fill(tables)
        self.meanings: dict[str, dict[str, Dropdown]] = {}
        self.answers, self.counting = VBox(), CountingForm(words, self._counting_changed)
        self._ask(choices or Choices())
        below = [part for one in self.below if one.table for part in (HTML(table_html(one.table, words)), one.box)]
        self.box = VBox([self.list.box, *below, self.counting.box, self.answers])
        self.ready = True

    @property
    def roles(self) -> dict[str, Dropdown]:
        """Return the fields of what the columns of the list of members hold, by label."""
        return self.list.roles

    def _fill(self, tables: Sequence[SeenTable]) -> None:
        choices = self.given or Choices()
        alone = [column for column in self.list.columns if not is_numbered_label(column.label, tables)]
        suggested = {} if self.given else suggest_roles(alone)
        taken = set(suggested.values())
        self.list.fill(choices.columns, choices, {} if self.given else suggest_units(self.list.columns, suggested))
        for lines in self.below:
            found = {} if self.given else suggest_below(lines.columns, taken)
            taken |= set(found.values())
            lines.fill(choices.columns, choices, {} if self.given else suggest_units(lines.columns, found))

    def _changed(self) -> None:
        """Ask for what follows from a pick, keep what was said before, and tell."""
        if self.ready:
            self.given = self.read(self.given or Choices())
            self._ask(self.given)
            self.tell()

    def _counting_changed(self) -> None:
        if self.ready:
            before, now = self.given or Choices(), self.read(self.given or Choices())
            self.given = now
            if [one.where for one in before.counted.values()] != [one.where for one in now.counted.values()]:
                self.counting.ask([self.list, *self.below], dict(now.counted))
            self.tell()

    def _ask(self, choices: Choices) -> None:
        self.counting.ask([self.list, *self.below], dict(choices.counted))
        asked = {role: self._label(role) for role in PICKED}
        if asked != getattr(self, "asked", None):
            self.asked = asked
            self._ask_meanings()

    def _label(self, role: str) -> str | None:
        return next((label for label, picker in self.roles.items() if picker.value == role), None)

    def _ask_meanings(self) -> None:
        """Ask for the meaning of every answer of the columns that are picked from."""
        self.meanings, parts = {}, []
        for role in PICKED:
            label = self._label(role)
            answers = self.sheet.column(label).answers if label is not None else ()
            if answers:
                lines = [self._meaning(role, answer, count, answers) for answer, count in answers]
                parts += [HTML(heading_html(self.words.say(ANSWERS[role]), self.words)), *lines]
        self.answers.children = tuple(parts)

    def _meaning(self, role: str, answer: str, count: int, answers: tuple[tuple[str, int], ...]) -> HBox:
        options, value = self._levels(answer, role) if role != "member_class" else self._kinds(answer, answers)
        picker = Dropdown(options=options, value=value, layout={"width": "340px"})
        picker.observe(lambda _: self.tell(), names="value")
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
        """Return the choices with what is picked here: columns, how figures are counted, what answers mean."""
        said = {
            role: {answer: str(one.value) for answer, one in self.meanings.get(role, {}).items()} for role in PICKED
        }
        return replace(
            base,
            sheet=self.sheet.name,
            header_row=self.sheet.header_row,
            columns=tuple(one for lines in (self.list, *self.below) for one in lines.picked()),
            counted=self.counting.read(),
            kinds=said["member_class"],
            joins=said["joins"],
            letters=said["letter"],
        )
