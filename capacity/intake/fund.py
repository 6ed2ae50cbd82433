"""What a fund says of its portfolio, in portfolio.yml beside the cluster folders: criteria, budgets, places."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from capacity.intake.documents import read_document, structure_issues
from capacity.intake.findings import InputError, nearest
from capacity.intake.quantities.strict import Strict, Text

FUND = "portfolio.yml"
TOTAL = "total"
"""the budget of all years together"""
Amount = Annotated[float, Field(ge=0)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Weighed(Strict):
    """One criterion."""

    measure: Text
    """a column of portfolio.csv"""
    weight: Annotated[float, Field(gt=0)] = 1.0
    """how much it counts beside the others"""
    worst: float | None = None
    """the value that gets no point; that of the worst candidate if not stated"""
    best: float | None = None
    """the value that gets all points; that of the best candidate if not stated"""


class Fund(Strict):
    """A fund's own rules; without any, candidates are ranked by the chance that they pay."""

    criteria: tuple[Weighed, ...] = ()
    """by what candidates are ranked"""
    budgets: dict[Annotated[str, Field(pattern=r"^(total|[12][0-9]{3})$")], Amount] = Field(default_factory=dict)
    """what can be spent in a calendar year, or in total, in the candidates' currency"""
    pays: Literal["investment", "grant"] = "investment"
    """what of a candidate the budgets pay: its whole investment, or the grant that would make it bankable"""
    shared: Annotated[float, Field(ge=0, le=1)] = 0.0
    """how far candidates fare well and badly together, as by the same prices and weather: a correlation"""
    places: dict[str, tuple[Latitude, Longitude]] = Field(default_factory=dict)
    """latitude and longitude of clusters, by the name behind cluster: in their file"""


def read_fund(path: Path, measures: tuple[str, ...]) -> Fund:
    """Return what a fund states; nothing where there is no such file. InputError names line and key.

    measures: what can be a criterion.
    """
    if not path.is_file():
        return Fund()
    document = read_document(path)
    try:
        fund = Fund.model_validate(document.data)
    except ValidationError as error:
        raise InputError(structure_issues(error, document.where, Fund)) from None
    for index, one in enumerate(fund.criteria):
        place = document.where(("criteria", index, "measure"))
        if one.measure not in measures:
            fix = nearest(one.measure, measures)
            raise InputError(f'there is no measure "{one.measure}"', file=place, fix=fix, code="Y03")
        if one.worst is not None and one.worst == one.best:
            fix = "let them differ; below `worst` where less is better"
            raise InputError("worst and best are the same", file=place, fix=fix, code="Y04")
    return fund
