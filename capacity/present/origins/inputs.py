"""What a figure hangs on: columns of the survey, numbers of the cluster file; each with unit, source and date."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from capacity.present.parts.section import Table
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.study import Study
    from capacity.present.origins.catalogue import Formula
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

MOST = 10
"""stated numbers that are listed"""
ALL = mark("What this number hangs on")
SOME = mark("What this number hangs on: {n} of {all} stated numbers; all of them stand in the assumption register")
ASKED = {
    "current": mark("Answers: output or throughput today"),
    "good": mark("Answers: output in the good season"),
    "bad": mark("Answers: output in the bad season"),
    "joins": mark("Answers: whether the member joins"),
    "letter": mark("Answers: signed letters"),
    "weight": mark("Answers: how many members one stands for"),
}


def inputs_of(study: Study, words: Words, formula: Formula) -> Table | None:
    """Return what, as stated, source and place of all that a formula hangs on; None where nothing is known of it."""
    stated = _stated(study, formula)
    rows = (*_columns(study, words, formula), *_numbers(study, words, stated[:MOST]))
    if not rows:
        return None
    counts = {"n": words.number(MOST, 0), "all": words.number(len(stated), 0)}
    caption = words.say(SOME, **counts) if len(stated) > MOST else words.say(ALL)
    head = (words.say("What"), words.say("As stated"), words.say("Source"), words.say("Where"))
    return Table(caption, head, rows, len(head))


def _columns(study: Study, words: Words, formula: Formula) -> Iterator[tuple[str, ...]]:
    survey, spec = study.cluster.spec.survey, study.cluster.spec
    source = spec.sources.get(survey.source or "")
    for name in formula.answers:
        column = getattr(survey, name)
        if column is not None:
            where = words.say("survey, column: {columns}", columns=" × ".join(column.columns))
            counted = words.unit(column.unit) if column.unit else "–"
            yield words.say(ASKED[name]), counted, _source(source) if source else "–", where


def _stated(study: Study, formula: Formula) -> list[Line]:
    """Return the rows of the register that the paths of a formula name, by the first path that does."""
    rows = list(reading.table(study, "assumptions").itertuples(index=False))
    return reading.in_order(row for path in formula.paths for row in rows if fnmatchcase(str(row.path), path))


def _numbers(study: Study, words: Words, rows: list[Line]) -> Iterator[tuple[str, ...]]:
    names = Names(study.cluster.spec, words)
    for row in rows:
        yield names.path(row.path), words.stated(str(row.stated)), _source(row), str(row.path)


def _source(said: Line) -> str:
    return ", ".join(str(part) for part in (said.title, said.author, said.date) if part not in ("", None)) or "–"
