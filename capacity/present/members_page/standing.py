"""What the members' pages that already stand have told: a second page must not tell by subtraction what one hides.

Whoever holds two pages subtracts one number from the other. What is left is what those bring who stand behind one of
them only, or with another chance of joining. So a number may follow another only if nobody or at least five differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.present.members_page.release import FEWEST_OWNERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from capacity.present.members_page.behind import Behind

_ANSWERS = ("cls", "current", "good", "bad", "capacity", "own_use", "weight")
_NAMED = 4


@dataclass(frozen=True)
class Standing:
    """Who stands behind the numbers of one members' page; confidential."""

    cluster: str
    owners: Mapping[str, tuple[str, str]]
    """owner -> how many heads it is expected to bring, and a hash of its answers"""
    figures: Mapping[str, tuple[str, ...]]
    """what the page speaks of (members, or a product) -> owners who bring anything to it"""

    def as_json(self) -> dict[str, object]:
        """Return what is written beside the page."""
        figures = {name: list(owners) for name, owners in self.figures.items()}
        return {"cluster": self.cluster, "owners": {k: list(v) for k, v in self.owners.items()}, "figures": figures}

    @classmethod
    def from_json(cls, content: Mapping) -> Standing:
        """Return what was written beside a page; KeyError, TypeError, ValueError if it is something else."""
        owners = {str(name): (str(heads), str(answers)) for name, (heads, answers) in content["owners"].items()}
        figures = {str(name): tuple(map(str, owners)) for name, owners in content["figures"].items()}
        return cls(str(content["cluster"]), owners, figures)


def standing(cluster: str, behind: Behind, brought: Mapping[str, Iterable[str]]) -> Standing:
    """Return who stands behind the numbers that a cluster's page shows; `brought` says it of each product."""
    if behind.members.empty:
        return Standing(cluster, {}, {})
    rows = behind.members.assign(expected=behind.contributions.joiners)
    owners = {str(name): _fingerprint(part) for name, part in rows.groupby("owner", sort=True)}
    heads = tuple(name for name, (count, _) in owners.items() if float(count) > 0)
    figures = {"members": heads} | {name: tuple(sorted(map(str, who))) for name, who in sorted(brought.items())}
    return Standing(cluster, owners, figures)


def _fingerprint(rows: pd.DataFrame) -> tuple[str, str]:
    ordered = rows.sort_values("member", kind="stable")
    answers = "|".join(_said(value) for name in _ANSWERS if name in ordered for value in ordered[name])
    return _said(float(rows["expected"].sum())), hashlib.sha256(answers.encode()).hexdigest()[:16]


def _said(value: object) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def told_by_both(new: Standing, old: Standing) -> tuple[str, ...]:
    """Return the owners whose amounts the two pages tell together, () if none: one to four who differ in a number.

    The same cluster knows its owners by name. Of another cluster only those are the same who gave the same answers:
    two lists may both begin with a number 1.
    """
    for figure, owners in new.figures.items():
        if figure in old.figures:
            same = 1 if new.cluster == old.cluster else 2
            ours, theirs = ({name: page.owners[name][:same] for name in page.figures[figure]} for page in (new, old))
            differ = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
            if 1 <= len(differ) < FEWEST_OWNERS and len(differ) < len(owners):
                return tuple(differ)
    return ()


def marks(page: Standing, most: int | None = None) -> set[tuple[str, ...]]:
    """Return the marks by which pages are found that a page can tell somebody's figures with; of the first `most` only.

    Such pages share somebody behind a figure, known by name in the same cluster, by the answers too in another. At most
    four differ; so one of any five behind a figure of the one page (`most`) is among all behind that of the other.
    """
    found: set[tuple[str, ...]] = set()
    for figure, owners in page.figures.items():
        for name in owners[:most]:
            heads, answers = page.owners[name]
            found |= {("one", page.cluster, figure, name, heads), ("other", figure, name, heads, answers)}
    return found


def sentence(names: tuple[str, ...], where: str) -> str:
    """Return what the facilitator is told: whose figures two pages would tell, how, and what to do about it."""
    whose = ", ".join(names[:_NAMED])
    return (
        f"The new members' page would tell the figures of {whose}: it rests on the same people as the page in {where}, "
        f"but for {whose}; whoever holds both pages subtracts one number from the other. Wait until at least five "
        "have changed, or leave the number out."
    )
