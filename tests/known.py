"""Published answers kept as rows of tests/known_answers, with their sources."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

KNOWN = Path(__file__).parent / "known_answers"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of known answers."""
    with (KNOWN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases(name: str, **chosen: str) -> list:
    """The rows that have what is chosen, as parameters named by their column `case`."""
    fitting = [row for row in rows(name) if all(row[column] == value for column, value in chosen.items())]
    return [pytest.param(row, id=row["case"]) for row in fitting]


def numbers(text: str) -> np.ndarray:
    """The numbers of a cell, blanks between them."""
    return np.array([float(word) for word in text.split()])


def agrees(found: object, row: dict[str, str]) -> None:
    """Assert that what was found is the row's expected number or numbers within its tolerance; none is NaN."""
    if row["expected"]:
        assert np.ravel(found) == pytest.approx(numbers(row["expected"]), abs=float(row["tolerance"]))
    else:
        assert np.isnan(np.ravel(found)).all()


def pert_median(low: float, mode: float, high: float) -> float:
    """The median of a range: a beta with weight 4 at the most likely value (Malcolm et al. 1959), by scipy."""
    place = (mode - low) / (high - low)
    return low + (high - low) * stats.beta.ppf(0.5, 1 + 4 * place, 5 - 4 * place)
