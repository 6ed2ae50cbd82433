"""A report as it stands: what an earlier one and a new one are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class Standing:
    """One report of a cluster."""

    summary: Mapping[str, Any]
    """summary.json"""
    conditions: pd.DataFrame
    """table verdict"""
    assumptions: pd.DataFrame
    """table assumptions: path, stated"""
    inputs: Mapping[str, str]
    """SHA-256 by file of the cluster's folder"""
    code: str
    """hash of the program that made it"""

    @property
    def answer(self) -> str:
        """The verdict: go, go_if, not_yet; "" where there is none."""
        return str(self.conditions["answer"].iloc[0]) if len(self.conditions) else ""

    @property
    def met(self) -> dict[tuple[str, str], bool]:
        """Which conditions are met, by what they are and whom they concern ("" for the whole cluster)."""
        told = self.conditions.fillna({"at": ""}).itertuples(index=False) if len(self.conditions) else ()
        return {(row.condition, row.at): str(row.met) == "True" for row in told}

    @property
    def stated(self) -> dict[str, str]:
        """Every stated number as it was written, by its path."""
        rows = self.assumptions
        return dict(zip(rows["path"], rows["stated"].astype(str), strict=True)) if len(rows) else {}

    @property
    def draws(self) -> tuple[int, int]:
        """How many futures were drawn, and from which seed."""
        return self.summary["run"]["draws"], self.summary["run"]["seed"]

    @property
    def version(self) -> str:
        """The version that made it."""
        return str(self.summary["run"]["version"])


@dataclass(frozen=True)
class Compared:
    """An earlier report of a cluster, and the one of now."""

    before: Standing
    now: Standing
