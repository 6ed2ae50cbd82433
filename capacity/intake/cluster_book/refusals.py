"""What the model refuses after reading, said of the description that is there: its line, or its sheet and cell.

The model names a key of the description as the column of a finding: column="links.mill".
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from capacity.intake.cluster_book.found import named_right
from capacity.intake.findings.issues import InputError


class InFolder(Protocol):
    """What was read from a folder."""

    @property
    def folder(self) -> Path:
        """The folder of the cluster."""


_C = TypeVar("_C", bound=InFolder)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def as_described(asked: Callable[Concatenate[_C, _P], _R]) -> Callable[Concatenate[_C, _P], _R]:
    """Return a function of a cluster whose refusals (InputError) name cluster.yml or cluster.xlsx, and where in it."""

    @wraps(asked)
    def answered(cluster: _C, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return asked(cluster, *args, **kwargs)
        except InputError as error:
            raise named_right(error, cluster.folder) from error

    return answered
