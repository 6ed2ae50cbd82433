"""The folder of a new cluster: a commented cluster file, the survey's form, the members' sheet."""

import re
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from capacity.intake.cluster import BASE, read_specs
from capacity.intake.findings.issues import InputError
from capacity.intake.quantities.strict import Slug
from capacity.intake.survey.forms import write_form, write_members_template
from capacity.run.outputs import check_slug

CLUSTERS = Path("data")
FORM, SHEET = "form.xlsx", "members-sheet.xlsx"
_NAME = re.compile(r"^cluster:.*$", re.MULTILINE)


def make_cluster(name: str, like: str | None = None) -> Path:
    """Return the new folder of a cluster, whose last part is the cluster's name.

    like: a sample whose cluster file is copied; its members are not, so the sheet has to be filled first. Without it
    the folder holds an example that passes the check. A folder that is there already is never touched.
    """
    folder = Path(name)
    slug = check_name(folder.name)
    texts = _sample(like) if like else _example()
    if folder.exists():
        raise InputError("the folder is there already", file=str(folder), fix="choose another name")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".new-", dir=folder.parent) as place:
        made = Path(place, slug)
        made.mkdir()
        _fill(made, slug, texts)
        made.rename(folder)
    return folder


def _fill(folder: Path, slug: str, texts: dict[str, str]) -> None:
    for file, text in texts.items():
        (folder / file).write_text(_NAME.sub(f"cluster: {slug}", text, count=1), encoding="utf-8", newline="\n")
    spec = read_specs(folder)[BASE]
    write_form(spec, folder / FORM)
    write_members_template(spec, folder / SHEET)


def check_name(slug: str) -> str:
    """Return a name that a cluster can have; any other is refused."""
    try:
        TypeAdapter(Slug).validate_python(slug)
    except ValidationError:
        fix = "use small Latin letters, digits, - and _, for example naryn-wool"
        raise InputError(f'a cluster cannot be called "{slug}"', fix=fix) from None
    check_slug(slug)
    return slug


def _example() -> dict[str, str]:
    place = files("capacity.run").joinpath("template")
    return {name: place.joinpath(name).read_text(encoding="utf-8") for name in ("cluster.yml", "members.csv")}


def _sample(name: str) -> dict[str, str]:
    path = Path(__file__).parents[2] / CLUSTERS / name / "cluster.yml"
    if not path.is_file():
        fix = "leave out --like, or run capacity from the project's folder"
        raise InputError(f"the sample {name} is not on this computer", fix=fix)
    return {"cluster.yml": path.read_text(encoding="utf-8")}
