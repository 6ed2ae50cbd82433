"""Many clusters: each through the same report, none stopping the others; a second run redoes only what it must."""

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from capacity.intake.cluster_book.found import is_cluster
from capacity.intake.findings.command import command
from capacity.intake.findings.issues import InputError
from capacity.model.engine.second_process import ALONE
from capacity.run.judging import Glance, glance
from capacity.run.machine.apart import read_apart
from capacity.run.machine.means import MEMORY_NEEDED, shortage
from capacity.run.machine.prepared import prepare
from capacity.run.machine.stopping import Terminated, end_children, stopping
from capacity.run.manifest import Request, is_current, make_key
from capacity.run.notebook.engine import LOADED
from capacity.run.notebook.notebooks import NotebookFailed, find_notebook
from capacity.run.outputs import FolderHeld, OutputError, hold, sweep
from capacity.run.portfolio import CONTENTS, PORTFOLIO, write_portfolio
from capacity.run.report import NOTEBOOK, Make, report
from capacity.run.second_page import WRITTEN, Gate, judge_together, others, what_became

MADE, UNCHANGED, REFUSED, FAILED, HELD = "made", "unchanged", "refused", "failed", "held"
STOPPED, ENDED = "not started", "broken off"
STOPPING = "stopping when the reports at hand are done; press Ctrl+C again to stop at once"
_INTERRUPTED = 130
_SECONDS_TO_END = 7


@dataclass(frozen=True)
class Batch:
    """What is asked of a batch."""

    folder: Path
    out: Path
    request: Request
    workers: int = 1
    scheduler: str | None = None
    force: bool = False
    release: bool = False
    """also write members' pages that tell, with others, somebody's figures"""


@dataclass(frozen=True)
class Outcome:
    """What became of one cluster folder."""

    folder: str
    slug: str
    status: str
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Return whether the cluster has a report of this batch, made now or before."""
        return self.status in (MADE, UNCHANGED)

    def as_run(self) -> dict[str, object]:
        """Return what the portfolio is told; the same whether the report was made now or before."""
        return {"folder": self.folder, "slug": self.slug, "good": self.is_good, "reason": self.reason}


@dataclass(frozen=True)
class Outcomes:
    """What became of every cluster folder, in the order of their names."""

    each: tuple[Outcome, ...]
    problem: str = ""
    """why there is no portfolio of this batch"""

    @property
    def interrupted(self) -> bool:
        """Return whether the batch was stopped before every cluster had its turn."""
        return any(outcome.status in (STOPPED, ENDED) for outcome in self.each)

    @property
    def failed(self) -> int:
        """Return how many clusters have no report of this run."""
        return sum(not outcome.is_good for outcome in self.each)

    def as_text(self) -> str:
        """Return one line a cluster, its reason beside it, then the count of each status."""
        widest = max((len(outcome.folder) for outcome in self.each), default=0)
        lines = [f"{o.folder:{widest}}  {o.status:11}  {_one_line(o.reason)}".rstrip() for o in self.each]
        counts = Counter(outcome.status for outcome in self.each)
        sums = ", ".join(f"{count} {status}" for status, count in counts.items())
        return "\n".join([*lines, sums, *([self.problem] if self.problem else [])])


def default_workers() -> int:
    """Return how many clusters are computed at a time unless said otherwise: one a core, as far as the memory goes."""
    cores = os.cpu_count() or 1
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return min(cores, 2)
    return max(1, min(cores, memory // MEMORY_NEEDED))


def run_batch(batch: Batch, show: bool = False) -> Outcomes:
    """Return what became of each cluster of a folder, after writing their reports and the portfolio.

    InputError: there is no cluster in the folder, or nothing can be written. FolderHeld: another batch is running here.
    An interruption stops the launching; reports that are being made are finished, the portfolio is left as it was.
    Where the system asks to end (SIGTERM), they are broken off; earlier reports stay as they are.
    """
    prepare(*LOADED)
    folders = _cluster_folders(batch.folder)
    sweep(batch.out)
    with hold(batch.out, PORTFOLIO, CONTENTS) as desk:
        known, slugs = _sorted_out(folders, batch)
        todo = {folder: slugs[folder.name] for folder in folders if folder.name not in known}
        known |= _make_all(todo, batch, others(batch.out, *slugs.values()), show)
        outcomes = Outcomes(tuple(known[folder.name] for folder in folders))
        if outcomes.interrupted:
            return outcomes
        outcomes = _released(outcomes, batch)
        try:
            write_portfolio(batch.out, [outcome.as_run() for outcome in outcomes.each], batch.request, desk)
        except NotebookFailed as failure:
            return replace(outcomes, problem=f"{PORTFOLIO}: {failure}")
    return outcomes


def _released(outcomes: Outcomes, batch: Batch) -> Outcomes:
    """Return the outcomes after the gate over all: pages that tell with one another what neither may are taken back."""
    made = [batch.out / outcome.slug for outcome in outcomes.each if outcome.is_good and outcome.slug]
    found = {folder.name: what_became(folder) for folder in made} if batch.release else judge_together(made)
    each = [replace(one, reason=found[one.slug].as_text()) if one.slug in found else one for one in outcomes.each]
    return replace(outcomes, each=tuple(each))


def _cluster_folders(folder: Path) -> list[Path]:
    if is_cluster(folder):
        fix = f"use: {command('report', folder)}"
        raise InputError("this is one cluster, not a folder of clusters", file=str(folder), fix=fix, code="F32")
    names = (
        path for path in folder.glob("*/*") if path.name.casefold() in ("cluster.yml", "cluster.yaml", "cluster.xlsx")
    )
    found = sorted({path.parent for path in names}) if folder.is_dir() else []
    if not found:
        raise InputError(
            "there is no cluster in this folder", file=str(folder), fix="name the folder above the clusters", code="F32"
        )
    return found


def _sorted_out(folders: list[Path], batch: Batch) -> tuple[dict[str, Outcome], dict[str, str]]:
    """Return the outcomes that are known without computing (refused, or not changed), and the clusters' names."""
    seen = _glances(folders, batch.workers)
    slugs = {name: found.slug for name, found in seen.items() if isinstance(found, Glance)}
    known = {}
    for folder in folders:
        found = seen[folder.name]
        if isinstance(found, InputError):
            known[folder.name] = Outcome(folder.name, "", REFUSED, str(found))
            continue
        slug = found.slug
        alike = [name for name, other in slugs.items() if slug and other and other.casefold() == slug.casefold()]
        if len(alike) > 1:
            reason = f"{', '.join(alike)} say the same behind cluster: ({slug}); give each its own name"
            known[folder.name] = Outcome(folder.name, slug, REFUSED, reason)
        elif slug and not batch.force and _is_done(found, batch.out / slug, batch):
            known[folder.name] = Outcome(folder.name, slug, UNCHANGED)
    return known, slugs


def _glances(folders: list[Path], workers: int) -> dict[str, Glance | InputError]:
    """Return what each folder says of itself, or why it cannot be read at all."""
    with ThreadPoolExecutor(workers) as pool:
        try:
            return dict(zip([folder.name for folder in folders], pool.map(_glance, folders), strict=True))
        except KeyboardInterrupt:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            end_children()
            raise


def _glance(folder: Path) -> Glance | InputError:
    try:
        return read_apart(glance, folder.absolute())
    except InputError as error:
        return error


def _is_done(found: Glance, target: Path, batch: Batch) -> bool:
    if not target.is_dir() or (batch.release and what_became(target).state != WRITTEN):
        return False
    return is_current(target, make_key(found.inputs, batch.request, find_notebook(NOTEBOOK)))


def _make_all(todo: Mapping[Path, str], batch: Batch, beside: list[Path], show: bool) -> dict[str, Outcome]:
    """Return the outcome of each cluster by its folder's name; after an interruption, of those not started too."""
    begun: set[str] = set()
    known: dict[str, Outcome] = {}
    futures: list[Future] = []

    def attempt(folder: Path, slug: str, make: Make | None) -> None:
        begun.add(folder.name)
        known[folder.name] = _attempt(folder, slug, batch, make, beside)

    with _makers(batch) as (pool, make):
        try:
            for folder, slug in todo.items():
                futures.append(pool.submit(attempt, folder, slug, make))
            for _ in tqdm(as_completed(futures), total=len(todo), disable=not show, unit="cluster", desc="batch"):
                pass
        except KeyboardInterrupt as stop:
            pool.shutdown(wait=False, cancel_futures=True)
            _finish([future for future in futures if not future.cancelled()], at_once=isinstance(stop, Terminated))
    left = {
        folder.name: Outcome(folder.name, slug, ENDED if folder.name in begun else STOPPED)
        for folder, slug in todo.items()
    }
    return left | known


def _finish(running: list[Future], *, at_once: bool) -> None:
    """Wait until the reports at hand are done, or break them off at once; each sweeps up after itself."""
    if not at_once:
        try:
            tqdm.write(STOPPING, file=sys.stderr)
            wait(running)
        except Terminated:
            pass
        except KeyboardInterrupt:
            end_children()
            os._exit(_INTERRUPTED)
    stopping.set()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: os._exit(_INTERRUPTED))
    end = time.monotonic() + _SECONDS_TO_END
    while wait(running, timeout=0.2).not_done:
        end_children()
        if time.monotonic() > end:
            os._exit(_INTERRUPTED)


@contextmanager
def _makers(batch: Batch) -> Iterator[tuple[Executor, Make | None]]:
    """Yield threads that each see one report through, and what makes a report's files: this computer, or Dask's."""
    if batch.scheduler is None:
        with _alone(several=batch.workers > 1), ThreadPoolExecutor(batch.workers) as pool:
            yield pool, None
        return
    from capacity.run.remote import connected  # noqa: PLC0415 - Dask is an extra

    with connected(batch.scheduler) as (make, workers), ThreadPoolExecutor(workers) as pool:
        yield pool, make


@contextmanager
def _alone(*, several: bool) -> Iterator[None]:
    """Let each of several reports keep to its own process, because the others have the rest of the machine."""
    before = os.environ.get(ALONE)
    os.environ[ALONE] = "1" if several else before or ""
    try:
        yield
    finally:
        os.environ[ALONE] = before or ""


def _attempt(folder: Path, slug: str, batch: Batch, make: Make | None, beside: list[Path]) -> Outcome:
    """Return the outcome of one cluster, whatever goes wrong with it."""
    try:
        report(folder, batch.out, batch.request, make=make, gate=Gate(beside, batch.release))
        return Outcome(folder.name, slug, MADE)
    except InputError as error:
        return Outcome(folder.name, slug, REFUSED, str(error))
    except FolderHeld as error:
        return Outcome(folder.name, slug, HELD, str(error))
    except (NotebookFailed, OutputError) as error:
        return Outcome(folder.name, slug, FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - our mistake in one cluster must not stop the others; it is reported
        return Outcome(folder.name, slug, FAILED, shortage(error) or f"{type(error).__name__}: {error}")


def _one_line(reason: str) -> str:
    lines = reason.splitlines()
    return lines[0] + (f" (and {len(lines) - 1} more)" if len(lines) > 1 else "") if lines else ""
