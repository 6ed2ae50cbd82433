"""How a figure comes of its columns: what a member's rows make together, which count, what a word of units holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ipywidgets import HTML, BoundedFloatText, Checkbox, Combobox, Dropdown, HBox, VBox

from capacity.intake.answers.cells import is_missing
from capacity.intake.draft.choices import COUNT, Counted
from capacity.intake.draft.unit_words import amount_of, base_of, is_worth_known
from capacity.present.begin.lines import NUMBER_OF_ROWS, ROLE_NAMES
from capacity.present.explore import heading_html
from capacity.present.markup import render
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from capacity.intake.draft.choices import Picked
    from capacity.intake.draft.seen import SeenColumn
    from capacity.present.begin.lines import ColumnLines
    from capacity.present.words.words import Words

TAKES = {
    "sum": mark("added up"),
    "mean": mark("their mean"),
    "max": mark("the largest of them"),
}
ALL_ROWS = mark("all rows count")
ONLY_WHERE = mark("only rows by: {column}")
COUNTED_BY = mark("the member says how many it has in")
NOT_ASKED = mark("it is not asked")
NOT_KNOWN = mark("nobody knows: set aside")
AMOUNTS = ("kg", "l", "t", "piece")
NARROW = {"description_width": "auto"}


@dataclass
class Fields:
    """The fields of one figure; () where something is not asked."""

    take: Dropdown | None = None
    where: Dropdown | None = None
    answers: dict[str, Checkbox] = field(default_factory=dict)
    counted_by: Dropdown | None = None
    each: BoundedFloatText | None = None
    words: dict[str, tuple[BoundedFloatText, Combobox, Checkbox]] = field(default_factory=dict)
    unit_column: str = ""

    def read(self) -> Counted:
        """Return what they hold."""
        take = COUNT if self.each else str(self.take.value) if self.take else ""
        units = {
            word: (number.value, unit.value.strip())
            for word, (number, unit, out) in self.words.items()
            if not out.value
        }
        return Counted(
            take,
            str(self.where.value) if self.where else "",
            tuple(answer for answer, box in self.answers.items() if box.value),
            str(self.counted_by.value) if self.counted_by else "",
            self.each.value if self.each else 0.0,
            self.unit_column,
            units,
            tuple(word for word, (_, _, out) in self.words.items() if out.value),
        )


class CountingForm:
    """What has to be said of the figures that are picked; nothing where a column alone says it."""

    def __init__(self, words: Words, changed: Callable[[], None]) -> None:
        """Make an empty form; `changed` is called when something is picked in it."""
        self.words, self.changed = words, changed
        self.fields: dict[str, Fields] = {}
        self.members: ColumnLines
        self.box = VBox()

    def ask(self, lines: list[ColumnLines], given: dict[str, Counted]) -> None:
        """Ask of every figure that is picked, with what was said before in the fields."""
        self.fields, parts, self.members = {}, [], lines[0]
        for table in lines:
            for one in table.picked():
                if one.role in ROLE_NAMES and one.role not in self.fields and (asked := self._asked(one, table, given)):
                    role = self.words.say(ROLE_NAMES[one.role])
                    heading = f"{role[:1].upper()}{role[1:]}: {self._label(one, table)}"
                    parts += [HTML(heading_html(heading, self.words)), *asked]
        self.box.children = tuple(parts)

    def read(self) -> dict[str, Counted]:
        """Return what is said, by role."""
        return {role: one.read() for role, one in self.fields.items()}

    def _label(self, one: Picked, table: ColumnLines) -> str:
        place = f"{one.table} » " if one.table and table.table and not table.table.is_numbered else ""
        return f"{place}{self.words.say(NUMBER_OF_ROWS) if table.counts(one.role) else one.label}"

    def _asked(self, one: Picked, table: ColumnLines, given: dict[str, Counted]) -> list[HBox]:
        """Return the lines of fields of a figure, none where there is nothing to ask."""
        unit_column = table.unit_column(one.label) if one.unit else ""
        if not one.unit or not (table.table or unit_column):
            return []
        before, fields = given.get(one.role, Counted()), Fields(unit_column=unit_column)
        found = [*self._rows(one, table, before, fields)] if table.table else []
        if unit_column:
            column = next(column for column in table.columns if column.label == unit_column)
            found += self._words(column, one, before, fields)
        self.fields[one.role] = fields
        return found

    def _rows(self, one: Picked, table: ColumnLines, before: Counted, fields: Fields) -> list[HBox]:
        """Return the lines on what the rows make together, and which of them count."""
        say = self.words.say
        if table.counts(one.role):
            fields.each = self._number(say("one row gives, in {unit}", unit=one.unit), before.each)
            first = fields.each
        else:
            options = [(say(text), take) for take, text in TAKES.items()]
            usual = "mean" if one.role == "price" else "sum"
            fields.take = Dropdown(options=options, value=before.take if before.take in TAKES else usual)
            fields.take.description, fields.take.style = say("the rows of one member"), NARROW
            first = fields.take
        used = [label for label, picker in table.roles.items() if picker.value]
        sorts = [column for column in table.columns if len(column.answers) > 1 and column.label not in used]
        options = [(say(ALL_ROWS), ""), *((say(ONLY_WHERE, column=one.label), one.label) for one in sorts)]
        chosen = before.where if before.where in [column.label for column in sorts] else ""
        fields.where = Dropdown(options=options, value=chosen)
        self._watch(first)
        fields.where.observe(lambda _: self.changed(), names="value")
        column = next((column for column in sorts if column.label == chosen), None)
        fields.counted_by = self._counted_by(before.counted_by)
        return [
            _row(first, fields.where),
            *([self._answers(column, before, fields)] if column else []),
            _row(fields.counted_by),
        ]

    def _counted_by(self, chosen: str) -> Dropdown:
        """Return the list of the members' own columns that may say how many rows a member has."""
        free = [
            one.label for one in self.members.columns if one.numbers == 1 and not self.members.roles[one.label].value
        ]
        options = [(self.words.say(NOT_ASKED), ""), *((label, label) for label in free)]
        layout = {"width": "min(640px, 90cqw)"}
        picker = Dropdown(options=options, value=chosen if chosen in free else "", style=NARROW, layout=layout)
        picker.description = self.words.say(COUNTED_BY)
        self._watch(picker)
        return picker

    def _answers(self, column: SeenColumn, before: Counted, fields: Fields) -> HBox:
        """Return a box to tick for every answer of the column that tells which rows count."""
        for answer, times in column.answers:
            said = f"{answer} × {self.words.number(times)}"
            box = Checkbox(value=answer in before.answers, description=said, indent=False, layout={"width": "auto"})
            self._watch(box)
            fields.answers[answer] = box
        return _row(*fields.answers.values())

    def _words(self, column: SeenColumn, one: Picked, before: Counted, fields: Fields) -> list[HBox]:
        """Return a line for every word of a column of units: known, or what one of them holds."""
        say, found = self.words.say, []
        amount = base_of(amount_of(one.role, one.unit))
        for word, times in column.answers:
            if is_missing(word):
                continue
            said = HTML(render("begin/answer.html.j2", self.words, answer=word, count=self.words.number(times)))
            if is_worth_known(word, one.role, one.unit):
                found.append(
                    _row(said, HTML(render("begin/known.html.j2", self.words, said=say("a unit that is known"))))
                )
                continue
            held, unit = before.units.get(word, (0.0, amount))
            out = Checkbox(
                value=word in before.unknown, description=say(NOT_KNOWN), indent=False, layout={"width": "auto"}
            )
            number = self._number(say("one holds"), held)
            field_unit = Combobox(value=unit, options=AMOUNTS, continuous_update=False, layout={"width": "90px"})
            for widget in (number, field_unit, out):
                self._watch(widget)
            fields.words[word] = (number, field_unit, out)
            found.append(_row(said, number, field_unit, out))
        return found

    def _number(self, said: str, value: float) -> BoundedFloatText:
        layout = {"width": "auto"}
        return BoundedFloatText(
            value=value,
            min=0,
            max=1e9,
            step=0.01,
            description=said,
            style=NARROW,
            layout=layout,
            continuous_update=False,
        )

    def _watch(self, widget: Dropdown | Checkbox | BoundedFloatText | Combobox) -> None:
        widget.observe(lambda _: self.changed(), names="value")


def _row(*widgets: object) -> HBox:
    line = HBox(list(widgets))
    line.add_class("cx-row")
    return line
