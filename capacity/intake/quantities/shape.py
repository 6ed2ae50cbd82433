"""How an uncertain number is spread between its ends: the shape of its distribution, whatever its unit."""

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["pert", "triangular", "uniform", "normal", "lognormal", "discrete"]
TAIL = 8.0
"""standard deviations at which a tail that nothing else cuts ends: 6e-16 of the chance lies beyond"""
TAILED = ("normal", "lognormal")


@dataclass(frozen=True)
class Shape:
    """A distribution on 0..1 that is stretched over a quantity's low..high, so that no unit ever touches it.

    With the place of the central value in low..high (0..1) it is complete: that is the mode of pert and triangular, the
    mean of normal and the median of lognormal before they are cut at the ends, the middle of uniform.
    """

    kind: Kind = "pert"
    spread: float = 0.0
    """normal: standard deviation as a share of high - low; lognormal (low is 0): standard deviation of the logarithm"""
    steps: tuple[tuple[float, float], ...] = ()
    """discrete: each value's place in low..high and its chance, in rising order; the chances sum to 1"""

    def mean(self, place: float) -> float:
        """Return the mean on 0..1, given the place of the central value."""
        return self._moments(place)[0]

    def variance(self, place: float) -> float:
        """Return the variance on 0..1, given the place of the central value."""
        return self._moments(place)[1]

    def cut_off(self, place: float) -> float:
        """Return the chance that the tails would have beyond the ends, had they not been cut there."""
        if self.kind not in TAILED:
            return 0.0
        low, high = self.ends(place)
        return probability(low) + probability(-high)

    def ends(self, place: float) -> tuple[float, float]:
        """Return the normal scores at which a shape with tails is cut."""
        if self.kind == "lognormal":
            return -math.inf, -math.log(place) / self.spread
        return -place / self.spread, (1 - place) / self.spread

    def _moments(self, place: float) -> tuple[float, float]:
        match self.kind:
            case "pert":
                mean = (1 + 4 * place) / 6
                return mean, mean * (1 - mean) / 7
            case "triangular":
                return (1 + place) / 3, (1 - place + place**2) / 18
            case "uniform":
                return 0.5, 1 / 12
            case "discrete":
                mean = sum(value * chance for value, chance in self.steps)
                return mean, sum((value - mean) ** 2 * chance for value, chance in self.steps)
            case "normal":
                return self._cut_normal(place)
            case "lognormal":
                return self._cut_lognormal(place)

    def _cut_normal(self, place: float) -> tuple[float, float]:
        """Return mean and variance of a normal cut at both ends (Johnson, Kotz & Balakrishnan 1994, 10.1)."""
        low, high = self.ends(place)
        kept = 1 - self.cut_off(place)
        drift = (_density(low) - _density(high)) / kept
        narrowed = 1 + (low * _density(low) - high * _density(high)) / kept - drift**2
        return place + self.spread * drift, self.spread**2 * narrowed

    def _cut_lognormal(self, median: float) -> tuple[float, float]:
        """Return mean and variance of a lognormal cut at 1: E x^k = m^k exp(k^2 s^2 / 2) P(b - k s) / P(b)."""
        _, high = self.ends(median)
        first, second = (
            median**k * math.exp((k * self.spread) ** 2 / 2) * probability(high - k * self.spread) / probability(high)
            for k in (1, 2)
        )
        return first, second - first**2


def probability(score: float) -> float:
    """Return the standard normal probability of less than a score."""
    return math.erfc(-score / math.sqrt(2)) / 2


def _density(score: float) -> float:
    return math.exp(-(score**2) / 2) / math.sqrt(2 * math.pi)


PERT = Shape()
"""the shape of a range low, most likely, high (modified beta with weight 4, Malcolm et al. 1959)"""
