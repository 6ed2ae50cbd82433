"""What to do first: investments, practices and recruitments ranked by what they bring, and those that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_insight as pictures_insight
from capacity.present.parts.section import Exhibit, Section, Table, make_table, tabled
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, margin, table
from capacity.present.words.words import UNKNOWN, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

NOT_RANKED = mark("No steps were tried one by one in this study, so they cannot be ranked.")
NONE_PAYS = mark("None of the steps that were tried lifts the net present value.")
TOO_GOOD = 10.0
"""net present value for every unit of cost beyond which a figure is asked about before it is believed (estimate)"""
KINDS = {
    "investment": mark("investment"),
    "practice": mark("practice"),
    "recruitment": mark("recruitment"),
}


def first_steps(study: Study, words: Words) -> Section:
    """Return the steps in their rank, the package that goes together, and up to which cost each still pays."""
    title, rows = words.say("What to do first"), table(study, "first_steps")
    if rows.empty:
        return Section("first-steps", title, (words.say(NOT_RANKED),))
    chart = pictures_insight.first_steps(study, words)
    note = words.say("✓: belongs to the package.") if rows["in_package"].any() else ""
    exhibits = [Exhibit("first-steps-ranked", _steps_table(study, words, rows), chart, note)]
    exhibits += tabled("first-steps-packages", _packages_table(study, words))
    notes = (
        words.say(
            "Each step was tried alone on the chain without any of them, in the same computed futures. Lift: by how "
            "much the middle (P50) of the net present value rises. After ± stands its Monte-Carlo error."
        ),
        words.say("Break-even cost: the step still pays if it costs less than that."),
    )
    return Section("first-steps", title, tuple(_lead(study, words, rows)), exhibits=tuple(exhibits), notes=notes)


def _lead(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    names, currency = Names(study.cluster.spec, words), study.cluster.spec.currency
    paying = rows[rows["npv_lift"] > 0]
    if paying.empty:
        yield words.say(NONE_PAYS)
    else:
        yield _first(study, words, paying.iloc[0])
    yield from _too_good(study, words, paying)
    priced = rows[rows["cost"].map(finite)]
    if len(paying) and len(priced) and not (priced["npv_lift"] > 0).any():
        yield words.say("Of the steps whose cost is known, none lifts the net present value by itself.")
    chosen = rows[rows["in_package"].astype(bool)]
    if len(chosen):
        yield words.say(
            "Together, as a package: {steps}. To begin they cost {cost}.",
            steps="; ".join(names.step(row.step, row.title) for row in chosen.itertuples(index=False)),
            cost=words.amount(chosen["cost"].sum(), currency),
        )
    free = paying[~paying["cost"].map(finite)]
    if len(free):
        listed = (
            words.say("{step} (up to {cost})", step=names.step(row.step, row.title), cost=_limit(words, row, currency))
            for row in free.itertuples(index=False)
        )
        yield words.say(
            "Nobody has said what these cost, so they are in no package; they pay as long as they cost less than the "
            "sum in brackets: {steps}.",
            steps="; ".join(listed),
        )
    yield from _not_linked(names, words, rows)


def _too_good(study: Study, words: Words, paying: pd.DataFrame) -> Iterator[str]:
    """Yield a question for each step that returns more than such projects do, and the numbers that it comes from."""
    names, spec = Names(study.cluster.spec, words), study.cluster.spec
    for row in paying[paying["per_cost"] > TOO_GOOD].itertuples(index=False):
        moved = spec.scenarios[row.step].set if row.step in spec.scenarios else {}
        numbers = [names.path(path) for path in moved if not path.startswith("finance.")]
        said = {
            "step": names.step(row.step, row.title),
            "per": words.amount(row.per_cost, spec.currency),
            "one": words.unit(spec.currency),
        }
        if numbers:
            yield words.say(
                "{step}: {per} for every {one} is more than such projects bring. It comes from: {numbers}. Check these "
                "and the cost first.",
                numbers=words.listed(numbers),
                **said,
            )
        else:
            yield words.say(
                "{step}: {per} for every {one} is more than such projects bring. Check the cost and what it adds "
                "first.",
                **said,
            )


def _not_linked(names: Names, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    """Yield the steps to which the cluster file ties nothing but a cost."""
    bare = rows[~rows["linked"].astype(bool)] if "linked" in rows else rows.iloc[:0]
    if len(bare):
        yield words.say(
            "The cluster file ties nothing but a cost to these, so what they bring is not known: {steps}.",
            steps="; ".join(names.step(row.step, row.title) for row in bare.itertuples(index=False)),
        )


def _limit(words: Words, row: Line, currency: str) -> str:
    return words.about(row.break_even_cost, currency) if finite(row.break_even_cost) else words.say(UNKNOWN)


def _first(study: Study, words: Words, first: pd.Series) -> str:
    names, currency = Names(study.cluster.spec, words), study.cluster.spec.currency
    said = {
        "step": names.step(first["step"], first["title"]),
        "lift": words.about(first["npv_lift"], currency),
    }
    if not finite(first["cost"]):
        sentence = words.say(
            "First in rank: {step}. It lifts the net present value by {lift}; its cost is not known.", **said
        )
    elif finite(first["per_cost"]):
        sentence = words.say(
            "First in rank: {step}. It lifts the net present value by {lift}, {per} for every {one} paid for it; to "
            "begin it costs {cost}.",
            cost=words.amount(first["cost"], currency),
            per=words.amount(first["per_cost"], currency),
            one=words.unit(currency),
            **said,
        )
    else:
        sentence = words.say(
            "First in rank: {step}. It lifts the net present value by {lift} and costs nothing.", **said
        )
    if finite(first["npv_lift_se"]) and first["npv_lift"] < margin(study, first["npv_lift_se"]):
        sentence += " " + words.say("That may be chance: more draws would tell.")
    return sentence


def _steps_table(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    names, currency = Names(study.cluster.spec, words), study.cluster.spec.currency
    columns = (
        (words.say("Step"), lambda row: names.step(row.step, row.title)),
        (words.say("Kind"), lambda row: words.known(str(row.kind), KINDS)),
        (words.say("Lift of the net present value"), lambda row: _lift(words, row, currency)),
        (
            words.say("Cost"),
            lambda row: words.amount(row.cost, currency) if finite(row.cost) else words.say(UNKNOWN),
        ),
        (
            words.say("Lift for each unit of cost"),
            lambda row: words.number(row.per_cost) if getattr(row, "linked", True) else "–",
        ),
        (words.say("Lift of output"), lambda row: words.about(row.output_lift, row.output_unit)),
        (
            words.say("Break-even cost"),
            lambda row: words.about(row.break_even_cost, currency) if getattr(row, "linked", True) else "–",
        ),
        (words.say("In the package"), lambda row: words.say("yes") if row.in_package else words.say("no")),
    )
    return make_table(words.say("Steps in the order of what they bring"), rows, columns, 2)


def _packages_table(study: Study, words: Words) -> Table | None:
    """Return the steps that together bring most under each budget, with what they cost and bring as a whole."""
    rows = table(study, "packages")
    if rows.empty or not any(len(steps) for steps in rows["steps"]):
        return None
    names = Names(study.cluster.spec, words)
    titles = table(study, "first_steps").set_index("step")["title"]

    def steps(row: Line) -> str:
        listed = (names.step(step, titles.get(step, "")) for step in _parts(row.steps, titles.index))
        return "; ".join(listed) or words.say("nothing")

    columns = (
        (words.say("Budget"), lambda row: words.amount(row.budget, row.currency)),
        (words.say("Steps"), steps),
        (words.say("Cost"), lambda row: words.amount(row.cost, row.currency)),
        (
            words.say("Lift of the net present value"),
            lambda row: f"{words.about(row.npv_lift, row.currency)} ± {words.about(row.npv_lift_se, row.currency)}",
        ),
    )
    return make_table(words.say("The best package under a budget"), rows, columns, 2)


def _parts(steps: str, known: Iterable[str]) -> list[str]:
    """Return the steps of a package, whose table joins them by commas, in their rank; a place may have a comma too."""
    return [step for step in known if f", {step}, " in f", {steps}, "]


def _lift(words: Words, row: Line, unit: str) -> str:
    """Return a step's lift with its Monte-Carlo error; not known where the file ties nothing but a cost to it."""
    if not getattr(row, "linked", True):
        return words.say(UNKNOWN)
    said, error = words.about(row.npv_lift, unit), row.npv_lift_se
    return f"{said} ± {words.about(error, unit)}" if finite(error) and error > 0 else said
