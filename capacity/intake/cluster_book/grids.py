"""A cluster's plain data as rows for the sheets; what has no column of its own goes to the last sheet, by its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from capacity.intake.cluster_book.layout import (
    DETAILS,
    FIELD,
    FIXED,
    FORM,
    KEY,
    LIST,
    NAME,
    NUMBER,
    OWNER,
    PLACE,
    REST,
    TABLE,
    SheetLayout,
    Slot,
    layouts,
)
from capacity.intake.cluster_book.values import Cells, cells_of, is_text
from capacity.intake.findings import InputError


@dataclass
class GridRow:
    """One row of a sheet: the columns before the keys, and the cells of every key."""

    leading: dict[str, str | int] = field(default_factory=dict)
    cells: dict[Slot, Cells] = field(default_factory=dict)
    path: tuple = ()
    """what the row says something of, for its remark"""


def grids(data: Mapping[str, object], language: str) -> dict[str, list[GridRow]]:
    """Return the rows of every sheet that say what a cluster file says, in its order."""
    left = {key: _apart(value) for key, value in data.items()}
    found: dict[str, list[GridRow]] = {}
    for sheet in reversed([one for one in layouts() if one.shape == DETAILS]):
        found[sheet.key] = list(_details(left, sheet, language))
    for sheet in layouts():
        if sheet.shape in (TABLE, FIXED, LIST):
            found[sheet.key] = list(_rows(left, sheet, language))
    for sheet in layouts():
        if sheet.shape == FORM:
            found[sheet.key] = [GridRow({}, _taken(left, sheet.slots, language))]
    rest = next(sheet for sheet in layouts() if sheet.shape == REST)
    found[rest.key] = list(_rest(left, (), rest.slots[0], language))
    return found


def _apart(value: object) -> object:
    """Return a copy of plain data in which nothing is shared: what is taken out of one place stays in all others."""
    if isinstance(value, dict):
        return {key: _apart(item) for key, item in value.items()}
    return [_apart(item) for item in value] if isinstance(value, list) else value


def _rows(left: dict, sheet: SheetLayout, language: str) -> Iterator[GridRow]:
    """Yield the rows of a table; what a row says that has no cells stays where it is."""
    table = _at(left, sheet.path)
    if sheet.shape == LIST:
        if not isinstance(table, list) or not table or not all(isinstance(row, dict) for row in table):
            return
        for number, row in enumerate(table):
            yield GridRow({NUMBER: number}, _taken(row, sheet.slots, language), (*sheet.path, number))
        if not any(table):
            _remove(left, sheet.path)
        return
    for name, row in list(table.items()) if isinstance(table, dict) else ():
        if not is_text(name) or (sheet.shape == FIXED and name not in sheet.fields):
            continue
        if isinstance(row, dict):
            yield GridRow({NAME: name}, _taken(row, sheet.slots, language), (*sheet.path, name))
        elif is_text(row) and sheet.slots[0].path == ():
            yield GridRow({NAME: name}, {sheet.slots[0]: {"value": row}}, (*sheet.path, name))
        else:
            continue
        if not row or not isinstance(row, dict):
            _remove(left, (*sheet.path, name))


def _taken(row: dict, slots: tuple[Slot, ...], language: str) -> dict[Slot, Cells]:
    """Return the cells of what a row says, taken out of it; texts that are empty by default are dropped."""
    found = {}
    for slot in slots:
        value = _at(row, slot.path) if slot.path else None
        cells = cells_of(value, slot, language) if value is not None else None
        if cells is not None:
            found[slot] = cells
        if cells is not None or (value == "" and slot.field.default == ""):
            _remove(row, slot.path)
    return found


def _details(left: dict, sheet: SheetLayout, language: str) -> Iterator[GridRow]:
    """Yield the entries of dicts inside rows: the recipe of a link, the effects of an event; each dict whole or not."""
    table, slot = _at(left, sheet.path), sheet.slots[0]
    for owner, row in _entries(table).items():
        for name in sheet.fields if isinstance(row, dict) and is_text(str(owner)) else ():
            entries = row.get(name)
            if not isinstance(entries, dict) or not entries or not all(map(is_text, entries)):
                continue
            cells = {key: cells_of(value, slot, language) for key, value in entries.items()}
            if any(one is None for one in cells.values()):
                continue
            for key, one in cells.items():
                leading = {OWNER: owner, FIELD: name, KEY: key}
                yield GridRow(leading, {slot: one or {}}, (*sheet.path, owner, name, key))
            del row[name]


def _entries(table: object) -> dict:
    """Return the rows of a table by name, of a list by number."""
    if isinstance(table, list):
        return dict(enumerate(table))
    return dict(table) if isinstance(table, dict) else {}


def _rest(value: object, path: tuple[str, ...], slot: Slot, language: str) -> Iterator[GridRow]:
    above = _entries(value) if isinstance(value, dict) or _is_list_of_rows(value, path) else {}
    names = [str(key) for key in above]
    if above and all(map(is_text, names)) and not any("." in part for part in path):
        for key, item in above.items():
            if not (isinstance(value, list) and item == {}):
                yield from _rest(item, (*path, str(key)), slot, language)
        return
    cells = cells_of(value, slot, language) if path else None
    if cells is None:
        if path or value:
            problem = f"{'.'.join(path) or 'a key'} cannot be written into a workbook"
            raise InputError(problem, file="cluster.yml", fix="shorten it, or keep cluster.yml", code="Y27")
        return
    yield GridRow({PLACE: ".".join(path[:-1]), KEY: path[-1]}, {slot: cells}, path)


def _is_list_of_rows(value: object, path: tuple[str, ...]) -> bool:
    is_table = any(sheet.shape == LIST and sheet.path == path for sheet in layouts())
    return is_table and isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _at(data: object, path: tuple) -> object:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _remove(data: dict, path: tuple) -> None:
    """Take a value out, and the blocks that hold nothing any more."""
    blocks = [data]
    for key in path[:-1]:
        blocks.append(blocks[-1][key])
    for block, key in zip(reversed(blocks), reversed(path), strict=True):
        del block[key]
        if block:
            return
