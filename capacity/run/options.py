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


def with_languages(command: Callable) -> Callable:
    """Add the options that say where pages go and in which languages."""
    for option in (QUIET, PAGES, OUT):
        command = option(command)
    return command


def with_request(command: Callable) -> Callable:
    """Add the options that say what is computed."""
    options = (
        OUT,
        click.option(
            "--draws", type=click.IntRange(2, 1_048_576), default=8192, show_default=True, help="Futures drawn."
        ),
        click.option(
            "--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Start of the draws."
        ),
        PAGES,
        click.option("--pdf", is_flag=True, help="Also print the pages, and the members' page as pictures for a chat."),
        click.option(
            "--package",
            type=click.Choice(("all", "public")),
            is_flag=False,
            flag_value="all",
            callback=lambda ctx, param, value: value or "",  # noqa: ARG005 (click's interface)
            help="Also pack one ZIP: all of it with inputs and pictures, or the members' pages alone.",
        ),
        QUIET,
    )
    for option in reversed(options):
        command = option(command)
    return command
