"""What may come: years 1, 3 and 10 in every scenario, what the scenarios change, and the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_study as pictures
from capacity.present.parts.central import central_note
from capacity.present.parts.section import Exhibit, Section, Table, charted, make_table, tabled
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.ranges import NEVER_NOTE, range_of
from capacity.present.words.reading import table, unit_of
from capacity.present.words.words import RANGE_NOTE, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

NO_OUTPUT = mark("The chain sells nothing, because no market buys what it makes; there is nothing to project.")
NO_MONEY = mark("The cluster file has no finance block, so it is not known whether the cluster pays.")
NO_SCENARIOS = mark("Only the base scenario was computed; the cluster file declares no other.")
MEASURES = {
    "npv": mark("Net present value (NPV)"),
    "npv_net": mark("Net NPV: after tax and working capital"),
    "npv_after_grants": mark("NPV after grants"),
    "irr": mark("Internal rate of return (IRR)"),
    "payback_years": mark("Payback, years"),
    "dscr_min": mark("Lowest cover of all debt service by what the cluster adds"),
    "probability_npv_positive": mark("Chance that NPV is above zero"),
    "probability_npv_net_positive": mark("Chance that net NPV is above zero"),
}
CONVENTIONS = {
    "end-year": mark("flows at the end of each year"),
    "start-year": mark("flows at the start of each year"),
    "mid-year": mark("flows in the middle of each year"),
}
SHOWN = 0.005
"""share by which two sums may differ and still read the same"""
PRICES = {"real": mark("real prices"), "nominal": mark("nominal prices")}


def future(study: Study, words: Words) -> Section:
    """Return output in years 1, 3 and 10 in the scenarios side by side, and month by month in the leading one."""
    title, products = words.say("In one, three and ten years"), reading.products_made(study)
    if not products:
        return Section("future", title, (words.say(NO_OUTPUT),))
    exhibits = [Exhibit("future-years", _years_table(study, words, products))]
    exhibits += tabled("future-targets", _targets_table(study, words))
    for product in products[:4]:
        key = f"future-{product}".replace("_", "-")
        yearly = pictures.future(study, words, product)
        exhibits += charted(key, yearly, words, words.say("Year"))
    monthly = pictures.monthly(study, words, products[0])
    exhibits += charted("future-months", monthly, words, words.say("Month"))
    note = words.say(RANGE_NOTE)
    return Section(
        "future", title, tuple(_future_lead(study, words, products)), exhibits=tuple(exhibits), notes=(note,)
    )


def _future_lead(study: Study, words: Words, products: list[str]) -> Iterator[str]:
    names = Names(study.cluster.spec, words)
    for product in products[:2]:
        rows = table(study, "projection", scenario=study.scenario, product=product).set_index("year")
        first, last = reading.years_shown(rows.index)[0], reading.years_shown(rows.index)[-1]
        said = [words.middle_and_range(*rows.loc[y, ["p50", "p10", "p90", "unit"]]) for y in (first, last)]
        yield words.say(
            "{product}: {early} in year {first}, {late} in year {last}.",
            product=names.product(product),
            early=said[0],
            first=first,
            late=said[1],
            last=last,
        )

    for row in table(study, "targets", scenario=study.scenario).itertuples():
        yield words.say(
            "Target: {target}, {amount} in year {year}. Chance that it is reached: {chance}.",
            target=names.target(row.target),
            amount=words.amount(row.amount, row.unit),
            year=row.year,
            chance=words.share(row.probability),
        )


def _targets_table(study: Study, words: Words) -> Table | None:
    """Return how likely each target is reached in every scenario; none where the cluster file states no target."""
    rows = table(study, "targets")
    if rows.empty:
        return None
    names, scenarios = Names(study.cluster.spec, words), reading.scenarios(study)
    chances = rows.set_index(["target", "scenario"])["probability"]
    body = tuple(
        (
            words.say("{target}, year {year}", target=names.target(row.target), year=row.year),
            words.amount(row.amount, row.unit),
            *(words.share(chances.get((row.target, scenario))) for scenario in scenarios),
        )
        for row in rows.drop_duplicates("target").itertuples()
    )
    head = (words.say("Target"), words.say("Amount"), *(names.scenario(scenario) for scenario in scenarios))
    return Table(words.say("Chance that a target is reached"), head, body, 2)


def _years_table(study: Study, words: Words, products: list[str]) -> Table:
    names, scenarios = Names(study.cluster.spec, words), reading.scenarios(study)
    body = []
    for product in products:
        rows = table(study, "projection", product=product)
        spreads = rows.set_index(["scenario", "year"])[["p50", "p10", "p90", "unit"]]
        for year in reading.years_shown(rows["year"]):
            cells = [
                words.middle_and_range(*spreads.loc[(scenario, year)]) if (scenario, year) in spreads.index else "–"
                for scenario in scenarios
            ]
            label = words.say("{product}, year {year}", product=names.product(product), year=year)
            body.append((label, *cells))
    head = (words.say("Output a year"), *(names.scenario(scenario) for scenario in scenarios))
    return Table(words.say("Years 1, 3 and 10, scenarios side by side"), head, tuple(body))


def cash(study: Study, words: Words) -> Section:
    """Return the members' cash with and without the cluster, its measures by scenario, and the financing."""
    title, rows = words.say("Cash with and without the cluster"), table(study, "cash", scenario=study.scenario)
    if rows.empty:
        return Section("cash", title, (words.say(NO_MONEY),))
    both, more = pictures.cash(study, words), pictures.increment(study, words)
    exhibits = [
        *charted("cash-both", both, words, words.say("Year")),
        *charted("cash-more", more, words, words.say("Year")),
    ]
    measures = _measures_table(study, words)
    exhibits += tabled("cash-measures", measures)
    exhibits.append(Exhibit("cash-financing", _financing_table(rows, words)))
    lead = tuple(_cash_lead(study, words, rows))
    notes = (
        words.say(
            "With: what members earn in the cluster. Without: what they earn if nothing changes. Home use is in both."
        ),
        *((words.say(NEVER_NOTE), *_net_note(study, words)) if measures else ()),
        *central_note(study, words),
    )
    return Section(
        "cash", title, lead if measures else (*lead, words.say(NO_MONEY)), exhibits=tuple(exhibits), notes=notes
    )


def _cash_lead(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    last = rows.iloc[-1]
    yield _with_and_without(words, last)
    yield from _funding(words, rows, last["currency"])
    finance = study.summary.get("finance", {})
    if reading.finite(finance.get("discount_rate")):
        yield words.say(
            "Discounted at {rate} a year, {prices}, {convention}.",
            rate=words.share(finance["discount_rate"]),
            prices=words.known(str(finance.get("prices")), PRICES),
            convention=words.known(str(finance.get("convention")), CONVENTIONS),
        )


def _with_and_without(words: Words, last: pd.Series) -> str:
    """Return by how much members together have more or less in the last year than without the cluster."""
    year, middle, currency = int(last["year"]), last["increment_p50"], last["currency"]
    if middle < 0:
        less = words.amount(-middle, currency)
        return words.say(
            "In year {year} members together have {less} a year less than without the cluster.", year=year, less=less
        )
    if last[["increment_p10", "increment_p50", "increment_p90"]].eq(0).all():
        return words.say("In year {year} members together have as much as without the cluster.", year=year)
    more = words.middle_and_range(middle, last["increment_p10"], last["increment_p90"], currency)
    return words.say(
        "In year {year} members together have {more} more than without the cluster, because more is sold at better "
        "prices.",
        year=year,
        more=more,
    )


def _funding(words: Words, rows: pd.DataFrame, currency: str) -> Iterator[str]:
    """Yield what is invested and who pays for it; loans and grants may be for more than that."""
    invested, lent, granted = (float(rows[f"{name}_p50"].sum()) for name in ("investment", "loan", "grant"))
    if invested <= 0:
        return
    parts = {"loan": words.amount(lent, currency), "grant": words.amount(granted, currency)}
    whole = words.amount(invested, currency)
    if lent + granted <= 0:
        yield words.say("{invested} are invested, all of it by the members.", invested=whole)
    elif lent + granted <= invested * (1 - SHOWN):
        yield words.say(
            "{invested} are invested: {loan} by loans, {grant} by grants, the rest by the members.",
            invested=whole,
            **parts,
        )
    elif lent + granted <= invested * (1 + SHOWN):
        yield words.say("{invested} are invested: {loan} by loans, {grant} by grants.", invested=whole, **parts)
    else:
        yield words.say(
            "{invested} are invested. Loans bring {loan} and grants {grant}, which is more: {more} are for other "
            "purposes, such as working capital.",
            invested=whole,
            more=words.amount(lent + granted - invested, currency),
            **parts,
        )


def _measures_table(study: Study, words: Words) -> Table | None:
    rows = table(study, "measures")
    if rows.empty:
        return None
    scenarios = [name for name in reading.scenarios(study) if name in set(rows["scenario"])]
    known = rows.set_index(["measure", "scenario"])
    body = []
    for measure in reading.in_order(rows["measure"]):
        cells = []
        for scenario in scenarios:
            row = known.loc[(measure, scenario)] if (measure, scenario) in known.index else None
            cells.append("–" if row is None else range_of(words, row, _bare(row["unit"])))
        body.append((words.known(measure, MEASURES), *cells))
    names = Names(study.cluster.spec, words)
    head = (words.say("Measure"), *(names.scenario(scenario) for scenario in scenarios))
    return Table(words.say("Does it pay? Measures by scenario"), head, tuple(body))


def _net_note(study: Study, words: Words) -> Iterator[str]:
    """Yield what net NPV takes off, and in how many futures it was worked out."""
    rows = table(study, "measures", measure="npv_net")
    if len(rows):
        counts = rows.set_index("scenario")["draws"]
        beside = counts.drop(study.scenario, errors="ignore")
        yield words.say(
            "All measures but net NPV are before taxes and working capital; net NPV is after both, for all members and "
            "the cluster's own body together. It was worked out in {draws} futures, and in {beside} of a scenario that "
            "does not lead.",
            draws=words.number(counts.get(study.scenario), 0),
            beside=words.number(beside.max() if len(beside) else counts.max(), 0),
        )


def _bare(unit: str) -> str:
    return "" if unit in ("year", "ratio") else unit


def _financing_table(rows: pd.DataFrame, words: Words) -> Table:
    shown = ("investment_p50", "grant_p50", "loan_p50", "debt_service_p50")
    ends = ("after_finance_p50", "after_finance_p10", "after_finance_p90")
    divisor, unit = words.axis(float(rows[[*shown, *ends]].abs().max().max()), unit_of(rows, "currency"))
    scaled = (rows[[*shown, *ends]] / divisor).assign(year=rows["year"])
    columns = (
        (words.say("Year"), lambda row: str(row.year)),
        (words.say("Investment"), lambda row: words.number(row.investment_p50)),
        (words.say("Grants"), lambda row: words.number(row.grant_p50)),
        (words.say("Loans"), lambda row: words.number(row.loan_p50)),
        (words.say("Debt service"), lambda row: words.number(row.debt_service_p50)),
        (words.say("Left after financing"), lambda row: words.middle_and_range(*(getattr(row, end) for end in ends))),
    )
    caption = words.say("Financing, year by year (middle of all futures)")
    return make_table(words.say("{title}, in {unit}", title=caption, unit=unit), scaled, columns)


def scenarios(study: Study, words: Words) -> Section:
    """Return what each scenario changes in the cluster file, and why."""
    title, rows = words.say("What the scenarios change"), table(study, "scenarios")
    rows = rows[rows["scenario"] != "base"] if len(rows) else rows
    if rows.empty:
        return Section("scenarios", title, (words.say(NO_SCENARIOS),))
    names = Names(study.cluster.spec, words)
    lead = [
        words.say(
            "{scenario}: {reason}.",
            scenario=_scenario_title(names, part),
            reason=str(part["reason"].iloc[0]).rstrip("."),
        )
        for _, part in rows.groupby("scenario", sort=False)
        if part["reason"].iloc[0]
    ]
    columns = (
        (words.say("Scenario"), lambda row: _scenario_title(names, rows[rows["scenario"] == row.scenario])),
        (words.say("What changes"), lambda row: names.path(str(row.path)) if row.path else words.say("nothing")),
        (words.say("From"), lambda row: words.stated(str(row.was)) or "–"),
        (words.say("To"), lambda row: words.stated(str(row.to)) or "–"),
    )
    caption = words.say("Changes against the base scenario, as written")
    changes = make_table(caption, rows.rename(columns={"from": "was"}), columns, 4)
    return Section("scenarios", title, tuple(lead), exhibits=(Exhibit("scenarios-changes", changes),))


def _scenario_title(names: Names, part: pd.DataFrame) -> str:
    name = str(part["scenario"].iloc[0])
    declared = names.spec.scenarios.get(name)
    return names.scenario(name) if declared and declared.title else str(part["title"].iloc[0]) or names.scenario(name)
