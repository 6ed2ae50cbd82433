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


def with_draws(command: Callable) -> Callable:
    """Add the options that say what is computed, in which languages, and where it goes."""
    options = (
        click.option("--out", type=FOLDER, default="reports", show_default=True, help="Where the results go."),
        click.option(
            "--draws", type=click.IntRange(2, 1_048_576), default=8192, show_default=True, help="Futures drawn."
        ),
        click.option(
            "--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Start of the draws."
        ),
        click.option(
            "--language", "languages", type=Languages(), default="en", show_default=True, help="Of the pages."
        ),
        click.option("--quiet", is_flag=True, help="Show no progress."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def with_request(command: Callable) -> Callable:
    """Add the same options, and that of printed pages."""
    said = "Also print the pages, and the members' page as pictures for a chat."
    return with_draws(click.option("--pdf", is_flag=True, help=said)(command))
