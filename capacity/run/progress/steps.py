"""How far one report is: its steps by what they cost, the step that is at work in words, and the time left."""

import math
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from capacity.run.progress.line import Left, Seen

_SECTION = re.compile(r"cap\.show\.(\w+)|show_diagnosis\(found, \"(\w+)\"")
_LANGUAGES = {"en": "English", "ru": "Russian", "ky": "Kyrgyz"}


class Work(StrEnum):
    """What is done beside the cells of the notebook."""

    CHECKS = "check"
    STARTS = "start"
    EXPORTS = "export"
    PRINTS = "print"
    PACKS = "pack"


@dataclass(frozen=True)
class Step:
    """One step of a run."""

    mark: str
    """a word of the code that is run in it"""
    said: str
    seconds: float
    """what it took for the dairy sample on a busy computer with two cores; only the proportions matter"""


def steps_of_report(
    cells: Iterable[str], draws: int, languages: Iterable[str], *, pdf: bool = False, package: bool = False
) -> tuple[Step, ...]:
    """Return the steps of a report, in order: its checks, the cells of its notebook by their code, its pages."""
    pages = list(languages)
    return (
        Step(Work.CHECKS, "checking the files", 6.0),
        Step(Work.STARTS, "starting the notebook", 2.0),
        *(_step(cell, draws, len(pages)) for cell in cells),
        *(Step(f"{Work.EXPORTS} {one}", f"writing the page in {_LANGUAGES.get(one, one)}", 1.0) for one in pages),
        *((Step(Work.PRINTS, "printing the pages", 4.0 + 12.0 * len(pages)),) if pdf else ()),
        *((Step(Work.PACKS, "packing it with its pictures", 10.0 * len(pages)),) if package else ()),
    )


def _step(cell: str, draws: int, pages: int) -> Step:
    """Return the step that a cell of the notebook is."""
    if section := _SECTION.search(cell):
        name = section[1] or section[2]
        return Step(section[0], f"writing the section: {name.replace('_', ' ')}", 1.0 * pages)
    if "cap.study" in cell:
        return Step("cap.study", "computing chain, futures and money of all scenarios", 20.0 + draws / 80)
    if "cap.save" in cell:
        return Step("cap.save", "writing the tables, the workbook and the members' pages", 16.0 + 4.0 * pages)
    if "cap.read_cluster" in cell:
        return Step("cap.read_cluster", "reading the survey", 6.0)
    if "save_diagnosis" in cell:
        return Step("save_diagnosis", "writing the tables", 1.0)
    return Step(cell, "starting the notebook", 0.1)


def seconds_of(plan: Iterable[Step]) -> float:
    """Return what all steps take together, by their costs."""
    return sum(step.seconds for step in plan)


class Steps:
    """Which step is at work, told by whoever does the work; `look` may be asked from another thread."""

    def __init__(self, plan: Iterable[Step], clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with the first step."""
        self._plan, self._clock = tuple(plan), clock
        self._total = seconds_of(self._plan)
        self._at, self._begun, self._since = 0, clock(), clock()
        self._left = Left()

    def begin(self, code: str) -> None:
        """Go on to the next step whose mark stands in the code; one that is not planned changes nothing."""
        ahead = range(self._at, len(self._plan))
        found = next((index for index in ahead if self._plan[index].mark in code), self._at)
        if found != self._at:
            self._at, self._since = found, self._clock()

    def look(self) -> Seen:
        """Return the share of the cost that is behind, what is being done, and the time left."""
        step, now = self._plan[self._at], self._clock()
        behind = sum(step.seconds for step in self._plan[: self._at])
        pace = max((self._since - self._begun) / behind, 0.1) if behind else 1.0
        within = step.seconds * -math.expm1(-(now - self._since) / (step.seconds * pace))
        share = (behind + within) / self._total
        left = self._left.as_text((self._total - behind - within) * pace) if behind else ""
        return Seen(share, step.said, left)
