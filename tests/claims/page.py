"""The text of a rendered page: its sentences, items and table rows, by section, as a reader meets them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

BLOCKS = {
    *("p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "caption", "figcaption", "summary", "div", "section", "ul", "ol"),
    *("dl", "table", "thead", "tbody", "tr", "td", "th", "details", "figure", "header", "footer", "main", "article"),
}
SILENT = {"script", "style", "svg", "head", "nav"}
STATES = re.compile(r"\b(good|bad|warn|none)\b")


@dataclass(frozen=True)
class Piece:
    """A block of text, an item with its parts, or a row of a table; `under` is the caption of the row's table."""

    section: str
    kind: str
    """text, item or row"""
    cells: tuple[str, ...]
    state: str = ""
    """of a light: good, bad, warn or none"""
    under: str = ""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " | ".join(self.cells)


@dataclass
class _Open:
    """A row or an item while it is read."""

    kind: str
    tag: str
    state: str = ""
    cells: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects blocks, items and rows."""

    def __init__(self, section: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self.section, self.silent, self.under = section, 0, ""
        self.words: list[str] = []
        self.open: _Open | None = None
        self.lists: list[str] = []
        self.origin = 0
        """how deep inside of what says where a figure is from: sums of the central future, with tests of their own"""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        known = dict(attrs)
        if self.origin or (tag == "details" and known.get("class") == "origin"):
            self.origin += tag == "details"
            return
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self._end()
        if tag == "section":
            self.section = known.get("id") or known.get("aria-labelledby") or self.section
        if tag == "dl":
            self.lists.append(tag)
        if tag in ("tr", "li") or (tag == "div" and self.lists and self.open is None) or _is_answer(tag, known):
            state = STATES.search(known.get("class") or "")
            self.open = _Open("row" if tag == "tr" else "item", tag, state[1] if state else "")
            self.depth = 0
        elif self.open and tag == self.open.tag:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self.origin:
            self.origin -= tag == "details"
            return
        self.silent -= tag in SILENT
        if tag in BLOCKS:
            self._end(tag)
        if tag == "dl" and self.lists:
            self.lists.pop()
        if self.open and tag == self.open.tag:
            if self.depth:
                self.depth -= 1
                return
            if any(self.open.cells):
                one = self.open
                under = self.under if one.kind == "row" else ""
                self.found.append(Piece(self.section, one.kind, tuple(one.cells), one.state, under))
            self.open = None

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.origin:
            self.words.append(data)

    def _end(self, tag: str = "") -> None:
        text = re.sub(r"\s+", " ", "".join(self.words)).strip()
        self.words = []
        if tag == "caption":
            self.under = text
        if self.open and (text or tag in ("td", "th")):
            self.open.cells.append(text)
        elif text:
            self.found.append(Piece(self.section, "text", (text,)))


def _is_answer(tag: str, known: dict) -> bool:
    return tag == "div" and (known.get("class") or "").startswith("answer")


@lru_cache(maxsize=64)
def pieces(html: str, section: str = "") -> tuple[Piece, ...]:
    """The blocks, items and rows of a page, or of one section of it, in their order."""
    reader = _Reader(section)
    reader.feed(html)
    reader.close()
    return tuple(reader.found)
