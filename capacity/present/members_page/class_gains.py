"""What one member of a class gains, for the members' page: shown only where the class itself may be spoken of.

A class's gain follows from what its members bring in each month, at prices and recipes that are no secret. So it is
judged as if those monthly sums of the class stood on the page, exactly, beside everything that does; and with those who
run the links on the way, whose room decides how much of it is taken. Of a class that brings nothing, or whose members
all agreed to be spoken of, no gain is asked for: few stand behind it, and the page is about those who bring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.cluster_file.shown_units import quoted
from capacity.present.members_page.behind import Behind, Figure, way_from
from capacity.present.members_page.release import Cell, Shown, has_waiver, make_cell
from capacity.present.members_page.wanted import Wanted
from capacity.present.parts.central import shown_income
from capacity.present.words import reading
from capacity.present.words.reading import finite, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line


def class_gains(study: Study, behind: Behind) -> Iterator[Wanted]:
    """Yield for each class that brings something its gain a member and year, its chance to lose, and that of a unit."""
    rows = table(study, "gains")
    if rows.empty:
        return
    rows, _ = shown_income(rows)
    for row in rows.itertuples(index=False):
        product = behind.product_of(row.party)
        if product is None or has_waiver(behind.spec, row.party) or not finite(row.gain_normal):
            continue
        figures = tuple(behind.figures_of_class(study.scenario, product, row.party))
        if figures:
            runners = _runners(study, behind, product)
            cells = [_year(behind, row, product, figures, runners), _loses(behind, row, figures, runners)]
            cells += _units(study, behind, row, product, runners)
            yield Wanted(f"gain.{row.party}", tuple(cells), figures)


def _runners(study: Study, behind: Behind, product: str) -> list[Mapping[str, float]]:
    """Return who runs the links that a product passes, by capacity, and by what runs through in the years shown."""
    links = sorted(way_from(behind.spec, product))
    years = reading.years_shown(table(study, "projection", scenario=study.scenario).get("year", ()))
    found: list[Mapping[str, float]] = [behind.runners(link) for link in links]
    return found + [behind.at_work(link, study.scenario, int(year)) for link in links for year in years]


def _year(
    behind: Behind, row: Line, product: str, figures: tuple[Figure, ...], runners: list[Mapping[str, float]]
) -> Cell:
    ends = (float(row.gain_bad), float(row.gain_normal), float(row.gain_good))
    whole = behind.whole_of_class(product, row.party, (ends[0], abs(ends[1]), ends[2]))
    shown = Shown(ends, f"{row.currency}/year")
    return behind.cell(f"gain.{row.party}.year", shown, [*figures, whole], *runners)


def _loses(behind: Behind, row: Line, figures: tuple[Figure, ...], runners: list[Mapping[str, float]]) -> Cell:
    shown = Shown(float(row.probability_loses), "share")
    return behind.cell(f"gain.{row.party}.loses", shown, figures, *runners)


def _units(study: Study, behind: Behind, row: Line, product: str, runners: list[Mapping[str, float]]) -> Iterator[Cell]:
    """Yield what a unit that comes to the chain has brought more than today, month by month: bad, normal, good.

    The class's gain in the month over what it delivers in it, both the mean of the horizon's years.
    """
    unit, times = quoted(behind.spec, product)
    delivered = behind.delivered_by_class(study.scenario, product, row.party)
    income = table(study, "income", party=row.party)
    for one in income.itertuples(index=False):
        amount, ends = delivered[int(one.month) - 1], (one.gain_p10, one.gain_central, one.gain_p90)
        if amount > 0 and all(map(finite, ends)):
            each = tuple(float(end) * float(row.members) / amount * times for end in ends)
            name = f"gain.{row.party}.unit.{int(one.month)}"
            yield make_cell(name, each, f"{row.currency}/{unit}", *runners, waived=behind.waived)
