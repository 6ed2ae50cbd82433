"""The description of a cluster in its folder: cluster.yml or cluster.xlsx, never both."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from capacity.intake.cluster_book.reading import parse_book
from capacity.intake.cluster_book.remedies import book_language, in_book
from capacity.intake.documents import Document, read_document
from capacity.intake.facts import Cluster
from capacity.intake.files import is_there, read_file
from capacity.intake.findings import InputError, Issue

TEXT, BOOK = "cluster.yml", "cluster.xlsx"
DESCRIPTIONS = (TEXT, BOOK)
LARGEST = 20_000_000
_P = ParamSpec("_P")
_R = TypeVar("_R")


def cluster_file(folder: Path) -> Path:
    """Return the file that describes the cluster, cluster.yml where there is none; both at once are refused (F29)."""
    text, book = folder / TEXT, folder / BOOK
    if is_there(text) and is_there(book):
        problem = f"{TEXT} and {BOOK} both describe the cluster: which of them holds cannot be known"
        fix = f"keep {BOOK} if you go on in Excel, else {TEXT}, and take the other out of the folder"
        raise InputError(problem, fix=fix, file=f"{folder.name}/{BOOK}", code="F29")
    return book if is_there(book) else text


def description(folder: Path) -> str:
    """Return the name of the file that describes the cluster, cluster.yml where there is none or two."""
    there = [name for name in DESCRIPTIONS if is_there(folder / name)]
    return BOOK if there == [BOOK] else TEXT


def is_cluster(folder: Path) -> bool:
    """Return whether a folder holds the description of a cluster."""
    return (folder / TEXT).is_file() or (folder / BOOK).is_file()


def cluster_document(folder: Path) -> Document:
    """Return the description of a cluster as plain data with places, whichever of the two files it is."""
    path = cluster_file(folder)
    if path.name == TEXT:
        return read_document(path)
    try:
        return parse_book(read_file(path, BOOK, LARGEST), BOOK)
    except InputError as error:
        raise InputError(issue.at(file=issue.file.replace(TEXT, BOOK)) for issue in error.issues) from None


def as_described(asked: Callable[Concatenate[Cluster, _P], _R]) -> Callable[Concatenate[Cluster, _P], _R]:
    """Return a function of a cluster whose refusals (InputError) name cluster.yml or cluster.xlsx, and where in it."""

    @wraps(asked)
    def answered(cluster: Cluster, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return asked(cluster, *args, **kwargs)
        except InputError as error:
            raise named_right(error, cluster.folder) from error

    return answered


def named_right(error: InputError, folder: Path) -> InputError:
    """Return an error whose texts speak of the description that is there, and name its line or cell for a key.

    A finding names a key of the description as its column: column="links.mill".
    """
    try:
        document = cluster_document(folder)
        places = list(document.places.values())
    except InputError:
        document = Document({}, {}, description(folder))
        places = [issue.file.removeprefix(document.file) for issue in error.issues]
    language = book_language(places)
    return InputError([said_of(_placed(issue, document), document.file, language) for issue in error.issues])


def _placed(issue: Issue, document: Document) -> Issue:
    """Return a finding that names a key of the description as its column with the line or cell of that key."""
    path = tuple(issue.column.split("."))
    if issue.file != TEXT or path not in document.places:
        return issue
    return issue.at(file=document.where(path), column="")


def said_of(issue: Issue, file: str, language: str) -> Issue:
    """Return a finding whose texts name the file that is there, of a workbook sheet, row and column for each key."""
    if file != BOOK:
        return issue
    problem, fix = (in_book(text, language).replace(TEXT, BOOK) for text in (issue.problem, issue.fix))
    return issue.at(problem=problem, fix=fix, file=issue.file.replace(TEXT, BOOK))
