"""The count of a survey's rows: none is lost on the way, none counts twice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """What became of the rows of a survey; each is counted exactly once."""

    read: int
    used: int
    quarantined: int
    blank: int
    excluded: int
    corrected: int

    def __post_init__(self) -> None:
        """Refuse to be, if a row was lost or counted twice."""
        if self.read != self.used + self.quarantined + self.blank + self.excluded:
            raise AssertionError(f"rows were lost or counted twice: {self}")
