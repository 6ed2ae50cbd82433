"""Who did not say whether it would join: counted like those of its class who did, and said. Code R20."""

from collections.abc import Iterator, Mapping, Sequence

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.issues import Issue
from capacity.intake.survey.members import Reading
from capacity.intake.survey.selection import USED

Shares = tuple[tuple[str, float], ...]
"""answers, and which share of those who answered gave each, by weight"""


def likenesses(members: Sequence[Mapping[str, object]]) -> list[Shares]:
    """Return of each member without an answer how those of its class answered; () of one who did.

    Where nobody of the class answered, how all answered; () where nobody did at all.
    """
    shares = {name: _shares([one for one in members if one["cls"] == name]) for name in {m["cls"] for m in members}}
    everybody = _shares(members)
    return [() if one["joins"] else shares[one["cls"]] or everybody for one in members]


def _shares(members: Sequence[Mapping[str, object]]) -> Shares:
    found: dict[str, float] = {}
    for one in members:
        if one["joins"]:
            found[str(one["joins"])] = found.get(str(one["joins"]), 0.0) + float(one["weight"])
    total = sum(found.values())
    return tuple((answer, weight / total) for answer, weight in sorted(found.items()))


def silence_issues(plan: ColumnMap, readings: Sequence[Reading]) -> Iterator[Issue]:
    """Yield a warning for each class of which some did not say whether they join, where the file is silent on it too.

    Who signed a letter has said it.
    """
    column = plan.column("joins")
    if column is None or plan.spec.joining.silent is not None:
        return
    used = [reading.member for reading in readings if reading.kind == USED]
    answered = {one["cls"] for one in used if one["joins"]}
    for name in plan.spec.classes:
        members = [one for one in used if one["cls"] == name]
        silent = [one for one in members if not one["joins"] and not one["signed"]]
        if silent:
            like = "those of the class who answered" if name in answered else "all who answered"
            counted = f"they count like {like}" if answered else "as nobody answered, they count as not joining"
            problem = f"{len(silent)} of {len(members)} members of the class {name} did not say whether they join"
            fix = "ask once more, or state joining.silent: as_answered, no, or a probability, e.g. [0.5, share]"
            place = {"file": silent[0]["file"], "row": silent[0]["row"], "member": str(silent[0]["member"])}
            yield Issue(f"{problem}: {counted}", fix, severity="warning", code="R20", column=column.columns[0], **place)
