"""Whom to visit next: of a quick list by lot where interviews narrow most; of the silent whose yes or no moves most."""

from hashlib import sha256

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.model.engine.digits import snapped
from capacity.model.potential.designed import sample_design
from capacity.model.potential.more_answers import MORE, best_use

COLUMNS = ("product", "why", "order", "member", "cls", "place", "amount")
LISTED, SILENT = "listed", "silent"
"""on the quick list, not interviewed; did not say whether it joins"""


def of_the_list(
    spec: Spec, members: pd.DataFrame, product: str, values: np.ndarray, listed: pd.DataFrame
) -> pd.DataFrame:
    """Return COLUMNS of the MORE of the list whose interviews narrow a product's error most; none without a list.

    `values` (member,) are what each brings by its chance of joining, `listed` who was not interviewed (phases). As many
    of each group as best_use gives it, by lot: the same on every machine, as names are drawn by their digest. Groups
    that are given most come first.
    """
    if "group" not in members or listed.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    there = members["cls"].isin(members["cls"][values > 0]).to_numpy()
    best, _ = best_use(sample_design(spec, members), members, values, there)
    given = pd.Series(best.given).groupby(members["group"].to_numpy()).sum()
    pool = listed[listed["cls"].isin(members["cls"][there])]
    lots = pool.assign(lot=[sha256(f"{spec.cluster}/{name}".encode()).hexdigest() for name in pool["member"]])
    picked = [
        lots[lots["group"] == group].sort_values("lot", kind="stable").head(round(count))
        for group, count in sorted(given.items(), key=lambda one: (-round(one[1]), str(one[0])))
    ]
    return _ordered(pd.concat(picked).assign(product=product, why=LISTED, amount=np.nan))


def by_place(rows: pd.DataFrame, picks: pd.DataFrame) -> pd.DataFrame:
    """Return a product's sampling_rows with `more` as the list has it: the picks of each class at each place."""
    if picks.empty:
        return rows
    counts = picks.groupby(["cls", "place"]).size()
    found = [counts.get((cls, place), 0) for cls, place in zip(rows["cls"], rows["place"], strict=True)]
    return rows.assign(more=np.array(found, float))


def of_the_silent(members: pd.DataFrame, product: str, offered: np.ndarray, chance: np.ndarray) -> pd.DataFrame:
    """Return COLUMNS of those who did not say whether they join, whose yes or no moves a product most, MORE at most.

    `offered` (member,) is what each would bring in a year, `chance` that it joins; the spread of its yes and no is
    weight x offered x the root of chance (1 - chance). amount: what it would bring itself.
    """
    moves = members["weight"].to_numpy(dtype=float) * offered * np.sqrt(np.clip(chance * (1 - chance), 0, None))
    silent = ((members["joins"] == "") & ~members["signed"].astype(bool)).to_numpy() & (moves > 0)
    rows = members[silent].assign(moves=-snapped(moves[silent]), amount=offered[silent])
    rows = rows.sort_values(["moves", "member"]).head(MORE)
    return _ordered(rows.assign(product=product, why=SILENT))


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(order=range(1, len(rows) + 1))[list(COLUMNS)].reset_index(drop=True)
