"""Charts of whose money it is: the classes' gains, what a bank asks for, and the way to the country's view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.charts import Columns, Fan, Series, Step, Steps, Swings, series, tornado, waterfall
from capacity.present.words import reading
from capacity.present.words.names import ALL, BODY, Names
from capacity.present.words.reading import in_order, table, unit_of
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.intake.cluster_file.schema import Finance
    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

PARTS = {"costs": mark("Costs: {who}"), "left": mark("Left over: {who}")}
OUTSIDE = mark("Bought outside the cluster")
LEAST_SHARE = 0.0005
"""share of a price below which nobody is named"""
MONTHS = 60
"""months of which what must be bridged is drawn"""
SEVERAL = ("main", "second", "third", "fourth")
TOTALS = {
    "after_grants": mark("For the members, after grants"),
    "members": mark("For the members"),
    "economic": mark("For the country"),
}
STEPS = {
    "grants": mark("Grants: somebody else pays them"),
    "suppliers": mark("Lost by others who supply these links today"),
    "transfer": mark("Taxes within: {line}"),
    "factor": mark("Worth beside its price: {line}"),
    "wage": mark("Work at its worth elsewhere: {line}"),
    "unpaid": mark("Unpaid work of families: {line}"),
    "discount_rate": mark("The country's discount rate"),
}
WHOLE = {"finance.items": mark("Investments"), "finance.running": mark("Running costs")}
SEXES = {"women": mark("Women"), "men": mark("Men")}


def party(study: Study, words: Words, name: str) -> str:
    """Return who holds the money: a class by its title, the cluster's own body, all together, an owner by its name."""
    return Names(study.cluster.spec, words).party(name)


def touched(study: Study) -> pd.DataFrame:
    """Return the parties of the table of gains that have money at all, the body left out."""
    rows = table(study, "gains")
    if rows.empty:
        return rows
    some = rows[["with_normal", "without_normal", "net_p10", "net_p90", "net_central"]].fillna(0.0).abs().max(axis=1)
    return rows[(some > 0) & (rows["party"] != BODY)]


def gains(study: Study, words: Words) -> Swings | None:
    """Return what each class gains a year, from P10 to P90, after its own investments."""
    rows = touched(study)
    rows = rows[(rows["net_p10"] != 0) | (rows["net_p90"] != 0)] if len(rows) else rows
    title = words.say("What each class gains a year, after its own investments")
    ends = {"net_p10": words.say("a bad future (P10)"), "net_p90": words.say("a good future (P90)")}
    unit = f"{unit_of(rows, 'currency')}/year"
    return tornado(title, rows, unit, ends, lambda row: party(study, words, row.party), words)


def months(study: Study, words: Words, name: str) -> Columns | None:
    """Return what a member of a class has in each month, without and with the cluster."""
    rows = table(study, "income", party=name)
    if rows.empty:
        return None
    rows = rows.sort_values("month", kind="stable")
    bars = (
        series(rows, words.say("Without the cluster"), "without_central", "loss"),
        series(rows, words.say("With the cluster"), "with_central"),
    )
    title = words.say("What one member has in each month: {cls}", cls=party(study, words, name))
    return Columns(title, tuple(words.short_month(m) for m in rows["month"]), bars, (), rows["currency"].iloc[0])


def split(study: Study, words: Words, product: str) -> Steps | None:
    """Return who gets what of a product's price, one bar after the other along the chain, up to the whole."""
    rows = shares_of(study, product)
    if rows.empty:
        return None
    steps, reached, most = [], 0.0, 1.0
    for row in rows.itertuples(index=False):
        start, end = sorted((reached, reached + row.share_central))
        reached, most = reached + row.share_central, max(most, end)
        role = "loss" if row.part == "costs" else "main" if row.share_central >= 0 else "floor"
        steps.append(Step(getter(study, words, row.party, row.part), start, end, words.share(row.share_central), role))
    title = words.say("Of what buyers pay for {product}: who gets what", product=_name(study, words, product))
    return Steps(title, tuple(steps), "share", most)


def shares_of(study: Study, product: str) -> pd.DataFrame:
    """Return who gets which share of a product's price, without those who get next to nothing."""
    rows = table(study, "price_split", product=product)
    return rows[rows["share_central"].abs() >= LEAST_SHARE] if len(rows) else rows


def getter(study: Study, words: Words, name: str, part: str) -> str:
    """Return who gets a part of a price, and for what."""
    return words.say(PARTS[part], who=party(study, words, name)) if name else words.say(OUTSIDE)


def _name(study: Study, words: Words, product: str) -> str:
    return Names(study.cluster.spec, words).product(product)


def waiting(study: Study, words: Words, product: str) -> Fan | None:
    """Return the price that pays for having waited, and the one to be met, month by month from when stores fill."""
    rows = table(study, "waiting", product=product)
    if rows.empty:
        return None
    met = series(rows, words.say("Price met (middle)"), "price_p50", ranged=True)
    needed = series(rows, words.say("Price that pays for waiting"), "needed_p50", "second")
    title = words.say("{product}: is it worth waiting?", product=_name(study, words, product))
    unit = f"{rows['currency'].iloc[0]}/{rows['unit'].iloc[0]}"
    return Fan(title, tuple(words.short_month(m) for m in rows["month"]), (met, needed), unit)


def largest_class(study: Study) -> str | None:
    """Return the class with the most members among those that have an income without the cluster; None if none has."""
    rows = touched(study)
    rows = rows[rows["without_normal"].map(reading.finite) & (rows["without_normal"] != 0)] if len(rows) else rows
    return None if rows.empty else str(rows.loc[rows["members"].idxmax(), "party"])


def finance_of(study: Study) -> Finance:
    """Return the finance block of the leading scenario, which is there wherever somebody borrows."""
    return study.cluster.specs[study.scenario].money


def borrowers(study: Study) -> list[str]:
    """Return the borrowers in the order of the tables, without all together."""
    return [one for one in in_order(table(study, "borrowers").get("party", ())) if one != ALL]


def debt_service(study: Study, words: Words, borrower: str) -> Fan | None:
    """Return a borrower's cash for the debt by year, with its range, against what is due and what the covenant asks."""
    rows = table(study, "covenants", party=borrower)
    if rows.empty:
        return None
    due = rows["service"]
    sums = rows.assign(asked=due * rows["covenant"], **{end: rows[end] * due for end in ("p10", "p50", "p90")})
    lines = (
        series(sums, words.say("Cash for the debt"), "p50", ranged=True),
        series(sums, words.say("Debt service"), "service", "second"),
        series(sums, words.say("What the covenant asks"), "asked", "floor"),
    )
    name = words.say("{party}: cash for the debt and what is due", party=party(study, words, borrower))
    return Fan(name, tuple(str(year) for year in rows["year"]), lines, study.cluster.spec.currency)


def bridging(study: Study, words: Words) -> Fan | None:
    """Return what is enough to bridge each borrower's cash inside the months (P90); None where nothing ever is."""
    lines: list[Series] = []
    labels: tuple[str, ...] = ()
    for role, one in zip(SEVERAL, borrowers(study), strict=False):
        rows = table(study, "funding", party=one).head(MONTHS)
        if len(rows) and rows["to_bridge_p90"].max() > 0:
            labels = tuple(words.short_date(month) for month in rows["month"])
            lines.append(series(rows, party(study, words, one), "to_bridge_p90", role))
    title = words.say("Own cash or credit line that is enough in 9 of 10 futures, month by month")
    return Fan(title, labels, tuple(lines), study.cluster.spec.currency) if lines else None


def bridge(study: Study, words: Words) -> Steps | None:
    """Return the way from the members' net present value to the country's."""
    title = words.say("From the members' net present value to the country's")
    return waterfall(title, table(study, "economy"), lambda row: step_name(study, words, row), TOTALS, words)


def step_name(study: Study, words: Words, row: Line) -> str:
    """Return what a step of the bridge is called."""
    if row.step in TOTALS:
        return words.say(TOTALS[row.step])
    names = Names(study.cluster.spec, words)
    line = words.say(WHOLE[row.line]) if row.line in WHOLE else names.anything(row.line.partition(".")[2])
    return words.say(STEPS[row.step], line=line)


def jobs(study: Study, words: Words) -> Columns | None:
    """Return the full jobs of each year, women and men on top of each other."""
    rows = table(study, "jobs")
    if rows.empty:
        return None
    sums = rows.groupby(["year", "sex"])["jobs"].sum()
    years = in_order(rows["year"])
    bars = tuple(
        Series(words.say(name), tuple(float(sums.get((year, sex), 0.0)) for year in years), role)
        for (sex, name), role in zip(SEXES.items(), ("second", "main"), strict=True)
    )
    title = words.say("Full jobs in the chain, year by year")
    return Columns(title, tuple(map(str, years)), bars, (), "", stacked=True)
