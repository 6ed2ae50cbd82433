"""How sure each class at each place is, and what more interviews would add."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.model.engine.digits import snapped
from capacity.model.potential.designed import survey_design
from capacity.model.sampling.design import Design, make_design
from capacity.model.sampling.estimates import totals
from capacity.model.sampling.groups import codes, first_rows, group_sums
from capacity.model.sampling.variance import stratum_variances
from capacity.model.uncertainty.sample_error import open_strata

MORE = 20
"""interviews"""
COLUMNS = ("product", "cls", "place", "asked", "stand_for", "expected", "se", "effect", "share", "more", "se_after")


def sampling_rows(spec: Spec, members: pd.DataFrame, product: str, values: np.ndarray) -> pd.DataFrame:
    """Return COLUMNS of what is expected of a product, by class and place; none of a census.

    `values` (member,) are what each brings by its chance of joining. `share`: of the variances, which can differ from
    that of the sum where villages were drawn. `more`: how many of MORE interviews fall there if they are shared out so
    that the product's variance falls most; `se_after` is the product's error then, the same in all its rows. Both NaN
    where clusters were drawn.
    """
    if not open_strata(members):
        return pd.DataFrame(columns=list(COLUMNS))
    design, strata = _design(spec, members)
    there = members["cls"].isin(members["cls"][values > 0]).to_numpy()
    cells = codes(*(members[name].to_numpy(dtype=str) for name in ("cls", "place")))
    found, first = totals(design, values, cells), first_rows(cells)
    variance = found.se[:, 0] ** 2
    more, after = _more(design, members, strata, values, there)
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
            "more": group_sums(more, cells, len(first)),
            "se_after": after,
        }
    )
    return rows[there[first]].reset_index(drop=True)


def _design(spec: Spec, members: pd.DataFrame) -> tuple[Design, np.ndarray]:
    """Return the stated design, else that of classes at places as strata, with the stratum of each row."""
    if spec.survey.design is not None:
        return survey_design(spec.survey.design, members), codes(members["stratum"].to_numpy(dtype=str))
    strata = codes(*(members[name].to_numpy(dtype=str) for name in ("cls", "place")))
    weights = members["weight"].to_numpy(dtype=float)
    there = np.maximum(group_sums(weights, strata, strata.max() + 1), np.bincount(strata))
    return make_design(weights, [strata], population=[there[strata]], single="adjust"), strata


def _more(
    design: Design, members: pd.DataFrame, strata: np.ndarray, values: np.ndarray, there: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return how many of MORE interviews fall to each row's like, (row,), and the error of the total after them."""
    if len(design.stages) > 1:
        return np.full(len(members), np.nan), float("nan")
    influence = (design.weights * values)[:, None]
    variance, asked = stratum_variances(design, influence)[:, 0], design.stages[0].sizes.astype(float)
    weights = np.where(there, np.maximum(design.weights - 1, 0.0), 0.0)
    left = group_sums(weights, strata, len(asked))
    given = share_out(variance, asked, asked + left, MORE)
    remaining = (variance * _left(asked + given, asked + left, asked)).sum()
    each = np.divide(given, left, out=np.zeros_like(left), where=left > 0)
    return weights * each[strata], float(np.sqrt(remaining))


def share_out(variance: np.ndarray, asked: np.ndarray, there: np.ndarray, more: int) -> np.ndarray:
    """Return how many of `more` interviews each stratum gets, one by one where the sum of variances falls most.

    The best allocation in whole interviews (Neyman, J. Roy. Stat. Soc. 97, 1934; Wright, Am. Stat. 66, 2012), never
    more than there are.
    """
    given = np.zeros(len(asked))
    for _ in range(more):
        now, then = (variance * _left(asked + given + extra, there, asked) for extra in (0, 1))
        gain = np.where(asked + given + 1 <= there * (1 + 1e-9), now - then, 0.0)
        if gain.max(initial=0.0) <= 0:
            break
        given[int(snapped(gain).argmax())] += 1
    return given


def _left(answers: np.ndarray, there: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return the share of a stratum's variance that is left with so many answers instead of those asked."""
    before = 1 / asked - 1 / there
    return np.divide(np.maximum(1 / answers - 1 / there, 0.0), before, out=np.zeros_like(before), where=before > 1e-12)
