"""The export arrives: dropped into the notebook, or named among the files that lie in the folder."""

from __future__ import annotations

import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Dropdown, FileUpload, HBox, VBox

from capacity.intake.files import LARGEST_FILE
from capacity.intake.findings import InputError
from capacity.intake.tables.tables import KINDS
from capacity.present.begin.text import step_html
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from capacity.present.words.words import Words

DROP = mark("Where is the survey?")
DROP_SAID = mark(
    "Pick the export from your computer, or one of the files in this folder. It is copied; yours stays as it is. Of an "
    "export in several files (a file for the farms, another for their cows) pick all of them."
)
TOGETHER = mark("all of these files together")
_OURS = {"form.xlsx", "members-sheet.xlsx", "cluster.xlsx", "units.csv"}


class ArrivingForm:
    """Shown while the folder has no survey."""

    def __init__(self, folder: Path, words: Words, arrived: Callable[[], None]) -> None:
        """Make the form; `arrived` is called once a survey lies in the folder."""
        self.folder, self.arrived = folder, arrived
        self.upload = FileUpload(
            accept=",".join(KINDS), multiple=True, description=words.say("Pick a file"), layout={"width": "auto"}
        )
        self.upload.observe(lambda _: self._take_upload(), names="value")
        found = candidates(folder)
        together = [(words.say(TOGETHER), "")] if len(found) > 1 else []
        self.picker = Dropdown(options=[*((name, name) for name in found), *together], layout={"width": "auto"})
        take = Button(description=words.say("Take this one"), layout={"width": "auto"})
        take.on_click(lambda _: self._take_file())
        self.message = HTML()
        lines = [HBox([self.picker, take])] if found else []
        self.box = VBox(
            [HTML(step_html(words.say(DROP), words.say(DROP_SAID), words)), self.upload, *lines, self.message]
        )

    def _take_upload(self) -> None:
        several = len(self.upload.value) > 1
        for one in self.upload.value:
            take(bytes(one["content"]), one["name"], self.folder, several=several)
        if self.upload.value:
            self.arrived()

    def _take_file(self) -> None:
        chosen = str(self.picker.value)
        for name in [chosen] if chosen else candidates(self.folder):
            shutil.copyfile(self.folder / name, place_for(name, self.folder, several=not chosen))
        self.arrived()


def candidates(folder: Path) -> list[str]:
    """Return the files of a folder that may be a survey under another name."""
    names = (path.name for path in folder.iterdir() if path.is_file() and _kind(path.name))
    return sorted(name for name in names if name not in _OURS and not name.startswith(("~$", ".")))


def _kind(name: str) -> str:
    """Return the ending of a survey's name, "" if it is none."""
    return next((kind for kind in KINDS if name.lower().endswith(kind)), "")


def place_for(name: str, folder: Path, *, several: bool = False) -> Path:
    """Return where a survey belongs: members with the ending of its name, or of several the folder members/, made here.

    Refused where one lies already.
    """
    kind = _kind(name)
    if not kind:
        raise InputError("this is no survey", fix=f"take a file that ends in {', '.join(KINDS)}", file=name, code="F27")
    place = folder / "members" / PurePath(name).name if several else folder / f"members{kind}"
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        raise InputError("the survey is there already", fix="take it away first", file=place.name, code="F33")
    return place


def take(content: bytes, name: str, folder: Path, *, several: bool = False) -> Path:
    """Write an uploaded survey into the folder and return its place; what is too large, or no survey, is refused."""
    if len(content) > LARGEST_FILE:
        raise InputError("the file is too large", fix="keep only the survey's rows", file=name, code="F11")
    place = place_for(name, folder, several=several)
    place.write_bytes(content)
    return place
