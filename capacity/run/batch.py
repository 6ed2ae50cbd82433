"""Many clusters: each through the same report, none stopping the others; a second run redoes only what it must."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from capacity.intake.findings import InputError
from capacity.intake.fund import FUND, read_fund
from capacity.model.engine.second_process import ALONE
from capacity.run.before.second_page import Gate, judge_together, others, what_became
from capacity.run.finding_lines import refusal
from capacity.run.machine.means import MEMORY_NEEDED, shortage
from capacity.run.machine.prepared import prepare
from capacity.run.machine.stopping import Terminated, end_children, stopping
from capacity.run.many.candidates import MEASURES
from capacity.run.many.ledger import (
    BEGUN,
    ENDED,
    FAILED,
    HELD,
    KILLED,
    LEFT,
    MADE,
    REFUSED,
    STOPPED,
    TIMED_OUT,
    Ledger,
    Outcome,
    Outcomes,
)
from capacity.run.many.outlook import Batch, cluster_folders, look, say_twice
from capacity.run.notebook.engine import LOADED, REHEARSED
from capacity.run.notebook.notebooks import Killed, NotebookFailed, TimedOut
from capacity.run.outputs import FolderHeld, OutputError, hold, sweep
from capacity.run.paper.chromium import find_chromium
from capacity.run.portfolio import CONTENTS, PORTFOLIO, write_portfolio
from capacity.run.progress import Seen, Tally, seconds_of, shown
from capacity.run.report import Make, Way, plan_of, report

STOPPING = "stopping when the reports at hand are done; press Ctrl+C again to stop at once"
_INTERRUPTED = 130
_SECONDS_TO_END = 7
_MANY = 8
"""clusters from which on a rehearsal costs less than it saves"""
_ENDS = {TimedOut: TIMED_OUT, Killed: KILLED}


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

    InputError: there is no cluster in the folder, or nothing can be written, or no PDF printed. FolderHeld: another
    batch is running here.
    An interruption stops the launching; reports that are being made are finished, the portfolio is left as it was.
    Where the system asks to end (SIGTERM), they are broken off; earlier reports stay as they are.
    """
    if batch.request.pdf:
        find_chromium()
    prepare(REHEARSED if len(cluster_folders(batch)) >= _MANY else LOADED)
    fund = batch.folder / FUND
    read_fund(fund, MEASURES)
    say_twice(batch)
    sweep(batch.out)
    with hold(batch.out, PORTFOLIO, CONTENTS) as desk:
        found = look(batch, show=show)
        ledger = Ledger(batch.out)
        ledger.shorten()
        for outcome in found.known.values():
            if outcome.status != LEFT:
                ledger.add(outcome)
        todo = {folder: due.slug for folder, due in found.due.items()}
        known = found.known | _make_all(todo, batch, others(batch.out, *found.slugs), ledger, show)
        outcomes = Outcomes(tuple(known[folder.name] for folder in found.folders))
        if outcomes.interrupted:
            return outcomes
        outcomes = _released(outcomes, batch)
        with shown("portfolio", lambda: Seen(0.0, "ranking the clusters"), show=show):
            try:
                runs = [outcome.as_run() for outcome in outcomes.each]
                write_portfolio(batch.out, runs, batch.request, desk, fund)
            except NotebookFailed as failure:
                return replace(outcomes, problem=f"{PORTFOLIO}: {failure}")
    return outcomes


def _released(outcomes: Outcomes, batch: Batch) -> Outcomes:
    """Return the outcomes after the gate over all: pages that tell with one another what neither may are taken back."""
    made = [batch.out / outcome.slug for outcome in outcomes.each if outcome.is_good and outcome.slug]
    found = {folder.name: what_became(folder) for folder in made} if batch.release else judge_together(made)
    each = [replace(one, reason=found[one.slug].as_text()) if one.slug in found else one for one in outcomes.each]
    return replace(outcomes, each=tuple(each))


def _make_all(
    todo: Mapping[Path, str], batch: Batch, beside: list[Path], ledger: Ledger, show: bool
) -> dict[str, Outcome]:
    """Return the outcome of each cluster by its folder's name; after an interruption, of those not started too."""
    begun: set[str] = set()
    known: dict[str, Outcome] = {}
    futures: list[Future] = []

    with _makers(batch) as (pool, make, workers):
        tally = Tally(len(todo), workers, guess=seconds_of(plan_of(batch.request)))

        def attempt(folder: Path, slug: str) -> None:
            begun.add(folder.name)
            ledger.add(Outcome(folder.name, slug, BEGUN))
            with tally.at(folder.name):
                known[folder.name] = _attempt(folder, slug, batch, make, beside)
            ledger.add(known[folder.name])

        try:
            futures.extend(pool.submit(attempt, folder, slug) for folder, slug in todo.items())
            with shown("batch", tally.look, show=show and bool(todo)):
                wait(futures)
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
def _makers(batch: Batch) -> Iterator[tuple[Executor, Make | None, int]]:
    """Yield threads that each see one report through, what makes its files (this computer, or Dask's), how many."""
    if batch.scheduler is None:
        with _alone(several=batch.workers > 1), ThreadPoolExecutor(batch.workers) as pool:
            yield pool, None, batch.workers
        return
    from capacity.run.remote import connected  # noqa: PLC0415 - Dask is an extra

    with connected(batch.scheduler) as (make, workers), ThreadPoolExecutor(workers) as pool:
        yield pool, make, workers


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
    told: list[str] = []
    try:
        way = Way(make=make, gate=Gate(beside, batch.release), tell=told.append)
        report(folder, batch.out, batch.request, way)
        return Outcome(folder.name, slug, MADE, "; ".join(told))
    except InputError as error:
        return Outcome(folder.name, slug, REFUSED, refusal(error, folder, batch.request.languages[0]))
    except FolderHeld as error:
        return Outcome(folder.name, slug, HELD, str(error))
    except NotebookFailed as error:
        status = next((word for kind, word in _ENDS.items() if isinstance(error, kind)), FAILED)
        return Outcome(folder.name, slug, status, "\n".join([str(error), *getattr(error, "__notes__", ())]))
    except OutputError as error:
        return Outcome(folder.name, slug, FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - our mistake in one cluster must not stop the others; it is reported
        return Outcome(folder.name, slug, FAILED, shortage(error) or f"{type(error).__name__}: {error}")
