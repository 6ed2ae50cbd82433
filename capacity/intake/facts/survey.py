"""What a survey has given: its members, what became of every row, what was corrected and found on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from capacity.intake.findings import Issue

LOST = "R25"
"""the code of a class that has lost all its answers, said before anything else"""


@dataclass(frozen=True)
class Correction:
    """One correction that was applied: the place, what stood there, what stands there now, who, when, why.

    `file` has the sheet behind it where the row is one of a repeat.
    `new` is "" and `action` "drop" where the row was set aside.
    """

    file: str
    row: int
    member: str
    column: str
    old: str
    new: str
    who: str
    when: str
    why: str
    action: str = "set"


@dataclass(frozen=True)
class Rows:
    """What became of the rows of a survey; each is counted exactly once."""

    read: int
    used: int
    quarantined: int
    blank: int
    excluded: int
    corrected: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    """of the excluded: how many for which reason (see fates.REASONS), without those of which there are none"""

    def __post_init__(self) -> None:
        """Refuse to be, if a row was lost or counted twice."""
        if self.read != self.used + self.quarantined + self.blank + self.excluded:
            raise AssertionError(f"rows were lost or counted twice: {self}")


@dataclass(frozen=True)
class SurveyData:
    """The members of a survey in the model's units, and everything that was found on the way.

    `members` has one row per used member, sorted by id: amounts in P a month of the class's first link (in base units
    of the survey's figure where the class has rates), capacity in rated P a month, own use in P a month or as a share,
    price in money per P; NaN where not known. `like`: of who did not say whether it joins how the others did (silence).
    With a stated design drawing.COLUMNS too.
    """

    members: pd.DataFrame
    issues: tuple[Issue, ...]
    rows: Rows
    corrections: tuple[Correction, ...]
    hashes: Mapping[str, str]
    set_aside: tuple[tuple[str, int, str], ...] = ()
    """file, row and class of the rows that were set aside and whose class is known"""
    listed: pd.DataFrame = field(default_factory=pd.DataFrame)
    """member, cls, place and group of those who are on the quick list only (see phases.listed_only); empty without"""
