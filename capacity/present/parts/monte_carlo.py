"""How far the main figures may be off because only so many futures were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.words import Words


def figure_errors(study: Study, words: Words) -> Iterator[str]:
    """Yield the Monte-Carlo errors of the net present value and of the first product's output in year 3.

    They are columns p10_se, p50_se, p90_se of the tables measures and projection; without them nothing is said.
    """
    said = []
    money = table(study, "measures", scenario=study.scenario, measure="npv")
    if len(money) and _known(money.iloc[0]):
        said.append(_error(words, words.say("Net present value (NPV)"), money.iloc[0]))
    for product in reading.products_made(study)[:1]:
        rows = table(study, "projection", scenario=study.scenario, product=product)
        row = rows[rows["year"] == min(3, int(rows["year"].max()))].iloc[0]
        name = Names(study.cluster.spec, words).product(product)
        if _known(row):
            label = words.say("{product} in year {year}", product=name, year=int(row["year"]))
            said.append(_error(words, label, row))
    if said:
        yield words.say(
            "{n} futures were drawn, not all there could be; drawn anew, the figures would move by about: {errors}.",
            n=words.number(study.draws, 0),
            errors="; ".join(said),
        )


def _known(row: pd.Series) -> bool:
    return all(finite(row.get(f"{end}_se")) for end in ("p10", "p50", "p90"))


def _error(words: Words, label: str, row: pd.Series) -> str:
    low, middle, high = (words.amount(row[f"{end}_se"], row["unit"]) for end in ("p10", "p50", "p90"))
    return words.say(
        "{figure}: P10 ± {low}, P50 ± {middle}, P90 ± {high}", figure=label, low=low, middle=middle, high=high
    )
