"""What lies in a cluster folder and is not read, though its name says that it was meant to be.

What is read: cluster.yml or cluster.xlsx, corrections.yml, units.csv, form.xlsx, members.* or members/, and
scenarios/*.yml; for the diagnosis also diagnosis.yml, region.* and relations.*. Letters, photos and other papers may
lie beside them.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from capacity.intake.findings import Issue
from capacity.intake.spelling import fold
from capacity.intake.tables.tables import KINDS

READ = ("cluster.yml", "cluster.xlsx", "corrections.yml", "units.csv", "form.xlsx", "diagnosis.yml")
TABLES = ("members", "region", "relations")
"""tables that are read whatever their kind"""
INSIDE = ("members", "scenarios", "waves")
"""folders of which every file is read"""
SCENARIOS = "scenarios"
_STEMS = {fold(Path(name).stem): name for name in READ if name != "cluster.xlsx"}
_ALSO = {"correction": "corrections.yml", "unit": "units.csv", "clusters": "cluster.yml"}
_FOLDERS = ("scenarios", "members")
_UNSEEN = ("~$", ".", "desktop.ini", "Thumbs.db")


def folder_issues(folder: Path) -> list[Issue]:
    """Return the files that are passed over because of their names.

    An error where the file that would be read is not there, so that something is missing from the report; a warning
    where it is, and this one is beside it.
    """
    paths = sorted((path for path in folder.iterdir() if not path.name.startswith(_UNSEEN)), key=lambda path: path.name)
    found = [issue for path in paths for issue in _beside(path, folder)]
    inside = folder / SCENARIOS
    return [*found, *_scenario_files(inside)] if inside.is_dir() else found


def is_read(name: str) -> bool:
    """Return whether a file of a cluster folder is read, by its path in it; letters and photos beside them are not."""
    path = PurePosixPath(name)
    if len(path.parts) > 1:
        return path.parts[0] in INSIDE
    return name in READ or path.name.partition(".")[0] in TABLES


def _beside(path: Path, folder: Path) -> Iterator[Issue]:
    stem, name = fold(path.stem), path.name
    if path.is_dir():
        near = next((known for known in _FOLDERS if fold(name).rstrip("s") == known.rstrip("s")), None)
        if near and not _is_read(path, folder / near):
            yield Issue(f"the folder {name} is not read", f"rename it to {near}", file=f"{name}/", code="F27")
        return
    wanted = _STEMS.get(stem) or _ALSO.get(stem)
    if wanted == "cluster.yml" and (path.suffix.casefold() in KINDS or not (path.parent / wanted).exists()):
        wanted = _description(path)
    if wanted and _is_read(path, folder / wanted):
        return
    if wanted:
        yield _passed_over(name, wanted, is_there=(folder / wanted).exists())
    elif stem in ("members", "member") and path.suffix.casefold() in KINDS:
        proper = f"members{path.suffix.casefold()}"
        if not _is_read(path, folder / proper):
            fix = f"keep one survey in the folder, named {proper}"
            yield Issue(f"the file {name} is not read as the survey", fix, file=name, code="F27")
    elif stem in ("members", "member"):
        yield _passed_over(name, "members.xlsx or members.csv", is_there=True)
    elif near := _copy_of(name):
        yield Issue(f"this file is passed over: {near} is read", file=name, severity="note", code="F27")


def _description(path: Path) -> str:
    """Return which of the two descriptions of a cluster a file beside it was meant to be."""
    book, text = "cluster.xlsx", "cluster.yml"
    if path.suffix.casefold() in KINDS:
        return text if (path.parent / text).exists() else book
    return book if (path.parent / book).exists() else text


def _is_read(path: Path, wanted: Path) -> bool:
    """Return whether a file is the one that is read; on some disks Members.CSV is members.csv."""
    return path.name == wanted.name or (wanted.exists() and path.samefile(wanted))


def _passed_over(name: str, wanted: str, *, is_there: bool) -> Issue:
    if is_there:
        fix = f"take it out of the folder, or bring what it says into {wanted}"
        return Issue(f"this file is not read: {wanted} is", fix, file=name, severity="warning", code="F27")
    kind = Path(wanted).suffix
    how = "rename it to" if kind == ".yml" and Path(name).suffix.casefold() in (".yml", ".yaml") else "save it as"
    return Issue(f"this file is not read: it has to be called {wanted}", f"{how} {wanted}", file=name, code="F27")


def _copy_of(name: str) -> str | None:
    """Return the file that is read instead of one whose name begins like it: members (1).xlsx, cluster.yml.bak."""
    lower = fold(name)
    known = {**_STEMS, "members": "members.*"}
    return next(
        (read for stem, read in known.items() if lower.startswith(stem) and not lower[len(stem)].isalpha()), None
    )


def _scenario_files(inside: Path) -> Iterator[Issue]:
    names: dict[str, str] = {}
    for path in sorted(inside.iterdir(), key=lambda path: path.name):
        name, kind = f"{SCENARIOS}/{path.name}", path.suffix.casefold()
        if path.name.startswith(_UNSEEN):
            continue
        if path.suffix == ".yml" and path.is_file():
            twin = names.setdefault(path.stem.casefold(), name)
            if twin != name:
                problem = f"this file and {twin} are one scenario, but for capital letters"
                yield Issue(problem, "give one of them another name", file=name, code="F28")
        elif kind in (".yml", ".yaml") and path.is_file():
            fix = f"rename it to {SCENARIOS}/{path.stem}.yml"
            yield Issue("this scenario is not read: its name has to end in .yml", fix, file=name, code="F28")
        else:
            fix = "write it as a file that ends in .yml if it is a scenario, else take it out of the folder"
            yield Issue("this is not read: no scenario", fix, file=name, severity="warning", code="F28")
