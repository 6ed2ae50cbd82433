"""Saving what was tried as a scenario of the cluster: a name, a reason, and a sentence about what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Checkbox, Layout, Text, VBox

from capacity.intake.findings import InputError, command
from capacity.present.explore.scene import save_scene
from capacity.present.explore.sliders import Sliders, sentence
from capacity.present.explore.text import heading_html, message_html
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from capacity.present.words.words import Words

REFUSED = {
    "unnamed": mark("Write a name first."),
    "declared": mark("The cluster file has a scenario of that name already. Choose another name."),
    "taken": mark("There is a scenario of that name already. Choose another name, or tick that it is replaced."),
}


@dataclass(frozen=True)
class SaveForm:
    """The fields under the levers."""

    words: Words
    title: Text
    reason: Text
    replace: Checkbox
    button: Button
    message: HTML

    @property
    def box(self) -> VBox:
        """Return the form."""
        head = HTML(heading_html(self.words.say("Save as scenario"), self.words))
        box = VBox([head, self.title, self.reason, self.replace, self.button, self.message])
        box.add_class("cx-save")
        return box


def make_form(words: Words, pressed: Callable) -> SaveForm:
    """Return an empty form; `pressed` is called when it shall be saved."""
    wide = Layout(width="100%")
    form = SaveForm(
        words,
        Text(placeholder=words.say("Name, e.g. More winter milk"), layout=wide),
        Text(placeholder=words.say("Why? Empty: what the levers say"), layout=wide),
        Checkbox(description=words.say("replace the one of that name"), indent=False, layout=Layout(display="none")),
        Button(description=words.say("Save as scenario"), button_style="primary", layout=Layout(width="auto")),
        HTML(),
    )
    form.button.on_click(pressed)
    return form


def save(form: SaveForm, rows: Sliders) -> Path | None:
    """Write the scenario and return its file; None, with the reason in the form, where that cannot be done."""
    settings, words = rows.settings, form.words
    if not any(settings.values()):
        form.message.value = message_html(words.say("Move a lever first: nothing differs yet."), "bad", words)
        return None
    reason = form.reason.value.strip() or sentence(rows)
    try:
        path = save_scene(rows.scene, settings, form.title.value, reason, replaced=form.replace.value)
    except InputError as error:
        code = error.issues[0].code
        form.replace.layout.display = None if code == "taken" else "none"
        form.message.value = message_html(words.say(REFUSED[code]) if code in REFUSED else str(error), "bad", words)
        return None
    form.replace.value, form.replace.layout.display = False, "none"
    shown = command("report", rows.scene.cluster.folder, "--scenario", path.stem)
    said = words.say("Saved as {file}. The report shows it: {command}", file=f"scenarios/{path.name}", command=shown)
    form.message.value = message_html(said, "good", words)
    return path
