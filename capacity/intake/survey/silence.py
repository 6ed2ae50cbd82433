"""Who did not say where it is, whether it joins or what it keeps, and who was not asked: how they count; all is said.

Codes: R20 answers that are lacking, R22 a single answer that stands for others too.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from capacity.intake.answers.column_map import ColumnMap, is_producer
from capacity.intake.answers.scales import is_service
from capacity.intake.findings import Issue

NAMED = 5
"""how many of those who have no place are named"""
Shares = tuple[tuple[str, float], ...]
"""answers, and which share of those who answered gave each, by weight"""


def likenesses(members: pd.DataFrame) -> pd.Series:
    """Return of each member without an answer how those of its class answered; () of one who did.

    Where nobody of the class answered, how all answered; () where nobody did at all. `members`: cls, joins, weight.
    """
    classes, is_silent = members["cls"], members["joins"] == ""
    everybody = _shares(members, ~is_silent)
    shares = {name: _shares(members, ~is_silent & (classes == name)) or everybody for name in classes.unique()}
    found = np.empty(len(members), dtype=object)
    found.fill(())
    for at in np.flatnonzero(is_silent):
        found[at] = shares[classes.iloc[at]]
    return pd.Series(found, index=members.index)


def _shares(members: pd.DataFrame, said: pd.Series) -> Shares:
    """Return the shares of those who said it, (row,) bool; no more of a large survey is copied than their answers."""
    answers, weights = members["joins"], members["weight"]
    found = {str(one): float(sum(weights[said & (answers == one)].tolist())) for one in answers[said].unique()}
    total = sum(found.values())
    return tuple((answer, weight / total) for answer, weight in sorted(found.items()))


def _first(issue: Issue, member: pd.Series, column: str) -> Issue:
    """Return the warning at the answer of the first member whom it is about."""
    place = {"file": member["file"], "row": int(member["row"]), "member": member["member"]}
    return issue.at(severity="warning", column=column, **place)


def unanswered_issues(plan: ColumnMap, members: pd.DataFrame) -> Iterator[Issue]:
    """Yield a warning for each class of which some did not say what they keep at home, and the file does not either.

    They count as keeping nothing, which offers more than there is; where the file states own_use, that counts for them.
    """
    columns, spec = plan.columns("own_use"), plan.spec
    for name in spec.classes if columns else ():
        is_asked = members["cls"] == name
        is_silent = is_asked & members["own_use"].isna()
        if is_silent.any() and spec.classes[name].own_use is None and is_producer(spec, name):
            problem = (
                f"{is_silent.sum()} of {is_asked.sum()} members of the class {name} did not say what they keep at "
                "home: they count as keeping nothing"
            )
            fix = f"ask once more, or state classes.{name}.own_use, which then counts for them"
            yield _first(Issue(problem, fix, code="R20"), members.iloc[is_silent.argmax()], columns[-1])


def silence_issues(plan: ColumnMap, members: pd.DataFrame) -> Iterator[Issue]:
    """Yield a warning for each class of which some did not say whether they join, where the file is silent on it too.

    Who signed a letter has said it.
    """
    column = plan.column("joins")
    if column is None or plan.spec.joining.silent is not None:
        return
    answered = set(members.loc[members["joins"] != "", "cls"].unique())
    for name in plan.spec.classes:
        is_asked = members["cls"] == name
        is_silent = is_asked & (members["joins"] == "") & ~members["signed"].astype(bool)
        if is_silent.any():
            like = "those of the class who answered" if name in answered else "all who answered"
            counted = f"they count like {like}" if answered else "as nobody answered, they count as not joining"
            problem = f"{is_silent.sum()} of {is_asked.sum()} members of the class {name} did not say whether they join"
            fix = "ask once more, or state joining.silent: as_answered, no, or a probability, e.g. [0.5, share]"
            first = members.iloc[is_silent.argmax()]
            yield _first(Issue(f"{problem}: {counted}", fix, code="R20"), first, column.columns[0])


def placeless_issues(plan: ColumnMap, members: pd.DataFrame) -> Iterator[Issue]:
    """Yield one warning if some members have a place and some have none, as where it is written once for a block.

    A service, a bank for one, needs none. Where links run place by place, each without one has its own warning instead.
    """
    spec = plan.spec
    placeless = members[members["place"] == ""]
    if not plan.columns("place") or len(placeless) == len(members) or any(link.per for link in spec.links.values()):
        return
    if all(is_service(spec, name) for name in placeless["cls"].unique()):
        return
    ids = ", ".join(placeless["member"][:NAMED])
    more = f" and {len(placeless) - NAMED} more" if len(placeless) > NAMED else ""
    problem = f"{len(placeless)} of {len(members)} members have no place: {ids}{more}"
    fix = "write it in each row, also where it is the same as above"
    column, file = plan.columns("place")[0], placeless["file"].iloc[0]
    yield Issue(problem, fix, severity="warning", code="R20", file=file, column=column)


def lonely_issues(plan: ColumnMap, members: pd.DataFrame) -> Iterator[Issue]:
    """Yield a warning for each class at a place in which a single answer stands for others too.

    How much those differ who were not asked cannot be told from it; see aggregate. Where a design is stated, it says
    what that counts for.
    """
    column = plan.column("weight")
    if column is None or plan.spec.survey.design is not None:
        return
    for (cls, place), group in members.groupby(["cls", "place"]):
        weight = float(group["weight"].iloc[0])
        if len(group) == 1 and weight > 1:
            at = f" at {place}" if place else ""
            problem = (
                f"one answer of the class {cls}{at} stands for {weight:g} members: how much they differ is "
                "not known, so the error is taken to be as large as the answer"
            )
            yield _first(Issue(problem, "ask at least two of them", code="R22"), group.iloc[0], column.columns[-1])
