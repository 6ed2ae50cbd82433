"""The chain as lists to fill: products, who makes what of what, who buys."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from ipywidgets import HTML, BoundedFloatText, Checkbox, Combobox, Dropdown, Text, VBox

from capacity.intake.draft.choices import Buyer, Choices, Link, Product
from capacity.intake.draft.written import counted_in
from capacity.present.begin.rows import Fields, GrowingRows
from capacity.present.begin.text import step_html
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from capacity.present.words.words import Words

PRODUCTS = mark("What flows through the chain?")
LINKS = mark("Who makes what of what?")
BUYERS = mark("Who buys?")
NOTHING = mark("nothing: a field, a herd")
PRODUCTS_SAID = mark("One line each, from the field to the shelf: its name, and the unit in which you count it.")
LINKS_SAID = mark(
    "One line a stage: its name, who does it, what it takes, what it makes, and how much of it from one unit."
)
BUYERS_SAID = mark(
    "One line a buyer: what is bought, the price a unit, how many units a month (0: all there is), and who buys today."
)
UNITS = ("kg", "l", "t", "piece")
MOST = 1e12
NARROW = {"description_width": "auto"}


class ChainForm:
    """The three lists of the chain; the lists of what can be picked follow what is written above them."""

    def __init__(self, choices: Choices, words: Words, changed: Callable[[], None]) -> None:
        """Make the lists, filled with what was picked."""
        self.words, self.tell = words, changed
        self.kinds, self.unit = choices.kinds_of_members(), counted_in(choices)
        self.products = GrowingRows(self._product, words.say("a product"), self._changed)
        self.links = GrowingRows(self._link, words.say("a stage"), self._changed)
        self.buyers = GrowingRows(self._buyer, words.say("a buyer"), self._changed)
        self.filling = True
        for rows, given in (
            (self.products, choices.products),
            (self.links, choices.links),
            (self.buyers, choices.buyers),
        ):
            for one in given:
                rows.add(asdict(one))
        self.filling = False
        parts = (
            (PRODUCTS, PRODUCTS_SAID, self.products),
            (LINKS, LINKS_SAID, self.links),
            (BUYERS, BUYERS_SAID, self.buyers),
        )
        self.box = VBox(
            [
                part
                for head, said, rows in parts
                for part in (HTML(step_html(words.say(head), words.say(said), words)), rows.box)
            ]
        )

    def _product(self, values: Mapping) -> Fields:
        return {
            "title": Text(
                continuous_update=False,
                value=values.get("title", ""),
                placeholder=self.words.say("product, e.g. Raw milk"),
            ),
            "unit": Combobox(
                continuous_update=False, options=UNITS, value=values.get("unit", self.unit), layout={"width": "110px"}
            ),
        }

    def _link(self, values: Mapping) -> Fields:
        say = self.words.say
        nothing = (say(NOTHING), "")
        return {
            "title": Text(
                continuous_update=False,
                value=values.get("title", ""),
                placeholder=self.words.say("stage, e.g. Cheese making"),
            ),
            "run_by": _picker(say("who"), [(kind, kind) for kind in self.kinds], values.get("run_by")),
            "takes": _picker(say("takes"), [nothing, *self._titles()], values.get("takes")),
            "makes": _picker(say("makes"), self._titles(), values.get("makes")),
            "gives": _number(say("of one unit"), values.get("gives", 1.0)),
            "cost": _number(say("cost a unit"), values.get("cost", 0.0)),
        }

    def _buyer(self, values: Mapping) -> Fields:
        say = self.words.say
        return {
            "title": Text(
                continuous_update=False,
                value=values.get("title", ""),
                placeholder=self.words.say("buyer, e.g. Shops in town"),
            ),
            "buys": _picker(say("buys"), self._titles(), values.get("buys")),
            "price": _number(say("price a unit"), values.get("price", 0.0)),
            "demand": _number(say("units a month"), values.get("demand", 0.0)),
            "today": Checkbox(
                value=values.get("today", False),
                description=self.words.say("buys today"),
                indent=False,
                layout={"width": "130px"},
            ),
        }

    def _titles(self) -> list[tuple[str, str]]:
        found = (row["title"].value.strip() for row in self.products.rows)
        return [(title, title) for title in dict.fromkeys(found) if title]

    def follow(self, choices: Choices) -> None:
        """Let the stages be run by the kinds of members that are picked, and count new products as the survey does."""
        kinds, self.unit = choices.kinds_of_members(), counted_in(choices)
        if kinds != self.kinds:
            self.kinds = kinds
            self._refill(self.links, "run_by", [(kind, kind) for kind in kinds])

    def _changed(self) -> None:
        if self.filling:
            return
        titles = self._titles()
        nothing = (self.words.say(NOTHING), "")
        self._refill(self.links, "takes", [nothing, *titles])
        self._refill(self.links, "makes", titles)
        self._refill(self.buyers, "buys", titles)
        self.tell()

    def _refill(self, rows: GrowingRows, field: str, options: list[tuple[str, str]]) -> None:
        """Give the pickers of a field their options anew; what was picked stays while it is among them."""
        self.filling = True
        for row in rows.rows:
            picker, chosen = row[field], row[field].value
            if tuple(picker.options) != tuple(options):
                picker.options = options
                picker.value = chosen if chosen in [value for _, value in options] else _first(options)
        self.filling = False

    def read(self, base: Choices) -> Choices:
        """Return the choices with the chain as it is written; lines without a name or a price are not there yet."""
        products = tuple(
            Product(title, _said(row["unit"]) or "kg") for row in self.products.rows if (title := _said(row["title"]))
        )
        links = tuple(
            Link(title, **{name: row[name].value for name in ("run_by", "makes", "takes", "gives", "cost")})
            for row in self.links.rows
            if (title := _said(row["title"])) and row["makes"].value and row["run_by"].value
        )
        buyers = tuple(
            Buyer(title, **{name: row[name].value for name in ("buys", "price", "demand", "today")})
            for row in self.buyers.rows
            if (title := _said(row["title"])) and row["buys"].value and row["price"].value
        )
        return replace(base, products=products, links=links, buyers=buyers)


def _said(field: Text) -> str:
    return " ".join(str(field.value).split())


def _first(options: list[tuple[str, str]]) -> str | None:
    return options[0][1] if options else None


def _picker(said: str, options: list[tuple[str, str]], chosen: str | None) -> Dropdown:
    known = [value for _, value in options]
    picked = chosen if chosen in known else _first(options)
    return Dropdown(description=said, options=options, value=picked, style=NARROW, layout={"width": "230px"})


def _number(said: str, value: float) -> BoundedFloatText:
    layout = {"width": "200px"}
    return BoundedFloatText(
        continuous_update=False, description=said, value=value, min=0, max=MOST, step=0.01, style=NARROW, layout=layout
    )
