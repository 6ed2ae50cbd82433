"""The short answers: how the chain works, what we make, what one member gets, whether the loans can be served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.of_money import borrowers, party, touched
from capacity.present.charts.of_scheme import FULL, link_months, scheme
from capacity.present.origins import figures as origins
from capacity.present.parts.central import shown_income
from capacity.present.parts.futures import of_hundred
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table, unit_of
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.parts.section import Origin
    from capacity.present.words.reading import Line

NOWHERE_FULL = mark("No link is full in any month: what comes can go through.")
NO_GAINS = mark("Who gains is not known: the cluster file says nothing about money.")
NO_LOANS = mark("Nobody borrows.")
SIDES = {
    "supply": mark("brought by members"),
    "bought": mark("bought: {at}"),
    "made": mark("made: {at}"),
    "used": mark("used: {at}"),
    "sold": mark("sold: {at}"),
    "lost": mark("lost in store"),
    "unsold": mark("left unsold"),
}
RANGE = ["p50", "p10", "p90"]


def the_chain(study: Study, words: Words) -> Section | None:
    """Return the scheme of the cluster with its bottlenecks, and all its flows as a table; None without links."""
    drawn = scheme(study, words)
    if drawn is None:
        return None
    said = tuple(_full(study, words)) or (words.say(NOWHERE_FULL),)
    note = words.say("As it would run with today's equipment once all who are expected to join have joined.")
    exhibit = Exhibit("brief-scheme", _flows(study, words), drawn, note)
    return Section("brief-chain", words.say("How the chain works"), said, exhibits=(exhibit,))


def _full(study: Study, words: Words) -> Iterator[str]:
    """Yield which links are full in which months."""
    spec = study.cluster.specs[study.scenario]
    for link in spec.links:
        full = [month for month, state in enumerate(link_months(study, link), 1) if state == FULL]
        if full:
            node = Names(study.cluster.spec, words).node(link)
            yield words.say("{link} is full in these months: {months}.", link=node, months=words.months(full))


def _flows(study: Study, words: Words) -> Table:
    names = Names(study.cluster.spec, words)

    def moved(row: Line) -> str:
        called = names.trade("purchases", row.at) if row.side == "bought" else names.anything(row.at) if row.at else ""
        return words.say(SIDES[row.side], at=called)

    columns = (
        (words.say("Product"), lambda row: names.product(row.product)),
        (words.say("Where from, where to"), moved),
        (words.say("Amount"), lambda row: words.amount(row.amount, row.unit)),
    )
    return make_table(words.say("All goods that move in a year"), table(study, "flows"), columns, 2)


def what_we_make(study: Study, words: Words) -> Section | None:
    """Return what members bring and what the chain makes of it in years 1, 3 and 10; None where nothing is sold."""
    products = reading.products_made(study)
    if not products:
        return None
    return Section(
        "brief-output",
        words.say("What we make together"),
        tuple(_brought(study, words)),
        exhibits=(Exhibit("brief-years", _years(study, words, products)),),
        origins=tuple(_origins_of_output(study, words, products[0])),
    )


def _origins_of_output(study: Study, words: Words, product: str) -> Iterator[Origin]:
    for row in table(study, "potential").head(1).itertuples(index=False):
        yield origins.potential(study, words, row)
    years = table(study, "projection", scenario=study.scenario)["year"]
    yield origins.output(study, words, product, reading.years_shown(years))


def _brought(study: Study, words: Words) -> Iterator[str]:
    for row in table(study, "potential").head(2).itertuples(index=False):
        yield words.say(
            "{product}: those who are expected to join offer {expected}; of it {delivered} come to the chain.",
            product=Names(study.cluster.spec, words).product(row.product),
            expected=words.amount(row.expected, row.unit),
            delivered=words.amount(row.delivered, row.unit),
        )


def _years(study: Study, words: Words, products: list[str]) -> Table:
    """Return each product's amount in a few years: the middle of the futures, in brackets a bad and a good one."""
    names, body = Names(study.cluster.spec, words), []
    rows = table(study, "projection", scenario=study.scenario)
    years = reading.years_shown(rows["year"])
    for product in products:
        here = rows[rows["product"] == product].set_index("year")
        divisor, unit = words.axis(here.loc[years, RANGE].abs().max().max(), here["unit"].iloc[0])
        cells = (words.middle_and_range(*(here.loc[year, RANGE] / divisor)) for year in years)
        body.append((f"{names.product(product)}, {unit}", *cells))
    head = (words.say("Product"), *(words.say("Year {year}", year=year) for year in years))
    return Table(words.say("A year's amount; in brackets what it is in a bad and in a good future"), head, tuple(body))


def what_one_gets(study: Study, words: Words) -> Section:
    """Return what one member of each class has more or less in a bad, a normal and a good year."""
    rows, title = touched(study), words.say("What one member gets")
    rows = rows[rows["gain_normal"].map(finite)] if len(rows) else rows
    if rows.empty:
        return Section("brief-gains", title, (words.say(NO_GAINS),))
    origin = origins.gains(study, words, rows)
    rows, normal = shown_income(rows)
    note = words.say("The last column is of all of them together, after what they invest themselves.")
    exhibit = Exhibit("brief-gains", _gains(study, words, rows, normal=normal))
    return Section("brief-gains", title, exhibits=(exhibit,), notes=(note,), origins=(origin,))


def _gains(study: Study, words: Words, rows: pd.DataFrame, *, normal: bool) -> Table:
    middle = words.say("a normal year") if normal else words.say("the middle of all years")
    columns = (
        (words.say("One of"), lambda row: party(study, words, row.party)),
        (words.say("without the cluster"), lambda row: words.number(row.without_normal, 0)),
        (words.say("a bad year"), lambda row: _more(words, row.gain_bad)),
        (middle, lambda row: _more(words, row.gain_normal)),
        (words.say("a good year"), lambda row: _more(words, row.gain_good)),
        (words.say("they lose, of 100 futures"), lambda row: of_hundred(words, row.probability_loses)),
    )
    money = words.unit(unit_of(rows, "currency"))
    caption = words.say("More (+) or less (−) a year than without the cluster, in {unit}", unit=money)
    return make_table(caption, rows, columns)


def _more(words: Words, value: float) -> str:
    said = words.number(value, 0)
    return f"+{said}" if round(value) > 0 else said


def the_loans(study: Study, words: Words) -> Section:
    """Return in how many futures each borrower has the money that the bank asks for."""
    parties = [name for name in borrowers(study) if len(table(study, "covenants", party=name))]
    title = words.say("Whether the loans can be paid back")
    if not parties:
        return Section("brief-loans", title, (words.say(NO_LOANS),))
    said = tuple(_borrower(study, words, name) for name in parties)
    return Section("brief-loans", title, points=said, origins=(origins.cover(study, words, parties),))


def _borrower(study: Study, words: Words, name: str) -> str:
    known = table(study, "borrowers", party=name).set_index("measure")
    rows, drawn = table(study, "covenants", party=name), table(study, "loans", party=name)
    return words.say(
        "{who}: the loans come to {amount}. In {value} of 100 possible futures there is in every year {times} times "
        "the money that is due, as the bank asks; at least {needed} of 100 are asked for.",
        who=party(study, words, name),
        amount=words.amount(drawn["drawn"].sum() if len(drawn) else None, study.cluster.spec.currency),
        value=of_hundred(words, known.loc["probability_covenant", "p50"]),
        times=words.number(float(rows["covenant"].iloc[0])),
        needed=of_hundred(words, float(rows["surety"].iloc[0])),
    )
