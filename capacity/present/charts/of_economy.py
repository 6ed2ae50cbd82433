"""Charts of the economic view: the way from the members' net present value to the country's, and the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.charts import Columns, Series
from capacity.present.charts.waterfall import waterfall
from capacity.present.words.names import Names
from capacity.present.words.reading import in_order, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.results.study import Study
    from capacity.present.charts.charts import Steps
    from capacity.present.words.reading import Line

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


def bridge(study: Study, words: Words) -> Steps | None:
    """Return the way from the members' net present value to the country's."""
    rows = table(study, "economy")
    if rows.empty:
        return None
    title = words.say("From the members' net present value to the country's")
    return waterfall(words, title, rows, lambda row: step_name(study, words, row), TOTALS)


def step_name(study: Study, words: Words, row: Line) -> str:
    """Return what a step of the bridge is called."""
    if row.step in TOTALS:
        return words.say(TOTALS[row.step])
    return words.say(STEPS[row.step], line=line_name(study, words, row.line))


def line_name(study: Study, words: Words, line: str) -> str:
    """Return what a line of the cash flow is called."""
    return (
        words.say(WHOLE[line]) if line in WHOLE else Names(study.cluster.spec, words).anything(line.partition(".")[2])
    )


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
    return Columns(
        words.say("Full jobs in the chain, year by year"), tuple(map(str, years)), bars, (), "", stacked=True
    )
