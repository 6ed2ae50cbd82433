"""What a batch would do: which clusters are done, refused or due and why, before anything is computed."""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from capacity.intake.cluster_book.found import is_cluster
from capacity.intake.findings import InputError, command
from capacity.intake.fund import FUND, read_fund
from capacity.run.before.second_page import WRITTEN, what_became
from capacity.run.finding_lines import refusal
from capacity.run.judging import Glance, glance, judge
from capacity.run.machine.apart import read_apart
from capacity.run.machine.stopping import end_children, stopping
from capacity.run.manifest import Request
from capacity.run.many.again import why_again
from capacity.run.many.candidates import MEASURES
from capacity.run.many.ledger import BEGUN, DUE, ENDED, HELD, LEFT, REFUSED, UNCHANGED, Ledger, Outcome, Outcomes
from capacity.run.notebook.notebooks import find_notebook
from capacity.run.outputs import is_held
from capacity.run.progress import Seen, shown
from capacity.run.report import NOTEBOOK

_FILES = ("cluster.yml", "cluster.yaml", "cluster.xlsx")
_NAMED = re.compile(rb"""^cluster:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)
_LOOKED_AT = 65_536
"""bytes of a cluster file in which its name is looked for"""


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
    only: tuple[str, ...] = ()
    """names of folders that are computed, with * for any letters; all where there are none"""

    def asks_for(self, name: str) -> bool:
        """Return whether a folder is among those that are computed."""
        return not self.only or any(fnmatchcase(name, pattern) for pattern in self.only)


@dataclass(frozen=True)
class Due:
    """A cluster that is to be computed: its name, and why."""

    slug: str
    why: str


@dataclass(frozen=True)
class Outlook:
    """The cluster folders of a batch: what is known of some without computing, and the others that are due."""

    folders: list[Path]
    known: dict[str, Outcome] = field(default_factory=dict)
    due: dict[Path, Due] = field(default_factory=dict)

    @property
    def slugs(self) -> set[str]:
        """Return the names of all clusters that have one."""
        return {outcome.slug for outcome in self.known.values()} | {due.slug for due in self.due.values()}


def cluster_folders(batch: Batch) -> list[Path]:
    """Return the cluster folders of a batch by name; InputError where there is none, or none of those named."""
    folder = batch.folder
    if is_cluster(folder):
        fix = f"use: {command('report', folder)}"
        raise InputError("this is one cluster, not a folder of clusters", file=str(folder), fix=fix, code="F32")
    names = (path for path in folder.glob("*/*") if path.name.casefold() in _FILES)
    found = sorted({path.parent for path in names}) if folder.is_dir() else []
    if not found:
        fix = "name the folder above the clusters"
        raise InputError("there is no cluster in this folder", file=str(folder), fix=fix, code="F32")
    unknown = [one for one in batch.only if not any(fnmatchcase(path.name, one) for path in found)]
    if unknown:
        fix = "name folders as they stand there, * stands for any letters"
        problem = f"no cluster folder is called {', '.join(unknown)}"
        raise InputError(problem, file=str(folder), fix=fix, code="F32")
    return found


def say_twice(batch: Batch) -> None:
    """Say at once on stderr which folders give themselves the same name; they are refused (see named_twice)."""
    for sentence in named_twice(batch):
        print(f"refused: {sentence}", file=sys.stderr, flush=True)


def named_twice(batch: Batch) -> list[str]:
    """Return a sentence for each name that several folders give themselves, found by a look at their first lines.

    Nothing is parsed, so it takes a moment; what the look cannot see (a workbook) comes out with the checks.
    """
    named: dict[str, str] = {}
    for folder in cluster_folders(batch):
        for path in (one for one in folder.glob("*.y*ml") if one.name.casefold() in _FILES):
            with path.open("rb") as file:
                found = _NAMED.search(file.read(_LOOKED_AT))
            if found:
                named[folder.name] = found[1].decode("utf-8", "replace")
    return [_alike(folders, slug) for slug, folders in _namesakes(named).items()]


def _namesakes(slugs: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the folders that give themselves the same name, by it in small letters; capitals make no other name."""
    folders = defaultdict(list)
    for folder, slug in slugs.items():
        if slug:
            folders[slug.casefold()].append(folder)
    return {slug: names for slug, names in folders.items() if len(names) > 1}


def _alike(folders: Sequence[str], slug: str) -> str:
    return f"{', '.join(folders)} say the same behind cluster: ({slug}); give each its own name"


def look(batch: Batch, *, show: bool = False) -> Outlook:
    """Return what a batch would do, without computing or writing anything."""
    folders = cluster_folders(batch)
    seen = _each(
        lambda folder: _apart(glance, folder), folders, batch.workers, f"looking at {len(folders)} folders", show
    )
    alike = _namesakes({name: found.slug for name, found in seen.items() if isinstance(found, Glance)})
    outlook = Outlook(folders)
    for folder in folders:
        found = _judged(folder, seen[folder.name], alike, batch)
        if isinstance(found, Due):
            outlook.due[folder] = found
        else:
            outlook.known[folder.name] = found
    return outlook


def _judged(
    folder: Path, found: Glance | InputError, alike: Mapping[str, Sequence[str]], batch: Batch
) -> Outcome | Due:
    name = folder.name
    if isinstance(found, InputError):
        return Outcome(name, "", REFUSED, refusal(found, folder, batch.request.languages[0]))
    slug = found.slug
    if slug.casefold() in alike:
        return Outcome(name, slug, REFUSED, _alike(alike[slug.casefold()], slug))
    target = batch.out / slug
    why = why_again(target, found.inputs, batch.request, find_notebook(NOTEBOOK)) if slug else ""
    done = bool(slug) and not why
    if not batch.asks_for(name):
        return Outcome(name, slug, UNCHANGED if done else LEFT, why)
    if done and batch.release and what_became(target).state != WRITTEN:
        why = "its members' page was held back, and --release asks for it"
    elif done and batch.force:
        why = "asked for by --force"
    elif done:
        return Outcome(name, slug, UNCHANGED)
    return Due(slug, why)


def dry_run(batch: Batch, *, show: bool = False) -> Outcomes:
    """Return what a batch would make, leave and refuse, and why, after its checks; nothing is computed or written."""
    read_fund(batch.folder / FUND, MEASURES)
    say_twice(batch)
    found = look(batch, show=show)
    due = list(found.due)
    checks = _each(
        lambda folder: _apart(judge, folder, batch.request), due, batch.workers, f"checking {len(due)} clusters", show
    )
    for folder, one in found.due.items():
        checked = checks[folder.name]
        found.known[folder.name] = (
            Outcome(folder.name, one.slug, REFUSED, refusal(checked, folder, batch.request.languages[0]))
            if isinstance(checked, InputError)
            else Outcome(folder.name, one.slug, DUE, one.why)
        )
    return Outcomes(tuple(found.known[folder.name] for folder in found.folders))


def status(batch: Batch, *, show: bool = False) -> Outcomes:
    """Return what stands: the clusters that have their report, and what became of the others when last tried."""
    found = look(batch, show=show)
    last = Ledger(batch.out).read()
    for folder, one in found.due.items():
        name = folder.name
        before = last.get(name)
        if before and before.status == BEGUN:
            held = is_held(batch.out, one.slug)
            before = Outcome(name, one.slug, HELD if held else ENDED, "being computed now" if held else one.why)
        found.known[name] = before if before and not before.is_good else Outcome(name, one.slug, DUE, one.why)
    return Outcomes(tuple(found.known[folder.name] for folder in found.folders))


def _each(work: Callable[[Path], Any], folders: list[Path], workers: int, words: str, show: bool) -> dict[str, Any]:
    """Return what the work finds of each folder, by its name, several at a time."""
    done: list[str] = []

    def one(folder: Path) -> object:
        found = work(folder)
        done.append(folder.name)
        return found

    with ThreadPoolExecutor(workers) as pool, shown(words, lambda: Seen(len(done) / max(1, len(folders))), show=show):
        try:
            return dict(zip([folder.name for folder in folders], pool.map(one, folders), strict=True))
        except KeyboardInterrupt:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            end_children()
            raise


def _apart(work: Callable, folder: Path, *given: object) -> Any:
    """Return what is found of a folder in a process of its own, or the InputError that keeps it from being found."""
    try:
        return read_apart(work, folder.absolute(), *given)
    except InputError as error:
        return error
