"""How specialised a region is in a branch: location quotients, concentration, and what its growth comes from.

Tables of a region have one row a measure (employment, output ...) and year: what the branch and all branches come to in
the region and in the country it is compared with. A branch's share is that of its measure, never of rounded shares.
"""

import numpy as np
import pandas as pd

ALL = "all"
"""the branch that stands for all of them"""


def location_quotient(branch: float, whole: float, branch_there: float, whole_there: float) -> float:
    """Return the location quotient, a ratio: the branch's share in the region over its share in the country.

    LQ = (branch / whole) / (branch_there / whole_there); 1 where the shares are equal, above 1 where the region does
    more of it than the country. nan where the country, or the region, has nothing. Source: Isard (1960).

    >>> location_quotient(20, 100, 50, 500)
    2.0
    """
    if not whole or not branch_there or not whole_there:
        return float("nan")
    return (branch * whole_there) / (whole * branch_there)


def concentration(amounts: np.ndarray) -> tuple[float, float]:
    """Return the Herfindahl-Hirschman index of amounts (0 to 10,000 points) and the effective number of equals.

    The index is the sum of squared shares in percent, the number 10,000 over it. nan for both where all are nothing.
    Source: U.S. Department of Justice and FTC, Horizontal Merger Guidelines.

    >>> index, number = concentration(np.array([30, 30, 20, 20]))
    >>> round(index), round(number, 3)
    (2600, 3.846)
    """
    whole = float(np.sum(amounts))
    if not whole > 0:
        return float("nan"), float("nan")
    index = float(np.sum(np.square(100 * np.asarray(amounts) / whole)))
    return index, 10_000 / index


def shift_share(before: pd.Series, after: pd.Series) -> dict[str, float]:
    """Return what a branch's change in a region is made of, in the measure's unit; the three parts add up to it.

    before, after: branch, whole, branch_there, whole_there of the earlier and the later year, in one unit.
    national: as all branches of the country grew; mix: how much faster the branch grew there than all branches;
    regional: how much faster the branch grew in the region than in the country. Source: Dunn (1960). nan where the
    country had nothing in the earlier year.
    """
    start, names = before["branch"], ("national", "mix", "regional", "change")
    if not before["branch_there"] or not before["whole_there"]:
        return dict.fromkeys(names, float("nan"))
    all_there = after["whole_there"] / before["whole_there"] - 1
    there = after["branch_there"] / before["branch_there"] - 1
    change = after["branch"] - start
    return {
        "national": start * all_there,
        "mix": start * (there - all_there),
        "regional": change - start * there,
        "change": change,
    }


def specialisation(figures: pd.DataFrame) -> pd.DataFrame:
    """Return one row a measure: the location quotient of its latest year and what its change since the first was.

    figures: measure, unit, year, branch, whole, branch_there, whole_there, base (the measure in which the whole is
    counted). Columns: measure, unit, year, base, branch, branch_there, share (of the country), lq, since, and national,
    mix, regional, change from `since` to `year` in the unit; these are nan where one year is known, or where the whole
    is counted in another measure.
    """
    rows = []
    for (measure, unit), part in figures.sort_values("year", kind="stable").groupby(["measure", "unit"], sort=False):
        first, last = part.iloc[0], part.iloc[-1]
        grown = shift_share(first, last) if first["year"] < last["year"] and last["base"] == measure else {}
        rows.append(
            {
                "measure": measure,
                "unit": unit,
                "year": last["year"],
                "base": last["base"],
                "branch": last["branch"],
                "branch_there": last["branch_there"],
                "share": last["branch"] / last["branch_there"] if last["branch_there"] else float("nan"),
                "lq": location_quotient(*last[["branch", "whole", "branch_there", "whole_there"]]),
                "since": first["year"],
                **{name: grown.get(name, float("nan")) for name in ("national", "mix", "regional", "change")},
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = (
    *("measure", "unit", "year", "base", "branch", "branch_there", "share", "lq", "since"),
    *("national", "mix", "regional", "change"),
)
