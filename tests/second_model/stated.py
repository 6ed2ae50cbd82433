"""What a cluster file states, read with ruamel and counted in kg, pieces, minutes, months and the cluster's money.

Nothing here comes from the package: units, medians, events and ramps are worked out once more.
"""

from functools import cached_property
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML
from scipy.stats import beta

PLAIN = {"year": 12.0, "month": 1.0, "day": 1.0, "percent": 0.01}
"""units that stand alone: times are counted in months, delays of payment in days"""
PARTS = {"kKGS": 1e3, "MKGS": 1e6, "t": 1e3, "year": 12.0, "day": 12 / 365}
YEAR_DAYS = 365 / 12


class Stated:
    """One cluster file, in its base scenario; `today` leaves out what ramps, happens and is built."""

    def __init__(self, folder: Path, *, today: bool = False) -> None:
        """Read the file of a folder."""
        self.file = YAML(typ="safe", pure=True).load((folder / "cluster.yml").read_text(encoding="utf-8"))
        self.today = today
        self.months = 24 if today else round(self.number(self.file["horizon"]))
        self.month = np.arange(self.months)
        self.year = int(self.file["start"][:4])
        self.calendar = (int(self.file["start"][5:]) - 1 + self.month) % 12

    def part(self, path: str) -> object:
        """What stands at a path of the file, None where nothing does."""
        found = self.file
        for step in path.split("."):
            found = found[int(step)] if isinstance(found, list) else found.get(step)
            if found is None:
                return None
        return found

    def number(self, value: list | None, product: str = "", default: float = 0.0) -> float:
        """The median of a stated number in the model's unit."""
        if value is None:
            return default
        numbers = [one for one in value if not isinstance(one, str)]
        unit = value[len(numbers)]
        low, mode, high = numbers if len(numbers) == 3 else numbers * 3
        place = (mode - low) / (high - low) if high > low else 0.5
        middle = mode if place == 0.5 else low + (high - low) * beta.ppf(0.5, 1 + 4 * place, 5 - 4 * place)
        return middle * self.factor(unit, product)

    def at(self, path: str, product: str = "", default: float = 0.0) -> float:
        """The median of the number at a path."""
        return self.number(self.part(path), product, default)

    def factor(self, unit: str, product: str) -> float:
        """How many of the model's units one of a stated unit is."""
        first, *under = unit.split("/")
        if unit in ("1/year", "1/month") or not under:
            return PLAIN.get(unit, self._part(unit, product))
        found = self._part(first, product)
        for one in under:
            found /= self._part(one, product)
        return found

    def _part(self, unit: str, product: str) -> float:
        own = self.file["products"].get(product, {}).get("measures", {})
        return float(own[unit][0]) if unit in own else PARTS.get(unit, 1.0)

    def rate(self, value: list | None, link: str, *, full_days: bool = False) -> float:
        """A rate of equipment in rated units a month: what is stated a day is done on the link's working days."""
        days = self.part(f"links.{link}.working_days")
        part = days[0] / YEAR_DAYS if days and value and "/day" in value[-1 - (len(value) in (3, 5))] else 1.0
        return self.number(value, self.part(f"links.{link}.rated")) * (1.0 if full_days else part)

    def season(self, name: str | None) -> np.ndarray:
        """A season's factors along the months, 1 in the mean of a year."""
        return np.ones(self.months) if name is None else self.twelve(name)[self.calendar]

    def twelve(self, name: str) -> np.ndarray:
        """A season's factors from January on."""
        shares = np.array(self.part(f"seasons.{name}.by_month"), dtype=float)
        return shares * 12 / shares.sum()

    @cached_property
    def happens(self) -> dict[str, tuple[dict, np.ndarray, float]]:
        """Of everything that may happen: what it is, how likely it is on in each month, its chance to begin a year."""
        known = {} if self.today else {**self.file.get("events", {}), **self.file.get("risks", {})}
        return {name: (one, *self._likely(one)) for name, one in known.items()}

    def _likely(self, one: dict) -> tuple[np.ndarray, float]:
        chance, lasts, quiet = self.number(one["chance"]), round(self.number(one["lasts"])), np.ones(self.months)
        for t in self.month:
            for first in range(0, self.months, 12):
                begins = [m for m in range(first, first + 12) if m <= t < m + lasts]
                quiet[t] *= 1 - chance * len(begins) / 12
        return 1 - quiet, chance

    def struck(self, path: str) -> np.ndarray:
        """What everything that may happen multiplies a number by, in expectation."""
        found = np.ones(self.months)
        for one, on, _ in self.happens.values():
            if path in one["times"]:
                found = found * (1 + on * (self.number(one["times"][path]) - 1))
        return found

    def ramped(self, path: str) -> np.ndarray:
        """What ramps multiply a number by."""
        found = np.ones(self.months)
        for ramp in {} if self.today else self.file.get("ramps", {}).values():
            if ramp["of"] == path:
                starts, takes = self.number(ramp["starts"]), self.number(ramp["takes"])
                done = np.clip((self.month - starts) / takes, 0, 1)
                found = found * (1 + (self.number(ramp["times"]) - 1) * done)
        return found

    def moved(self, path: str, product: str = "", default: float = 0.0, *, ramps: bool = True) -> np.ndarray:
        """A number along the months."""
        return self.at(path, product, default) * self.struck(path) * (self.ramped(path) if ramps else 1.0)

    def decided(self, path: str, month: int) -> float:
        """A number that is decided once, in a month: moved by how likely what strikes it is on then."""
        found = self.at(path)
        for one, on, _ in self.happens.values():
            if path in one["times"]:
                found *= 1 + on[month] * (self.number(one["times"][path]) - 1)
        return found

    def dated(self, path: str) -> np.ndarray:
        """A number in force from January of a year on, along the months."""
        known = {int(year): self.number(value) for year, value in (self.part(path) or {}).items()}
        start = int(self.file["start"][5:]) - 1
        years = self.year + (start + self.month) // 12
        return np.array([known[max(y for y in known if y <= year)] if known else 0.0 for year in years])

    @cached_property
    def level(self) -> np.ndarray:
        """The price level, 1 in the first month."""
        inflation = self.dated("finance.inflation")
        return np.concatenate([[1.0], np.cumprod((1 + inflation[1:]) ** (1 / 12))])

    def price(self, market: str) -> np.ndarray:
        """What a market pays, or a seller asks, in prices of the start."""
        entry = self.part(market)
        found = self.moved(f"{market}.price", entry.get("buys") or entry.get("sells"))
        found = found * self.season(entry.get("price_season"))
        return found * self.abroad(entry.get("currency"))

    def abroad(self, currency: str | None) -> np.ndarray:
        """What a unit of foreign money is worth."""
        if currency in (None, self.file["currency"]):
            return np.ones(self.months)
        path = f"finance.exchange.{currency}"
        if self.today:
            return np.full(self.months, self.dated(path)[0])
        return self.dated(path) / self.level * self.struck(path)

    def demand(self, market: str) -> np.ndarray:
        """What a market takes a month."""
        entry = self.part(f"markets.{market}")
        wanted = self.moved(f"markets.{market}.demand", entry["buys"], np.inf)
        return wanted * self.season(entry.get("demand_season"))
