"""What every column of a study's tables means, and in which unit it is: read from columns.toml, which docs show too."""

import tomllib
from functools import cache
from importlib.resources import files

import pandas as pd

from capacity.intake.findings import InputError, nearest

ABOUT = "about"


@cache
def _read() -> dict[str, dict]:
    return tomllib.loads((files(__package__) / "columns.toml").read_text("utf-8"))


def tables() -> dict[str, str]:
    """Return what each table says, in a sentence, by name, in the order in which a reader goes through them."""
    return {table: columns[ABOUT] for table, columns in _read().items()}


def describe(table: str) -> pd.DataFrame:
    """Return the columns of a table of a study: column, unit, meaning. An unknown table is refused with the nearest.

    unit: "unit" is what the row's column `unit` says, "money" the cluster's currency, "share" 0 to 1.

    >>> import capacity as cap
    >>> cap.describe("potential").set_index("column").loc["se", "meaning"]
    'sampling error of expected: 0 where everybody was asked'
    """
    if table not in tables():
        raise InputError(f'there is no table "{table}"', fix=nearest(table, tables()))
    rows = [(name, *said) for name, said in _read()[table].items() if name != ABOUT]
    return pd.DataFrame(rows, columns=["column", "unit", "meaning"])
