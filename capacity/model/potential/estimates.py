"""What is expected, as estimates: totals, means and ratios by class, place and month, with their errors and effects."""

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.model.potential.designed import sample_design
from capacity.model.sampling import Estimates, codes, first_rows, means, ratios, totals
from capacity.model.uncertainty.sample_error import open_strata

BY = {"all": (), "class": ("cls",), "place": ("place",), "class_place": ("cls", "place")}
"""the groups of members of which estimates are given -> the columns that tell them"""
KEYS = ("product", "by", "cls", "place", "month")
TOTAL, MEAN, RATIO = (
    ("total", "total_se", "total_effect"),
    ("mean", "mean_se", "mean_effect"),
    ("ratio", "ratio_se", "ratio_effect"),
)
COLUMNS = (*KEYS, "asked", "stand_for", *TOTAL, *MEAN, *RATIO)


def estimate_rows(
    spec: Spec, members: pd.DataFrame, product: str, offered: np.ndarray, chance: np.ndarray
) -> pd.DataFrame:
    """Return COLUMNS of a product by the groups of BY, of the year (month 0) and of each month; none of a census.

    `offered` (member, 12) is what each would bring, P/month, `chance` (member,) that it joins. total: expected of those
    who will join; mean: of a member, of the classes that have the product; ratio: of what all of them would offer.
    Linearised standard errors by the stated design, else by classes at places as strata (see sampling.estimates).
    """
    there = members["cls"].isin(members["cls"][offered.sum(axis=1) > 0]).to_numpy()
    if not open_strata(members) or not there.any():
        return pd.DataFrame(columns=list(COLUMNS))
    design = sample_design(spec, members)
    amounts = np.column_stack([offered.sum(axis=1), offered])
    found = []
    for by, names in BY.items():
        labels = [members[name].to_numpy(dtype=str) for name in names]
        groups = codes(~there, *labels)
        first = first_rows(groups)
        first = first[there[first]]
        expected = chance[:, None] * amounts
        estimates = (
            totals(design, expected, groups),
            means(design, expected, groups),
            ratios(design, expected, amounts, groups),
        )
        keys = {"product": product, "by": by} | {
            name: members[name].to_numpy()[first] if name in names else "" for name in ("cls", "place")
        }
        found += [_rows(keys, month, len(first), estimates) for month in range(amounts.shape[1])]
    return pd.concat(found, ignore_index=True)[list(COLUMNS)]


def _rows(keys: dict, month: int, count: int, estimates: tuple[Estimates, ...]) -> pd.DataFrame:
    """Return the rows of one month, of the first `count` groups: those after them do not have the product."""
    rows = pd.DataFrame({**keys, "month": month}, index=range(count))
    rows["asked"] = estimates[0].asked[:count, month].astype(int)
    rows["stand_for"] = estimates[0].stand_for[:count, month]
    for names, one in zip((TOTAL, MEAN, RATIO), estimates, strict=True):
        for name, values in zip(names, (one.value, one.se, one.effect), strict=True):
            rows[name] = values[:count, month]
    return rows
