"""What is written where a letter of intent is asked for: signed, not signed, or something nobody declared."""

import re

from capacity.intake.answers.answers import Answers
from capacity.intake.answers.cells import NO_NUMBER, is_missing
from capacity.intake.findings.spelling import fold, tidy

_WORDS = (*NO_NUMBER, "no", "not yet", "0", "false", "ложь", "ещё нет", "али жок")
_NONE = {fold(word) for word in _WORDS}
_DATED = re.compile(
    r"(?P<word>.*?)[\s,;:(]*(?:от|с|dated|on)?\s*"
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2}))?)\s*(?:г\.?|года|ж\.?)?\s*\)?",
    re.IGNORECASE,
)


def says_no_letter(text: str) -> bool:
    """Return whether an answer says that there is no letter: nothing, a dash, not known, no."""
    return is_missing(text) or fold(text) in _NONE


def find_dated(answers: Answers, text: str) -> str | None:
    """Return the declared answer before a date, as in "Подписано 12.10" or "signed (2026-10-12)"; else None."""
    found = _DATED.fullmatch(tidy(text))
    return answers.find(found["word"]) if found and found["word"] else None
