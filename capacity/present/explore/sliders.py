"""The levers as sliders: six rows of name, setting, slider, and the value that it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, FloatSlider, Layout, VBox

from capacity.present.explore.levers import reading, reading_text
from capacity.present.markup import render
from capacity.present.words.levers import lever_name, setting_words
from capacity.present.words.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from capacity.model.goal_seek.levers import Lever
    from capacity.present.explore.scene import Scene
    from capacity.present.words.words import Words


@dataclass(frozen=True)
class Sliders:
    """The sliders of a scene's levers, and the words above each."""

    scene: Scene
    words: Words
    heads: Mapping[Lever, HTML]
    sliders: Mapping[Lever, FloatSlider]

    @property
    def names(self) -> Names:
        """Return the cluster's titles in the panel's language."""
        return Names(self.scene.cluster.spec, self.words)

    @property
    def settings(self) -> dict[Lever, float]:
        """Return how far each lever is moved."""
        return {lever: slider.value for lever, slider in self.sliders.items()}

    @property
    def box(self) -> VBox:
        """Return the rows under each other."""
        box = VBox([part for lever in self.sliders for part in (self.heads[lever], self.sliders[lever])])
        box.add_class("cx-levers")
        return box


def make_sliders(scene: Scene, words: Words, settings: Mapping[Lever, float], moved: Callable) -> Sliders:
    """Return a slider for each lever of a scene, set as they were; `moved` is called when one has been let go."""
    names, sliders = Names(scene.cluster.spec, words), {}
    for lever in scene.levers:
        sliders[lever] = FloatSlider(
            value=settings.get(lever, 0.0),
            min=lever.low,
            max=lever.high,
            step=lever.step,
            continuous_update=False,
            readout=False,
            tooltip=lever_name(lever.key, lever.at, names, words),
            layout=Layout(width="100%"),
        )
        sliders[lever].observe(moved, names="value")
    return Sliders(scene, words, {lever: HTML() for lever in scene.levers}, sliders)


def show_readings(rows: Sliders, moved: Mapping[str, pd.DataFrame]) -> None:
    """Write above each slider how far it is moved and what that makes of its value, given today's tables."""
    changes = rows.scene.changes(rows.settings)
    for lever, setting in rows.settings.items():
        rows.heads[lever].value = render(
            "explore/lever.html.j2",
            rows.words,
            title=lever_name(lever.key, lever.at, rows.names, rows.words),
            setting=setting_words(lever.unit, setting, rows.words),
            moved=setting != 0,
            reading=reading_text(lever, reading(lever, rows.scene, changes, moved), rows.names, rows.words),
        )


def sentence(rows: Sliders) -> str:
    """Return what is moved by how much in one line: what a saved scenario gives as its reason."""
    said = [
        f"{lever_name(lever.key, lever.at, rows.names, rows.words)} {setting_words(lever.unit, setting, rows.words)}"
        for lever, setting in rows.settings.items()
        if setting
    ]
    return "; ".join(said)
