"""One cluster's report: inputs checked, notebook run, pages written, and all of it put in place at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import nbformat

from capacity.intake.files import find_folder
from capacity.intake.findings import InputError
from capacity.present.report import export
from capacity.run.before.earlier import find_earlier, same_cluster
from capacity.run.before.second_page import Gate, weigh
from capacity.run.judging import Judged, judge
from capacity.run.machine.apart import read_apart
from capacity.run.machine.prepared import prepare
from capacity.run.manifest import Request, hash_inputs, make_key, manifest_of, write_manifest
from capacity.run.many.again import with_kept
from capacity.run.notebook.engine import LOADED
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import NotebookFailed, find_notebook, marked, run_notebook
from capacity.run.outputs import Desk, hold, publish, sweep, write_file, writing_to
from capacity.run.package import Packed, pack
from capacity.run.paper.chromium import find_chromium
from capacity.run.paper.printing import print_report
from capacity.run.progress import Step, Steps, Work, shown, steps_of_report

NOTEBOOK = "feasibility.ipynb"
Make = Callable[[Path, Request, Path, Steps | None], None]
"""makes the files of a report: cluster folder, request, stage, who is told of its steps"""


@dataclass(frozen=True)
class Way:
    """How a report is made, which changes none of its figures."""

    progress: str = ""
    """the words beside the bar on stderr, no bar if empty"""
    make: Make | None = None
    gate: Gate = field(default_factory=Gate)
    since: Path | None = None
    """folder of an earlier report that the new one is held against"""
    tell: Callable[[str], None] = print
    """is told which languages of an earlier report are removed"""


def report(folder: Path, out: Path, request: Request, way: Way | None = None) -> Path:
    """Return the folder of a cluster's report, complete under `out`.

    Languages of an earlier report that still hold are made with the ones asked for (see many/again.py).
    The members' page is weighed against those that stand in the folder and beside it: see second_page.
    InputError: the inputs are wrong, or nothing can print the PDF that is asked for; nothing is written.
    FolderHeld: another run is writing the same report.
    NotebookFailed: the notebook is left beside the folder as SLUG.failed.ipynb; an earlier report stays as it is.
    """
    if request.pdf:
        find_chromium()
    prepare(LOADED)
    way = way or Way()
    before = find_earlier(way.since) if way.since else None
    steps = Steps(plan_of(request))
    with shown(way.progress, steps.look, show=bool(way.progress)):
        folder = find_folder(folder).absolute()
        cluster = read_apart(judge, folder, request)
        sweep(out)
        steps.begin(Work.STARTS)
        with hold(out, cluster.slug) as desk, writing_to(desk.target):
            request, gone = with_kept(desk.target, cluster.inputs, request, find_notebook(NOTEBOOK))
            if gone:
                way.tell(gone)
            if before is not None:
                same_cluster(before, cluster.slug, cluster.currency, str(way.since))
            make = partial(make_report, since=way.since) if way.since else make_report
            _make(way.make or make, folder, request, desk, steps)
            _finish(cluster, folder, request, desk, way, steps)
    return desk.target


def _make(make: Make, folder: Path, request: Request, desk: Desk, steps: Steps) -> None:
    """Make the files of a report; the notebook of a run that fails is left beside its folder, with a mark."""
    try:
        make(folder, request, desk.stage, steps)
    except NotebookFailed as failure:
        failed = _failed(desk)
        write_file(failed, marked(failure.notebook, str(failure)))
        failure.add_note(f"The notebook as far as it came: {failed}")
        raise


def _finish(cluster: Judged, folder: Path, request: Request, desk: Desk, way: Way, steps: Steps) -> None:
    """Weigh the members' page, print what stands then, write the manifest last, and put the report in its place."""
    verdict = weigh(desk.stage, desk.target, way.gate)
    printed: dict[str, object] = {}
    if request.pdf:
        steps.begin(Work.PRINTS)
        printed["printed_by"] = print_report(desk.stage)
    if read_apart(hash_inputs, folder) != cluster.inputs:
        raise InputError("a file was changed while it was read", file=folder.name, fix="run it again", code="F35")
    since = find_earlier(way.since).key if way.since else ""
    key = make_key(cluster.inputs, request, find_notebook(NOTEBOOK), since)
    known = {"cluster": cluster.slug, "corrections": cluster.corrections, "members_page": verdict.as_json(), **printed}
    if request.package:
        steps.begin(Work.PACKS)
        manifest = manifest_of(desk.stage, key, cluster.inputs, request, **known)
        pack(Packed(desk.stage, folder, cluster.slug, cluster.inputs, request), manifest)
    write_manifest(desk.stage, key, cluster.inputs, request, **known)
    publish(desk)
    _failed(desk).unlink(missing_ok=True)


def _failed(desk: Desk) -> Path:
    return desk.target.with_name(f"{desk.target.name}.failed.ipynb")


def plan_of(request: Request) -> tuple[Step, ...]:
    """Return the steps of a report with what each costs."""
    cells = nbformat.read(find_notebook(NOTEBOOK), as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    return steps_of_report(code, request.draws, request.languages, pdf=request.pdf, package=bool(request.package))


def make_report(
    folder: Path, request: Request, stage: Path, steps: Steps | None = None, since: Path | None = None
) -> None:
    """Write a report's files, but for the manifest, to the stage: numbers by the notebook, then its pages.

    since: the folder of an earlier report that the new one is held against.
    """
    parameters: dict[str, object] = {"cluster": str(folder), "languages": ",".join(request.languages)}
    parameters |= {"scenario": request.scenario, "draws": request.draws, "seed": request.seed}
    parameters |= {"since": str(since.absolute())} if since else {}
    executed = run_notebook(find_notebook(NOTEBOOK), parameters, stage, steps)
    notebook = clean_notebook(executed, {"cluster": folder.name, "out": "", "since": since.name if since else ""})
    confidential = stage / "confidential"
    (confidential / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    for language in request.languages:
        if steps is not None:
            steps.begin(f"{Work.EXPORTS} {language}")
        page = confidential / f"feasibility.{language}.html"
        page.write_text(export(notebook, language), encoding="utf-8", newline="\n")
