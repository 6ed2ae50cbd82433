"""Who joins, and what the members of every class at every place produce, keep, sell past the chain and bring to it."""

import numpy as np
import pandas as pd
from second_model.stated import Stated


def probability(stated: Stated, members: pd.DataFrame) -> pd.Series:
    """Each member's chance of ever joining: a signed letter before the answer, moved by the common error.

    Who neither signed nor answered is taken to be like those of the class who answered.
    """
    answered = members[members["joins"].fillna("") != ""]
    told = answered.assign(chance=[_of_answer(stated, "joins", said) for said in answered["joins"]])
    alike = {cls: np.average(some["chance"], weights=some["weight"]) for cls, some in told.groupby("cls")}

    def of(row: pd.Series) -> float:
        if row["signed"]:
            chance = _of_answer(stated, "letter", row["letter"])
        else:
            chance = _of_answer(stated, "joins", row["joins"]) if row["joins"] else alike.get(row["cls"], 0.0)
        return float(np.clip(chance + stated.at("joining.common_error"), 0, 1)) if 0 < chance < 1 else chance

    return members.apply(of, axis=1)


def _of_answer(stated: Stated, column: str, said: object) -> float:
    table = stated.file["survey"][column]["values"]
    while isinstance(table.get(said), str):
        said = table[said]
    return stated.number(table.get(said))


def here_by(stated: Stated, cls: str) -> np.ndarray:
    """Which share of those of a class who will ever join has joined by each month's end: half in every half-time."""
    half = stated.at("joining.half_by")
    if stated.today or not half or stated.part(f"classes.{cls}.founding"):
        return np.ones(stated.months)
    for one, on, chance in stated.happens.values():
        if "joining.half_by" in one["times"]:
            likely = max(on[:12].max(), min(on[0] + 11 * chance / 12, 1))
            half *= 1 + likely * (stated.number(one["times"]["joining.half_by"]) - 1)
    return 1 - 0.5 ** ((stated.month + 1) / half)


def head(stated: Stated, members: pd.DataFrame) -> pd.DataFrame:
    """The members with the weight with which each counts once it has joined."""
    return members.assign(counts=members["weight"] * probability(stated, members))


def owned(stated: Stated, here: pd.DataFrame, column: str = "capacity") -> np.ndarray:
    """A column summed over those who have joined, of members of one class, along the months."""
    if here.empty:
        return np.zeros(stated.months)
    return (here[column].fillna(0) * here["counts"]).sum() * here_by(stated, here["cls"].iloc[0])


def growers(stated: Stated, members: pd.DataFrame) -> list[dict]:
    """Each class at each place that produces: its staircase along the months, with the cluster and without it."""
    found = []
    for cls, kind in sorted(stated.file["classes"].items()):
        links = [name for name in kind.get("runs", ()) if not stated.part(f"links.{name}.takes")]
        if links:
            product = stated.part(f"links.{links[0]}.rated")
            cost = stated.moved(f"links.{links[0]}.cost", product)
            for place, here in members[members["cls"] == cls].groupby("place"):
                stairs = [staircase(stated, cls, kind, here, product, ramps=ramps) for ramps in (True, False)]
                said = {"cls": cls, "place": place, "product": product, "cost": cost}
                found.append(said | dict(zip(("with", "without"), stairs, strict=True)))
    return found


def staircase(stated: Stated, cls: str, kind: dict, here: pd.DataFrame, product: str, *, ramps: bool) -> dict:
    """What some members of a class produce a month, and what of it stands on each step."""
    path = f"classes.{cls}"
    pace = stated.struck(f"{path}.output") * (stated.ramped(f"{path}.output") if ramps else 1.0)
    for rate in kind.get("rates", {}).values():
        pace = pace * stated.number(rate, product)
    each = np.array([_output(stated, kind, row) for row in here.to_dict("records")])[:, stated.calendar]
    counts = here["counts"].to_numpy()[:, None] * here_by(stated, cls)
    share = {
        step: np.clip(stated.moved(f"{path}.{step}", ramps=ramps), 0, 1)
        for step in ("own_use", "bazaar", "elsewhere", "side_selling", "rejects")
    }
    own = [share["own_use"] if np.isnan(said) else np.full(stated.months, said) for said in here["own_use"]]
    produced = (each * counts).sum(axis=0) * pace
    kept = np.clip((each * counts * np.array(own)).sum(axis=0) * pace, 0, produced)
    offered = produced - kept
    bazaar = np.minimum(offered, produced * share["bazaar"])
    elsewhere = np.minimum(offered - bazaar, produced * share["elsewhere"])
    offered = offered - bazaar - elsewhere
    side_sold = offered * share["side_selling"]
    rejected = (offered - side_sold) * share["rejects"]
    amounts = (produced, kept, bazaar + elsewhere + side_sold, offered, rejected, offered - side_sold - rejected)
    return dict(zip(("produced", "kept", "past", "offered", "rejected", "delivered"), amounts, strict=True))


def _output(stated: Stated, kind: dict, row: dict) -> np.ndarray:
    """A member's output from January on: one answer along the season, or between its bad and its good season."""
    twelve = stated.twelve(kind["season"]) if kind.get("season") else np.ones(12)
    if not np.isnan([row["good"], row["bad"]]).any():
        return np.interp(twelve, [twelve.min(), twelve.max()], [row["bad"], row["good"]])
    return row["current"] * twelve
