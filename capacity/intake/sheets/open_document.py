"""The rows and cells of an .ods as its XML has them, streaming: how often they are repeated, and what they show."""

from xml.parsers import expat

from capacity.intake.sheets.number_formats import shown_format
from capacity.intake.sheets.scan import LAST_COLUMN, LAST_ROW, MOST_COLUMNS, MOST_ROWS, SheetScan, too_far
from capacity.intake.sheets.struck import StruckNames

_LONGEST_SHOWN = 80


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

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a sheet, a row or a cell; every other element is passed over."""
        if tag == "table:table":
            self.scan = self.scans.setdefault(attributes.get("table:name", ""), SheetScan())
            self.row = self.repeated = 0
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

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = _repeats(attributes, "columns", LAST_COLUMN)
        kind = attributes.get("office:value-type")
        if kind in ("float", "percentage"):
            self.shown = "%" if kind == "percentage" else ""
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
            if code := shown_format(self.shown[:_LONGEST_SHOWN]):
                self.scan.format(code, *self.places)


def _repeats(attributes: dict[str, str], kind: str, most: int) -> int:
    """Return how often a row or cell stands there, at most one more than a sheet has room for."""
    text = attributes.get(f"table:number-{kind}-repeated", "1").strip().removeprefix("+")
    return min(int(text[:12]), most + 1) if text.isdecimal() else 1
