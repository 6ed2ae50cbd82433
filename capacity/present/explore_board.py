"""What the levers are seen on: the verdict and its numbers, three figures, four lights, each with its text twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from ipywidgets import HTML, HBox, VBox

from capacity.present import explore_charts as charts
from capacity.present import explore_text as text
from capacity.present.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.study import Study
    from capacity.present.charts import Chart

LIGHTS_TITLE = mark("Critical mass: the four lights")
CALENDAR_TITLE = mark("Bottlenecks, month by month")


@dataclass(frozen=True)
class Exhibit:
    """A figure on the screen with its heading above and its text twin below."""

    heading: HTML
    figure: go.FigureWidget
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

    @property
    def beside(self) -> VBox:
        """Return what stands beside the levers."""
        return _column(self.supply.box, HTML(text.heading_html(self.words.say(LIGHTS_TITLE), self.words)), self.lights)

    @property
    def below(self) -> HBox:
        """Return what stands below the levers."""
        box = HBox([self.fan.box, self.calendar.box])
        box.add_class("cx-pair")
        return box


def _column(*children: object) -> VBox:
    box = VBox(list(children))
    box.add_class("cx-column")
    return box


def make_board(before: Study, words: Words) -> Board:
    """Return the widgets for a study as it stands."""
    supply, fan, calendar = _charts(before, before, words)
    made = Board(
        before,
        words,
        HTML(),
        HTML(),
        _exhibit(supply, words, charts.room_for(supply)),
        _exhibit(fan, words, charts.room_for(fan)),
        _exhibit(calendar, words),
    )
    show_today(made, before)
    show_study(made, before)
    return made


def _charts(before: Study, after: Study, words: Words) -> tuple[Chart | None, Chart | None, Chart | None]:
    supply, fan = (make(before, after, words) for make in (charts.supply_chart, charts.fan_chart))
    return supply, fan, charts.calendar_chart(after, words)


def _exhibit(chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> Exhibit:
    figure = go.FigureWidget(charts.make_figure(chart, words, room))
    return Exhibit(HTML(), figure, HTML())


def show_today(board: Board, after: Study) -> None:
    """Show what today's chain alone says: supply against minimum load and capacity."""
    words = board.words
    chart = charts.supply_chart(board.before, after, words)
    room = charts.room_for(charts.supply_chart(board.before, board.before, words))
    charts.refresh(board.supply.figure, charts.make_figure(chart, words, room))
    board.supply.heading.value = text.chart_heading(chart, words.say("Supply month by month"), words)
    board.supply.twin.value = text.supply_html(after, chart, words)


def show_study(board: Board, after: Study) -> None:
    """Show what the futures say: verdict and numbers, lights, output, bottlenecks."""
    words, before = board.words, board.before
    board.numbers.value = text.numbers_html(before, after, words)
    board.lights.value = text.lights_html(after, words)
    fan, room = charts.fan_chart(before, after, words), charts.room_for(charts.fan_chart(before, before, words))
    charts.refresh(board.fan.figure, charts.make_figure(fan, words, room))
    board.fan.heading.value = text.chart_heading(fan, words.say("Output year by year"), words)
    board.fan.twin.value = text.fan_html(fan, words)
    calendar = charts.calendar_chart(after, words)
    charts.refresh(board.calendar.figure, charts.make_figure(calendar, words))
    board.calendar.heading.value = text.heading_html(words.say(CALENDAR_TITLE), words)
    board.calendar.twin.value = text.calendar_html(after, words)
