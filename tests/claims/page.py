"""The text of a rendered page: its sentences and table rows, by section, as a reader meets them."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "caption", "figcaption", "summary", "div", "section", "ul", "ol", "dl",
          "table", "tr", "td", "th", "details", "figure", "header", "footer", "main", "article"}  # fmt: skip
SILENT = {"script", "style", "svg", "head", "nav"}


@dataclass(frozen=True)
class Piece:
    """A block of text, or a row of a table (cells); `section` is the id of the section it stands in."""

    section: str
    kind: str
    """text, row, or the class of a light"""
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text of a block; the cells of a row in one line."""
        return " | ".join(self.cells)


class _Reader(HTMLParser):
    """Collects blocks and rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self.section, self.silent, self.words, self.row = "", 0, [], None
        self.state: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        known = dict(attrs)
        if tag in SILENT:
            self.silent += tag not in ("link",)
        if tag in BLOCKS:
            self._end()
        if tag == "section" and known.get("id"):
            self.section = known["id"]
        if tag == "tr":
            self.row = []
        state = re.search(r"\b(good|bad|warn|none)\b", known.get("class") or "")
        if state:
            self.words.append(f"[{state[1]}] ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        if tag in ("td", "th") and self.row is not None:
            self.row.append(self._said())
        elif tag == "tr" and self.row is not None:
            self.found.append(Piece(self.section, "row", tuple(self.row)))
            self.row = None
        elif tag in BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    def _said(self) -> str:
        text = re.sub(r"\s+", " ", "".join(self.words)).strip()
        self.words = []
        return text

    def _end(self) -> None:
        if self.row is None and (text := self._said()):
            self.found.append(Piece(self.section, "text", (text,)))


def pieces(html: str) -> list[Piece]:
    """The blocks and rows of a page in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
