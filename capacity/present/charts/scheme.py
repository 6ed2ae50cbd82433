"""The functional scheme of a cluster: its links in the order of the flow, its markets, and who stands around it."""

from __future__ import annotations

from dataclasses import dataclass

RUNS, FULL, STANDS, RESTS = "runs", "full", "stands", "rests"
"""what a link does in a month"""


@dataclass(frozen=True)
class Stream:
    """Goods that come into a box over a year: their name, their amount in words, and how much of the largest 0..1."""

    name: str
    amount: str
    strength: float


@dataclass(frozen=True)
class Box:
    """Somebody in the scheme: a link with its members, a market, or a party around the cluster."""

    title: str
    kind: str
    """link, anchor, market or around"""
    lines: tuple[str, ...] = ()
    inputs: tuple[Stream, ...] = ()
    months: tuple[str, ...] = ()
    """of a link with equipment: what it does in each month of the year, January first"""


@dataclass(frozen=True)
class Group:
    """Boxes that belong together, in rows from top to bottom: the cluster's links, its markets, who stands around."""

    title: str
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True)
class Scheme:
    """The groups from top to bottom; the first one is the cluster itself, whose goods flow to the second."""

    name: str
    groups: tuple[Group, ...]
    initials: tuple[str, ...]
    """of the months"""
    legend: tuple[tuple[str, str], ...]
    """what a link does in a month, and what that is called; of those alone that are there"""
