"""The options that several commands have: what is computed, in which languages, and where it goes."""

from collections.abc import Callable
from pathlib import Path

import click

LANGUAGES = ("en", "ru", "ky")
FOLDER = click.Path(file_okay=False, path_type=Path)
RELEASE = click.option(
    "--release", is_flag=True, help="Write the members' page even if, with an earlier one, it tells somebody's figures."
)


class Languages(click.ParamType):
    """Languages joined by commas."""

    name = "en,ru,ky"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the languages in the order they were named, each once."""
        if isinstance(value, tuple):
            return value
        languages = tuple(dict.fromkeys(part.strip() for part in str(value).split(",") if part.strip()))
        unknown = [language for language in languages if language not in LANGUAGES]
        if unknown or not languages:
            self.fail(f'"{value}" is not among the languages: use {", ".join(LANGUAGES)}', param, ctx)
        return languages


OUT = click.option("--out", type=FOLDER, default="reports", show_default=True, help="Where the results go.")
PAGES = click.option("--language", "languages", type=Languages(), default="en", show_default=True, help="Of the pages.")
QUIET = click.option("--quiet", is_flag=True, help="Show no progress.")
DRAWS = click.option(
    "--draws", type=click.IntRange(2, 1_048_576), default=8192, show_default=True, help="Futures drawn."
)
SEED = click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Start of the draws."
)
PDF = click.option("--pdf", is_flag=True, help="Also print the pages, and the members' page as pictures for a chat.")
PACKAGE = click.option(
    "--package",
    type=click.Choice(("all", "public")),
    is_flag=False,
    flag_value="all",
    callback=lambda ctx, param, value: value or "",  # noqa: ARG005 (click's interface)
    help="Also pack one ZIP: all of it with inputs and pictures, or the members' pages alone.",
)


def with_languages(command: Callable) -> Callable:
    """Add the options that say where pages go and in which languages."""
    return _with(command, OUT, PAGES, QUIET)


def with_draws(command: Callable) -> Callable:
    """Add the options that say what is computed, in which languages, and where it goes."""
    return _with(command, OUT, DRAWS, SEED, PAGES, QUIET)


def with_request(command: Callable) -> Callable:
    """Add the same, and what else is made of a report."""
    return _with(command, OUT, DRAWS, SEED, PAGES, PDF, PACKAGE, QUIET)


def _with(command: Callable, *options: Callable) -> Callable:
    """Return a command with options, shown by its help in their order."""
    for option in reversed(options):
        command = option(command)
    return command
