"""Scenarios as people write them: what stands at a path, what a change makes of it, and files under scenarios/."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from capacity.intake.cluster_book.found import DESCRIPTIONS, cluster_document
from capacity.intake.cluster_file.schema import Scenario, Spec
from capacity.intake.documents import Document, flow, quoted, read_document
from capacity.intake.facts import BASE, Cluster
from capacity.intake.findings import InputError, nearest
from capacity.intake.specs import build_spec, read_specs, scenario_spec

LONGEST = 500
"""letters of a title or reason that are kept"""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_READ = (*DESCRIPTIONS, "units.csv")
_LATIN = dict(zip("абвгдезийклмнопрстуфыэңөү", "abvgdeziyklmnoprstufyenou", strict=True)) | {
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "ъ": "",
    "ь": "",
}


@dataclass(frozen=True)
class Written:
    """A cluster's files as they are written: its cluster.yml, and what each scenario sets in it (path -> value)."""

    folder: Path
    document: Document
    sets: Mapping[str, Mapping[str, object]]
    in_files: frozenset[str]
    """the scenarios that have a file of their own"""

    def value(self, scenario: str, path: str) -> object:
        """Return what is written at a path under a scenario, e.g. [480, 550, 620, KGS/kg]; None if nothing is."""
        value = _down(self.document.data, path.split("."))
        for changed, new in self.sets[scenario].items():
            if path == changed or path.startswith(f"{changed}."):
                value = _down(new, path[len(changed) + 1 :].split(".") if path != changed else [])
        return value

    def changed(self, scenario: str, changes: Mapping[str, object]) -> dict[str, object]:
        """Return what a scenario sets, with further changes made after its own."""
        return {path: value for path, value in self.sets[scenario].items() if path not in changes} | dict(changes)

    def spec(self, scenario: str, changes: Mapping[str, object]) -> Spec:
        """Return the validated spec of a scenario with further changes; what cannot be is raised as InputError."""
        return build_spec(self.document, self.changed(scenario, changes), scenario)


def _down(value: object, keys: list[str]) -> object:
    for key in keys:
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def read_written(folder: Path) -> Written:
    """Return the files of a cluster as they are written; those of read_specs, so that what it refuses is refused."""
    document = cluster_document(folder)
    declared = document.data.get("scenarios") or {}
    sets = {BASE: {}} | {name: dict(scenario.get("set") or {}) for name, scenario in declared.items()}
    files = {path.stem: read_document(path).data for path in sorted((folder / "scenarios").glob("*.yml"))}
    sets |= {name: dict(data.get("set") or {}) for name, data in files.items()}
    return Written(folder, document, sets, frozenset(files))


def written_of(cluster: Cluster) -> Written:
    """Return the files of a cluster as they are written, with the scenarios that were made in Python: see scenario."""
    written = read_written(cluster.folder)
    made = {name: dict(one.set) for name, one in _declared(cluster).items() if name not in written.sets}
    return replace(written, sets={**written.sets, **made})


def scenario(cluster: Cluster, changes: Mapping[str, object], name: str = "tried", of: str = BASE) -> Cluster:
    """Return the cluster with one more scenario, which sets some paths after what the scenario `of` sets.

    Values are written as in cluster.yml: {"markets.retail.price": [480, 550, 620, "KGS/kg"]}. They are checked as those
    of a file are: an unknown path, a unit that does not fit, a range where the scenario's base has none are refused as
    InputError. Nothing is written.

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans")
    >>> dearer = cap.scenario(beans, {"markets.exporters.price": [120, 145, 170, "KGS/kg", "estimate"]}, "dearer")
    >>> dearer.specs["dearer"].markets["exporters"].price.mode
    145.0
    """
    written = written_of(cluster)
    _refuse_name(written, name, replace=False)
    if of not in written.sets:
        raise InputError(f'there is no scenario "{of}"', fix=nearest(of, written.sets), code="Y35")
    made = Scenario(set=written.changed(of, changes))
    spec = scenario_spec(written.document, written.spec(BASE, {}), name, made)
    known, specs = {**_declared(cluster), name: made}, {**cluster.specs, name: spec}
    return replace(cluster, specs={one: spec.model_copy(update={"scenarios": known}) for one, spec in specs.items()})


def _declared(cluster: Cluster) -> Mapping[str, Scenario]:
    return next(iter(cluster.specs.values())).scenarios


def scenario_name(title: str) -> str:
    """Return a file name for a title in any of the three languages: "Больше молока!" -> bolshe_moloka."""
    latin = "".join(_LATIN.get(letter, letter) for letter in title.casefold())
    name = "_".join(re.findall(r"[a-z0-9]+", latin))[:60].strip("_")
    if not name:
        raise InputError("the scenario has no name", fix="write a few words that say what it tries", code="unnamed")
    name = name if name[0].isalpha() else f"s_{name}"
    return f"{name}_" if _DEVICES.fullmatch(name) else name


def write_scenario(
    folder: Path, name: str, title: str, reason: str, changes: Mapping[str, object], *, replace: bool = False
) -> Path:
    """Return the file scenarios/<name>.yml that now holds the changes (path -> value as written in cluster.yml).

    It is kept only if the cluster can be read with it and then says what was meant; else nothing is changed. A file of
    that name is replaced only if `replace` says so, a scenario of cluster.yml never. The file appears whole or not at
    all.
    """
    written = read_written(folder)
    target = folder / "scenarios" / f"{name}.yml"
    _refuse_name(written, name, replace=replace)
    text = scenario_text(title, reason, changes)
    with refused("the scenario", target):
        _try_out(written, name, text, changes)
        put_text(target, text)
    return target


def _try_out(written: Written, name: str, text: str, changes: Mapping[str, object]) -> None:
    """Refuse a scenario that does not read, in a copy of the cluster file, as it was meant."""
    meant = build_spec(written.document, changes, name)
    with tempfile.TemporaryDirectory() as trial:
        for file in (written.folder / known for known in _READ if (written.folder / known).is_file()):
            shutil.copyfile(file, Path(trial) / file.name)
        put_text(Path(trial) / "scenarios" / f"{name}.yml", text)
        found = read_specs(Path(trial))[name]
    if found.model_copy(update={"scenarios": {}}) != meant.model_copy(update={"scenarios": {}}):
        raise InputError(
            "the scenario does not read as it was meant", fix="report this with the cluster file", code="Y35"
        )


def _refuse_name(written: Written, name: str, *, replace: bool) -> None:
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        fix = "use small Latin letters, digits and _, beginning with a letter"
        raise InputError("this cannot be the name of a scenario", value=name, fix=fix, code="Y35")
    filed = {known.casefold() for known in written.in_files}
    if name in written.sets and name not in filed:
        problem = f"{written.document.file} has a scenario {name} already"
        raise InputError(problem, fix="choose another name", code="declared")
    if name in filed and not replace:
        fix = "choose another name, or say that it may be replaced"
        raise InputError(f"there is a scenario {name} already", file=f"scenarios/{name}.yml", fix=fix, code="taken")


@contextmanager
def refused(what: str, path: Path) -> Iterator[None]:
    """Refuse as InputError what the disk, or the rights of its folder, do not let be written."""
    try:
        yield
    except OSError as error:
        problem, fix = f"{what} cannot be written ({error.strerror})", "check the folder's permissions and the disk"
        raise InputError(problem, file=str(path), fix=fix, code="F34") from None


def put_text(path: Path, text: str) -> None:
    """Write a file so that it is there whole or as it was."""
    path.parent.mkdir(exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise


def scenario_text(title: str, reason: str, changes: Mapping[str, object]) -> str:
    """Return the text of a scenario's file; title and reason on one line each, without what cannot be printed."""
    lines = [f"title: {_one_line(title)}", f"reason: {_one_line(reason)}", "set:" if changes else "set: {}"]
    lines += [f"  {flow(path)}: {flow(value)}" for path, value in changes.items()]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return quoted(line[:LONGEST])
