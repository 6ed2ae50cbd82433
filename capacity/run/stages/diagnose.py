"""The diagnosis of one cluster (stage 2): the notebook run, its pages and tables, in reports/diagnosis/SLUG at once."""

from pathlib import Path

import nbformat

from capacity.intake.files import find_folder
from capacity.intake.findings import InputError
from capacity.model.results.ground import Diagnosis
from capacity.present.prerequisites import show_diagnosis
from capacity.present.report import export
from capacity.run.judging import judge
from capacity.run.machine.apart import read_apart
from capacity.run.machine.prepared import prepare
from capacity.run.manifest import Request, hash_inputs, make_key, write_manifest
from capacity.run.notebook.engine import LOADED
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import find_notebook, run_notebook
from capacity.run.notebook.receipt import acknowledge
from capacity.run.outputs import hold, publish, sweep, writing_to
from capacity.run.progress import Steps, Work, shown, steps_of_report
from capacity.run.tables import to_csv

__all__ = ["save_diagnosis", "show_diagnosis", "write_diagnosis"]
PLACE, NOTEBOOK = "diagnosis", "diagnosis.ipynb"


def save_diagnosis(found: Diagnosis, out: str | Path) -> None:
    """Write the tables of a diagnosis as CSV to the folder `out`; with "" write nothing."""
    if not str(out):
        return
    tables = Path(out) / "confidential" / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    for name, table in found.tables.items():
        (tables / f"{name}.csv").write_bytes(to_csv(table))
    acknowledge(Path(out))


def write_diagnosis(folder: Path, out: Path, request: Request, progress: str = "") -> Path:
    """Return the folder of a cluster's diagnosis, complete under out/diagnosis; all of it is confidential.

    InputError: the inputs are wrong; nothing is written. FolderHeld: another run is writing the same diagnosis.
    NotebookFailed: the notebook did not come to its end; an earlier diagnosis stays as it is.
    """
    prepare(LOADED)
    notebook = find_notebook(NOTEBOOK)
    code = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    steps, place = Steps(steps_of_report(code, request.draws, request.languages)), out / PLACE
    with shown(progress, steps.look, show=bool(progress)):
        folder = find_folder(folder).absolute()
        cluster = read_apart(judge, folder, request)
        sweep(place)
        steps.begin(Work.STARTS)
        with hold(place, cluster.slug) as desk, writing_to(desk.target):
            _make(folder, request, desk.stage, steps)
            if read_apart(hash_inputs, folder) != cluster.inputs:
                problem = "a file was changed while it was read"
                raise InputError(problem, file=folder.name, fix="run it again", code="F35")
            key = make_key(cluster.inputs, request, notebook)
            write_manifest(desk.stage, key, cluster.inputs, request, cluster=cluster.slug)
            publish(desk)
    return desk.target


def _make(folder: Path, request: Request, stage: Path, steps: Steps) -> None:
    """Write the notebook as it was run, the pages and the tables of a diagnosis to the stage."""
    given: dict[str, object] = {"cluster": str(folder), "languages": ",".join(request.languages)}
    given |= {"draws": request.draws, "seed": request.seed}
    executed = run_notebook(find_notebook(NOTEBOOK), given, stage, steps)
    notebook = clean_notebook(executed, {"cluster": folder.name, "out": ""})
    confidential = stage / "confidential"
    (confidential / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    for language in request.languages:
        steps.begin(f"{Work.EXPORTS} {language}")
        page = confidential / f"diagnosis.{language}.html"
        page.write_text(export(notebook, language), encoding="utf-8", newline="\n")
