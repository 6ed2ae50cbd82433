"""The folder of a new cluster: a commented cluster file, the survey's form, the members' sheet."""

import re
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from capacity.intake.answers.form import Form
from capacity.intake.cluster_book.found import BOOK, TEXT, cluster_document
from capacity.intake.cluster_book.writing import write_book
from capacity.intake.facts import BASE
from capacity.intake.findings import InputError, command
from capacity.intake.quantities.strict import Slug
from capacity.intake.specs import read_specs
from capacity.run.form import write_forms
from capacity.run.outputs import check_slug

CLUSTERS = Path("data")
_NAME = re.compile(r"^cluster:.*$", re.MULTILINE)
_COMMAND = re.compile(r"\bcapacity (check|seek|monitor)\b")
_OF_ITS_FILE = re.compile(r"^ +(sheet|header_row):.*\n", re.MULTILINE)
"""where a sample's survey stands in its own file; that of the new cluster stands elsewhere"""


def make_cluster(name: str, like: str | None = None, *, workbook: bool = False, language: str = "en") -> Path:
    """Return the new folder of a cluster, whose last part is the cluster's name.

    like: a sample whose cluster file is copied; its members, and where in their file they stand, are not, so the sheet
    or the form has to be filled first. Without it
    the folder holds an example that passes the check. A folder that is there already is never touched.
    workbook: the description is cluster.xlsx, with its labels in en, ru or ky, instead of cluster.yml.
    """
    folder = Path(name)
    slug = check_name(folder.name)
    texts = _sample(like) if like else _example()
    if folder.exists():
        raise InputError("the folder is there already", file=str(folder), fix="choose another name", code="F33")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".new-", dir=folder.parent) as place:
        made = Path(place, slug)
        made.mkdir()
        _fill(made, slug, texts)
        if workbook:
            _as_workbook(made, language)
        made.rename(folder)
    return folder


def _fill(folder: Path, slug: str, texts: dict[str, str]) -> None:
    for file, text in texts.items():
        named = _NAME.sub(f"cluster: {slug}", text, count=1)
        typed = _COMMAND.sub(lambda found: command(found[1]), named)
        (folder / file).write_text(typed, encoding="utf-8", newline="\n")
    spec = read_specs(folder)[BASE]
    write_forms(spec, folder, Form())


def _as_workbook(folder: Path, language: str) -> None:
    text = folder / TEXT
    write_book(cluster_document(folder).data, folder / BOOK, language)
    text.unlink()


def check_name(slug: str) -> str:
    """Return a name that a cluster can have; any other is refused."""
    try:
        TypeAdapter(Slug).validate_python(slug)
    except ValidationError:
        fix = "use small Latin letters, digits, - and _, for example naryn-wool"
        raise InputError(f'a cluster cannot be called "{slug}"', fix=fix, code="F37") from None
    check_slug(slug)
    return slug


def _example() -> dict[str, str]:
    place = files("capacity.run").joinpath("template")
    return {name: place.joinpath(name).read_text(encoding="utf-8") for name in ("cluster.yml", "members.csv")}


def _sample(name: str) -> dict[str, str]:
    path = Path(__file__).parents[2] / CLUSTERS / name / "cluster.yml"
    if not path.is_file():
        fix = "leave out --like, or run it from the project's folder"
        raise InputError(f"the sample {name} is not on this computer", fix=fix, code="F32")
    return {"cluster.yml": _OF_ITS_FILE.sub("", path.read_text(encoding="utf-8"))}
