"""A meeting's question, under the levers: at which value of a number does a goal turn? Answered in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Combobox, Layout, VBox

from capacity.intake.facts import quantities
from capacity.intake.findings import InputError
from capacity.intake.quantities.written import is_quantity
from capacity.model.goal_seek.goal import borrowers, read_goal
from capacity.model.goal_seek.questions import turning_row
from capacity.present.chapters.turning import TITLE, Answers
from capacity.present.explore.text import heading_html, message_html
from capacity.present.words.goals import goal_words
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.goal_seek.levers import Lever
    from capacity.present.explore.scene import Scene
    from capacity.present.words.words import Words

PICK_NUMBER = mark("Number: pick one, or write its path")
PICK_GOAL = mark("Goal: pick one, or write one, e.g. npv = 0")
INCOMPLETE = mark("Pick a number and a goal first.")
TOLD_APART = "survey.", "products."
"""beginnings of paths that are not offered (a path that is written is taken all the same)"""


@dataclass(frozen=True)
class AskForm:
    """The fields of a question, and what the labels that can be picked stand for."""

    words: Words
    number: Combobox
    goal: Combobox
    button: Button
    message: HTML
    paths: Mapping[str, str]
    goals: Mapping[str, str]

    @property
    def box(self) -> VBox:
        """Return the form."""
        head = HTML(heading_html(self.words.say(TITLE), self.words))
        box = VBox([head, self.number, self.goal, self.button, self.message])
        box.add_class("cx-ask")
        return box


def make_ask_form(scene: Scene, words: Words, pressed: Callable) -> AskForm:
    """Return an empty form; `pressed` is called when the question is asked."""
    spec, wide = scene.cluster.specs[scene.scenario], Layout(width="100%")
    told = Answers(spec, words)
    paths = {told.called(path, at): path for path, at in _paths(scene)}
    goals = {_label(goal, told): goal for goal in _goals(spec)}
    form = AskForm(
        words,
        Combobox(options=tuple(paths), placeholder=words.say(PICK_NUMBER), ensure_option=False, layout=wide),
        Combobox(options=tuple(goals), placeholder=words.say(PICK_GOAL), ensure_option=False, layout=wide),
        Button(description=words.say("Ask"), button_style="primary", layout=Layout(width="auto")),
        HTML(),
        paths,
        goals,
    )
    form.button.on_click(pressed)
    return form


def ask(form: AskForm, scene: Scene, settings: Mapping[Lever, float]) -> None:
    """Write the answer under the question, with the levers as they are set; or why there is none."""
    words = form.words
    path, goal = (box.value.strip() for box in (form.number, form.goal))
    if not path or not goal:
        form.message.value = message_html(words.say(INCOMPLETE), "bad", words)
        return
    form.message.value = message_html(words.say("Computing …"), "wait", words)
    try:
        found = scene.seek(form.paths.get(path, path), form.goals.get(goal, goal), settings)
    except InputError as error:
        form.message.value = message_html(str(error), "bad", words)
        return
    said = Answers(scene.cluster.specs[scene.scenario], words).sentence(turning_row("", found))
    form.message.value = message_html(said, "none", words)


def _paths(scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield what can be picked: the levers, then the numbers that the file states; each with what it speaks of."""
    yield from ((lever.key, lever.at) for lever in scene.levers)
    for quantity in quantities(scene.cluster.specs[scene.scenario]):
        offered = not quantity.name.startswith(TOLD_APART) or ".store." in quantity.name or ".pays." in quantity.name
        if offered and is_quantity(scene.written.value(scene.scenario, quantity.name)):
            yield quantity.name, ""


def _goals(spec: Spec) -> Iterator[str]:
    """Yield goals that fit any cluster, as they are written."""
    if spec.finance is not None:
        yield from ("npv_net >= 0", "npv >= 0", "npv:chance >= 70%")
        yield from (f"npv@{name} >= 0" for name in sorted(borrowers(spec)))
        yield from (f"dscr_min@{name} >= 1.2" for name in dict.fromkeys(loan.borrower for loan in spec.finance.loans))
    yield "lowest_income >= 0"
    yield from (f"income@{name} >= 0" for name, kind in spec.classes.items() if kind.runs)
    if any(link.minimum_load for link in spec.links.values()):
        yield "months_below <= 2"


def _label(goal: str, told: Answers) -> str:
    said = goal_words(read_goal(goal, told.spec), told.names, "")
    return said[:1].upper() + said[1:]
