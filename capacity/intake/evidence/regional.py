"""What branches come to in the region and in the country, from region.csv or region.xlsx."""

import math
from pathlib import Path

import pandas as pd

from capacity.intake.evidence.listed import Listed, read_listed
from capacity.intake.evidence.stated import DIAGNOSIS, Stated
from capacity.intake.findings import InputError, Issue, nearest
from capacity.intake.sheets.sheets import Row
from capacity.intake.spelling import fold

STEM = "region"
ALL = "all"
POPULATION = "population"
"""the measure in which the whole is counted where a measure has no row for all branches"""
COLUMNS = {
    "area": ("район", "регион", "аймак"),
    "branch": ("отрасль", "тармак"),
    "measure": ("показатель", "көрсөткүч"),
    "unit": ("единица", "бирдик"),
    "year": ("год", "жыл"),
    "value": ("значение", "маани"),
}
MAY = {"source": ("источник", "булак")}
FIGURES = ["measure", "unit", "year", "base", "branch", "whole", "branch_there", "whole_there", "source"]
ALL_WORDS = {fold(word) for word in (ALL, "все", "всего", "бардыгы", "total")}


def read_region(folder: Path, stated: Stated) -> pd.DataFrame:
    """Return one row a measure and year with the columns FIGURES; none where no table or no branch is named.

    branch, whole: of the region; branch_there, whole_there: of the country. The whole is the measure's row of all
    branches; where it has none, the population, which `base` says. A measure and year of which one of the four is not
    there is left out. Refused: a cell that is no number, a row that stands twice, an area or branch of diagnosis.yml
    that the table does not have.
    """
    listed = read_listed(folder, STEM, COLUMNS, MAY)
    if listed is None:
        return pd.DataFrame(columns=FIGURES)
    rows = pd.DataFrame([_read(listed, row) for row in listed.rows()], columns=[*COLUMNS, *MAY, "row"])
    _refuse_twice(listed, rows)
    listed.refuse()
    return _figures(rows, _named(rows, stated, listed.table.file)) if stated.branch else pd.DataFrame(columns=FIGURES)


def _read(listed: Listed, row: Row) -> tuple:
    branch = listed.said(row, "branch")
    value, year = listed.number(row, "value"), listed.number(row, "year", 1900)
    for name, number in (("value", value), ("year", year)):
        if math.isnan(number):
            listed.said(row, name)
    return (
        listed.said(row, "area"),
        ALL if fold(branch) in ALL_WORDS else branch,
        listed.said(row, "measure"),
        listed.text(row, "unit"),
        year,
        value,
        listed.text(row, "source"),
        row.number,
    )


def _refuse_twice(listed: Listed, rows: pd.DataFrame) -> None:
    twice = rows[rows.duplicated(["area", "branch", "measure", "year"])]
    where = Issue("", "keep one of them", file=listed.table.file, sheet=listed.table.sheet, code="C19")
    for row in twice.itertuples(index=False):
        problem = f"{row.area}, {row.branch}, {row.measure}, {row.year:g} stands here a second time"
        listed.issues.append(where.at(problem=problem, row=row.row))


def _named(rows: pd.DataFrame, stated: Stated, file: str) -> tuple[str, str, str]:
    """Return branch, region and country as the table spells them."""
    asked = [("branch", stated.branch, rows["branch"])]
    asked += [(key, getattr(stated, key), rows["area"]) for key in ("region", "country")]
    found = []
    for key, name, there in asked:
        known = list(dict.fromkeys(there))
        same = [one for one in known if fold(one) == fold(name)]
        if not same:
            problem = f'{file} has no {key} "{name}"'
            raise InputError(problem, file=DIAGNOSIS, column=key, fix=nearest(name, known), code="Y43")
        found.append(same[0])
    return found[0], found[1], found[2]


def _figures(rows: pd.DataFrame, named: tuple[str, str, str]) -> pd.DataFrame:
    branch, region, country = named
    worth = rows.set_index(["area", "branch", "measure", "year"])["value"].to_dict()
    of_branch = rows[(rows["area"] == region) & (rows["branch"] == branch)]
    found = []
    for row in of_branch.itertuples(index=False):
        base = row.measure if (region, ALL, row.measure, row.year) in worth else POPULATION
        keys = [(region, ALL, base), (country, branch, row.measure), (country, ALL, base)]
        wholes = [worth.get((*key, row.year), float("nan")) for key in keys]
        if not any(map(math.isnan, wholes)):
            whole, there, whole_there = wholes
            found.append((row.measure, row.unit, row.year, base, row.value, whole, there, whole_there, row.source))
    return pd.DataFrame(found, columns=FIGURES)
