"""Why the members bring more or less than a round before: member by member, then summed. Nothing is left over.

What a member brings is heads x units x yield x share (x price). Whoever is in one of the two rounds only changes by its
heads alone: it has joined, or it has left. Beside it how the same goods went where no cluster is, so that growth is not
wrongly credited to it.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import shown_unit
from capacity.intake.waves.waves import Waves
from capacity.model.monitoring.decomposition import effects

BEFORE, AFTER = "before", "after"
MEMBERS = ("joined", "left", "promises")
"""parts of what the members' number does: who is new, who is gone, who of the others became surer or less sure"""
FACTORS = ("units", "yield", "share", "price")
STEPS = (BEFORE, *MEMBERS, *FACTORS, AFTER)
TREND = ("wave", "product", "unit", "before", "after", "growth", "growth_elsewhere", "beyond", "source")
COLUMNS = ("from", "to", "product", "measure", "unit", "cls", "step", "amount")


def reasons(spec: Spec, before: tuple[str, pd.DataFrame], after: tuple[str, pd.DataFrame]) -> list[tuple]:
    """Return rows of COLUMNS of one pair of rounds, each a month and what its members bring (see brought).

    measure: volume a year, and value in the money of each round where there are prices. cls "": all classes together.
    """
    (first, old), (last, new) = before, after
    rows = []
    for product in dict.fromkeys([*old["product"], *new["product"]]):
        unit, factor = shown_unit(spec, product)
        both = _paired(old[old["product"] == product], new[new["product"] == product])
        for measure, named, times, names in (
            ("volume", f"{unit}/year", factor, FACTORS[:-1]),
            ("value", f"{spec.currency}/year", 1.0, FACTORS),
        ):
            if measure == "value" and both[["price_old", "price_new"]].isna().to_numpy().any():
                continue
            parts = _parts(both, names) * times
            for cls, here in _classes(both):
                sums = parts[here].sum()
                rows += [(first, last, product, measure, named, cls, step, float(sums[step])) for step in parts]
    return rows


def _classes(both: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    yield "", np.ones(len(both), dtype=bool)
    for cls in sorted(set(both["cls"])):
        yield cls, (both["cls"] == cls).to_numpy()


def _paired(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return everybody of two rounds once; one who changes class has left the one and joined the other."""
    both = old.merge(new, on=["person", "cls"], how="outer", suffixes=("_old", "_new"), indicator=True, sort=True)
    for name in ("heads", "units", "produced", "delivered", "price"):
        here, there = f"{name}_old", f"{name}_new"
        fill = (0.0, 0.0) if name == "heads" else (both[there], both[here])
        only = both["_merge"] != "both"
        both[here] = both[here].where(~(only & both[here].isna()), fill[0])
        both[there] = both[there].where(~(only & both[there].isna()), fill[1])
    return both


def _parts(both: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Return STEPS of every member: what it brought, what each part changed, what it brings."""
    old, new = _factors(both, len(names) + 1)
    found = effects(old, new)
    merged, heads = both["_merge"], found[:, 0]
    parts = {BEFORE: old.prod(axis=1)}
    for name, kind in zip(MEMBERS, ("right_only", "left_only", "both"), strict=True):
        parts[name] = np.where(merged == kind, heads, 0.0)
    parts |= {name: found[:, place + 1] for place, name in enumerate(names)}
    return pd.DataFrame(parts | {AFTER: new.prod(axis=1)})


def _factors(both: pd.DataFrame, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return heads, units, yield, share and price of both rounds, (member, factor), the first `count` of them."""
    known = both[["units_old", "units_new"]].notna().all(axis=1).to_numpy()
    sides = []
    for side in ("_old", "_new"):
        units = np.where(known, both[f"units{side}"], 1.0)
        produced, delivered = (both[f"{name}{side}"].to_numpy(dtype=float) for name in ("produced", "delivered"))
        sides.append([both[f"heads{side}"].to_numpy(dtype=float), units, _ratio(produced, units)])
        sides[-1] += [_ratio(delivered, produced), both[f"price{side}"].to_numpy(dtype=float)]
    for place in (2, 3):
        old, new = sides[0][place], sides[1][place]
        sides[0][place] = np.nan_to_num(np.where(np.isnan(old), new, old))
        sides[1][place] = np.nan_to_num(np.where(np.isnan(new), old, new))
    old, new = (np.column_stack(side[:count]) for side in sides)
    return old, new


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, NaN of nothing: it says nothing of a ratio."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def trend(spec: Spec, waves: Waves, brought: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return TREND of every wave and product for which waves/comparison.csv has both months.

    before and after: what the farms that answered in both rounds produce, all of them, whether they joined or not;
    beyond: what of it is more (or less) than if they had grown as the others did.
    """
    known = waves.comparison.drop_duplicates(["month", "product"]).set_index(["month", "product"])
    first, rows = waves.baseline.month, []
    for wave in waves.waves:
        both = brought[first].merge(brought[wave.month], on=["person", "product"], suffixes=("_old", "_new"))
        for product, here in both.groupby("product", sort=True):
            if not {(first, product), (wave.month, product)} <= set(known.index):
                continue
            unit, times = shown_unit(spec, product)
            before, after = (float(here[f"produced_{side}"].sum()) * times for side in ("old", "new"))
            elsewhere = known.loc[(wave.month, product), "value"] / known.loc[(first, product), "value"] - 1
            growth = after / before - 1 if before > 0 else float("nan")
            source = known.loc[(wave.month, product), "source"]
            beyond = after - before * (1 + elsewhere)
            rows.append((wave.month, product, f"{unit}/year", before, after, growth, elsewhere, beyond, source))
    return pd.DataFrame(rows, columns=list(TREND))
