"""Numbers as people state them: certain or uncertain, in every form that a cluster file knows."""

import numpy as np

FORMS = (
    "range",
    "range",
    "range",
    "pert",
    "triangular",
    "uniform",
    "normal",
    "percentiles",
    "lognormal",
    "discrete",
    "estimate",
)


class Numbers:
    """States numbers for one cluster: all certain, most, or few, as its generator decides."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.certain = float(rng.choice([0.0, 0.3, 0.5, 0.9, 1.0], p=[0.2, 0.25, 0.2, 0.15, 0.2]))

    def of(self, value: float, unit: str, spread: float = 0.3) -> list | dict:
        """A number above 0 near `value`, with its unit."""
        middle = float(f"{value * self.rng.uniform(0.8, 1.25):.4g}")
        if self.rng.random() < self.certain:
            return self._listed([middle], unit)
        low, high = (float(f"{middle * (1 + sign * spread * self.rng.uniform(0.1, 1)):.4g}") for sign in (-1, 1))
        return self._stated(low, middle, high, unit)

    def share(self, value: float, unit: str = "share") -> list | dict:
        """A share near `value`, from 0 to 1."""
        return self.of(min(value, 0.75), unit, spread=0.05 if value > 0.5 else 0.3)

    def error(self) -> list | dict:
        """What moves everybody's probability of joining, up or down."""
        return [0, "share"] if self.rng.random() < self.certain else [-0.15, 0, 0.05, "share"]

    def _listed(self, numbers: list[float], unit: str) -> list:
        return [*numbers, unit, *(["paper"] if self.rng.random() < 0.1 else [])]

    def _stated(self, low: float, middle: float, high: float, unit: str) -> list | dict:
        spread = (high - low) / 6
        form = str(self.rng.choice(FORMS))
        if form == "range":
            return self._listed([low, middle, high], unit)
        stated = {
            "pert": {"pert": [low, middle, high]},
            "triangular": {"triangular": [low, middle, high]},
            "uniform": {"uniform": [low, high], "source": "paper"},
            "normal": {"normal": {"mean": middle, "sd": spread}},
            "percentiles": {"normal": {"p10": low, "p90": high}},
            "lognormal": {"lognormal": {"median": middle, "p90": high}},
            "discrete": {"discrete": {"values": [low, high], "chances": [0.3, 0.7]}},
            "estimate": {"estimate": middle, "se": spread},
        }
        return stated[form] | {"unit": unit}
