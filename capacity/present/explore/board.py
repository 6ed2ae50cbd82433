"""What the levers are seen on: the verdict and its numbers, three figures, four lights, each with its text twin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ipywidgets import HTML, HBox, VBox

from capacity.present.explore import charts, text
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.results.study import Study
    from capacity.present.charts.charts import Columns, Fan
    from capacity.present.explore.figure import LiveFigure

LIGHTS_TITLE = mark("Critical mass: the four lights")
CALENDAR_TITLE = mark("Bottlenecks, month by month")


@dataclass(frozen=True)
class Exhibit:
    """A figure on the screen with its heading above and its text twin below."""

    heading: HTML
    figure: LiveFigure
    twin: HTML

    @property
    def box(self) -> VBox:
        """Return the three as one column."""
        return _column(self.heading, self.figure, self.twin)


@dataclass(frozen=True)
class Board:
    """The widgets that show one scene in one language."""

    before: Study
    words: Words
    numbers: HTML
    lights: HTML
    supply: Exhibit
    fan: Exhibit
    calendar: Exhibit

    rooms: tuple[tuple[float, float], ...]
    """how long the axes of supply and output are at least"""

    @cached_property
    def stood(self) -> dict[str, str]:
        """Return the numbers as they stand, by what they are called."""
        return {fact.label: fact.value for fact in text.numbers(self.before, self.words)}

    @property
    def beside(self) -> VBox:
        """Return what stands beside the levers."""
        return _column(self.supply.box, HTML(text.heading_html(self.words.say(LIGHTS_TITLE), self.words)), self.lights)

    @property
    def below(self) -> HBox:
        """Return what stands below the levers."""
        fan, calendar = self.fan.box, self.calendar.box
        fan.add_class("cx-soon")
        calendar.add_class("cx-later")
        box = HBox([fan, calendar])
        box.add_class("cx-pair")
        return box


def _column(*children: object) -> VBox:
    box = VBox(list(children))
    box.add_class("cx-column")
    return box


def make_board(before: Study, after: Study, words: Words) -> Board:
    """Return the widgets for what stands and what is tried."""
    supply, fan = charts.supply_chart(before, after, words), charts.fan_chart(before, after, words)
    stood = (charts.supply_chart(before, before, words), charts.fan_chart(before, before, words))
    rooms = tuple(map(charts.room_for, stood))
    pictures = [(supply, rooms[0]), (fan, rooms[1]), (charts.calendar_chart(after, words), (0.0, 0.0))]
    first, second, third = (Exhibit(HTML(), charts.make_live(one, words, room), HTML()) for one, room in pictures)
    made = Board(before, words, HTML(), HTML(), first, second, third, rooms)
    for later in (made.numbers, made.lights):
        later.add_class("cx-later")
    _write_today(made, after, supply)
    _write_hasty(made, after, fan)
    _write_futures(made, after)
    return made


def show_today(board: Board, after: Study) -> None:
    """Show what today's chain alone says: supply against minimum load and capacity."""
    chart = charts.supply_chart(board.before, after, board.words)
    charts.show(board.supply.figure, chart, board.words, board.rooms[0])
    _write_today(board, after, chart)


def show_hasty(board: Board, after: Study) -> None:
    """Show what follows from turned numbers alone: money and output."""
    fan = charts.fan_chart(board.before, after, board.words)
    charts.show(board.fan.figure, fan, board.words, board.rooms[1])
    _write_hasty(board, after, fan)


def show_futures(board: Board, after: Study) -> None:
    """Show what the futures say: verdict and numbers, lights, output, bottlenecks."""
    show_hasty(board, after)
    calendar = charts.calendar_chart(after, board.words)
    charts.show(board.calendar.figure, calendar, board.words)
    _write_futures(board, after)


def _write_today(board: Board, after: Study, chart: Columns | None) -> None:
    words = board.words
    board.supply.heading.value = text.chart_heading(chart, words.say("Supply month by month"), words)
    board.supply.twin.value = text.supply_html(after, chart, words)


def _write_hasty(board: Board, after: Study, fan: Fan | None) -> None:
    words = board.words
    board.numbers.value = text.numbers_html(board.stood, after, words)
    board.fan.heading.value = text.chart_heading(fan, words.say("Output year by year"), words)
    board.fan.twin.value = text.fan_html(fan, words)


def _write_futures(board: Board, after: Study) -> None:
    words = board.words
    board.lights.value = text.lights_html(after, words)
    board.calendar.heading.value = text.heading_html(words.say(CALENDAR_TITLE), words)
    board.calendar.twin.value = text.calendar_html(after, words)
