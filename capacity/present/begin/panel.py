"""The guided notebook: pick what each column is, write the chain down, see how the survey is read, have it written."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, Dropdown, HBox, VBox

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_book.converting import convert
from capacity.intake.draft.below import Export, look_through
from capacity.intake.draft.choices import Choices
from capacity.intake.draft.seen import shown_name
from capacity.intake.draft.written import write_cluster_file
from capacity.intake.findings import InputError, command
from capacity.intake.tables.tables import survey_files
from capacity.present import handed
from capacity.present.begin.arriving import ArrivingForm
from capacity.present.begin.basics import BasicsForm
from capacity.present.begin.chain import ChainForm
from capacity.present.begin.columns import ColumnsForm
from capacity.present.begin.text import count_html, lacking_text, lists_html, step_html
from capacity.present.explore import message_html, title_html
from capacity.present.markup import read_part
from capacity.present.words.words import LANGUAGES, OWN_NAMES, Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from capacity.intake.facts import Cluster

TITLE = mark("From your survey to the description of the cluster")
COLUMNS = mark("What does each column hold?")
COLUMNS_SAID = mark(
    "What the labels suggest is picked already: look it through, and change what is wrong. Two columns that hold "
    "what is made are multiplied (cows times litres a cow)."
)
DOUBLED = mark("These labels stand more than once and cannot be picked; give each its own: {labels}.")
UNSOLD = mark("Nobody takes or buys {product} yet: add a stage or a buyer.")
WRITTEN = mark("Written: {file}. Next: {command}")
_NO_SHEET = Choices()
SOON = "2027-01"
"""the first month while none is written"""
UNREADABLE = ("member", "seasons", "one_table", "where", "each")
"""what has to be picked before the survey can be read at all"""
BESIDE = ("units.csv", "corrections.yml", "form.xlsx")


def panel(folder: str | Path = "", language: str = "en") -> VBox:
    """Return the panel for the folder of a new cluster; without one that of `capacity begin`."""
    place = Path(folder or os.environ.get(handed.FOLDER) or ".").absolute()
    return Panel(place, Words(language)).box


class Panel:
    """The widgets; what is picked stands in them, and is read from them whenever something changes."""

    export: Export
    columns: ColumnsForm
    chain: ChainForm
    basics: BasicsForm

    def __init__(self, folder: Path, words: Words) -> None:
        """Make the widgets and look for the survey."""
        self.folder, self.words = folder, words
        self.ready = False
        self.heading, self.message, self.count, self.stage = HTML(), HTML(), HTML(), VBox()
        self.sheet = Dropdown(layout={"width": "auto"})
        self.language = Dropdown(options=[(OWN_NAMES[one], one) for one in LANGUAGES], value=words.language)
        self.sheet.observe(lambda change: self._pick_sheet(change["new"]), names="value")
        self.language.observe(lambda change: self._try(self._speak, change["new"]), names="value")
        top = HBox([self.heading, self.sheet, self.language])
        top.add_class("cx-top")
        style = HTML(f"<style>{read_part('explore/explore.css')}{read_part('begin/begin.css')}</style>")
        self.box = VBox([style, top, self.stage])
        self.box.add_class("cx-panel")
        self._try(self._begin)

    def _try(self, step: Callable, *given: object) -> None:
        """Take a step; what the user can mend is said in the panel, not raised."""
        try:
            step(*given)
        except InputError as error:
            self._tell("\n".join(str(issue) for issue in error.issues[:5]), "bad")
            if self.message not in self.stage.children:
                self.stage.children = (*self.stage.children, self.message)

    def _tell(self, text: str, state: str = "none") -> None:
        self.message.value = message_html(text, state, self.words)

    def _begin(self) -> None:
        """Ask for the survey where there is none, else show its fullest sheet."""
        self.heading.value = title_html(self.words.say(TITLE), self.words)
        if not _has_survey(self.folder):
            form = ArrivingForm(self.folder, self.words, lambda: self._try(self._begin))
            self.stage.children = (form.box, self.message)
            return
        self.export = look_through(self.folder)
        self.ready = False
        self.sheet.options = [(shown_name(sheet), place) for place, sheet in enumerate(self.export.lists)]
        self.sheet.value, self.ready = 0, True
        self._open(0, None)

    def _pick_sheet(self, place: int) -> None:
        if self.ready:
            self._try(self._open, place, None)

    def _open(self, place: int, choices: Choices | None) -> None:
        """Show the steps for a sheet, filled with the choices, or else with what its labels suggest."""
        sheet, words, self.ready = self.export.lists[place], self.words, False
        tables = self.export.below(place)
        self.columns = ColumnsForm(sheet, tables, choices, words, self._changed)
        base = choices or self.columns.read(_first_choices(self.folder))
        self.chain = ChainForm(base, words, self._changed)
        self.basics = BasicsForm(base, words, self._changed)
        self.ready = True
        buttons = self._buttons()
        doubled = [words.say(DOUBLED, labels=words.listed(sheet.doubled))] if sheet.doubled else []
        head = HTML(step_html(words.say(COLUMNS), " ".join([words.say(COLUMNS_SAID), *doubled]), words))
        lists = [HTML(lists_html(sheet, tables, words))] if tables or len(self.export.lists) > 1 else []
        parts = (*lists, head, self.columns.box, self.count, self.chain.box, self.basics.box, buttons, self.message)
        self.stage.children = parts
        self._changed()

    def _buttons(self) -> HBox:
        """Return the two ways to have the description written: as text, and as an Excel workbook."""
        text, book = self.words.say("Write the cluster's description"), self.words.say("Write it as an Excel workbook")
        write = Button(description=text, button_style="primary", layout={"width": "auto"})
        write.on_click(lambda _: self._try(self._write))
        write_book = Button(description=book, layout={"width": "auto"})
        write_book.on_click(lambda _: self._try(self._write, True))
        both = HBox([write, write_book])
        both.add_class("cx-buttons")
        return both

    def read(self) -> Choices:
        """Return everything that is picked and written."""
        return self.basics.read(self.chain.read(self.columns.read(_first_choices(self.folder))))

    def _changed(self) -> None:
        if self.ready:
            self.chain.follow(self.read())
            self._try(self._count)

    def _count(self) -> None:
        """Show how the survey is read by what is picked so far."""
        choices = self.read()
        self._tell("")
        if missing := next((name for name in choices.lacking() if name in UNREADABLE), ""):
            self.count.value = ""
            self._tell(lacking_text(missing, choices, self.words), "bad")
            return
        survey = read_trial(choices, self.folder).survey
        self.count.value = count_html(survey.rows, survey.issues, self.words)

    def _speak(self, language: str) -> None:
        """Say everything in another language; what was picked stays."""
        self.words = Words(language)
        self.heading.value = title_html(self.words.say(TITLE), self.words)
        if _has_survey(self.folder):
            self._open(self.sheet.value, self.read())
        else:
            self._begin()

    def _write(self, as_book: bool = False) -> None:
        """Write the cluster file, or a workbook of it, once nothing lacks, and say what comes next."""
        choices, words = self.read(), self.words
        said = [lacking_text(name, choices, words) for name in choices.lacking()]
        said += [words.say(UNSOLD, product=title) for title in choices.unsold()]
        if said:
            self._tell("\n".join(said), "bad")
            return
        read_trial(choices, self.folder)
        path = write_cluster_file(choices, self.folder)
        read_cluster(self.folder)
        path = convert(self.folder, words.language)[0] if as_book else path
        self._tell(words.say(WRITTEN, file=path.name, command=command("report", self.folder)), "good")


def _has_survey(folder: Path) -> bool:
    """Return whether a survey lies in a folder; several, or a broken folder, are refused where it is read."""
    try:
        return bool(survey_files(folder)[0])
    except InputError as error:
        return error.issues[0].code != "F01"


def _first_choices(folder: Path) -> Choices:
    """Return what is known before anything is picked: the folder's name, and the day."""
    day = os.environ.get(handed.DAY, "")
    return replace(_NO_SHEET, slug=folder.name, day=day)


def read_trial(choices: Choices, folder: Path) -> Cluster:
    """Return the cluster as the choices describe it so far, read in a folder of its own, nothing is touched.

    Refused as everywhere where the survey cannot be read.
    """
    start = choices.start if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", choices.start) else SOON
    with TemporaryDirectory(prefix="begin-") as place:
        trial = Path(place)
        for path in (*survey_files(folder)[0], *(folder / name for name in BESIDE if (folder / name).is_file())):
            copy = trial / path.relative_to(folder)
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, copy)
        write_cluster_file(replace(choices, start=start), trial)
        return read_cluster(trial)
