"""The rows and cells of an .ods as its XML has them, streaming: how often they are repeated, and what they show."""

from collections.abc import Mapping
from xml.parsers import expat

from capacity.intake.sheets.number_formats import shown_format
from capacity.intake.sheets.scan import LAST_COLUMN, LAST_ROW, MOST_COLUMNS, MOST_ROWS, SheetScan, too_far
from capacity.intake.sheets.struck import StruckNames

_LONGEST_SHOWN = 80


class ScaleNames:
    """How often the styles of an .ods divide by 1000 what they show, noted while its elements pass by."""

    def __init__(self) -> None:
        """Begin without any."""
        self.by_format: dict[str, int] = {}
        self.by_style: dict[str, int] = {}
        self.columns: list[int] = []
        self._format = ""

    def begin_sheet(self) -> None:
        """Forget the columns of the sheet before."""
        self.columns = []

    def note(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note an element of content.xml, prefixes and all: a format, a style that uses it, a column with a style."""
        if tag == "number:number-style":
            self._format = attributes.get("style:name", "")
        elif tag == "number:number":
            factor = attributes.get("number:display-factor", "1")
            self.by_format[self._format] = {"1000": 1, "1000000": 2, "1000000000": 3}.get(factor.partition(".")[0], 0)
        elif tag == "style:style" and attributes.get("style:family") == "table-cell":
            of_format = self.by_format.get(attributes.get("style:data-style-name", ""), 0)
            self.by_style[attributes.get("style:name", "")] = of_format
        elif tag == "table:table-column" and len(self.columns) < MOST_COLUMNS:
            times = self.by_style.get(attributes.get("table:default-cell-style-name", ""), 0)
            self.columns += [times] * min(_repeats(attributes, "columns", LAST_COLUMN), MOST_COLUMNS)

    def thousands(self, style: str | None, column: int) -> int:
        """Return how often a cell in a column (from 0) is divided by 1000, by its own style or that of its column."""
        if style is not None:
            return self.by_style.get(style, 0)
        return self.columns[column] if column < len(self.columns) else 0


class OpenDocumentReader:
    """Follows the rows and cells of an .ods with their repeats; blank ones cost its reader nothing, written ones do."""

    def __init__(self, scans: dict[str, SheetScan], file: str, parser: expat.XMLParserType) -> None:
        self.scans, self.file, self.parser = scans, file, parser
        self.scan = SheetScan()
        self.places: tuple[int, int, int, int] = (0, 0, 0, 0)
        self.shown = ""
        self.in_note = False
        self.row = self.repeated = self.column = 0
        self.styles = StruckNames()
        self.scales = ScaleNames()
        self.value, self.thousands = "", 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a sheet, a row or a cell; every other element is passed over."""
        if tag == "table:table":
            self.scan = self.scans.setdefault(attributes.get("table:name", ""), SheetScan())
            self.row = self.repeated = 0
            self.scales.begin_sheet()
        elif tag == "table:table-row":
            self.row += self.repeated
            self.repeated = _repeats(attributes, "rows", LAST_ROW)
            self.column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif tag == "text:span" and attributes.get("text:style-name") in self.styles.names:
            self.scan.struck.add(self.row + 1)
        elif tag == "office:annotation":
            self.in_note = True
        else:
            self.styles.note(tag, attributes)
            self.scales.note(tag, attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = _repeats(attributes, "columns", LAST_COLUMN)
        kind = attributes.get("office:value-type")
        if kind in ("float", "percentage"):
            self.shown = "%" if kind == "percentage" else ""
            self.value = attributes.get("office:value", "")
            self.thousands = self.scales.thousands(attributes.get("table:style-name"), self.column)
            self.places = (self.row + 1, self.column + 1, self.repeated, repeated)
            self.parser.CharacterDataHandler = self._text if kind == "float" else None
            self.parser.EndElementHandler = self._end
        self.column += repeated
        row = self.row + self.repeated
        if any(name.startswith("office:") or name == "table:formula" for name in attributes):
            if (row > MOST_ROWS or self.column > MOST_COLUMNS) and self.scan.problem is None:
                self.scan.problem = too_far(row, self.column, self.file)
            self.scan.reach(row, self.column, self.file)
            if attributes.get("table:style-name") in self.styles.names:
                self.scan.struck.add(row)

    def _text(self, text: str) -> None:
        self.shown += "" if self.in_note else text[:_LONGEST_SHOWN]

    def _end(self, tag: str) -> None:
        """Close a number: note what the sheet shows beside its digits."""
        if tag == "office:annotation":
            self.in_note = False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            self.in_note = False
            if code := shown_format(self.shown[:_LONGEST_SHOWN], self.value, self.thousands):
                self.scan.format(code, *self.places)


def _repeats(attributes: Mapping[str, str], kind: str, most: int) -> int:
    """Return how often a row or cell stands there, at most one more than a sheet has room for."""
    text = attributes.get(f"table:number-{kind}-repeated", "1").strip().removeprefix("+")
    return min(int(text[:12]), most + 1) if text.isdecimal() else 1
