"""Whether a workbook can be opened at all without harm: what it really is, how large it becomes, what its cells hide.

Only the standard library reads here (and xlrd an .xls), streaming, and stops at the first thing that is wrong. Codes:
F03 empty, F05 and F06 not a workbook, F08 password, F09 truncated, F10 damaged, F11 a bomb, F12 DOCTYPE, F26 too many
rows.
"""

import contextlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, partial
from xml.parsers import expat

from capacity.intake.findings import InputError
from capacity.intake.sheets.number_formats import StyleReader
from capacity.intake.sheets.old_excel import scan_old_excel
from capacity.intake.sheets.open_document import OpenDocumentReader
from capacity.intake.sheets.plain_sheet import scan_plain
from capacity.intake.sheets.plain_text import NotPlain, plain_strings, refuse_encoded
from capacity.intake.sheets.scan import MOST_COLUMNS, MOST_ROWS, SheetScan, bound_together, too_far
from capacity.intake.sheets.sheets import column_number
from capacity.intake.sheets.struck import struck_styles

LARGEST_INFLATED = 200_000_000
LARGEST_RATIO = 200
MOST_PARTS = 10_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
_AT_ONCE = 1 << 18
_STRINGS = "xl/sharedStrings.xml"
_LONGEST = 4
"""letters of an address from which it is seen that its column is none of a sheet"""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""what zipfile raises of a file that is not whole, or packed in a way it does not know"""
_SAVE = "open it, save it as .xlsx and copy it here again"


@dataclass(frozen=True)
class Package:
    """What the pre-check learnt about a workbook: scans by sheet name, and parts worth a note."""

    scans: Mapping[str, SheetScan] = field(default_factory=dict)
    has_macros: bool = False
    has_external_links: bool = False
    shows_unknown: bool = False
    """whether the units that its cells only show cannot be read"""

    @property
    def is_plain(self) -> bool:
        """Whether the cells of all its sheets have been taken on the way."""
        return bool(self.scans) and all(scan.rows is not None for scan in self.scans.values())


def check_workbook(data: bytes, file: str) -> Package:
    """Return what the pre-check learnt; refuse with InputError what is no workbook, damaged, protected or a bomb."""
    if not data:
        raise InputError("the file is empty", fix="copy the survey here again", file=file, code="F03")
    if data.startswith(OLD_EXCEL):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise protected(file)
        scans = scan_old_excel(data)
        return Package(scans or {}, shows_unknown=scans is None)
    if not data.startswith(ZIP):
        raise _not_a_workbook(data, file)
    with open_zip(data, file) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names and "content.xml" not in names:
            raise InputError("this is a zip file, not a workbook", fix=_SAVE, file=file, code="F09")
        scans = _scan_excel(archive, file) if "xl/workbook.xml" in names else _scan_open_document(archive, file)
    linked = any(name.startswith("xl/externalLinks/") for name in names)
    return Package(scans, any(name.endswith("vbaProject.bin") for name in names), linked)


def protected(file: str) -> InputError:
    """Return the refusal of a file that only its password opens."""
    fix = "open it, remove the password, save it and copy it here again"
    return InputError("the file is protected by a password", fix=fix, file=file, code="F08")


def _not_a_workbook(data: bytes, file: str) -> InputError:
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return InputError("this is a web page or XML, not a workbook", fix=_SAVE, file=file, code="F06")
    fix = "rename the file so that it ends in .csv"
    return InputError("this is text (perhaps CSV), not a workbook", fix=fix, file=file, code="F05")


def open_zip(data: bytes, file: str) -> zipfile.ZipFile:
    """Return an archive whose every part is whole, unprotected and of a sane size; refuse any other."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        fix = "the file is not complete: copy it here again, and open it once to see whether it is whole"
        raise InputError("the file is truncated or is not a zip package", fix=fix, file=file, code="F09") from None
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise protected(file)
    _refuse_bombs(parts, file)
    for part in parts:
        for _ in _chunks(archive, part, file):
            pass
    return archive


def _refuse_bombs(parts: list[zipfile.ZipInfo], file: str) -> None:
    total = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if len(parts) > MOST_PARTS or total > LARGEST_INFLATED or (total > 10_000_000 and total / packed > LARGEST_RATIO):
        problem = f"unpacked, the file would take {total / 1e6:,.0f} MB in {len(parts)} parts"
        fix = "copy only the survey's rows into a new workbook and save that"
        raise InputError(problem, fix=fix, file=file, code="F11")


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo | str, file: str) -> Iterator[bytes]:
    """Yield a part's bytes in pieces, its checksum and its DOCTYPE checked on the way."""
    name = part if isinstance(part, str) else part.filename
    is_markup = name.endswith((".xml", ".rels", ".vml"))
    tail = b""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_AT_ONCE):
                if is_markup and b"<!DOCTYPE" in (tail + chunk).replace(b"\0", b""):
                    raise InputError(f"{name} contains a DOCTYPE", fix=_SAVE, file=file, code="F12")
                tail = chunk[-20:]
                yield chunk
    except _DAMAGE:
        fix = "the file was damaged on its way: copy it here again"
        raise InputError(f"the part {name} is damaged", fix=fix, file=file, code="F10") from None


def _parse(chunks: Iterable[bytes], parser: expat.XMLParserType, file: str, name: str) -> None:
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(f"{name} is not readable: {error}", fix=_SAVE, file=file, code="F10") from None


def _elements(archive: zipfile.ZipFile, name: str, file: str) -> list[tuple[str, dict[str, str]]]:
    """Return every element of a small part: its tag and its attributes, without their prefixes."""
    if name not in archive.namelist():
        return []
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append(
        (tag.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})
    )
    _parse(_chunks(archive, name, file), parser, file, name)
    return found


def _scan_excel(archive: zipfile.ZipFile, file: str) -> dict[str, SheetScan]:
    relations = _elements(archive, "xl/_rels/workbook.xml.rels", file)
    targets = {item["Id"]: item.get("Target", "") for tag, item in relations if tag == "Relationship" and "Id" in item}
    styles, strings = _styles(archive, file), cache(partial(_strings, archive, file))
    scans: dict[str, SheetScan] = {}
    for tag, item in _elements(archive, "xl/workbook.xml", file):
        part = targets.get(item.get("id", ""), "").removeprefix("/")
        part = part if part.startswith("xl/") else f"xl/{part}"
        if tag == "sheet":
            is_twice = (name := item.get("name", "")) in scans
            scan = _scan_sheet(archive, part, file, styles, strings) if part in archive.namelist() else SheetScan()
            scan.is_hidden = item.get("state", "visible") != "visible"
            scan.rows = scan.rows if part.startswith("xl/worksheets/") and not is_twice else None
            scans[name] = scan
    bound_together(scans, file)
    return scans


@dataclass(frozen=True)
class _Styles:
    """What the styles of a workbook's cells tell, by their index."""

    struck: frozenset[str]
    formats: Mapping[str, str]
    """number formats that show more than digits"""
    digital: AbstractSet[str]
    """the styles that show digits and no more"""

    @property
    def special(self) -> frozenset[str]:
        """The styles that tell more than how a cell looks."""
        return self.struck | self.formats.keys()


class _Stop(Exception):
    """The sheet reaches further than a survey can."""


def _styles(archive: zipfile.ZipFile, file: str) -> _Styles:
    reader = StyleReader()
    elements = _elements(archive, "xl/styles.xml", file)
    for tag, attributes in elements:
        reader.start(tag, attributes)
    return _Styles(struck_styles(elements), reader.formats, reader.digital)


def _strings(archive: zipfile.ZipFile, file: str) -> list[str]:
    """Return the texts that the cells of an Excel workbook share; NotPlain where they have to be looked at closely."""
    if _STRINGS not in archive.namelist():
        raise NotPlain
    return plain_strings(_chunks(archive, _STRINGS, file))


def _scan_sheet(
    archive: zipfile.ZipFile, part: str, file: str, styles: _Styles, strings: Callable[[], Sequence[str]]
) -> SheetScan:
    with contextlib.suppress(NotPlain):
        scan, cells, around = scan_plain(_chunks(archive, part, file), styles.special)
        _parse([around], expat.ParserCreate(), file, part)
        with contextlib.suppress(NotPlain):
            refuse_encoded(around)
            scan.rows = None if b"mergeCell" in around else cells.rows(strings, styles.digital)
        return scan
    scan = SheetScan()
    parser = expat.ParserCreate()
    parser.StartElementHandler = _SheetReader(scan, file, parser, styles).start
    with contextlib.suppress(_Stop):
        _parse(_chunks(archive, part, file), parser, file, part)
    return scan


class _SheetReader:
    """Follows the cells of one worksheet; cells without an address stand after the one before."""

    def __init__(self, scan: SheetScan, file: str, parser: expat.XMLParserType, styles: _Styles) -> None:
        self.scan, self.file, self.parser, self.styles = scan, file, parser, styles
        self.row = self.column = 0
        self.is_struck, self.format = False, ""
        self.error = self.formula = self.stored = False
        self.readers = {"c": self._cell, "f": self._formula, "v": self._stored, "is": self._written, "row": self._row}
        self.columns: dict[str, int] = {}
        self.special = styles.special

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a row, a cell, its formula or its stored value; every other element is passed over."""
        if tag not in self.readers:
            self.readers[tag] = self.readers.get(tag.rpartition(":")[2], _pass)
        self.readers[tag](attributes)

    def _row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 10 else self.row + 1
        self.column = 0
        self.scan.hidden_rows += attributes.get("hidden") in ("1", "true")

    def _cell(self, attributes: dict[str, str]) -> None:
        self._place(attributes.get("r", ""))
        kind = attributes.get("t")
        self.error, self.stored, self.formula = kind == "e", kind == "str", False
        if (style := attributes.get("s")) in self.special:
            self.is_struck = style in self.styles.struck
            self.format = self.styles.formats.get(style, "") if kind in (None, "n") else ""
        elif self.is_struck or self.format:
            self.is_struck, self.format = False, ""

    def _place(self, address: str) -> None:
        """Go to the cell with an address, or to the next one; stop where it is too far out."""
        letters = address.rstrip("0123456789")
        number = address[len(letters) :]
        self.column += 1
        if letters and number and len(number) < 10:
            self.row = int(number)
            self.column = self.columns.get(letters) or self.columns.setdefault(
                letters, column_number(letters[:_LONGEST])
            )
        if self.row > MOST_ROWS or self.column > MOST_COLUMNS:
            self.scan.problem = too_far(self.row, self.column, self.file)
            raise _Stop

    def _written(self, _: dict[str, str]) -> None:
        if self.row > self.scan.height or self.column > self.scan.width:
            self.scan.reach(self.row, self.column, self.file)
            if self.scan.problem:
                raise _Stop
        if self.is_struck:
            self.scan.struck.add(self.row)

    def _formula(self, _: dict[str, str]) -> None:
        self._written(_)
        self.formula = True
        self.parser.EndElementHandler = self._end

    def _stored(self, _: dict[str, str]) -> None:
        self._written(_)
        if self.format:
            self.scan.format(self.format, self.row, self.column, 1, 1)
        if self.error or self.formula:
            self.parser.CharacterDataHandler = self._value
            self.parser.EndElementHandler = self._end

    def _value(self, text: str) -> None:
        self.stored = True
        if self.error:
            place = (self.row, self.column)
            self.scan.errors[place] = self.scan.errors.get(place, "") + text

    def _end(self, tag: str) -> None:
        """Close a value or a cell: was its formula stored with a result."""
        self.parser.CharacterDataHandler = None
        if tag.rpartition(":")[2] == "c":
            self.parser.EndElementHandler = None
            if self.formula:
                self.scan.formulas += 1
            if self.formula and not self.stored:
                self.scan.unsaved.add((self.row, self.column))


def _pass(_: dict[str, str]) -> None:
    """Read nothing from an element."""


def _scan_open_document(archive: zipfile.ZipFile, file: str) -> dict[str, SheetScan]:
    """Return the scans of an .ods; refuse it if a sheet reaches too far, since its reader always takes all of it."""
    scans: dict[str, SheetScan] = {}
    parser = expat.ParserCreate()
    reader = OpenDocumentReader(scans, file, parser)
    parser.StartElementHandler = reader.start
    if "styles.xml" in archive.namelist():
        styles = expat.ParserCreate()
        styles.StartElementHandler = reader.scales.note
        _parse(_chunks(archive, "styles.xml", file), styles, file, "styles.xml")
    _parse(_chunks(archive, "content.xml", file), parser, file, "content.xml")
    bound_together(scans, file)
    if problems := [scan.problem.at(sheet=name) for name, scan in scans.items() if scan.problem]:
        raise InputError(problems)
    return scans
