"""The form and the members' sheet that a cluster needs now, beside its cluster file: nothing made by hand is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from capacity.intake.answers.form import FORM, Form, read_form
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import BASE
from capacity.intake.files import find_folder
from capacity.intake.findings import InputError, Issue
from capacity.intake.specs import read_specs
from capacity.intake.survey.forms import is_changed, write_form, write_members_template
from capacity.run.outputs import writing_to

SHEET = "members-sheet.xlsx"
UNCHANGED, WRITTEN, RENEWED = "as it was", "written", "renewed"


@dataclass(frozen=True)
class Renewed:
    """One file: what became of it (written, renewed, as it was), and where the one changed by hand lies now."""

    path: Path
    what: str
    aside: Path | None = None

    def as_text(self) -> str:
        """Return the sentence about it."""
        kept = f"; the one that was changed by hand is now {self.aside.name}" if self.aside else ""
        return f"{self.path}: {self.what}{kept}"


def write_forms(spec: Spec, folder: Path, known: Form) -> None:
    """Write the form and the members' sheet of a spec to a folder; `known` is the form whose names are kept."""
    write_form(spec, folder / FORM, known)
    write_members_template(spec, folder / SHEET)


def renew_form(folder: Path, out: Path | None = None, *, force: bool = False) -> tuple[Renewed, ...]:
    """Return what became of the form and the members' sheet, made from a cluster's file as it is now.

    They are written to the cluster's folder, or to `out`. InputError: one that is there was changed by hand, and
    neither is touched; with `force` it is kept aside under another name. The new form keeps the old one's names.
    """
    folder = find_folder(folder)
    spec, known = read_specs(folder)[BASE], _known(folder / FORM, force=force)
    place = out or folder
    with writing_to(place):
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".form-", dir=place) as room:
            write_forms(spec, Path(room), known)
            pairs = [(Path(room, name), place / name) for name in (FORM, SHEET)]
            if not force:
                _refuse_changed(pairs)
            return tuple(_put(made, target) for made, target in pairs)


def _known(path: Path, *, force: bool) -> Form:
    try:
        return read_form(path)
    except InputError:
        if force:
            return Form()
        raise


def _is_by_hand(made: Path, target: Path) -> bool:
    return target.exists() and made.read_bytes() != target.read_bytes() and is_changed(target)


def _refuse_changed(pairs: Sequence[tuple[Path, Path]]) -> None:
    fix = "write to another folder with --out, or add --force: the old one is then kept aside under another name"
    problem = "this file was changed by hand, so it is not written over"
    if found := [
        Issue(problem, fix, file=target.name, code="F33") for made, target in pairs if _is_by_hand(made, target)
    ]:
        raise InputError(found)


def _put(made: Path, target: Path) -> Renewed:
    if not target.exists():
        what, aside = WRITTEN, None
    elif made.read_bytes() == target.read_bytes():
        return Renewed(target, UNCHANGED)
    else:
        what, aside = RENEWED, _aside(target) if is_changed(target) else None
    if aside:
        target.rename(aside)
    made.replace(target)
    return Renewed(target, what, aside)


def _aside(target: Path) -> Path:
    """Return a free name for the file that makes room: form.old.xlsx, form.old-2.xlsx."""
    names = (target.with_suffix(f".old{f'-{count}' if count > 1 else ''}{target.suffix}") for count in range(1, 1000))
    return next(path for path in names if not path.exists())
