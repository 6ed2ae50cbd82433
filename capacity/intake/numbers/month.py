"""One month of a price or a demand that has a season: markets.NAME.price.may, all other months left as they are."""

import re
from dataclasses import dataclass

from capacity.intake.findings import InputError, nearest
from capacity.intake.numbers.stated import StatedNumber, stated_number
from capacity.intake.quantities.written import moved
from capacity.intake.scenarios import Written

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SEASONAL = re.compile(r"(markets\.\w+\.(?:price|demand)|products\.\w+\.pays\.price)\.([A-Za-z]+)")
"""the path of a number with a season, and the month"""


@dataclass(frozen=True)
class MonthNumber:
    """What a number is in one month of every year: its central value times the season's factor of that month."""

    path: str
    unit: str
    today: float
    least: float
    most: float
    year: StatedNumber
    """the number before its season"""
    month: int
    """0 is January"""
    by_month: tuple[float, ...]
    """the season's factors, of mean 1"""
    season_path: str
    """where the number's season is named"""
    season: str
    """the name of a season that is in no file yet"""
    no_seasons: bool
    """whether the file has no block of seasons"""
    zero: float = 0.0
    whole: bool = False

    def changes(self, value: float) -> dict[str, object]:
        """Return what sets the month in the cluster file (path -> value): a season of the number's own.

        A season has mean 1, so the number is moved as its mean moves: the other eleven months stay as they are.
        """
        factors = list(self.by_month)
        factors[self.month] = value / self.year.today
        mean = sum(factors) / 12
        season = {"unit": "index", "by_month": [factor / mean for factor in factors]}
        seasons = {"seasons": {self.season: season}} if self.no_seasons else {f"seasons.{self.season}": season}
        return {
            **seasons,
            self.year.path: moved(self.year.written, mean),
            self.season_path: self.season,
        }


def month_number(written: Written, scenario: str, path: str) -> MonthNumber | None:
    """Return one month of the number at a path under a scenario; None if the path names none.

    A month that is none is refused with the nearest, and a number that is 0: no season makes anything of it.
    """
    found = SEASONAL.fullmatch(path)
    if not found:
        return None
    owner, month = found.groups()
    if month not in MONTHS:
        raise InputError("there is no such month", value=month, fix=nearest(month, MONTHS), code="Y31")
    year, spec = stated_number(written, scenario, owner), written.spec(scenario, {})
    if year.today <= 0:
        raise InputError("a number that is 0 has no months", value=owner, fix=f"seek {owner} as a whole", code="Y31")
    above, _, field = owner.rpartition(".")
    season_path = f"{above}.season" if above.startswith("products.") else f"{above}.{field}_season"
    named = written.value(scenario, season_path)
    factors = spec.seasons[str(named)].factors if named else (1.0,) * 12
    at, name = MONTHS.index(month), f"{above.split('.')[1]}_{field}_{month}"
    while name in spec.seasons:
        name += "_"
    ends = (year.today * factors[at], year.least, year.most)
    return MonthNumber(
        path, year.unit, *ends, year, at, factors, season_path, name, not written.document.data.get("seasons")
    )
