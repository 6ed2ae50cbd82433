"""Those who read the members' page and want to know what one of them brings.

They share no code with the product. They know the released figures, what the cluster file says (seasons, recipes,
ramps, scenarios), who is a member and how each has answered, what those say who agreed to be spoken of, and their own
and one partner's answers. Whatever else somebody brings is unknown and not negative. Each figure bounds it, as exactly
as it is rounded; a linear programme finds the least and the most that the victim may bring in a year.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from attack.campaigns import MARGIN
from scipy.optimize import linprog

NEAR, EXACT = 0.10, 0.01
TONNE = 1000.0


@dataclass
class Equations:
    """What the figures say of the unknown amounts, each row least <= coefficients x amounts <= most."""

    rows: list[np.ndarray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, row: np.ndarray, least: float, most: float) -> None:
        """Note a row; one that says nothing is left out."""
        if np.abs(row).max() > 0:
            scale = np.abs(row).max()
            self.rows.append(row / scale)
            self.least.append(least / scale)
            self.most.append(most / scale)


@dataclass(frozen=True)
class Attack:
    """Two owners against one: what they know and what they look for."""

    public: dict
    known: dict[str, dict]
    """member -> its figures: the attackers' own, and those of owners who agreed to be spoken of"""
    victim: str
    """an owner"""

    def interval(self, figures: dict[str, object]) -> tuple[float, float]:
        """The least and the most that the victim may bring in a year, kg; (0, infinity) where the figures say nothing.

        An empty interval, (infinity, 0), where what is known contradicts the figures.
        """
        says = self._equations(figures)
        own = sorted({(True, m["cls"], m["place"]) for m in self.public["members"] if m["owner"] == self.victim})
        aim = sum(self._row(group, 0, "base", np.ones(12)) for group in own)
        ends = [self._solved(side * aim, says) for side in (1.0, -1.0)]
        return ends[0], -ends[1]

    @cached_property
    def unknowns(self) -> list[tuple]:
        """The unknown sums: (of the victim?, class, place, what of it), members who cannot be told apart as one."""
        found = {}
        for member in self.public["members"]:
            if member["member"] not in self.known:
                mine = member["owner"] == self.victim
                parts = ("moving",) if member["way"] == "share" else ("moving", "level")
                found |= dict.fromkeys((mine, member["cls"], member["place"], member["way"], part) for part in parts)
        return list(found)

    def _row(self, group: tuple, year: int, scenario: str, months: np.ndarray) -> np.ndarray:
        """What a group's unknowns (of the victim or not, class, place) bring in some months (share of each) of a year.

        A coefficient for each unknown.
        """
        row = np.zeros(len(self.unknowns))
        facts = self.public["classes"][group[1]]
        moving, level = self._factors(facts, year, scenario)
        for index, (mine, cls, place, _, part) in enumerate(self.unknowns):
            if (mine, cls, place) == group:
                along = np.array(facts["season"]) * moving if part == "moving" else np.full(12, level)
                row[index] = float(along @ months)
        return row

    @staticmethod
    def _factors(facts: dict, year: int, scenario: str) -> tuple[float, float]:
        moving, level = facts["scenarios"][scenario]
        ramp = facts["ramp"][year]
        return moving * ramp, level * (ramp if facts["level_ramps"] else 1.0)

    def _brought(
        self, product: str, year: int, scenario: str, months_at: Callable, only: str = ""
    ) -> tuple[np.ndarray, float]:
        """All unknowns' part in the amount of a product in some months at each place, and what is known of it.

        Of one class only, where one is named.
        """
        groups, known = {}, 0.0
        for member in self.public["members"]:
            facts, months = self.public["classes"][member["cls"]], months_at(member["place"])
            said = self.known.get(member["member"])
            if only not in ("", member["cls"]):
                continue
            if facts["product"] == product and said is None:
                groups[member["owner"] == self.victim, member["cls"], member["place"]] = months
            elif facts["product"] == product:
                moving, level = self._factors(facts, year, scenario)
                each = np.maximum(said["moving"] * moving * np.array(facts["season"]) + level * said["level"], 0.0)
                known += float(each @ months)
        row = np.zeros(len(self.unknowns))
        for group, months in groups.items():
            row += self._row(group, year, scenario, months)
        return row, known

    def _equations(self, figures: dict[str, object]) -> Equations:
        says = Equations()
        for name, value in figures.items():
            topic, *rest = name.split(".")
            read = {"year": self._year, "month": self._month, "supply": self._supply, "output": self._output}
            read |= {"gain": self._gain}
            if self.public["timed"] and topic in ("supply", "output"):
                continue
            if topic in read:
                for row, known, ends in read[topic](rest, value):
                    says.add(row, ends[0] - known, ends[1] - known)
            elif topic == "stands":
                self._bit(says, rest, bool(value))
        for index, (_, cls, _, _, part) in enumerate(self.unknowns):
            if part == "level":
                self._never_negative(says, index, cls)
        self._at_most(says)
        return says

    def _at_most(self, says: Equations) -> None:
        """Nobody brings more in a year than everybody can see that it could."""
        groups: dict[tuple, float] = {}
        for member in self.public["members"]:
            if member["member"] not in self.known:
                group = (member["owner"] == self.victim, member["cls"], member["place"])
                groups[group] = groups.get(group, 0.0) + member["most"]
        for (mine, cls, place), most in groups.items():
            says.add(self._row((mine, cls, place), 0, "base", np.ones(12)), -math.inf, most)

    def _never_negative(self, says: Equations, index: int, cls: str) -> None:
        """Nobody brings less than nothing in any month: moving (just before the level) x season + level >= 0."""
        for factor in sorted(set(self.public["classes"][cls]["season"])):
            row = np.zeros(index + 1)
            row[index - 1 : index + 1] = factor, 1.0
            says.add(row, 0.0, math.inf)

    def _year(self, rest, value):
        yield *self._brought(rest[0], 0, "base", lambda _: np.ones(12)), _ends(value)

    def _month(self, rest, value):
        month = np.eye(12)[int(rest[1]) - 1]
        yield *self._brought(rest[0], 0, "base", lambda _: month), _ends(value)

    def _supply(self, rest, value):
        month = np.eye(12)[int(rest[2]) - 1]
        yield *self._brought(rest[0], int(rest[1]) - 1, "base", lambda _: month), _ends(value)

    def _output(self, rest, value):
        product, scenario, year = rest[0], rest[1], int(rest[2]) - 1
        for made in self.public["made"]:
            if (made["product"], made["scenario"], made["year"]) == (product, scenario, year):
                opened = made["open"]

                def months(place, opened=opened):
                    return np.array(opened.get(place, opened.get("", [False] * 12)), dtype=float)

                row, known = self._brought(made["of"], year, scenario, months)
                ends = [(end - made["rest"]) / made["yield"] for end in _ends(value)]
                yield row, known, ends

    def _gain(self, rest, value):
        """What a member of a class gains, over the price and times the heads: what the class brings in a year."""
        if rest[1] == "year":
            facts = self.public["classes"][rest[0]]
            row, known = self._brought(facts["product"], 0, "base", lambda _: np.ones(12), rest[0])
            middle = value[1]
            ends = (middle - _half(middle), middle + _half(middle))
            yield row, known, tuple(end * facts["heads"] / MARGIN for end in ends)

    def _bit(self, says: Equations, rest, below: bool) -> None:
        node, month = rest[0], np.eye(12)[int(rest[1]) - 1]
        place = node.partition("@")[2]
        if self.public["least"]:
            at = (lambda one: month * (one == place)) if place else (lambda _: month)
            row, known = self._brought("raw", 0, "base", at)
            ends = (0.0, self.public["least"]) if below else (self.public["least"], math.inf)
            says.add(row, ends[0] - known, ends[1] - known)

    def _solved(self, aim: np.ndarray, says: Equations) -> float:
        """The least value of an aim; minus infinity where nothing bounds it, infinity where nothing fits."""
        size = len(self.unknowns)
        rows = np.array([np.pad(row, (0, size - len(row))) for row in says.rows]).reshape(-1, size)
        least, most = np.array(says.least), np.array(says.most)
        upper, lower = np.isfinite(most), np.isfinite(least)
        bounds = [
            (
                None if part == "level" and way == "two" else None if part == "level" else 0,
                0 if way == "amount" and part == "level" else None,
            )
            for _, _, _, way, part in self.unknowns
        ]
        scale = max(1.0, *(abs(x) for x in [*most[upper], *least[lower]])) if len(rows) else 1.0
        found = linprog(
            aim,
            A_ub=np.concatenate([rows[upper], -rows[lower]]),
            b_ub=np.concatenate([most[upper], -least[lower]]) / scale,
            bounds=bounds,
            method="highs",
        )
        return {0: (found.fun or 0.0) * scale, 2: math.inf}.get(found.status, -math.inf)


def _ends(value: object) -> tuple[float, float]:
    """The amounts in kg that are shown as a number of three digits of tonnes; of a range, its ends."""
    values = list(value) if isinstance(value, (tuple, list)) else [value]
    wide = [_half(one) for one in values]
    return (
        max(0.0, min(v - w for v, w in zip(values, wide, strict=True))) * TONNE,
        max(v + w for v, w in zip(values, wide, strict=True)) * TONNE,
    )


def _half(value: float) -> float:
    return 0.5 * 10.0 ** (math.floor(math.log10(value)) - 2) if value > 0 else 0.0


def strongest(public: dict, secrets: dict, amounts: dict[str, float], victim: str) -> list[tuple[str, str]]:
    """The pairs of owners who know most: the two largest others, and the two largest who answered as the victim did."""
    classes = {m["cls"] for m in public["members"] if m["owner"] == victim}
    others = sorted((o for o in amounts if o != victim), key=lambda o: -amounts[o])
    like = [o for o in others if {m["cls"] for m in public["members"] if m["owner"] == o} & classes]
    return list(dict.fromkeys(tuple(sorted(pair[:2])) for pair in (others, like)))


def verdict(interval: tuple[float, float], amount: float) -> str:
    """Return exact, near or nothing: how closely an interval holds somebody's true amount."""
    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high)) or low > high * (1 + 1e-9) or amount <= 0:
        return "nothing"
    if high - low <= EXACT * amount and abs(high - amount) <= EXACT * amount:
        return "exact"
    return "near" if low >= (1 - NEAR) * amount and high <= (1 + NEAR) * amount else "nothing"


def attack(public: dict, secrets: dict, truth: dict[str, float], figures: dict, victim: str) -> str:
    """Return the best that any of the strongest pairs finds out of a victim."""
    freed = {m["owner"] for m in public["members"] if public["classes"][m["cls"]]["waived"]} - set(truth)
    found = ["nothing"]
    for pair in strongest(public, secrets, truth, victim):
        known = {m["member"]: secrets[m["member"]] for m in public["members"] if m["owner"] in {*pair, *freed}}
        found.append(verdict(Attack(public, known, victim).interval(figures), truth[victim]))
    return min(found, key=["exact", "near", "nothing"].index)
