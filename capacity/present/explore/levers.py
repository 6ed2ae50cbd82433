"""What the number that a lever moves is, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capacity.intake.quantities.written import read_quantity
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from capacity.model.goal_seek.levers import Lever
    from capacity.present.explore.scene import Scene
    from capacity.present.words.names import Names


def reading(lever: Lever, scene: Scene, changes: Mapping[str, object], moved: Mapping[str, pd.DataFrame]) -> tuple:
    """Return what a lever moves: its name if it is one of several, the value before and after, the unit.

    `changes` is what all levers set, `moved` holds the tables of today's chain with them.
    """
    tables = scene.before.tables
    if lever.key == "supply":
        amounts = [_of_main(one["supplied"], lever.at) for one in (tables, moved)]
        return "", *(rows["amount"].mean() for rows in amounts), amounts[0]["unit"].iloc[0]
    if lever.key == "joining":
        return "", *(one["members"]["expected_to_join"].sum() for one in (tables, moved)), "member"
    if lever.key == "capacity":
        rows = [one["links"].set_index("node").loc[lever.at] for one in (tables, moved)]
        return lever.at, *(float(row["capacity"]) for row in rows), str(rows[0]["unit"])
    path = lever.paths[0]
    now = scene.written.value(scene.scenario, path)
    values, units = zip(*(_middle(written) for written in (now, changes.get(path, now))), strict=True)
    return path.split(".")[1] if not path.startswith("finance") else lever.at, *values, units[0]


def _of_main(supplied: pd.DataFrame, product: str) -> pd.DataFrame:
    return supplied[supplied["product"] == product] if product in set(supplied["product"]) else supplied


def _middle(written: Any) -> tuple[float, str]:
    """Return the central value of a quantity as it is written, and its unit."""
    quantity = read_quantity(written)
    return quantity.mode, quantity.unit


def reading_text(lever: Lever, read: tuple, names: Names, words: Words) -> str:
    """Return what a lever moves in words: "Retail chains: 54.5 → 60 KGS/l"; one value where nothing has moved."""
    name, before, after, unit = read
    own = {"supply": mark("delivered on average"), "joining": mark("expected to join")}
    said = words.say(own[lever.key]) if lever.key in own else names.anything(name)
    value = words.amount(after, unit)
    if words.amount(before, unit) != value:
        value = f"{words.amount(before, unit)} → {value}"
    return f"{said}: {value}"
