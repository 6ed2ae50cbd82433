"""What is around a cluster: banks, advisers, markets, laws and programmes, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Section, Table, make_table, tabled
from capacity.present.prerequisites.measures import KINDS, STATES, lights, title_at

if TYPE_CHECKING:
    from capacity.model.results.ground import Diagnosis
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words


def around(found: Diagnosis, words: Words) -> Section:
    """Return banks, advisers, markets, laws and programmes: what is there, what is missing, who says so."""
    return Section(
        "diagnosis-around",
        words.say("What is around: money, markets, state"),
        lights=lights(found, words, "infrastructure", "support"),
        exhibits=tabled("evidence", _evidence(found, words)),
    )


def _evidence(found: Diagnosis, words: Words) -> Table | None:
    rows = found.tables["diagnosis_evidence"]
    if rows.empty:
        return None

    def state(row: Line) -> str:
        over = words.say("ended {date}", date=row.until) if row.expired else ""
        return over or words.known(row.state, STATES)

    columns = (
        (words.say("What"), lambda row: title_at(found, words, row.title)),
        (words.say("Kind"), lambda row: words.known(row.kind, KINDS)),
        (words.say("State"), state),
        (words.say("Who says so"), lambda row: words.listed(filter(None, (row.source, row.date))) or "–"),
    )
    return make_table(words.say("What was told, by whom and when"), rows, columns, 4)
