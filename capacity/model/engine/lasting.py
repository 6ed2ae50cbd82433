"""What is found once and holds as long as nothing that it rests on changes; a meeting turns few of its numbers."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Found = TypeVar("Found")


class Keeper(Protocol):
    """How something is had that may have been found before."""

    def __call__(self, name: str, make: Callable[[], Found]) -> Found:
        """Return what `make` finds, or what it has found under this name before."""
        ...


def anew(name: str, make: Callable[[], Found]) -> Found:  # noqa: ARG001 - it keeps nothing, under no name
    """Return what `make` finds: nothing is kept."""
    return make()


class Lasting:
    """Keeps what is found. It is for one scenario of one cluster, and whoever asks sees to it that nothing changed."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}

    def __call__(self, name: str, make: Callable[[], Found]) -> Found:
        """Return what `make` has found under this name."""
        if name not in self._found:
            self._found[name] = make()
        return self._found[name]
