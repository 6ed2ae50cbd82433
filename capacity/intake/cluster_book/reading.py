"""cluster.xlsx is read: its sheets become the plain data that cluster.yml gives, and every value knows its cell."""

from collections.abc import Iterator, Mapping

from capacity.intake.cluster_book.layout import (
    DETAILS,
    FIELD,
    FORM,
    KEY,
    LIST,
    NAME,
    NUMBER,
    OWNER,
    PLACE,
    REST,
    SheetLayout,
    Slot,
    layouts,
)
from capacity.intake.cluster_book.one_value import Cell, value_of
from capacity.intake.cluster_book.words import FORM_PARTS, folded, known_columns, known_keys, known_sheets
from capacity.intake.documents import Document, shown
from capacity.intake.findings import InputError, Issue, nearest
from capacity.intake.sheets.sheets import ERROR, NO_RESULT, Row, Sheet, column_letters
from capacity.intake.sheets.workbook import read_workbook

Columns = Mapping[int, tuple[Slot | None, str]]
OWN = "_"
"""what begins the title of a sheet that is the facilitator's own and is not read"""


def parse_book(data: bytes, file: str) -> Document:
    """Return a workbook as plain data with places; everything surprising is refused with its sheet and cell."""
    sheets = [sheet for sheet in read_workbook(data, file) if not sheet.name.startswith(OWN)]
    book = _Book(file)
    known = {layout.key: layout for layout in layouts()}
    named: dict[str, Sheet] = {}
    for sheet in sheets:
        key = known_sheets().get(folded(sheet.name))
        if key is None or key in named:
            book.refuse_sheet(sheet, known_sheets(), is_twice=key is not None)
        else:
            named[key] = sheet
    for key in sorted(named, key=lambda key: _order(known[key])):
        book.read(named[key], known[key])
    if book.issues:
        raise InputError(book.issues)
    return Document(book.data, book.places, file)


def _order(layout: SheetLayout) -> int:
    """Return when a sheet is read: rows before what hangs on them, what has no sheet of its own at last."""
    return {DETAILS: 1, REST: 2}.get(layout.shape, 0)


class _Book:
    """Walks the sheets once, collecting values, places and issues."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: dict = {}
        self.places: dict[tuple, str] = {}
        self.issues: list[Issue] = []

    def refuse_sheet(self, sheet: Sheet, known: Mapping[str, str], *, is_twice: bool) -> None:
        """Note a sheet that nobody reads."""
        if not any(not row.is_blank for row in sheet.rows):
            return
        fix = "keep one of the two" if is_twice else f"{nearest(sheet.name, known)} If it is your own, begin with _"
        problem = "this sheet stands here twice" if is_twice else "this sheet is not known"
        self.issues.append(Issue(problem, fix, file=f"{self.file} » {sheet.name}", code="Y26"))

    def read(self, sheet: Sheet, layout: SheetLayout) -> None:
        """Read one sheet."""
        head, *rows = sheet.rows or (Row(1, ()),)
        if layout.path:
            self.places.setdefault(layout.path, f" » {sheet.name} » A1")
        columns = self._columns(sheet, layout, head, rows)
        for row in rows:
            cells = {where: self._cell(sheet, row, index) for index, where in columns.items()}
            if not any(cell.text for cell in cells.values()):
                continue
            try:
                self._row(layout, {part: cell for (slot, part), cell in cells.items() if slot is None}, cells)
            except InputError as error:
                self.issues.extend(error.issues)

    def _columns(self, sheet: Sheet, layout: SheetLayout, head: Row, rows: list[Row]) -> Columns:
        """Return what each column holds; refuse labels that are not known above cells that are filled."""
        known = known_columns(layout)
        found: dict[int, tuple[Slot | None, str]] = {}
        for index, label in enumerate(head.cells):
            where = known.get(folded(label))
            cell = self._cell(sheet, head, index)
            if where and where not in found.values():
                found[index] = where
            elif any(index < len(row.cells) and row.cells[index].strip() for row in rows):
                problem = f'the label "{label}" is not known' if label.strip() else "this column has no label"
                problem = f'the label "{label}" stands here twice' if where else problem
                fix = nearest(folded(label), known) if label.strip() else "write what it is, or empty the column"
                self.issues.append(Issue(problem, fix, file=f"{self.file}{cell.place}", code="Y25"))
        return found

    def _cell(self, sheet: Sheet, row: Row, index: int) -> Cell:
        kind, text = row.kind(index), row.cells[index].strip()
        place = f" » {sheet.name} » {column_letters(index)}{row.number}"
        if kind == NO_RESULT:
            fix = "open the file in a spreadsheet and save it"
            self.issues.append(Issue("the formula has no stored result", fix, file=f"{self.file}{place}", code="C11"))
        if kind == ERROR:
            problem = f"the sheet could not calculate this cell ({text})"
            self.issues.append(Issue(problem, "mend the formula", file=f"{self.file}{place}", code="C10"))
        return Cell("" if kind in (NO_RESULT, ERROR) else text, kind, self.file, place)

    def _row(
        self, layout: SheetLayout, leading: Mapping[str, Cell], cells: Mapping[tuple[Slot | None, str], Cell]
    ) -> None:
        if layout.shape == FORM:
            self._form_row(layout, leading)
            return
        if not any(cell.text for (_, part), cell in cells.items() if part != "remark"):
            return
        for path, slot in self._targets(layout, leading):
            there = {part: cell for (one, part), cell in cells.items() if one == slot}
            parts = {part: cell for part, cell in there.items() if cell.text}
            if "value" in there:
                self.places.setdefault((*path, *slot.path), there["value"].place)
            if parts:
                unit = next((cell for (one, _), cell in cells.items() if cell.text and _is_unit_of(slot, one)), None)
                self._put((*path, *slot.path), slot, {**parts, "unit": unit} if unit else parts)

    def _form_row(self, layout: SheetLayout, leading: Mapping[str, Cell]) -> None:
        parts = {part: leading[part] for part in FORM_PARTS if part in leading and leading[part].text}
        label = leading.get(KEY)
        slot = known_keys(layout).get(folded(label.text)) if label else None
        if parts and slot:
            self._put(slot.path, slot, parts)
        elif parts:
            at = label if label and label.text else next(iter(parts.values()))
            fix = nearest(folded(label.text), known_keys(layout)) if label and label.text else "write its key beside it"
            raise at.refused(f'the key "{label.text if label else ""}" is not known', fix, "Y25")

    def _targets(self, layout: SheetLayout, leading: Mapping[str, Cell]) -> Iterator[tuple[tuple, Slot]]:
        """Yield where the keys of a row stand in the data; make the row that they stand in."""
        if layout.shape in (DETAILS, REST):
            yield self._path(layout, leading), layout.slots[0]
            return
        if layout.shape == LIST:
            path = (*layout.path, self._number(layout, leading))
        else:
            path = (*layout.path, _text(leading, NAME, "the row has no name").text)
        at = leading.get(NUMBER) or leading.get(NAME)
        if path in self.places and at:
            raise at.refused(f'"{path[-1]}" stands here a second time', "keep one of the two rows", "Y26")
        if at:
            self.places[path] = at.place
        self._block(path)
        yield from ((path, slot) for slot in layout.slots)

    def _number(self, layout: SheetLayout, leading: Mapping[str, Cell]) -> int:
        """Return the number of a row of a list: the next one, which is also what has to be written there."""
        block: object = self.data
        for name in layout.path:
            block = block.get(name, []) if isinstance(block, dict) else []
        following, cell = len(block) if isinstance(block, list) else 0, leading.get(NUMBER)
        if cell and cell.text and cell.text != str(following):
            problem = f"the row is numbered {cell.text}: {following} was expected"
            raise cell.refused(problem, "number the rows 0, 1, 2 ... without a gap", "Y26")
        return following

    def _path(self, layout: SheetLayout, leading: Mapping[str, Cell]) -> tuple:
        if layout.shape == REST:
            above = leading[PLACE].text if PLACE in leading else ""
            last = _text(leading, KEY, "the row has no key").text
            return (*(self._down(above.split(".")) if above else ()), last)
        owner, key = _text(leading, OWNER, "the row does not say of what"), _text(leading, KEY, "the row has no key")
        field = leading.get(FIELD)
        name = layout.fields[0] if len(layout.fields) == 1 and not (field and field.text) else ""
        name = name or _text(leading, FIELD, f"write one of: {', '.join(layout.fields)}").text
        if name not in layout.fields:
            raise leading[FIELD].refused(f'"{name}" is not known here', nearest(name, layout.fields), "Y25")
        path = self._down([*layout.path, owner.text])
        if path not in self.places and path[-1] not in self._block(layout.path):
            raise owner.refused(f'there is no "{owner.text}"', "write it on its own sheet first", "Y25")
        return (*path, name, key.text)

    def _down(self, keys: list[str]) -> tuple:
        """Return keys as a path: a number where a list stands."""
        path: tuple = ()
        block: object = self.data
        for key in keys:
            if isinstance(block, list) and key.isdigit() and int(key) < len(block):
                path, block = (*path, int(key)), block[int(key)]
            else:
                path, block = (*path, key), block.get(key) if isinstance(block, dict) else None
        return path

    def _put(self, path: tuple, slot: Slot, parts: Mapping[str, Cell]) -> None:
        """Write a value at a path, and its place; refuse a second one."""
        first = parts.get("value") or next(iter(parts.values()))
        value = value_of(slot, parts)
        above = self._block(path[:-1], first)
        if isinstance(above, dict) and (path[-1] not in above or above[path[-1]] == {} == value):
            above[path[-1]] = value
        elif not (isinstance(above, dict) and above[path[-1]] == {} and slot.path == ()):
            problem = f"{'.'.join(map(str, path))} is stated a second time"
            raise first.refused(problem, f"keep one: the other stands at {self._where(path)}", "Y26")
        else:
            above[path[-1]] = value
        self.places[path] = first.place

    def _where(self, path: tuple) -> str:
        return Document(self.data, self.places, self.file).where(path)

    def _block(self, path: tuple, at: Cell | None = None) -> dict | list:
        """Return the block at a path; make what is not there yet, in a list the next item."""
        block: object = self.data
        for depth, key in enumerate(path):
            following = path[depth + 1] if depth + 1 < len(path) else None
            empty: dict | list = [] if isinstance(following, int) else {}
            if isinstance(block, list) and isinstance(key, int) and key == len(block):
                block.append(empty)
            elif isinstance(block, dict) and key not in block:
                block[key] = empty
            block = block[key] if isinstance(block, (dict, list)) else None
        if isinstance(block, (dict, list)):
            return block
        problem = f"{shown(path)} holds {block} and cannot hold more"
        if at is None:
            raise InputError(problem, file=self.file, fix="keep one of the two", code="Y26")
        raise at.refused(problem, f"keep one: the other stands at {self._where(path)}", "Y26")


def _is_unit_of(slot: Slot, other: Slot | None) -> bool:
    """Return whether a key beside twelve months says their unit."""
    return slot.kind == "months" and other is not None and other.path == (*slot.path[:-1], "unit")


def _text(leading: Mapping[str, Cell], name: str, problem: str) -> Cell:
    """Return a cell that has to be filled."""
    cell = leading.get(name)
    if cell and cell.text:
        return cell
    if cell:
        raise cell.refused(problem, "fill this cell, or empty the row", "Y25")
    at = next(one for one in leading.values() if one)
    raise at.refused(f'the column "{name}" is missing', "write its label in the first row again", "Y25")
