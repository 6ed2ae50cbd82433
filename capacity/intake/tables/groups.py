"""Which labels of a header are a question's name behind its group, as survey servers write it: group/name, group-name.

A part of a label for people ("Milk, l/day") is never a name. Only a path of field names is one (letters, digits, _ and
. without blanks), and, in an export with labels, what stands behind a group's label that other questions share.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from capacity.intake.spelling import tidy

_FIELD = re.compile(r"[^\W\d][\w.:-]*(/[\w.:-]+)*$")
_PATH = re.compile(r"[^\W\d][\w.:]*([/-][\w.:]+)+$")
_GROUPED = re.compile(r"[^\W\d][\w.:]*[/-](?=\S)")
_SERVER = re.compile(
    r"_(uuid|id|index|submission_time|submitted_by|validation_status|parent_index|submission__id)|__version__|"
    r"submissiondate|submitterid|reviewstate|formdef_version|parent_key|(.*[/:-])?(instanceid|deprecatedid)"
)
_PER = re.compile(
    r"(d|day|days|week|month|year|yr|h|hour|ha|head|cow|kg|t|l|"
    r"д|дн|день|сут|сутки|нед|мес|месяц|год|ч|час|га|гол|корова|кг|т|л|"
    r"күн|ай|жыл|саат|баш|уй)\.?"
)
"""what stands behind the / of a unit, as in l/day"""
_LONGEST_UNIT = 5


class Labels:
    """Where each label of a header row stands: whole, and without the group of a survey's form before it."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Note the labels; blanks and capitals do not count."""
        self._keys = [tidy(label).casefold() for label in labels]
        self.whole: dict[str, list[int]] = {}
        for index, key in enumerate(self._keys):
            if key:
                self.whole.setdefault(key, []).append(index)

    @cached_property
    def is_export(self) -> bool:
        """Return whether a survey's server wrote this header: it has columns that only servers have."""
        return any(_SERVER.fullmatch(key) for key in self.whole)

    @cached_property
    def ends(self) -> dict[str, list[int]]:
        """Return the indices of the labels that end with a name, behind a group."""
        filled = [key for key in self._keys if key]
        signs = "/" if self._most(_FIELD) else ""
        signs += "-" if self._most(_PATH) else ""
        groups = Counter(key.rpartition("/")[0] for key in filled if self.is_export and "/" in key)
        starts = Counter(start[0] for key in filled if self._most(_GROUPED) and (start := _GROUPED.match(key)))
        found: dict[str, list[int]] = {}
        for index, key in enumerate(self._keys):
            start = _GROUPED.match(key)
            names = path_ends(key, signs) or (_label_ends(key) if start and starts[start[0]] > 1 else [])
            group, _, last = key.rpartition("/")
            if not names and groups[group] > 1 and last.strip() and not _is_unit(group, last):
                names = [last.strip()]
            for name in names:
                found.setdefault(name, []).append(index)
        return found

    def _most(self, form: re.Pattern[str]) -> bool:
        """Return whether a server wrote the header, or at least half of its labels have a form."""
        return self.is_export or 2 * sum(bool(form.match(key)) for key in self.whole) >= len(self.whole)

    def twins(self, name: str, index: int) -> list[int]:
        """Return the other columns that are the same question in a group; an option of a choice is none."""
        others = [other for other in self.ends.get(name, ()) if other != index]
        groups = {other: re.split("[/-]", self._keys[other].removesuffix(name))[-2] for other in others}
        return [other for other, group in groups.items() if group not in self.whole]


def path_ends(label: str, signs: str = "/-") -> list[str]:
    """Return what remains of a path of field names behind each / or - in it, the longest first; [] if it is none."""
    if not signs or not _PATH.match(label) or _is_unit(*label.rpartition("/")[::2]):
        return []
    return [label[match.end() :] for match in re.finditer(f"[{signs}]", label) if label[match.end() :]]


def _label_ends(label: str) -> list[str]:
    """Return what stands behind the names of groups, be it a label for people: farm/Milk, l/day -> Milk, l/day."""
    ends = []
    while (match := _GROUPED.match(label)) and not _is_unit(label[: match.end() - 1], label[match.end() :]):
        label = label[match.end() :].strip()
        ends.append(label)
    return ends


def _is_unit(group: str, last: str) -> bool:
    """Return whether the / between the two stands in a unit, as in "Milk, l/day" or "kg/head/day"."""
    before = re.split(r"[\s,(\[/]", group)[-1]
    after = re.split(r"[\s,)\]]", last.strip())[0]
    return bool(_PER.fullmatch(after)) and len(before) <= _LONGEST_UNIT
