"""What the cluster is called, in which money and from when on it is looked at, and when its first product comes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ipywidgets import HTML, Combobox, HBox, Text, ToggleButton, VBox

from capacity.present.begin.text import step_html
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from capacity.intake.draft.choices import Choices
    from capacity.present.words.words import Words

MONEY = ("KGS", "KZT", "UZS", "TJS", "USD", "EUR")
BASICS = mark("What is it called, and when does it begin?")
MONTHS = mark("In which months does the first product come? None: in all alike.")


class BasicsForm:
    """Title, money, first month, and the twelve months."""

    def __init__(self, choices: Choices, words: Words, changed: Callable[[], None]) -> None:
        """Make the fields, filled with what was picked."""
        style = {"description_width": "auto"}
        self.title = Text(
            continuous_update=False,
            value=choices.title,
            description=words.say("title"),
            style=style,
            layout={"width": "420px"},
        )
        self.currency = Combobox(
            continuous_update=False, options=MONEY, value=choices.currency, description=words.say("money"), style=style
        )
        self.start = Text(
            continuous_update=False,
            value=choices.start,
            description=words.say("first month"),
            placeholder="2027-01",
            style=style,
        )
        layout = {"width": "64px"}
        self.months = [
            ToggleButton(value=month in choices.months, description=words.short_month(month), layout=layout)
            for month in range(1, 13)
        ]
        for field in (self.title, self.currency, self.start, *self.months):
            field.observe(lambda _: changed(), names="value")
        months = HBox(self.months, layout={"flex_flow": "row wrap"})
        head = HTML(step_html(words.say(BASICS), "", words))
        self.box = VBox(
            [head, self.title, HBox([self.currency, self.start]), HTML(step_html("", words.say(MONTHS), words)), months]
        )

    def read(self, base: Choices) -> Choices:
        """Return the choices with what is written here."""
        months = tuple(month for month, button in enumerate(self.months, start=1) if button.value)
        currency = self.currency.value.strip().upper() or "KGS"
        return replace(
            base, title=self.title.value.strip(), currency=currency, start=self.start.value.strip(), months=months
        )
