"""Stage 5 of one cluster: its waves held against its forecast by a notebook, and the page put beside its report.

What a report left stays as it is; the files of monitoring are new or replace their own. All of it is put in place at
once, or nothing is.
"""

import shutil
from dataclasses import asdict
from pathlib import Path

import nbformat

from capacity.intake.cluster import read_cluster
from capacity.intake.files import find_folder
from capacity.intake.findings import InputError
from capacity.intake.waves.waves import read_waves
from capacity.model.monitoring.monitored import monitor
from capacity.model.results.study import Study
from capacity.present.monitoring.shown import show_section
from capacity.present.report import export
from capacity.run.machine.apart import read_apart
from capacity.run.machine.prepared import prepare
from capacity.run.manifest import Request, hash_inputs, sha256, to_json, used_versions
from capacity.run.notebook.engine import LOADED
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import NotebookFailed, find_notebook, marked, run_notebook
from capacity.run.notebook.receipt import acknowledge
from capacity.run.outputs import Desk, check_slug, hold, publish, sweep, write_file, writing_to
from capacity.run.progress import Step as Planned
from capacity.run.progress import Steps, Work, shown
from capacity.run.tables import to_csv

__all__ = ["monitor", "monitor_cluster", "read_cluster", "read_waves", "save", "show_section"]
NOTEBOOK = "monitoring.ipynb"
MANIFEST = "monitoring.json"
_LANGUAGES = {"en": "English", "ru": "Russian", "ky": "Kyrgyz"}


def save(study: Study, out: str | Path) -> None:
    """Write the tables of a monitoring study to confidential/tables of the folder `out`; with "" write nothing."""
    if not str(out):
        return
    tables = Path(out) / "confidential" / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    for name, table in study.tables.items():
        (tables / f"{name}.csv").write_bytes(to_csv(table))
    acknowledge(Path(out))


def monitor_cluster(folder: Path, out: Path, request: Request, progress: str = "") -> Path:
    """Return the folder of a cluster's report under `out`, the page of its waves in it.

    InputError: the inputs are wrong, or there is no wave; nothing is written. FolderHeld: another run is writing the
    folder. NotebookFailed: the notebook is left beside it as SLUG.monitoring.failed.ipynb. progress: the words beside
    the bar on stderr, no bar if empty.
    """
    prepare(LOADED)
    steps = Steps(_plan(request))
    with shown(progress, steps.look, show=bool(progress)):
        folder = find_folder(folder).absolute()
        slug, inputs = read_apart(_judge, folder)
        sweep(out)
        steps.begin(Work.STARTS)
        with hold(out, slug) as desk, writing_to(desk.target):
            _make(folder, request, desk, steps)
            if read_apart(hash_inputs, folder) != inputs:
                raise InputError(
                    "a file was changed while it was read", file=folder.name, fix="run it again", code="F35"
                )
            _write_manifest(desk.stage / "confidential", inputs, request)
            _keep_the_rest(desk)
            publish(desk)
            _failed(desk).unlink(missing_ok=True)
    return desk.target


def _judge(folder: Path) -> tuple[str, dict[str, str]]:
    """Return the cluster's name and the hashes of its files; whatever is wrong with it or its waves is refused."""
    inputs = hash_inputs(folder)
    cluster = read_cluster(folder)
    check_slug(cluster.slug)
    read_waves(cluster)
    return cluster.slug, inputs


def _make(folder: Path, request: Request, desk: Desk, steps: Steps) -> None:
    """Write the tables, the notebook and its pages to the stage."""
    given: dict[str, object] = {"cluster": str(folder), "languages": ",".join(request.languages)}
    given |= {"draws": request.draws, "seed": request.seed}
    try:
        executed = run_notebook(find_notebook(NOTEBOOK), given, desk.stage, steps)
    except NotebookFailed as failure:
        write_file(_failed(desk), marked(failure.notebook, str(failure)))
        failure.add_note(f"The notebook as far as it came: {_failed(desk)}")
        raise
    notebook = clean_notebook(executed, {"cluster": folder.name, "out": ""})
    confidential = desk.stage / "confidential"
    (confidential / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    for language in request.languages:
        steps.begin(f"{Work.EXPORTS} {language}")
        page = confidential / f"monitoring.{language}.html"
        page.write_text(export(notebook, language), encoding="utf-8", newline="\n")


def _write_manifest(confidential: Path, inputs: dict[str, str], request: Request) -> None:
    """Write what the pages were made from, and the hashes of the files that were made."""
    made = sorted(path for path in confidential.rglob("*") if path.is_file())
    files = {path.relative_to(confidential).as_posix(): sha256(path.read_bytes()) for path in made}
    asked = {name: value for name, value in asdict(request).items() if name not in ("scenario", "pdf")}
    content = {"inputs": inputs, "parameters": asked, "versions": dict(used_versions()), "files": files}
    (confidential / MANIFEST).write_bytes(to_json(content))


def _keep_the_rest(desk: Desk) -> None:
    """Copy into the stage what stands in the target and is none of monitoring's own files."""
    if not desk.target.is_dir():
        return
    for path in sorted(desk.target.rglob("*")):
        place = desk.stage / path.relative_to(desk.target)
        if path.is_file() and not path.name.startswith(("monitoring.", "monitoring_")):
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)


def _failed(desk: Desk) -> Path:
    return desk.target.with_name(f"{desk.target.name}.monitoring.failed.ipynb")


def _plan(request: Request) -> tuple[Planned, ...]:
    """Return the steps of a run with what each costs."""
    languages = request.languages
    return (
        Planned("check", "checking the files", 6.0),
        Planned(Work.STARTS, "starting the notebook", 2.0),
        Planned("read_waves", "reading the waves", 3.0),
        Planned("monitor(", "computing the futures, and holding the waves against them", 6.0 + request.draws / 200),
        Planned("show_section", "writing the sections", 4.0 * len(languages)),
        *(Planned(f"{Work.EXPORTS} {one}", f"writing the page in {_LANGUAGES[one]}", 1.0) for one in languages),
    )
