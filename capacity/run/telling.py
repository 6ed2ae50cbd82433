"""What a command says while it loads, of what it refuses and of what failed. Nothing is loaded before it is needed."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from capacity.run.machine.means import shortage

EXIT_SOME_FAILED, EXIT_INPUT, EXIT_BUG, EXIT_HELD, EXIT_INTERRUPTED = 1, 2, 70, 75, 130
CODES = {"InputError": EXIT_INPUT, "OutputError": EXIT_INPUT, "FolderHeld": EXIT_HELD, "Starved": EXIT_INPUT}
"""exit codes by the class of an error; by its name, because where memory is at its end nothing more can be loaded"""


@contextmanager
def loading(*, show: bool = True) -> Iterator[None]:
    """Say that something happens while a command imports what it needs, which takes seconds on a busy computer."""
    from capacity.run.progress import Seen, shown

    with shown("starting", lambda: Seen(0.0, "loading the program"), show=show):
        yield


class Refused(click.ClickException):
    """What is refused of the inputs, in the language that was asked for."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002 (click's interface)
        """Print it as it is."""
        click.echo(self.message, err=True)


@contextmanager
def refusing(folder: Path, language: str) -> Iterator[None]:
    """Let what is refused of a folder be said in a language, with exit code 2 (Refused)."""
    from capacity.intake.findings import InputError

    try:
        yield
    except InputError as error:
        from capacity.run.finding_lines import refusal

        raise Refused("\n".join([refusal(error, folder, language), *getattr(error, "__notes__", ())])) from error


def explained(error: Exception) -> int:
    """Say what is wrong and return the exit code: a sentence for the user, a traceback where the mistake is ours."""
    code = next((CODES[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in CODES), EXIT_BUG)
    if code == EXIT_BUG and (short := shortage(error)):
        click.echo(short, err=True)
        return EXIT_INPUT
    if code == EXIT_BUG and type(error).__name__ != "NotebookFailed":
        traceback.print_exception(error)
    click.echo("\n".join([str(error), *getattr(error, "__notes__", ())]), err=True)
    return code
