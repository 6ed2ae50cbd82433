"""How sure all this is: which numbers move the result, when it turns, what to check before the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.chapters.turning import turning_answers, turning_exhibit
from capacity.present.charts import of_insight as pictures
from capacity.present.parts.section import Exhibit, Section, Table, in_percent, make_table, table_of_fields
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, margin, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

NOT_COMPUTED = mark("Which numbers matter most is not known: it takes a finance block and at least 256 draws.")
WORTH_NOTHING = mark("No single number is worth asking more for: knowing one alone would not change the decision.")
NO_ANSWER = mark("No single answer alone would change the decision. If somebody is asked again, then first:")
NOBODY = mark("No single answer explains more of the spread than its own error: nobody stands out to be asked again.")
NO_CAUSE = mark("No single number explains more of the spread of the net present value than its own error.")
MOST = mark("Most of the uncertainty of the net present value comes from: {numbers}.")
PART = mark(
    "No few numbers make most of the uncertainty of the net present value; the largest parts come from: {numbers}."
)
TOP, TURNING, ASKED = 3, 3, 5


def certainty(study: Study, words: Words) -> Section:
    """Return tornado, shares explained, switching values, values of information, standing, Monte-Carlo error."""
    title = words.say("How sure is all this, and what to check before the meeting")
    rows = table(study, "sensitivity")
    lead = [*turning_answers(study, words)]
    lead += [*_numbers_lead(study, words, rows), *_answers_lead(study, words)]
    lead += [*_standing_lead(study, words), *_figure_errors(study, words)]
    exhibits = (*turning_exhibit(study, words), *_exhibits(study, words, rows))
    notes = (
        (
            words.say(
                "Explains: the share of the spread of the net present value that would be gone if the number were "
                "known; in brackets its 90 % interval. Numbers that move together are one cause, and what explains no "
                "more than its own error is left out. Worth of knowing: by how much the average result would rise if "
                "the number were known before deciding; what may be chance counts as nothing."
            ),
        )
        if len(rows)
        else ()
    )
    return Section("certainty", title, tuple(lead) or (words.say(NOT_COMPUTED),), exhibits=exhibits, notes=notes)


def _numbers_lead(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    if rows.empty:
        return
    names, first = Names(study.cluster.spec, words), pictures.causes(study).head(TOP)
    said = "; ".join(
        f"{pictures.named(names, row.paths)} ({words.share(row.explained)})" for row in first.itertuples(index=False)
    )
    message = MOST if said and first["explained"].sum() > 1 / 2 else PART
    yield words.say(message, numbers=said) if said else words.say(NO_CAUSE)
    for row in turning(rows).head(TURNING).itertuples(index=False):
        yield _turns(names, words, row)
    yield _knowing(study, words, rows)


def turning(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers that can turn the result to zero, the likeliest first: by their change over their range."""
    known = rows[rows["switching_change"].map(finite)]
    distance = (known["switching_value"] - known["central"]).abs() / (known["high"] - known["low"]).abs()
    return known.assign(distance=distance).sort_values("distance", kind="stable")


def _turns(names: Names, words: Words, row: Line) -> str:
    """Return at which value of a number the cluster stops paying, or begins to."""
    falls = row.switching_change < 0
    pays = (row.result_high if falls else row.result_low) > 0
    message = {
        (True, True): mark(
            "{number}: if it falls below {value} ({change} against {central}), the cluster no longer pays."
        ),
        (False, True): mark(
            "{number}: if it rises above {value} ({change} against {central}), the cluster no longer pays."
        ),
        (True, False): mark(
            "{number}: only if it falls below {value} ({change} against {central}) does the cluster pay."
        ),
        (False, False): mark(
            "{number}: only if it rises above {value} ({change} against {central}) does the cluster pay."
        ),
    }[falls, pays]
    return words.say(
        message,
        number=names.path(row.path),
        value=words.amount(row.switching_value, row.unit),
        change=_change(words, row.switching_change),
        central=words.amount(row.central, row.unit),
    )


def _change(words: Words, change: float) -> str:
    """Return a relative change in percent with its sign and a decimal."""
    percent = words.number(100 * change, 1)
    return ("+" if change > 0 else "") + words.say("{percent}%", percent=percent)


def _knowing(study: Study, words: Words, rows: pd.DataFrame) -> str:
    """Return which numbers are worth knowing before deciding, and that no other is."""
    names = Names(study.cluster.spec, words)
    sure = rows[rows["worth"] > margin(study, rows["worth_se"])].sort_values("worth", ascending=False, kind="stable")
    sure = sure[sure["worth"] > 0].drop_duplicates("cause").head(TOP)
    if sure.empty:
        return words.say(WORTH_NOTHING)
    said = [
        words.say(
            "Knowing this first would be worth {worth}: {number}.",
            worth=words.about(row.worth, row.money),
            number=names.path(row.path),
        )
        for row in sure.itertuples(index=False)
    ]
    return " ".join((*said, words.say("No other single number is worth asking more for.")))


def _answers_lead(study: Study, words: Words) -> Iterator[str]:
    rows = table(study, "answers")
    if rows.empty:
        return
    rows = _telling(rows)
    if rows.empty:
        yield words.say(NOBODY)
        return
    asked = words.listed(rows["member"].head(ASKED))
    sure = rows[rows["worth"] > margin(study, rows["worth_se"])]
    if sure.empty:
        yield f"{words.say(NO_ANSWER)} {asked}."
    else:
        yield words.say(
            "Answers to check before the meeting: {members}. Knowing the first for certain would be worth {worth}.",
            members=asked,
            worth=words.about(rows["worth"].iloc[0], rows["unit"].iloc[0]),
        )


def _telling(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that explain more than their own error."""
    return rows[rows["explained_low"] > 0] if len(rows) else rows


def _standing_lead(study: Study, words: Words) -> Iterator[str]:
    rows, names = table(study, "standing"), Names(study.cluster.spec, words)
    for node in reading.in_order(rows.get("node", ())):
        here = rows[rows["node"] == node]
        worst = here.loc[here["probability"].idxmax()]
        yield words.say(
            "{node}: the chance that it stands below its minimum load is highest {in_month}, {chance}.",
            node=names.node(node),
            in_month=words.in_month(int(str(worst["month"])[5:7])),
            chance=words.share(worst["probability"]),
        )


def _exhibits(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[Exhibit]:
    swings, explained = pictures.swings(study, words), pictures.explained(study, words)
    if swings is not None:
        yield Exhibit("certainty-tornado", _swings_table(study, words, swings.name), swings)
    if explained is not None:
        note = words.say("Pale: up to the end of the 90 % interval.")
        yield Exhibit("certainty-explained", _explained_table(study, words, explained.name), explained, note)
    if len(rows) and len(turning(rows)):
        yield Exhibit("certainty-switching", _switching_table(study, words, turning(rows)))
    answers = _telling(table(study, "answers"))
    if len(answers):
        yield Exhibit("certainty-answers", _answers_table(study, words, answers.head(ASKED)))
    standing = pictures.standing(study, words)
    if standing is not None:
        numbers = table_of_fields(standing, words.say("Link"), in_percent)
        yield Exhibit("certainty-standing", numbers, standing, standing.legend)


def _swings_table(study: Study, words: Words, caption: str) -> Table:
    names = Names(study.cluster.spec, words)
    columns = (
        (words.say("Number"), lambda row: names.path(row.path)),
        (words.say("Low (P10)"), lambda row: words.amount(row.low, row.unit)),
        (words.say("High (P90)"), lambda row: words.amount(row.high, row.unit)),
        (words.say("Result if low"), lambda row: words.amount(row.result_low, row.money)),
        (words.say("Result if high"), lambda row: words.amount(row.result_high, row.money)),
    )
    return make_table(caption, pictures.widest(study), columns)


def _explains(words: Words, row: Line) -> str:
    return words.middle_and_range(row.explained, row.explained_low, row.explained_high, "share")


def _explained_table(study: Study, words: Words, caption: str) -> Table:
    names = Names(study.cluster.spec, words)
    columns = (
        (words.say("Number"), lambda row: pictures.named(names, row.paths)),
        (words.say("Explains"), lambda row: _explains(words, row)),
        (
            words.say("Worth of knowing"),
            lambda row: words.about(row.worth, row.money) if row.worth > margin(study, row.worth_se) else "0",
        ),
    )
    return make_table(caption, pictures.causes(study).head(pictures.NUMBERS), columns)


def _switching_table(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    names = Names(study.cluster.spec, words)
    columns = (
        (words.say("Number"), lambda row: names.path(row.path)),
        (words.say("As expected"), lambda row: words.amount(row.central, row.unit)),
        (words.say("P10 to P90"), lambda row: words.between(row.low, row.high, row.unit)),
        (words.say("The result turns to zero at"), lambda row: words.amount(row.switching_value, row.unit)),
        (words.say("Change"), lambda row: _change(words, row.switching_change)),
    )
    return make_table(words.say("When the result turns"), rows, columns)


def _answers_table(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    columns = (
        (words.say("Member"), lambda row: str(row.member)),
        (words.say("Chance of joining"), lambda row: words.share(row.chance)),
        (words.say("Result if it joins"), lambda row: words.amount(row.if_joins, row.unit)),
        (words.say("Result if not"), lambda row: words.amount(row.if_not, row.unit)),
        (words.say("Explains"), lambda row: _explains(words, row)),
        (
            words.say("Worth of knowing"),
            lambda row: words.about(row.worth, row.unit) if row.worth > margin(study, row.worth_se) else "0",
        ),
    )
    return make_table(words.say("Members whose answers matter most"), rows, columns)


def _figure_errors(study: Study, words: Words) -> Iterator[str]:
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
