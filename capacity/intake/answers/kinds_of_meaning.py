"""What an answer of the survey may mean, by what the column asks: the name of a class, a chance, a figure, a word."""

from dataclasses import dataclass

from capacity.intake.findings.issues import Issue
from capacity.intake.quantities.quantity import Quantity


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


def kind_issue(variable: str, key: str, answer: str, meaning: object) -> Issue | None:
    """Return what is wrong where an answer means something its column cannot hold, without its place.

    A class given as [0.8, share], a chance given as a bare 5. Words may also be another answer, exclude or blank.
    """
    kind = _KINDS[variable]
    if isinstance(meaning, str) or (kind.takes_numbers and isinstance(meaning, Quantity)):
        return None
    shown = meaning.stated if isinstance(meaning, Quantity) else "nothing" if meaning is None else str(meaning)
    fix = kind.fix if kind is _WORD else f"{kind.fix}; or exclude or blank"
    return Issue(f'the answer "{answer}" of survey.{key} should mean {kind.said}, not {shown}', fix)
