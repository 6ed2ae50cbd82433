"""What is wrong with an input, where it stands, and what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import TypedDict, Unpack

Where = Callable[[tuple], str]
"""where a key path of a file stands: file:line:column"""


class RowPlace(TypedDict, total=False):
    """Where a row stands."""

    file: str
    sheet: str
    row: int | None


class Place(RowPlace, total=False):
    """Where a finding stands: a row, whose it is, and a cell of it."""

    member: str
    column: str
    value: str


class Told(Place, total=False):
    """A place, how bad it is what was found there, and its code."""

    severity: str
    code: str


class Changes(Told, total=False):
    """Everything that an issue says."""

    problem: str
    fix: str


@dataclass(frozen=True)
class Issue:
    """One finding: where (file, sheet, row, id, column, value), what is wrong, what to do, and how bad it is.

    severity: "error" stops the cluster; "quarantine" sets the row aside; "warning" and "note" let it pass.
    """

    problem: str
    fix: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    member: str = ""
    column: str = ""
    value: str = ""
    severity: str = "error"
    code: str = ""

    def __str__(self) -> str:
        """Return one line: file » sheet » row 17 (id "K-017") » column » value: problem. Do this: fix."""
        row = f"row {self.row}" if self.row is not None else ""
        row += f' (id "{self.member}")' if self.member else ""
        column = f'column "{self.column}"' if self.column else ""
        value = f'value "{shortened(self.value)}"' if self.value else ""
        where = " » ".join(part for part in (self.file, self.sheet, row.strip(), column, value) if part)
        advice = f" Do this: {self.fix.removesuffix('.')}{'' if self.fix.endswith('?') else '.'}" if self.fix else ""
        return f"{where}: {self.problem}.{advice}" if where else f"{self.problem}.{advice}"

    def at(self, **place: Unpack[Changes]) -> "Issue":
        """Return the same issue with its place filled in."""
        return replace(self, **place)

    def as_row(self) -> dict[str, object]:
        """Return the issue as a row of issues.csv."""
        return asdict(self)


def shortened(text: str, longest: int = 80) -> str:
    """Return a text on one line, its end left out where it is long."""
    line = " ".join(str(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


Found = Iterator[tuple[tuple, Issue]]
"""findings with their key paths in a file"""


class InputError(Exception):
    """The user's input is wrong: every issue found in it, to be read by the person who can mend it."""

    def __init__(self, problem: str | Iterable[Issue], *, fix: str = "", **place: Unpack[Told]) -> None:
        """Collect issues, or make the one issue that a sentence and its place describe."""
        if isinstance(problem, str):
            self.issues: tuple[Issue, ...] = (Issue(problem, fix, **place),)
        else:
            self.issues = tuple(problem)
        super().__init__("\n".join(str(issue) for issue in self.issues))

    def __reduce__(self) -> tuple:
        """Return what makes the same error in another process."""
        return type(self), (self.issues,), self.__dict__


def nearest(word: str, known: Iterable[str]) -> str:
    """Return advice that names the nearest known word, or all of them where few."""
    known = sorted(known)
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]}?"
    return f"use one of: {', '.join(known)}" if known else "declare it first"
