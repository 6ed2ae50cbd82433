"""What an answer of the survey may mean, by what the column asks: the name of a class, a chance, a figure, a word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from capacity.intake.issues import Issue
from capacity.intake.quantity import Quantity
from capacity.intake.schema import Spec, Survey


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
    **dict.fromkeys(("joins", "letter"), _CHANCE),
    **dict.fromkeys(("current", "good", "bad", "capacity", "own_use", "price", "weight"), _FIGURE),
    **dict.fromkeys(("member", "owner", "status"), _WORD),
}


def meaning_issues(spec: Spec, where: Callable[[tuple], str]) -> Iterator[Issue]:
    """Yield every answer under `values` that means something its column cannot hold, with its place in the file.

    A class given as [0.8, share], a chance given as a bare 5. Words may also be another answer, exclude or blank.
    """
    for variable, kind in _KINDS.items():
        column, name = getattr(spec.survey, variable), Survey.model_fields[variable].alias or variable
        for answer, meaning in (column.values if column else {}).items():
            if not (isinstance(meaning, str) or (kind.takes_numbers and isinstance(meaning, Quantity))):
                shown = meaning.stated if isinstance(meaning, Quantity) else str(meaning)
                problem = f'the answer "{answer}" of survey.{name} should mean {kind.said}, not {shown}'
                fix = kind.fix if kind is _WORD else f"{kind.fix}; or exclude or blank"
                yield Issue(problem, fix, file=where(("survey", name, "values", answer)), value=shown)
