"""Whom a survey asked, and for how many others they stand: what the weights leave open. Code R22."""

from collections.abc import Iterator, Mapping, Sequence

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.issues import Issue


def lonely_issues(plan: ColumnMap, members: Sequence[Mapping[str, object]]) -> Iterator[Issue]:
    """Yield a warning for each class at a place in which a single answer stands for others too.

    How much those differ who were not asked cannot be told from it; see stratified.
    """
    column = plan.column("weight")
    if column is None:
        return
    strata: dict[tuple, list] = {}
    for member in members:
        strata.setdefault((str(member["cls"]), str(member["place"])), []).append(member)
    for (cls, place), (first, *others) in sorted(strata.items()):
        if not others and first["weight"] > 1:
            at = f" at {place}" if place else ""
            problem = (
                f"one answer of the class {cls}{at} stands for {first['weight']:g} members: how much they differ is "
                "not known, so the error is taken to be as large as the answer"
            )
            where = {"file": first["file"], "row": first["row"], "member": str(first["member"])}
            fix = "ask at least two of them"
            yield Issue(problem, fix, column=column.columns[-1], severity="warning", code="R22", **where)
