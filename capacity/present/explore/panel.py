"""The facilitator's panel in JupyterLab: pick a cluster and a scenario, turn levers, see what comes of it, save it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Dropdown, HBox, ToggleButton, VBox, Widget

from capacity.intake.changes.meeting import Answer, with_answers
from capacity.intake.cluster import read_cluster
from capacity.intake.facts import BASE, Cluster
from capacity.intake.files import find_folder
from capacity.intake.findings import InputError
from capacity.intake.scenarios import read_written
from capacity.present import handed
from capacity.present.explore.answering import AnswerForm, keep, make_answer_form
from capacity.present.explore.asking import AskForm, ask, make_ask_form
from capacity.present.explore.board import Board, make_board, show_futures, show_hasty, show_today
from capacity.present.explore.saving import SaveForm, make_form, save
from capacity.present.explore.scene import Scene, answered, find_clusters, open_scene, reread
from capacity.present.explore.sliders import Sliders, make_sliders, show_readings
from capacity.present.explore.text import message_html, title_html
from capacity.present.markup import read_part
from capacity.present.words.names import Names
from capacity.present.words.words import LANGUAGES, OWN_NAMES, Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from capacity.model.goal_seek.levers import Lever
    from capacity.model.results.run import Now
    from capacity.model.results.study import Study

PAUSE = 0.25
"""seconds without a further move before the futures are computed"""
FAULT = mark("The program has a fault here. Put the levers back; what went wrong stands in the menu View, Log Console.")
CLUSTER, SCENARIO, LANGUAGE = mark("Cluster"), mark("Scenario"), mark("Language")


def panel(folder_or_data_root: str | Path = "", language: str = "", draws: int = 0) -> VBox:
    """Return the panel for a cluster's folder, or for a folder of clusters.

    What is not given is that of `capacity explore`, else: data, English, 512. `draws` futures are computed for every
    move; with the same number the report gives the same figures.
    """
    told = os.environ.get
    place = Path(folder_or_data_root or told(handed.CLUSTER) or "data")
    words = Words(language or told(handed.LANGUAGE) or "en")
    return Panel(place, words, draws or int(told(handed.DRAWS) or handed.FEW)).box


class Panel:
    """The widgets and the scene they show: a user interface is the one thing here that remembers."""

    data: Cluster
    """with the answers that were changed at the meeting"""
    files: Cluster
    """as the files have it"""
    scene: Scene
    rows: Sliders
    board: Board
    form: SaveForm
    question: AskForm
    other: AnswerForm
    after: Study
    """the newest study: with the levers as they last rested"""

    def __init__(self, place: Path, words: Words, draws: int) -> None:
        """Make the widgets and open the cluster."""
        self.words, self.draws = words, draws
        self.timer: asyncio.TimerHandle | None = None
        self.seen: Now | None = None
        self.filling = False
        self.answers: tuple[Answer, ...] = ()
        self.moves: list[Mapping[Lever, float]] = []
        self.message, self.heading, self.stage = HTML(), HTML(), VBox()
        self.cluster, self.scenario, self.back = Dropdown(), Dropdown(), Button(layout={"width": "auto"})
        self.undo = Button(layout={"width": "auto"}, disabled=True)
        self.large = ToggleButton(layout={"width": "auto"})
        self.language = Dropdown(options=[(OWN_NAMES[one], one) for one in LANGUAGES], value=words.language)
        top = HBox([self.heading, self.cluster, self.scenario, self.language])
        under = HBox([self.message, self.undo, self.back, self.large])
        for row in (top, under):
            row.add_class("cx-top")
        style = HTML(f"<style>{read_part('explore/explore.css')}</style>")
        self.box = VBox([style, top, under, self.stage])
        self.box.add_class("cx-panel")
        self._when_picked(self.cluster, self._open_cluster)
        self._when_picked(self.scenario, self._open_scenario)
        self._when_picked(self.language, self._speak)
        self.back.on_click(lambda _: self._try(self._put_back))
        self.large.observe(lambda change: self._enlarge(large=change["new"]), names="value")
        self.undo.on_click(lambda _: self._try(self._take_back))
        self._try(self._open_place, place)

    def _when_picked(self, picker: Dropdown, step: Callable) -> None:
        picker.observe(lambda change: None if self.filling else self._try(step, change["new"]), names="value")

    def _fill(self, picker: Dropdown, options: Iterable, chosen: object) -> None:
        """Give a picker its options and its value without anything being opened."""
        self.filling = True
        picker.options = list(options)
        picker.value, self.filling = chosen, False

    def _try(self, step: Callable, *given: object) -> None:
        """Take a step; what the user can mend is said in the panel, not raised."""
        if self.timer is not None:
            self.timer.cancel()
        self._tell(self.words.say("Computing …"), "wait")
        try:
            step(*given)
        except InputError as error:
            self._tell(str(error), "bad")
        except Exception:
            self._tell(self.words.say(FAULT), "bad")
            raise

    def _tell(self, text: str, state: str = "none") -> None:
        self.message.value = message_html(text, state, self.words)

    def _open_place(self, place: Path) -> None:
        """Fill the picker of clusters and open the one the place names, else the first."""
        here = find_folder(place)
        found = find_clusters(here)
        self._fill(self.cluster, found.items(), found.get(here.resolve().name, next(iter(found.values()))))
        self._open_cluster(self.cluster.value)

    def _open_cluster(self, folder: Path) -> None:
        self.stage.children = ()
        self.files = self.data = read_cluster(folder)
        self.answers = ()
        self._list_scenarios(BASE)
        self._open_scenario(BASE)

    def _list_scenarios(self, chosen: str) -> None:
        names = Names(self.data.spec, self.words)
        self._fill(self.scenario, ((names.scenario(name), name) for name in self.data.specs), chosen)

    def _open_scenario(self, name: str) -> None:
        scene = open_scene(self.files, name, self.draws)
        self.scene = answered(scene, self.data) if self.answers else scene
        self._arrange(self.scene.at_rest, {})

    def _speak(self, language: str) -> None:
        self.words = Words(language)
        if self.seen is not None:
            self.after = self.scene.study(self.seen)
        self._list_scenarios(self.scenario.value)
        moves, unmoved = self.moves, self.undo.disabled
        self._arrange(self.after, self.rows.settings)
        self.moves, self.undo.disabled = moves, unmoved

    def _put_back(self) -> None:
        self._set(dict.fromkeys(self.rows.sliders, 0.0))
        self._remember()
        self._move()

    def _take_back(self) -> None:
        """Set the levers as they were before the last move."""
        if len(self.moves) > 1:
            self.moves.pop()
            self._set(self.moves[-1])
        self.undo.disabled = len(self.moves) < 2
        self._move()

    def _enlarge(self, *, large: bool) -> None:
        """Show what a room reads from afar, in large type, or everything again."""
        (self.box.add_class if large else self.box.remove_class)("cx-large")

    def _set(self, settings: Mapping[Lever, float]) -> None:
        """Set the levers without anything being computed."""
        self.filling = True
        for lever, slider in self.rows.sliders.items():
            slider.value = settings[lever]
        self.filling = False

    def _remember(self) -> None:
        """Keep how the levers stand, if it is not how they stood."""
        if self.moves[-1] != self.rows.settings:
            self.moves.append(self.rows.settings)
        self.undo.disabled = len(self.moves) < 2

    def _arrange(self, after: Study, settings: Mapping[Lever, float]) -> None:
        """Lay out the panel for the scene: its levers as they are set, and the study that comes of it."""
        words, self.after = self.words, after
        self.heading.value = title_html(Names(self.data.spec, words).cluster(), words)
        self._name_buttons()
        for picker, name in ((self.cluster, CLUSTER), (self.scenario, SCENARIO), (self.language, LANGUAGE)):
            picker.description = words.say(name)
        self.board = make_board(self.scene.before, after, words)
        self.rows = make_sliders(self.scene, words, settings, self._moved)
        self.moves, self.undo.disabled = [self.rows.settings], True
        show_readings(self.rows, after.tables)
        self.form = make_form(words, lambda _: self._save())
        self.question = make_ask_form(self.scene, words, lambda _: self._ask())
        self.other = make_answer_form(
            self.data, self.answers, words, lambda _: self._try(self._answer), lambda _: self._try(self._keep)
        )
        left = VBox([self.rows.box, self.other.box, self.question.box, self.form.box])
        left.add_class("cx-left")
        middle = HBox([left, self.board.beside])
        middle.add_class("cx-middle")
        gone, self.stage.children = self.stage.children, (self.board.numbers, middle, self.board.below)
        _close(*gone)
        self._rest()

    def _name_buttons(self) -> None:
        self.back.description = self.words.say("Put the levers back")
        self.undo.description = self.words.say("Take back the last move")
        self.large.description = self.words.say("Large type, for a projector")

    def _moved(self, _: object) -> None:
        if not self.filling:
            self._remember()
            self._try(self._move)

    def _move(self) -> None:
        """Show today's chain, money and output at once, and all futures when the levers have rested for a moment."""
        if not any(self.rows.settings.values()):
            self._show_today(self.scene.at_rest)
            self._show_futures(self.scene.at_rest)
            return
        self.seen = self.scene.today(self.rows.settings)
        now = self.scene.today_study(self.seen)
        self._show_today(now)
        self._show_hasty(self.scene.hasty_study(self.after, now, self.seen))
        self.stage.add_class("cx-pending")
        self.timer = _soon(lambda: self._try(self._look_ahead))

    def _show_today(self, study: Study) -> None:
        show_readings(self.rows, study.tables)
        show_today(self.board, study)

    def _show_hasty(self, study: Study | None) -> None:
        """Show money and output before the levers have rested, where they are known so soon."""
        self.stage.remove_class("cx-known")
        if study is not None:
            show_hasty(self.board, study)
            self.stage.add_class("cx-known")

    def _look_ahead(self) -> None:
        if self.seen is not None:
            self._show_futures(self.scene.study(self.seen))

    def _show_futures(self, study: Study) -> None:
        self.after = study
        show_futures(self.board, study)
        self._rest()

    def _rest(self) -> None:
        self.seen = None
        self.stage.remove_class("cx-pending")
        self._tell(self.words.say("From {draws} computed futures.", draws=self.words.number(self.draws)))

    def _ask(self) -> None:
        """Answer the question; levers that have just been moved go on to be computed."""
        try:
            ask(self.question, self.scene, self.rows.settings)
        except Exception:
            self._tell(self.words.say(FAULT), "bad")
            raise

    def _answer(self) -> None:
        """Count the answer from now on, with the levers back at rest."""
        answers = (*self.answers, self.other.answer())
        self.data = with_answers(self.files, answers)
        self.answers, self.seen = answers, None
        self.scene = answered(self.scene, self.data)
        self._arrange(self.scene.at_rest, {})

    def _keep(self) -> None:
        """Write the answers into the files: what stands is with them from now on."""
        if keep(self.other, self.files, self.answers):
            self.files, self.answers = self.data, ()
        self._rest()

    def _save(self) -> None:
        path = save(self.form, self.rows)
        if path is not None:
            self.files, self.data = reread(self.files), reread(self.data)
            self.scene = replace(self.scene, cluster=self.data, written=read_written(self.data.folder))
            self.rows = replace(self.rows, scene=self.scene)
            self._list_scenarios(self.scenario.value)


def _close(*widgets: Widget) -> None:
    """Forget widgets that are no longer shown, and all within them."""
    for widget in widgets:
        _close(*getattr(widget, "children", ()))
        widget.close()


def _soon(step: Callable[[], None]) -> asyncio.TimerHandle | None:
    """Take a step after a pause, or at once where nothing runs that could wait for it."""
    try:
        return asyncio.get_running_loop().call_later(PAUSE, step)
    except RuntimeError:
        step()
        return None
