"""How sure each class at each place is, and what more interviews would add, and in which way."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.model.potential.designed import sample_design
from capacity.model.sampling import Design, More, codes, first_rows, group_sums, more_members, more_of_clusters, totals
from capacity.model.uncertainty.sample_error import open_strata

MORE = 20
"""interviews"""
COLUMNS = (
    *("product", "cls", "place", "asked", "stand_for", "expected", "se", "effect", "share", "more", "se_after"),
    *("way", "new_clusters", "se_other"),
)


def sampling_rows(spec: Spec, members: pd.DataFrame, product: str, values: np.ndarray) -> pd.DataFrame:
    """Return COLUMNS of what is expected of a product, by class and place; none of a census.

    `values` (member,) are what each brings by its chance of joining. `share`: of the variances, which can differ from
    that of the sum where villages were drawn. `more`: how many of MORE interviews fall there if they are shared out so
    that the product's variance falls most; `se_after` is the product's error then, the same in all its rows. `way`:
    members; or, where clusters were drawn, the better of clusters (`new_clusters` more, with as many interviews in each
    as now) and within (those drawn already), `se_other` the error after the other.
    """
    if not open_strata(members):
        return pd.DataFrame(columns=list(COLUMNS))
    design = sample_design(spec, members)
    there = members["cls"].isin(members["cls"][values > 0]).to_numpy()
    cells = codes(*(members[name].to_numpy(dtype=str) for name in ("cls", "place")))
    found, first = totals(design, values, cells), first_rows(cells)
    variance = found.se[:, 0] ** 2
    best, other = best_use(design, members, values, there)
    rows = pd.DataFrame(
        {
            "product": product,
            "cls": members["cls"].to_numpy()[first],
            "place": members["place"].to_numpy()[first],
            "asked": found.asked[:, 0].astype(int),
            "stand_for": found.stand_for[:, 0],
            "expected": found.value[:, 0],
            "se": found.se[:, 0],
            "effect": found.effect[:, 0],
            "share": variance / variance.sum() if variance.sum() > 0 else 0.0,
            "more": group_sums(best.given, cells, len(first)),
            "se_after": best.variance**0.5,
            "way": best.way,
            "new_clusters": best.clusters,
            "se_other": other.variance**0.5 if other else float("nan"),
        }
    )
    return rows[there[first]].reset_index(drop=True)


def best_use(design: Design, members: pd.DataFrame, values: np.ndarray, there: np.ndarray) -> tuple[More, More | None]:
    """Return the best use of MORE interviews for the total of values (member,), and the other one of clusters.

    `there` (member,): who could have any of it. Where both are as good, one stays in the clusters that were drawn.
    """
    influence = (design.weights * values)[:, None]
    if "group" in members:
        asked = members.groupby("group")["member"].transform("size")
        reach = (members["listed"] / asked - 1).to_numpy(dtype=float)
    elif len(design.stages) > 1:
        units, inside = (members[name].to_numpy(dtype=float) for name in ("units", "inside"))
        new, within = more_of_clusters(design, influence, units, inside, MORE)
        return (new, within) if new.variance < within.variance * (1 - 1e-9) else (within, new)
    else:
        reach = np.maximum(design.weights - 1, 0.0)
    return more_members(design, influence, np.where(there, reach, 0.0), MORE), None
