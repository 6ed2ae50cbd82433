"""The region of a cluster: how specialised it is, what its growth came from, its natural resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Section, Table, make_table, tabled
from capacity.present.prerequisites.measures import lights
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from capacity.model.results.ground import Diagnosis
    from capacity.present.words.reading import Line

EQUAL_SHARE = mark(
    "Equal share: as much as the region would do if the branch were as large in it as in the country, counted in what "
    "all branches together come to, or in people where that is not known."
)


def region(found: Diagnosis, words: Words) -> Section:
    """Return how specialised the region is, what its growth came from, and its natural resources."""
    rows, stated = found.tables["diagnosis_specialisation"], found.evidence.stated
    notes = (words.say(EQUAL_SHARE),) if len(rows) else ()
    return Section(
        "diagnosis-region",
        words.say("The region and its resources"),
        lights=lights(found, words, "resources"),
        exhibits=(
            *tabled("specialisation", _special(rows, stated.country, words)),
            *tabled("growth", _growth(rows, words)),
        ),
        notes=notes,
    )


def _special(rows: pd.DataFrame, country: str, words: Words) -> Table | None:
    if rows.empty:
        return None
    columns = (
        (words.say("Measure"), lambda row: f"{row.measure}, {row.year:.0f}"),
        (words.say("In the region"), lambda row: words.amount(row.branch, row.unit)),
        (words.say("In the country"), lambda row: words.amount(row.branch_there, row.unit)),
        (words.say("Share of the country"), lambda row: words.share(row.share)),
        (words.say("Times an equal share"), lambda row: words.number(row.lq, 2)),
    )
    return make_table(words.say("The region beside {country}", country=country), rows, columns)


def _growth(rows: pd.DataFrame, words: Words) -> Table | None:
    grown = rows[rows["change"].notna()] if len(rows) else rows
    if grown.empty:
        return None

    def part(name: str) -> Callable[[Line], str]:
        return lambda row: words.amount(getattr(row, name), row.unit)

    columns = (
        (words.say("Measure"), lambda row: f"{row.measure}, {row.since:.0f} – {row.year:.0f}"),
        (words.say("Change"), part("change")),
        (words.say("As all branches grew"), part("national")),
        (words.say("Because the branch grew otherwise"), part("mix")),
        (words.say("Because the region did"), part("regional")),
    )
    return make_table(words.say("What the branch's change in the region came from"), grown, columns)
