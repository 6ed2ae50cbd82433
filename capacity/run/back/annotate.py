"""`capacity check --annotate`: copies of the survey's workbooks with what was found, and corrections drafted beside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from capacity.intake.changes.drafts import draft
from capacity.intake.changes.filled import Signed, read_filled
from capacity.intake.changes.located import Located, Standing, locate, survey_tables
from capacity.intake.cluster import read_cluster
from capacity.intake.facts import BASE
from capacity.intake.files import find_folder, is_there, read_file
from capacity.intake.findings import InputError, Issue, command
from capacity.intake.sheets.deterministic import save_workbook
from capacity.intake.specs import read_specs
from capacity.present.checked import marked
from capacity.run.back.entries import standing_entries, stands
from capacity.run.machine.apart import read_apart
from capacity.run.outputs import write_file, writing_to

CHECKED = "checked"
"""folder inside the output folder"""
DRAFT = "corrections-draft.yml"
_SHOWN = ("public", "personal")


@dataclass(frozen=True)
class Made:
    """The cluster's name and the bytes of each file that goes back, by its name; what corrections.yml says already."""

    slug: str
    files: Mapping[str, bytes]
    entries: tuple[Mapping[str, object], ...]


def annotate(cluster: Path, out: Path) -> list[Path]:
    """Return the files written into out/checked/SLUG: a marked workbook for each file of the survey, and the draft.

    They hold people's answers, so no folder that is shown to others is written to, nor the cluster's own. A workbook
    into which somebody has written answers that corrections.yml has not yet is never written over, nor is any file that
    this command has not made.
    """
    folder = find_folder(cluster).absolute()
    _refuse_place(out.absolute(), folder)
    made = read_apart(make, folder)
    target = out.absolute() / CHECKED / made.slug
    for name in made.files:
        if is_there(target / name):
            _refuse_written(target / name, made)
    with writing_to(target):
        target.mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        write_file(target / name, content, out.absolute())
    return [target / name for name in made.files]


def make(folder: Path) -> Made:
    """Return what goes back for a cluster folder, read in this process; where nothing can be marked, InputError."""
    spec = read_specs(folder)[BASE]
    standing = survey_tables(folder, spec)
    issues, used = _judged(folder)
    found = locate(issues, (*standing.now, *standing.below), spec.survey.member.columns)
    files = dict(_workbooks(folder, standing, found, used))
    return Made(spec.cluster, files | {DRAFT: draft(found).encode()}, tuple(standing_entries(folder)))


def _judged(folder: Path) -> tuple[tuple[Issue, ...], Mapping[str, set[int]] | None]:
    """Return the findings of a folder, and the rows that count by file; None for these where none can."""
    try:
        survey = read_cluster(folder).survey
    except InputError as error:
        return error.issues, None
    rows = zip(survey.members["file"], survey.members["row"], strict=True)
    used: dict[str, set[int]] = {}
    for file, row in rows:
        used.setdefault(file, set()).add(row)
    return survey.issues, used


def _workbooks(
    folder: Path, standing: Standing, found: list[Located], used: Mapping[str, set[int]] | None
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the workbook of each file of the survey, with the findings about it and about none."""
    came = (*standing.raw, *standing.below)
    files = list(dict.fromkeys(table.file for table in came))
    for file in files:
        tables = [table for table in came if table.file == file]
        others = {name for name in files if name != file}
        here = [one for one in found if one.issue.file not in others]
        mains = [table for table in standing.raw if table.file == file and used is not None]
        book = marked(folder, tables, here, {table.sheet: (used or {}).get(file, set()) for table in mains})
        with TemporaryDirectory() as place:
            path = Path(place) / "made.xlsx"
            save_workbook(book, path)
            yield _name(file, files), path.read_bytes()


def _name(file: str, files: list[str]) -> str:
    """Return what the copy of a file is called: members-checked.xlsx, of a folder members/ each after its own file."""
    inside = file.partition(".zip/")[0] + ".zip" if ".zip/" in file else file
    stem = PurePosixPath(inside).stem
    same = sum(PurePosixPath(other).stem == stem for other in files) > 1
    kind = PurePosixPath(inside).suffix.removeprefix(".")
    return f"{stem}-{kind}-checked.xlsx" if same else f"{stem}-checked.xlsx"


def _refuse_place(out: Path, folder: Path) -> None:
    if out.resolve().is_relative_to(folder.resolve()):
        fix = "name a folder outside of the cluster's with --out"
        raise InputError("the copy would lie among the files of the survey", file=str(out), fix=fix, code="F33")
    if any(part in _SHOWN for part in out.parts):
        fix = "name a folder with --out that nobody else reads"
        raise InputError(
            "the copy holds people's answers, and this folder is shown to others", file=str(out), fix=fix, code="F33"
        )


def _refuse_written(path: Path, made: Made) -> None:
    """Refuse to replace a file of somebody else, or one with answers that corrections.yml does not have."""
    fix = f"move it elsewhere, or take in its answers first, with {command('correct', 'CLUSTER', path)}"
    data = read_file(path, path.name)
    if path.name == DRAFT:
        if b"\n- " in data or b"\n  - " in data:
            raise InputError(
                "entries have been written into this draft", fix="move it elsewhere", file=str(path), code="F33"
            )
        return
    try:
        filled = read_filled(data, path.name, Signed("?", "?"))
    except InputError as error:
        raise InputError(
            "this file is not as it was made, and would be replaced", fix=fix, file=str(path), code="F33"
        ) from error
    if any(not stands(entry, made.entries) for entry in filled):
        raise InputError(
            "answers are filled in here that corrections.yml does not have", fix=fix, file=str(path), code="F33"
        )
