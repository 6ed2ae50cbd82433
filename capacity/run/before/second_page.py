"""A members' page that follows another: what stands already decides, with the new page, whether it may be written."""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from capacity.present.members_page import FEWEST_OWNERS, Standing, marks, sentence, told_by_both
from capacity.run.manifest import MANIFEST, to_json
from capacity.run.outputs import WORKROOM, write_file

RECORD = "confidential/released.json"
"""who stands behind the members' page beside it"""
PUBLIC = "public"
WRITTEN, KEPT, LEFT_OUT = "written", "kept as it was", "not written"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a members' page, and the sentence that says why."""

    state: str = WRITTEN
    why: str = ""

    def as_text(self) -> str:
        """Return what the facilitator is told, "" where there is nothing to tell."""
        advice = "" if self.state == WRITTEN else " To publish it all the same, run again with --release."
        return f"Members' page {self.state}. {self.why}{advice}" if self.why else ""

    def as_json(self) -> dict[str, str]:
        """Return what the manifest says of the page."""
        return {"state": self.state, "why": self.why}


@dataclass(frozen=True)
class Gate:
    """What a new page is weighed against."""

    beside: Sequence[Path] | None = None
    """folders of other reports; all that stand in the same output folder unless stated"""
    release: bool = False
    """written even if it tells, with a page that stands, somebody's figures"""


def weigh(stage: Path, target: Path, gate: Gate) -> Verdict:
    """Return what becomes of the page on a stage that is about to become the target, and do it on the stage."""
    beside = others(target.parent, target.name) if gate.beside is None else gate.beside
    verdict = decide(read_record(stage), [target, *beside], release=gate.release)
    _settle(stage, target, verdict)
    return verdict


def decide(new: Standing | None, folders: Sequence[Path], *, release: bool) -> Verdict:
    """Return what becomes of a page: it is compared with the one in its own folder, the first, and with those beside.

    If together they would tell somebody's figures it is written only with `release`; else the page that stood in its
    folder stays as it was, or there is none.
    """
    why = "" if new is None else next(_told(new, folders), "")
    if not why or release:
        return Verdict(WRITTEN, why)
    return Verdict(KEPT if read_record(folders[0]) else LEFT_OUT, why)


def _settle(stage: Path, target: Path, verdict: Verdict) -> None:
    """Put the page that stood, with the record of who stands behind it, in the new one's place, or leave none."""
    if verdict.state == WRITTEN:
        return
    shutil.rmtree(stage / PUBLIC, ignore_errors=True)
    (stage / RECORD).unlink(missing_ok=True)
    if verdict.state == KEPT:
        shutil.copytree(target / PUBLIC, stage / PUBLIC)
        shutil.copyfile(target / RECORD, stage / RECORD)


def others(out: Path, *besides: str) -> list[Path]:
    """Return the folders of reports in an output folder, but for some."""
    names = {*besides, WORKROOM}
    return sorted(path.parent.parent for path in out.glob(f"*/{RECORD}") if path.parent.parent.name not in names)


def _told(new: Standing, folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        old = read_record(folder)
        names = told_by_both(new, old) if old else ()
        if names:
            yield sentence(names, folder.name)


def read_record(folder: Path) -> Standing | None:
    """Return who stands behind the page in a folder; None where there is no page, or no record of it."""
    try:
        return Standing.from_json(json.loads((folder / RECORD).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_record(folder: Path, standing: Standing) -> None:
    """Write who stands behind the page of a folder, for the next one."""
    (folder / RECORD).write_bytes(to_json(standing.as_json()))


def what_became(folder: Path) -> Verdict:
    """Return what became of the page of a finished report."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())["members_page"]
        return Verdict(str(said["state"]), str(said["why"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Verdict()


def judge_together(folders: Iterable[Path]) -> dict[str, Verdict]:
    """Take back pages of one batch that tell with an earlier one, in the order of names, what neither may.

    Returns what became of every page, by the folder's name. A page is weighed against those that share somebody with
    it only, so that the work grows with the pages and not with their pairs.
    """
    kept: list[Path] = []
    behind: dict[tuple[str, ...], list[int]] = defaultdict(list)
    found = {}
    for folder in folders:
        new = read_record(folder)
        near = sorted({place for mark in marks(new) for place in behind.get(mark, ())}) if new else []
        why = next(_told(new, [kept[place] for place in near]), "") if new else ""
        if why:
            take_back(folder, why)
        elif new:
            for mark in marks(new, FEWEST_OWNERS):
                behind[mark].append(len(kept))
            kept.append(folder)
        found[folder.name] = what_became(folder)
    return found


def take_back(folder: Path, why: str) -> None:
    """Remove the page of a finished report, and say so in its manifest."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    gone = [name for name in manifest["files"] if name.startswith(f"{PUBLIC}/") or name == RECORD]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
        del manifest["files"][name]
    manifest["members_page"] = Verdict(LEFT_OUT, why).as_json()
    write_file(folder / MANIFEST, to_json(manifest), out=folder.parent)
