"""What the cluster is worth to the country: the bridge from the members' view, value added, jobs and income by sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_money as pictures
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.thousands import thousands
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

NO_VIEW = mark(
    "The cluster file does not say how the country counts (economy:), so its worth to the country is not known."
)
SHOWN = 3
"""the year of which sentences speak"""


def economy(study: Study, words: Words) -> Section:
    """Return the economic net present value and the way to it, value added, and jobs and income by sex."""
    title, rows = words.say("What the country gains"), table(study, "economy")
    if rows.empty:
        return Section("economy", title, (words.say(NO_VIEW),))
    lead = (*_worth(words, rows), *_people(study, words), *_added(study, words))
    return Section("economy", title, lead, exhibits=tuple(_exhibits(study, words, rows)), notes=_notes(words))


def _worth(words: Words, rows: pd.DataFrame) -> Iterator[str]:
    known, currency = rows.groupby("step", sort=False)["amount"].sum(), rows["currency"].iloc[0]
    last = rows.iloc[-1]
    yield words.say(
        "For the members the cluster is worth {members} on average, for the country {country}. The chance that it is "
        "worth anything to the country is {chance}.",
        members=words.amount(known.get("members", float("nan")), currency),
        country=words.amount(last["amount"], currency),
        chance=words.share(last["positive"]),
    )


def _people(study: Study, words: Words) -> Iterator[str]:
    rows = table(study, "jobs")
    if rows.empty:
        return
    rows = rows[rows["year"] == min(SHOWN, int(rows["year"].max()))]
    jobs, income = (rows.groupby("sex")[name].sum() for name in ("jobs", "income"))
    year, currency = int(rows["year"].iloc[0]), rows["currency"].iloc[0]
    yield words.say(
        "In year {year} the chain gives {women} more full jobs than today to women, who earn {theirs} a year, and "
        "{men} to men, who earn {his}.",
        year=year,
        women=words.number(jobs.get("women", 0.0)),
        theirs=words.about(income.get("women", 0.0), currency),
        men=words.number(jobs.get("men", 0.0)),
        his=words.about(income.get("men", 0.0), currency),
    )
    unpaid = rows.loc[rows["unpaid"].astype(bool), "jobs"].sum()
    if unpaid > 0:
        yield words.say("Of these, {jobs} are unpaid work of families.", jobs=words.number(unpaid))


def _added(study: Study, words: Words) -> Iterator[str]:
    rows = table(study, "value_added")
    if rows.empty:
        return
    row = rows[rows["year"] == min(SHOWN, int(rows["year"].max()))].iloc[0]
    yield words.say(
        "Value added in year {year}: {added}, of which {surplus} for the members, {wages} wages, {taxes} taxes.",
        year=int(row["year"]),
        added=words.about(row["value_added"], row["currency"]),
        surplus=words.about(row["surplus"], row["currency"]),
        wages=words.about(row["wages"], row["currency"]),
        taxes=words.about(row["taxes"], row["currency"]),
    )


def _notes(words: Words) -> tuple[str, ...]:
    return (
        words.say(
            "A tax is money that changes hands within the country, so it is no cost to it; a grant is no gain. What is "
            "worth more abroad than the exchange rate says, and people who would find no other work, are counted at "
            "what they are worth to the country. Each step has the value of its line at the members' discount rate."
        ),
        words.say(
            "Jobs, wages and taxes are those over what the members' plants, points and shops give today. Others whose "
            "goods the cluster's displace there lose what those bring them, as if they found no other buyer."
        ),
        words.say("Taxes on profit and turnover are paid by each borrower and stand in its own books, not here."),
    )


def _exhibits(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[Exhibit]:
    bridge, jobs = pictures.bridge(study, words), pictures.jobs(study, words)
    if bridge is not None:
        yield Exhibit("economy-bridge", _bridge_table(study, words, rows, bridge.name), bridge)
    if jobs is not None:
        yield Exhibit("economy-jobs", _jobs_table(study, words, jobs.name), jobs)
    if len(table(study, "value_added")):
        yield Exhibit("economy-value-added", _value_table(words, table(study, "value_added")))


def _bridge_table(study: Study, words: Words, rows: pd.DataFrame, caption: str) -> Table:
    money = thousands(words, rows, "amount")
    columns = (
        (words.say("What changes"), lambda row: pictures.step_name(study, words, row)),
        (
            words.say("Sum"),
            lambda row: money.exact(row.amount) if row.step in pictures.TOTALS else money.about(row.amount, row.se),
        ),
        (
            "P10 – P90",
            lambda row: words.say("{low} to {high}", low=money.about(row.p10), high=money.about(row.p90)),
        ),
    )
    return make_table(money.caption(caption), rows, columns)


def _jobs_table(study: Study, words: Words, caption: str) -> Table:
    rows, names = table(study, "jobs"), Names(study.cluster.spec, words)
    year = min(SHOWN, int(rows["year"].max()))
    here, money = rows[rows["year"] == year], thousands(words, rows, "income")
    columns = (
        (words.say("Link"), lambda row: names.node(row.link)),
        (words.say("Who"), lambda row: words.say(pictures.SEXES[row.sex])),
        (words.say("Full jobs"), lambda row: words.number(row.jobs)),
        (
            money.caption(words.say("Income a year")),
            lambda row: words.say("unpaid") if row.unpaid else money.about(row.income),
        ),
    )
    return make_table(words.say("{title}: year {year}", title=caption, year=year), here, columns, 2)


def _value_table(words: Words, rows: pd.DataFrame) -> Table:
    money = thousands(words, rows, "surplus", "wages", "taxes", "value_added")
    columns = (
        (words.say("Year"), lambda row: str(row.year)),
        (words.say("For the members"), lambda row: money.about(row.surplus)),
        (words.say("Wages"), lambda row: money.about(row.wages)),
        (words.say("Taxes"), lambda row: money.about(row.taxes)),
        (words.say("Value added"), lambda row: money.about(row.value_added)),
    )
    return make_table(money.caption(words.say("Value added, year by year")), rows, columns)
