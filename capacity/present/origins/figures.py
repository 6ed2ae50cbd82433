"""The key figures of a study with their formulas: the numbers are put in from its tables."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from capacity.present.origins.catalogue import FORMULAS, label
from capacity.present.origins.inputs import inputs_of
from capacity.present.parts.equation import Equation, Number, equation
from capacity.present.parts.section import Origin
from capacity.present.words.names import Names
from capacity.present.words.reading import WIDTH_80, convention, finite, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

STEPS = {"produced": "produced", "kept": "kept", "bazaar": "bazaar", "elsewhere": "elsewhere", "offered": "offered"}
WIDTH, FACTOR = 2, 4
"""decimals of the width of a range, and of the factor by which later money counts for less"""
NEAR = 1e-6


def members(study: Study, words: Words) -> Origin:
    """Return where the number of members expected to join is from."""
    rows = table(study, "members")
    values = {"classes": _by_class(study, words, rows, "expected_to_join", 2)}
    total = Number(sum(one.value for one in values["classes"]), words.say(label(FORMULAS["members"], "expected")), 2)
    return _origin(study, words, "members", [_sum(words, "members", "expected", total, values)] if len(rows) else [])


def counter(study: Study, words: Words, row: Line) -> Origin:
    """Return where the members who signed and who promised are from."""
    values = _named(words, "counter", {"signed": row.signed, "promised": row.promised}, 0)
    total = Number(row.signed + row.promised, words.say(label(FORMULAS["counter"], "together")), 0)
    return _origin(study, words, "counter", [_sum(words, "counter", "together", total, values)])


def potential(study: Study, words: Words, row: Line) -> Origin:
    """Return where the potential of a product is from: a row of table potential."""
    joining = row.se_joining if finite(row.se_joining) else 0.0
    sampling = row.se if finite(row.se) else 0.0
    errors = {"sampling": words.amount(sampling, row.unit), "joining": words.amount(joining, row.unit)}
    sums = [*_offer(study, words, row), *_ends(words, row, sampling, joining)]
    return _origin(study, words, "potential", sums, **errors)


def _offer(study: Study, words: Words, row: Line) -> Iterator[Equation]:
    """Yield what is offered of what is produced, and who of it will join, as far as the steps are known."""
    steps = table(study, "staircase", product=row.product)
    if steps.empty:
        return
    sums = steps.groupby("step")["amount"].sum()
    if set(STEPS) <= set(sums.index):
        values = _named(words, "potential", {name: sums[step] for name, step in STEPS.items()})
        yield _sum(words, "potential", "offered", values["offered"][0], values, row.unit)
    values = {"classes": _by_class(study, words, steps[steps["step"] == "expected"], "amount")}
    yield _sum(words, "potential", "expected", _number(words, "potential", "expected", row.expected), values, row.unit)


def _ends(words: Words, row: Line, sampling: float, joining: float) -> Iterator[Equation]:
    """Yield the ends of the range, those that are not cut at nothing."""
    error = WIDTH_80 * (sampling**2 + joining**2) ** 0.5
    numbers = {"expected": row.expected, "sampling": sampling, "joining": joining}
    values = _named(words, "potential", numbers) | {"width": [Number(WIDTH_80, "", WIDTH)]}
    for name, end in (("low", row.expected - error), ("high", row.expected + error)):
        if error > 0 and end > 0:
            yield _sum(words, "potential", name, _number(words, "potential", name, end), values, row.unit)


def output(study: Study, words: Words, product: str, years: Sequence[int]) -> Origin:
    """Return where the output of a product in some years is from."""
    rows = table(study, "monthly", scenario=study.scenario, product=product, series="output")
    sums = []
    for year in years:
        months = rows.iloc[12 * (year - 1) : 12 * year]
        if len(months) == 12:
            values = {"months": [Number(one.central, words.short_date(one.month)) for one in months.itertuples()]}
            total = Number(float(months["central"].sum()), words.say("Year {year}", year=year))
            unit = str(months["unit"].iloc[0]).partition("/")[0]
            sums.append(_sum(words, "output", "year", total, values, unit))
    return _origin(study, words, "output", sums)


def worth(study: Study, words: Words) -> Origin:
    """Return where the net present value is from: the years of the central future, then the chance."""
    years = study.held.get("central_worth")
    sums = [*_worth(study, words, years)] if years is not None and len(years) else []
    return _origin(study, words, "npv", sums)


def _worth(study: Study, words: Words, years: pd.DataFrame) -> Iterator[Equation]:
    money = study.cluster.spec.currency
    flows = years["increment"] - years["investment"] + years["residual"]
    for at in (0, len(years) - 1) if len(years) > 1 else (0,):
        one = years.iloc[at]
        numbers = {name: float(one[name]) for name in ("increment", "investment", "residual")}
        flow = Number(float(flows.iloc[at]), words.say("Year {year}", year=int(one["year"])))
        yield _sum(words, "npv", "flow", flow, _named(words, "npv", numbers), money)
    values = {
        "flows": [Number(f, words.say("Year {year}", year=int(y))) for f, y in zip(flows, years["year"], strict=True)],
        "factors": [Number(factor, "", FACTOR) for factor in years["factor"]],
    }
    total = _number(words, "npv", "worth", float((flows * years["factor"]).sum()))
    yield _sum(words, "npv", "worth", total, values, money)


def chances(study: Study, words: Words, counted: Iterable[tuple[str, float, float]]) -> Origin:
    """Return where chances are from: of each its name, its value, and the futures it was counted in."""
    sums = [one for title, value, draws in counted for one in _chance(words, "chance", value, draws, title)]
    return _origin(study, words, "chance", sums)


def _chance(words: Words, name: str, value: float, draws: float, title: str) -> Iterator[Equation]:
    """Yield a chance as a count of futures; nothing where it was not counted in whole futures."""
    count = value * draws if finite(value) and finite(draws) else 0.5
    if abs(count - round(count)) < NEAR * max(draws, 1):
        values = _named(words, name, {"count": round(count), "draws": draws}, 0)
        unit = words.say(label(FORMULAS[name], "chance"))
        yield replace(_sum(words, name, "chance", Number(100 * value, title, 1), values), unit=unit)


def answers(study: Study, words: Words, row: Line) -> Origin:
    """Return where the number of answers that are used is from: a row of table quality."""
    names = ("read", "quarantined", "blank", "excluded", "used")
    values = _named(words, "answers", {name: getattr(row, name) for name in names}, 0)
    return _origin(study, words, "answers", [_sum(words, "answers", "used", values["used"][0], values)])


def gains(study: Study, words: Words, rows: pd.DataFrame) -> Origin:
    """Return where what one member of each class gets is from: rows of table gains."""
    names = Names(study.cluster.spec, words)
    sums = []
    for row in rows.itertuples(index=False):
        values = _named(words, "gain", {"with": row.with_normal, "without": row.without_normal})
        sums.append(_sum(words, "gain", "gain", Number(row.gain_normal, names.party(row.party)), values, row.currency))
    return _origin(study, words, "gain", sums)


def cover(study: Study, words: Words, parties: Sequence[str]) -> Origin:
    """Return where the cover of the borrowers' loans is from: of each its weakest year of the central future."""
    sums: list[Equation] = []
    for party in parties:
        rows, known = table(study, "covenants", party=party), table(study, "borrowers", party=party)
        rows = rows[(rows["service"] > 0) & rows["central"].map(finite)] if len(rows) else rows
        if len(rows):
            row = rows.loc[rows["central"].idxmin()]
            values = _named(words, "cover", {"cash": row["cash"], "service": row["service"]})
            said = f"{words.say(label(FORMULAS['cover'], 'cover'))}, {words.month(str(row['date']))}"
            result = Number(row["central"], f"{Names(study.cluster.spec, words).party(party)}: {said}", 2)
            sums.append(_sum(words, "cover", "cover", result, values, study.cluster.spec.currency))
        kept = known.loc[known["measure"] == "probability_covenant", "p50"] if len(known) else ()
        who = Names(study.cluster.spec, words).party(party)
        sums += _chance(words, "cover", float(next(iter(kept), math.nan)), convention(study, "books_draws"), who)
    return _origin(study, words, "cover", sums)


def _by_class(study: Study, words: Words, rows: pd.DataFrame, column: str, places: int | None = None) -> list[Number]:
    if rows.empty:
        return []
    names, sums = Names(study.cluster.spec, words), rows.groupby("cls", sort=False)[column].sum()
    return [Number(float(value), names.cls(str(cls)), places) for cls, value in sums.items()]


def _named(words: Words, formula: str, numbers: Mapping[str, float], places: int | None = None) -> dict:
    return {name: [_number(words, formula, name, value, places)] for name, value in numbers.items()}


def _number(words: Words, formula: str, name: str, value: float, places: int | None = None) -> Number:
    return Number(float(value), words.say(label(FORMULAS[formula], name)), places)


def _sum(
    words: Words, formula: str, result: str, number: Number, values: Mapping[str, Sequence[Number]], unit: str = ""
) -> Equation:
    return equation(words, FORMULAS[formula].sums[result], number, values, unit)


def _origin(study: Study, words: Words, name: str, sums: Sequence[Equation], **errors: str) -> Origin:
    formula = FORMULAS[name]
    kind = words.say(formula.kind, **({"draws": words.number(study.draws, 0)} | errors))
    return Origin(
        name, words.say(formula.title), words.say(formula.rule), kind, tuple(sums), inputs_of(study, words, formula)
    )
