"""One cluster's report: inputs checked, notebook run, pages written, and all of it put in place at once."""

from collections.abc import Callable
from pathlib import Path

import nbformat

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.files import find_folder
from capacity.present.report import export
from capacity.run.judging import judge
from capacity.run.machine.apart import read_apart
from capacity.run.machine.prepared import prepare
from capacity.run.manifest import Request, hash_inputs, make_key, write_manifest
from capacity.run.notebook.engine import LOADED
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import NotebookFailed, find_notebook, run_notebook
from capacity.run.outputs import hold, publish, sweep, write_file, writing_to
from capacity.run.second_page import Gate, weigh

NOTEBOOK = "feasibility.ipynb"
Make = Callable[[Path, Request, Path, str], None]
"""makes the files of a report: cluster folder, request, stage, words beside the progress bar"""


def report(
    folder: Path,
    out: Path,
    request: Request,
    progress: str = "",
    make: Make | None = None,
    gate: Gate | None = None,
) -> Path:
    """Return the folder of a cluster's report, complete under `out`.

    The members' page is weighed against those that stand in the folder and beside it: see second_page.
    InputError: the inputs are wrong, nothing is written. FolderHeld: another run is writing the same report.
    NotebookFailed: the notebook is left beside the folder as SLUG.failed.ipynb; an earlier report stays as it is.
    """
    prepare(*LOADED)
    folder = find_folder(folder).absolute()
    cluster = read_apart(judge, folder, request)
    sweep(out)
    failed = out / f"{cluster.slug}.failed.ipynb"
    with hold(out, cluster.slug) as desk, writing_to(desk.target):
        try:
            (make or make_report)(folder, request, desk.stage, progress)
        except NotebookFailed as failure:
            write_file(failed, failure.notebook)
            failure.add_note(f"The notebook as far as it came: {failed}")
            raise
        verdict = weigh(desk.stage, desk.target, gate or Gate())
        if read_apart(hash_inputs, folder) != cluster.inputs:
            raise InputError("a file was changed while it was read", file=folder.name, fix="run it again", code="F35")
        key = make_key(cluster.inputs, request, find_notebook(NOTEBOOK))
        known = {"cluster": cluster.slug, "corrections": cluster.corrections, "members_page": verdict.as_json()}
        write_manifest(desk.stage, key, cluster.inputs, request, **known)
        publish(desk)
        failed.unlink(missing_ok=True)
    return desk.target


def make_report(folder: Path, request: Request, stage: Path, progress: str = "") -> None:
    """Write a report's files, but for the manifest, to the stage: numbers by the notebook, then its pages."""
    parameters: dict[str, object] = {"cluster": str(folder), "languages": ",".join(request.languages)}
    parameters |= {"scenario": request.scenario, "draws": request.draws, "seed": request.seed}
    executed = run_notebook(find_notebook(NOTEBOOK), parameters, stage, progress)
    notebook = clean_notebook(executed, {"cluster": folder.name, "out": ""})
    confidential = stage / "confidential"
    (confidential / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    for language in request.languages:
        page = confidential / f"feasibility.{language}.html"
        page.write_text(export(notebook, language), encoding="utf-8", newline="\n")
