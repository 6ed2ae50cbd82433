"""A finding as a line in English, Russian or Kyrgyz: where it stands, what was found, what to do, what hangs on it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from capacity.intake.catalogue import CHANGES, INFORMS, KINDS, catalogue, kind_of, told
from capacity.intake.cluster_book.found import TEXT, description
from capacity.intake.findings import InputError, Issue, shortened

_HEADINGS = dict(zip(KINDS, ("stops", "changes", "informs"), strict=True))
_CELLS = ("C", "H")
"""codes of which the place and the catalogue tell all"""


@cache
def _phrases(language: str) -> Mapping[str, str]:
    phrases: Mapping[str, str] = tomllib.loads(files("capacity.run").joinpath("check.toml").read_text("utf-8"))[
        language
    ]
    return phrases


@dataclass(frozen=True)
class Lines:
    """How one language (en, ru, ky) says findings; the classes' titles, and the name of the cluster's description."""

    language: str = "en"
    titles: Mapping[str, str | dict] = field(default_factory=dict)
    described: str = TEXT

    def say(self, phrase: str, /, **values: object) -> str:
        """Return a phrase of check.toml with its {names} filled."""
        return _phrases(self.language)[phrase].format_map(values)

    def heading(self, kind: str, count: int) -> str:
        """Return the heading of a group of findings with their number."""
        return self.say(_HEADINGS[kind], n=count)

    def place(self, issue: Issue) -> str:
        """Return where a finding stands: file » sheet » row 17 (id "K-017") » column » value."""
        row = self.say("row", n=issue.row) if issue.row is not None else ""
        row += " " + self.say("member", id=issue.member) if issue.member else ""
        column = self.say("column", name=issue.column) if issue.column else ""
        value = self.say("value", text=shortened(issue.value)) if issue.value else ""
        return " » ".join(part for part in (issue.file, issue.sheet, row.strip(), column, value) if part)

    def finding(self, issue: Issue, hangs: tuple[str, float] | None = None) -> str:
        """Return one line of a finding, and which share of whose output hangs on it.

        In Russian and Kyrgyz a sentence that is not among the translated ones (`sentences`) follows in brackets behind
        what the catalogue says of its code, where the place does not tell all.
        """
        text = str(issue) if self.language == "en" else self._told(issue)
        if hangs is None or kind_of(issue) == INFORMS:
            return text
        return f"{text} ({self.say('hangs', share=_percent(hangs[1]), **{'class': self._title(hangs[0])})})"

    def aside(self, name: str, count: int, asked: int, share: float) -> str:
        """Return how many rows of a class were set aside, and how much they stand for if they are like the others."""
        return self.say("aside", n=count, all=asked, share=_percent(share), **{"class": self._title(name)})

    def halved(self, name: str, count: int, asked: int, _: float) -> str:
        """Return that a report can be made, but that half of a class or more is set aside."""
        return self.say("halved", n=count, all=asked, **{"class": self._title(name)})

    def unsorted(self, count: int, members: int) -> str:
        """Return how many rows were set aside before their class was read, of all that stand for members."""
        return self.say("unsorted", n=count, all=members, share=_percent(count / members))

    def _told(self, issue: Issue) -> str:
        """Return the finding's own sentences where they are translated, else what the catalogue says of its code."""
        found, fix = told(issue, self.language)
        general, remedy = catalogue(self.language).get(issue.code, ("", ""))
        place, informs = self.place(issue), kind_of(issue) == INFORMS
        said = (found or general or issue.problem).replace(TEXT, self.described)
        line = f"{place}: {said}{'' if said.endswith('?') else '.'}" if place else f"{said}."
        advice = (fix or (remedy if issue.fix or not found else "")).replace(TEXT, self.described)
        if advice and not informs:
            line += f" {self.say('remedy', text=advice.removesuffix('?'))}{'?' if advice.endswith('?') else '.'}"
        is_plain = informs or (issue.code.startswith(_CELLS) and kind_of(issue) == CHANGES)
        if found or is_plain or not general:
            return line
        return f"{line} [{issue.problem}; {issue.fix}]" if issue.fix else f"{line} [{issue.problem}]"

    def _title(self, name: str) -> str:
        title = self.titles.get(name) or name
        return title if isinstance(title, str) else title.get(self.language) or title.get("en") or name


def lines_of(folder: Path, language: str) -> Lines:
    """Return how a language says findings of a folder, before more is known of it than which description it has."""
    return Lines(language, described=description(folder))


def refusal(error: InputError, folder: Path, language: str) -> str:
    """Return what is refused of a folder in a language, one line a finding."""
    return "\n".join(map(lines_of(folder, language).finding, error.issues))


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %") if share >= 0.005 else "< 1 %"
