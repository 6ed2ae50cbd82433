"""The indicators with their targets, and the forecast before and after the waves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.monitoring.opening import updated
from capacity.present.monitoring.terms import REPORTERS, at, last_wave, light
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.words.names import Names
from capacity.present.words.reading import years_shown
from capacity.present.words.words import RANGE_NOTE, Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

STATES = {
    "updated": mark("brought up to date"),
    "refused": mark("too few agree"),
    "exact": mark("no error to weigh by"),
}


OF_LINKS = ("capacity", "throughput")


def indicators(study: Study, words: Words) -> Section:
    """Return the indicators of the last wave: at the start, now, target, state; and who can answer the rest."""
    rows, month = study.tables["monitoring_indicators"], words.month(last_wave(study))
    rows = rows[rows["wave"] == last_wave(study)]
    of_links, asked = rows["indicator"].isin(OF_LINKS), rows["actual"].notna()
    exhibits = [Exhibit("indicators", _measured(study, words, rows[asked & ~of_links], month))]
    if of_links.any():
        exhibits.append(Exhibit("indicators-links", _of_links(study, words, rows[of_links], month)))
    if not asked.all():
        exhibits.append(Exhibit("indicators-open", _open(study, words, rows[~asked & ~of_links])))
    notes = [
        words.say("The target is the forecast made at the start, for the month of the wave."),
        words.say(RANGE_NOTE),
    ]
    if counted := sorted(set(study.summary["units"].values())):
        notes.append(words.say("Counted are: {units}.", units="; ".join(counted)))
    return Section("indicators", words.say("The indicators"), exhibits=tuple(exhibits), notes=tuple(notes))


def _named(study: Study, words: Words) -> Callable[[Line], str]:
    names = Names(study.cluster.spec, words)
    return lambda row: at(words, row, names.anything(row.at) if row.at else "")


def _measured(study: Study, words: Words, rows: pd.DataFrame, month: str) -> Table:
    columns = (
        (words.say("Indicator"), _named(study, words)),
        (words.say("State"), lambda row: light(words, row.light)),
        (words.say("At the start"), lambda row: words.amount(row.baseline, row.unit)),
        (words.say("Now"), lambda row: words.amount(row.actual, row.unit)),
        (words.say("Target"), lambda row: words.middle_and_range(row.target, row.low, row.high, row.unit)),
    )
    return make_table(words.say("Indicators, wave of {month}", month=month), rows, columns, 2)


def _of_links(study: Study, words: Words, rows: pd.DataFrame, month: str) -> Table:
    columns = (
        (words.say("Indicator"), _named(study, words)),
        (words.say("At the start"), lambda row: words.amount(row.baseline, row.unit)),
        (words.say("Now"), lambda row: words.amount(row.actual, row.unit)),
    )
    return make_table(words.say("The links, wave of {month}", month=month), rows, columns)


def _open(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    """Return the indicators that the survey does not ask, and who can answer each."""
    columns = (
        (words.say("Indicator"), _named(study, words)),
        (words.say("Who can answer"), lambda row: words.known(row.reported_by, REPORTERS)),
    )
    return make_table(words.say("What the survey does not ask"), rows, columns, 2)


def forecast(study: Study, words: Words) -> Section:
    """Return what is expected of the years to come, as it was at the start and with what was seen."""
    names, rows = Names(study.cluster.spec, words), study.tables["monitoring_forecast"]
    rows = rows[rows["year"].isin(years_shown(rows["year"], _years(study)))]
    series = {
        "supply": mark("{product} delivered by members, year {year}"),
        "output": mark("{product} sold by the chain, year {year}"),
    }
    columns = (
        (
            words.say("What and when"),
            lambda row: words.say(series[row.series], product=names.product(row.product), year=row.year),
        ),
        (
            words.say("Forecast at the start"),
            lambda row: words.middle_and_range(row.before_p50, row.before_p10, row.before_p90, row.unit),
        ),
        (
            words.say("Forecast with what was seen"),
            lambda row: words.middle_and_range(row.after_p50, row.after_p10, row.after_p90, row.unit),
        ),
    )
    table = make_table(words.say("The forecast before and after the waves"), rows, columns)
    exhibits = (Exhibit("forecast", table), Exhibit("forecast-draws", _draws(study, words)))
    lead, notes = (updated(study, words),), (words.say(RANGE_NOTE),)
    return Section("forecast", words.say("The forecast, brought up to date"), lead, exhibits=exhibits, notes=notes)


def _years(study: Study) -> tuple[int, ...]:
    """Return the first whole year of the forecast after the last wave, the second after that, and the last."""
    start, last = (12 * int(month[:4]) + int(month[5:]) for month in (study.summary["start"], last_wave(study)))
    following = -(-(last - start) // 12) + 1
    return following, following + 2, 10


def _draws(study: Study, words: Words) -> Table:
    columns = (
        (words.say("Wave"), lambda row: words.month(row.wave)),
        (words.say("Forecast"), lambda row: words.known(row.state, STATES)),
        (words.say("Computed futures"), lambda row: words.number(row.draws, 0)),
        (words.say("Count in full"), lambda row: words.number(row.effective, 0)),
        (words.say("Needed"), lambda row: words.number(row.needed, 0)),
    )
    rows = study.tables["monitoring_update"]
    return make_table(words.say("How many computed futures agree with what was seen"), rows, columns, 2)
