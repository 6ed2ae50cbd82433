"""Entries added to a cluster folder's corrections.yml: tried on the survey first, then written whole or not at all."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from capacity.intake.changes.drafts import Entry, with_entries
from capacity.intake.changes.located import survey_tables
from capacity.intake.facts import BASE
from capacity.intake.files import is_there, read_file
from capacity.intake.rows.corrections import FILE, correct
from capacity.intake.scenarios import put_text, refused
from capacity.intake.specs import read_specs


def with_added(folder: Path, entries: Sequence[Entry]) -> str:
    """Return the text of a folder's corrections.yml with entries added; what does not fit the survey is refused."""
    path = folder / FILE
    text = with_entries(read_file(path, FILE).decode("utf-8-sig") if is_there(path) else "", entries)
    spec = read_specs(folder)[BASE]
    with TemporaryDirectory() as trial:
        put_text(Path(trial) / FILE, text)
        standing = survey_tables(folder, spec)
        correct(standing.raw, Path(trial, FILE), spec.survey.member.columns, spec.start, linked=standing.linked)
    return text


def keep_entries(folder: Path, text: str) -> Path:
    """Return the folder's corrections.yml, which now holds a text of with_added."""
    path = folder / FILE
    with refused("the corrections", path):
        put_text(path, text)
    return path
