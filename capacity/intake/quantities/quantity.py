"""A number as people state it: a value, a range or a distribution, with its unit and its source (see written)."""

from dataclasses import dataclass, replace

from capacity.intake.quantities.shape import PERT, TAILED, Shape


@dataclass(frozen=True)
class Quantity:
    """A value, or a distribution over low..high, with unit, source id and the path it has in the cluster file.

    `mode` is what was stated in the middle: the most likely value of a range (PERT) or a triangle, else mean, median
    or estimate, the middle of an even spread, the median of a list of values. A deterministic run takes the median of
    the distribution (model.uncertainty.distributions.median).
    `unit` and the numbers are canonical after reading; `stated` keeps what was written, for the register.
    """

    low: float
    mode: float
    high: float
    unit: str
    source: str = ""
    name: str = ""
    stated: str = ""
    shape: Shape = PERT

    @property
    def is_range(self) -> bool:
        """Return whether the quantity is uncertain."""
        return self.low != self.high

    @property
    def place(self) -> float:
        """Return where in low..high the central value stands, 0..1."""
        return (self.mode - self.low) / (self.high - self.low) if self.is_range else 0.0

    @property
    def mean(self) -> float:
        """Return the mean of the distribution in the quantity's unit, (low + 4 mode + high) / 6 for a range (PERT)."""
        if not self.is_range:
            return self.mode
        if self.shape.kind == "pert":
            return (self.low + 4 * self.mode + self.high) / 6
        return self.low + (self.high - self.low) * self.shape.mean(self.place)

    @property
    def variance(self) -> float:
        """Return the variance of the distribution in the square of the quantity's unit."""
        return (self.high - self.low) ** 2 * self.shape.variance(self.place) if self.is_range else 0.0

    @property
    def cut_off(self) -> float:
        """Return the chance that tails would have beyond low and high, had they not been cut there."""
        return self.shape.cut_off(self.place) if self.is_range else 0.0

    def scaled(self, times: float, unit: str) -> "Quantity":
        """Return the quantity with every number multiplied, in the unit that this makes of it."""
        return replace(self, low=self.low * times, mode=self.mode * times, high=self.high * times, unit=unit)

    def within(self, least: float, most: float) -> "Quantity":
        """Return the quantity with its tails cut at what can be: the truncated distribution, same mean before the cut.

        Shapes without tails, and those whose central value cannot be, are left as they are.
        """
        if self.shape.kind not in TAILED or not least < self.mode < most:
            return self
        low, high = max(self.low, least), min(self.high, most)
        spread = self.shape.spread
        if self.shape.kind == "normal":
            spread *= (self.high - self.low) / (high - low)
        return replace(self, low=low, high=high, shape=replace(self.shape, spread=spread))
