"""Whether the answers of the column map lead somewhere: to a number, a place, another answer that leads on.

Code Y16. What the answers of the class column mean is checked with the other names (references.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from capacity.intake.answers.answers import BLANK, EXCLUDE, FULL, LIST, declare_answers
from capacity.intake.answers.column_map import FIGURES, mapped_columns
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.findings import Issue, Where, nearest
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.spelling import tidy


@dataclass(frozen=True)
class _Kind:
    """What the answers of a column mean, and how that is written; a word may stand there in any case."""

    said: str
    fix: str
    takes_numbers: bool = False


_CHANCE = _Kind("a chance", "write a share, e.g. [0.8, share]", takes_numbers=True)
_FIGURE = _Kind("a figure", "write a number with its unit, e.g. [0.5, share]", takes_numbers=True)
_WORD = _Kind("that the row is left out", "write exclude")
_KINDS = {
    "member_class": _Kind("a class", "write the name of a class"),
    "place": _Kind("a place", "write the name of a place"),
    **dict.fromkeys(("stratum", "cluster"), _Kind("a group", "write the name of a group")),
    "phase": _Kind("full or list", "write full (interviewed in full) or list (on the quick list only)"),
    **dict.fromkeys(("joins", "letter"), _CHANCE),
    **dict.fromkeys(("current", "good", "bad", "capacity", "own_use", "price", "weight"), _FIGURE),
    **dict.fromkeys(("member", "owner", "status"), _WORD),
}


def kind_issue(variable: str, key: str, answer: str, meaning: object) -> Issue | None:
    """Return what is wrong where an answer means something its column cannot hold, without its place.

    A class given as [0.8, share], a chance given as a bare 5. Words may also be another answer, exclude or blank.
    """
    kind = _KINDS[variable]
    if isinstance(meaning, str) or (kind.takes_numbers and isinstance(meaning, Quantity)):
        return None
    shown = meaning.stated if isinstance(meaning, Quantity) else "nothing" if meaning is None else str(meaning)
    fix = kind.fix if kind is _WORD else f"{kind.fix}; or exclude or blank"
    return Issue(f'the answer "{answer}" of survey.{key} should mean {kind.said}, not {shown}', fix, code="Y16")


_DECISIONS = ("joins", "letter")


def meaning_issues(spec: Spec, where: Where) -> Iterator[Issue]:
    """Yield answers that mean nothing, or point to themselves, and columns that are named twice."""
    for variable, column in mapped_columns(spec).items():
        key = "class" if variable == "member_class" else variable
        yield from _columns(key, column, where)
        for answer, meaning in column.values.items():
            found = kind_issue(variable, key, answer, meaning) or _misspelt(meaning)
            found = found or _phase(variable, column.values, answer)
            found = found or _meaning(variable, column.values, answer, meaning)
            if found:
                yield found.at(file=where(("survey", key, "values", answer)), code="Y16", value=_written(meaning))
    if spec.survey.phase and not {FULL, LIST} <= set(spec.survey.phase.values.values()):
        fix = "add values: {yes: full, no: list}, with the words of the column"
        problem = "the answers do not tell who was interviewed in full and who is on the list only"
        yield Issue(problem, fix, file=where(("survey", "phase")), code="Y16")
    if spec.survey.status and not spec.survey.status.values:
        fix = "add values: {rejected: exclude}"
        yield Issue("no answer of the status leaves a row out", fix, file=where(("survey", "status")), code="Y16")


def _written(meaning: object) -> str:
    return meaning.stated if isinstance(meaning, Quantity) else str(meaning)


def _columns(key: str, column: Column, where: Where) -> Iterator[Issue]:
    counts = Counter(tidy(name).casefold() for name in column.columns)
    for name in column.columns:
        if counts[tidy(name).casefold()] > 1:
            problem = f'the column "{name}" is named twice: several columns multiply'
            yield Issue(problem, "name it once", file=where(("survey", key, "columns")), value=name, code="Y16")
            break
    spellings: dict[str, list[object]] = defaultdict(list)
    for answer, meaning in column.values.items():
        spellings[tidy(answer)].append(meaning)
        if any(meaning != other for other in spellings[tidy(answer)]):
            problem = f'the answer "{tidy(answer)}" stands here twice, but for blanks, with two meanings'
            yield Issue(problem, "keep one", file=where(("survey", key, "values", answer)), code="Y16")


def _phase(variable: str, values: Mapping[str, object], answer: str) -> Issue | None:
    if variable != "phase" or declare_answers(values).end(answer) in (FULL, LIST, BLANK, EXCLUDE):
        return None
    return Issue(f'the answer "{answer}" tells no phase', _KINDS[variable].fix, code="Y16")


def _misspelt(meaning: object) -> Issue | None:
    if not isinstance(meaning, str) or meaning in (EXCLUDE, BLANK):
        return None
    near = get_close_matches(meaning.strip().casefold(), (EXCLUDE, BLANK), n=1, cutoff=0.8)
    return Issue(f'"{meaning}" leaves no row out', f"did you mean {near[0]}?", code="Y16") if near else None


def _meaning(variable: str, values: Mapping[str, object], answer: str, meaning: object) -> Issue | None:
    """Return what is wrong with the meaning of an answer, without its place."""
    if meaning in (EXCLUDE, BLANK) or variable == "member_class":
        return None
    if variable in _DECISIONS:
        return None if isinstance(meaning, Quantity) else _decision(values, answer, meaning)
    if variable in FIGURES or variable == "weight":
        fix = "write [value, unit], or exclude to leave such rows out"
        return (
            None if isinstance(meaning, Quantity) else Issue("this answer means no number with a unit", fix, code="Y08")
        )
    if variable in ("member", "owner"):
        fix = f"keep only answers that mean {EXCLUDE}; correct names in corrections.yml"
        return Issue(f"answers of {variable} are not replaced by others", fix, code="Y16")
    if not str(meaning).strip():
        named = variable in ("place", "stratum", "cluster")
        fix = f"write the name of a {variable}" if named else f"write {EXCLUDE}, or a word for what is kept"
        return Issue("this answer means nothing", fix, code="Y16")
    return None


def _decision(values: Mapping[str, object], answer: str, meaning: object) -> Issue | None:
    """Return what is wrong with an answer that stands for another one, followed to its end."""
    answers = declare_answers(values)
    way = [tidy(answer)]
    while isinstance(meaning, str) and meaning not in (EXCLUDE, BLANK):
        following = answers.find(meaning)
        if following is None:
            return Issue(f'"{meaning}" is not among the answers', nearest(meaning, values), code="Y06")
        if following in way:
            circle = " -> ".join([*way, following])
            return Issue(
                f"the answer points to itself: {circle}", "give one of them a probability: [0.8, share]", code="Y16"
            )
        way.append(following)
        meaning = answers.meanings[following]
    return None
