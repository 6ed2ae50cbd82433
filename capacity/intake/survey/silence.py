"""Who did not say where it is, whether it joins or what it keeps, and who was not asked: how they count; all is said.

Codes: R20 answers that are lacking, R22 a single answer that stands for others too.
"""

import math
from collections.abc import Iterator, Sequence

from capacity.intake.answers.column_map import ColumnMap, is_producer, is_service
from capacity.intake.findings.issues import Issue
from capacity.intake.survey.members import Member

NAMED = 5
"""how many of those who have no place are named"""
Shares = tuple[tuple[str, float], ...]
"""answers, and which share of those who answered gave each, by weight"""


def likenesses(members: Sequence[Member]) -> list[Shares]:
    """Return of each member without an answer how those of its class answered; () of one who did.

    Where nobody of the class answered, how all answered; () where nobody did at all.
    """
    classes: dict[str, list[Member]] = {}
    for one in members:
        classes.setdefault(one["cls"], []).append(one)
    shares = {name: _shares(group) for name, group in classes.items()}
    everybody = _shares(members)
    return [() if one["joins"] else shares[one["cls"]] or everybody for one in members]


def _shares(members: Sequence[Member]) -> Shares:
    found: dict[str, float] = {}
    for one in members:
        if one["joins"]:
            found[one["joins"]] = found.get(one["joins"], 0.0) + one["weight"]
    total = sum(found.values())
    return tuple((answer, weight / total) for answer, weight in sorted(found.items()))


def _first(issue: Issue, silent: Sequence[Member], column: str) -> Issue:
    """Return the warning at the answer of the first member whom it is about."""
    first = silent[0]
    return issue.at(severity="warning", column=column, file=first["file"], row=first["row"], member=first["member"])


def unanswered_issues(plan: ColumnMap, members: Sequence[Member]) -> Iterator[Issue]:
    """Yield a warning for each class of which some did not say what they keep at home, and the file does not either.

    They count as keeping nothing, which offers more than there is; where the file states own_use, that counts for them.
    """
    columns, spec = plan.columns("own_use"), plan.spec
    for name in spec.classes if columns else ():
        asked = [one for one in members if one["cls"] == name]
        silent = [one for one in asked if math.isnan(one["own_use"])]
        if silent and spec.classes[name].own_use is None and is_producer(spec, name):
            problem = (
                f"{len(silent)} of {len(asked)} members of the class {name} did not say what they keep at home: "
                "they count as keeping nothing"
            )
            fix = f"ask once more, or state classes.{name}.own_use, which then counts for them"
            yield _first(Issue(problem, fix, code="R20"), silent, columns[-1])


def silence_issues(plan: ColumnMap, members: Sequence[Member]) -> Iterator[Issue]:
    """Yield a warning for each class of which some did not say whether they join, where the file is silent on it too.

    Who signed a letter has said it.
    """
    column = plan.column("joins")
    if column is None or plan.spec.joining.silent is not None:
        return
    answered = {one["cls"] for one in members if one["joins"]}
    for name in plan.spec.classes:
        asked = [one for one in members if one["cls"] == name]
        silent = [one for one in asked if not one["joins"] and not one["signed"]]
        if silent:
            like = "those of the class who answered" if name in answered else "all who answered"
            counted = f"they count like {like}" if answered else "as nobody answered, they count as not joining"
            problem = f"{len(silent)} of {len(asked)} members of the class {name} did not say whether they join"
            fix = "ask once more, or state joining.silent: as_answered, no, or a probability, e.g. [0.5, share]"
            yield _first(Issue(f"{problem}: {counted}", fix, code="R20"), silent, column.columns[0])


def placeless_issues(plan: ColumnMap, members: Sequence[Member]) -> Iterator[Issue]:
    """Yield one warning if some members have a place and some have none, as where it is written once for a block.

    A service, a bank for one, needs none. Where links run place by place, each without one has its own warning instead.
    """
    spec = plan.spec
    placeless = [one for one in members if not one["place"]]
    if not plan.columns("place") or len(placeless) == len(members) or any(link.per for link in spec.links.values()):
        return
    if all(is_service(spec, one["cls"]) for one in placeless):
        return
    ids = ", ".join(one["member"] for one in placeless[:NAMED])
    more = f" and {len(placeless) - NAMED} more" if len(placeless) > NAMED else ""
    problem = f"{len(placeless)} of {len(members)} members have no place: {ids}{more}"
    fix = "write it in each row, also where it is the same as above or the cells are merged"
    column, file = plan.columns("place")[0], placeless[0]["file"]
    yield Issue(problem, fix, severity="warning", code="R20", file=file, column=column)


def lonely_issues(plan: ColumnMap, members: Sequence[Member]) -> Iterator[Issue]:
    """Yield a warning for each class at a place in which a single answer stands for others too.

    How much those differ who were not asked cannot be told from it; see aggregate. Where a design is stated, it says
    what that counts for.
    """
    column = plan.column("weight")
    if column is None or plan.spec.survey.design is not None:
        return
    strata: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        strata.setdefault((member["cls"], member["place"]), []).append(member)
    for (cls, place), group in sorted(strata.items()):
        if len(group) == 1 and group[0]["weight"] > 1:
            at = f" at {place}" if place else ""
            problem = (
                f"one answer of the class {cls}{at} stands for {group[0]['weight']:g} members: how much they differ is "
                "not known, so the error is taken to be as large as the answer"
            )
            yield _first(Issue(problem, "ask at least two of them", code="R22"), group, column.columns[-1])
