"""Most worksheets hide nothing: rows of values, no formulas, no errors, no formats that say more than digits.

Such a sheet is recognised by the shape of its markup, without following its cells one by one; whatever has another
shape is left to the closer look (see precheck).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from capacity.intake.sheets.plain_cells import PlainCells
from capacity.intake.sheets.plain_text import NotPlain
from capacity.intake.sheets.scan import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, SheetScan
from capacity.intake.sheets.sheets import column_number

_VALUE = rb"<v>[^<&]*</v>|<is><t[^<>&]*>[^<&]*</t></is>"
_CELL = rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>&]*(?:/>|(?<!/)>(?:' + _VALUE + rb")?</c>)"
_ROWS = re.compile(rb"(?:\s*+<row [^<>&]*(?:/>|(?<!/)>(?:\s*+" + _CELL + rb")*+\s*+</row>))*+\s*+")
_WRITTEN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>&]*><(?:v|is)>(?:<t[^<>&]*>)?[^<&]*)')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_ERROR = re.compile(rb"\bt=[\"']e[\"']|\bs='")
_BEGIN, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"


def scan_plain(chunks: Iterable[bytes], special: Collection[str]) -> tuple[SheetScan, PlainCells, bytes]:
    """Return how far a plain sheet reaches, its cells, and its markup without the rows; NotPlain where it is none.

    `special` are the styles of cells that say more than how a cell looks.
    """
    scan, cells, around, styles = SheetScan(), PlainCells(), [], {style.encode() for style in special}
    for is_rows, piece in _pieces(chunks):
        if is_rows:
            _take(piece, scan, cells, styles)
        else:
            around.append(piece)
    return scan, cells, b"".join(around)


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Yield what stands around the rows (False), and whole rows (True), piece by piece."""
    waiting, is_inside, is_over = b"", False, False
    for chunk in chunks:
        waiting += chunk
        if not is_inside and not is_over and _BEGIN in waiting:
            head, waiting = waiting.split(_BEGIN, 1)
            yield False, head + _BEGIN
            is_inside = True
        if is_inside and _END in waiting:
            rows, waiting = waiting.split(_END, 1)
            yield True, rows
            is_inside, is_over, waiting = False, True, _END + waiting
        elif is_inside and _ROW_END in waiting:
            rows, waiting = waiting.rsplit(_ROW_END, 1)
            yield True, rows + _ROW_END
    if not is_over:
        raise NotPlain
    yield False, waiting


def _take(rows: bytes, scan: SheetScan, cells: PlainCells, special: AbstractSet[bytes]) -> None:
    """Note how far some rows reach, and take their cells."""
    if b"hidden" in rows or not _ROWS.fullmatch(rows):
        raise NotPlain
    _, *parts = _WRITTEN.split(rows)
    if not parts:
        return
    letters, numbers, said = parts[0::4], parts[1::4], parts[2::4]
    for looks in {markup.partition(b">")[0] for markup in set(said)}:
        if _ERROR.search(looks) or not special.isdisjoint(_STYLE.findall(looks)):
            raise NotPlain
    by_name = {name: column_number(name.decode()) for name in set(letters)}
    at_row = np.fromiter(map(int, numbers), np.int64, len(numbers))
    at_column = np.fromiter(map(by_name.__getitem__, letters), np.int64, len(letters))
    scan.height, scan.width = max(scan.height, int(at_row.max())), max(scan.width, *by_name.values())
    if scan.height > MOST_ROWS or scan.width > MOST_COLUMNS or scan.height * scan.width > MOST_CELLS:
        raise NotPlain
    cells.take(at_row, at_column, said)
