"""The cells of one key become its value; what they cannot mean together is refused with the cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from capacity.intake.cluster_book.layout import MONTH_PARTS, Slot
from capacity.intake.cluster_book.shown import Shown, in_unit, shown
from capacity.intake.cluster_book.values import anything_of, bool_of, list_of, number_of
from capacity.intake.findings import InputError
from capacity.intake.sheets.sheets import BOOLEAN, DATE, NUMBER

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Cell:
    """A cell as it was read: its text, its kind (sheets.sheets), and where it stands."""

    text: str
    kind: str
    file: str
    place: str

    def refused(self, problem: str, fix: str, code: str) -> InputError:
        """Return what is wrong here."""
        return InputError(problem, fix=fix, file=f"{self.file}{self.place}", value=self.text, code=code)


def value_of(slot: Slot, parts: Mapping[str, Cell]) -> object:
    """Return the value that the filled cells of a key say, as cluster.yml would give it."""
    if slot.kind == "quantity":
        return _quantity(slot, parts)
    if slot.kind == "months":
        return _months(parts)
    for part, cell in parts.items():
        if part != "value":
            raise cell.refused("nothing can stand here: the key beside it takes one value", "empty this cell", "Y25")
    cell = parts["value"]
    if slot.kind == "bool":
        return _word(cell, bool_of(cell.text))
    if slot.kind == "number":
        return _number(cell)
    if slot.kind in ("words", "texts", "numbers"):
        return _guarded(cell, lambda: list_of(cell.text, slot.kind))
    return _text(cell, is_month=slot.path == ("start",))


def _word(cell: Cell, value: object) -> object:
    if isinstance(value, bool):
        return value
    raise cell.refused("yes or no was expected", "write yes or no", "Y25")


def _text(cell: Cell, *, is_month: bool) -> str:
    """Return a text; of a date its day, or its month where a month is asked and the spreadsheet made a day of it."""
    if cell.kind == DATE and re.match(r"\d{4}-\d\d-\d\d", cell.text):
        return cell.text[:7] if is_month and cell.text[8:10] == "01" else cell.text[:10]
    return cell.text


def _guarded(cell: Cell, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except InputError as error:
        first = error.issues[0]
        raise cell.refused(first.problem, first.fix, first.code) from None


def _number(cell: Cell) -> int | float:
    if cell.kind == DATE:
        problem = "a date stands where a number was expected: the spreadsheet may have made one of what was typed"
        raise cell.refused(problem, "format the cell as a number and type it again", "C07")
    if cell.kind == BOOLEAN:
        raise cell.refused("yes or no stands where a number was expected", "write the number", "C09")
    if cell.kind == NUMBER:
        return shown(cell.text).plain
    number = _guarded(cell, lambda: number_of(cell.text))
    if not isinstance(number, (int, float)):
        raise cell.refused("this is no number", "write one number; its unit has a column of its own", "C01")
    return number


def _months(parts: Mapping[str, Cell]) -> list:
    """Return twelve numbers in the unit of the season, which stands in a column of its own."""
    cells = [parts[part] for part in MONTH_PARTS if part in parts]
    if len(cells) < len(MONTH_PARTS):
        fix = "write all twelve; 0 where nothing is"
        raise cells[0].refused(f"only {len(cells)} of twelve months have a number", fix, "Y25")
    unit = parts["unit"].text if "unit" in parts else "percent"
    return _guarded(cells[0], lambda: in_unit([_seen(cell) for cell in cells], unit)[0])


def _quantity(slot: Slot, parts: Mapping[str, Cell]) -> object:
    """Return [value, unit, source] or [least, value, most, unit, source]; of a text what it says by itself."""
    cell = parts.get("value")
    if cell is None:
        at = next(iter(parts.values()))
        raise at.refused("there is no value beside this", "write the value, or empty this cell", "Y25")
    said = _said(cell)
    if not isinstance(said, Shown):
        return _with_unit(said, cell, parts)
    given = [parts[part] for part in ("least", "value", "most") if part in parts]
    if len(given) == 2:
        at = parts.get("least") or parts["most"]
        raise at.refused("a range needs both its ends", "write the least and the most, or neither", "Y25")
    seen = [said if one is cell else _seen(one) for one in given]
    stated = parts["unit"].text if "unit" in parts else ""
    numbers, unit = _guarded(cell, lambda: in_unit(seen, stated))
    source = [parts["source"].text] if "source" in parts else []
    if unit:
        return [*numbers, unit, *source]
    if slot.path or len(numbers) > 1 or source:
        raise cell.refused("the number has no unit", "write its unit in the column beside it, such as KGS/kg", "Y08")
    return said.plain


def _seen(cell: Cell) -> Shown:
    """Return a number with the unit that its cell shows."""
    return shown(cell.text) if cell.kind == NUMBER else Shown(_number(cell))


def _said(cell: Cell) -> object:
    """Return what the cell of a value says: a number with what its cell shows, or of a text what it says by itself."""
    if cell.kind in (NUMBER, DATE):
        return _seen(cell)
    said = _guarded(cell, lambda: anything_of(cell.text))
    is_number = isinstance(said, (int, float)) and not isinstance(said, bool)
    return Shown(said) if is_number else said  # type: ignore[arg-type]


def _with_unit(said: object, cell: Cell, parts: Mapping[str, Cell]) -> object:
    """Return what a text says: three numbers, a number with its unit; unit and source may stand in their columns."""
    if isinstance(said, list) and not cell.text.startswith("["):
        for part in ("least", "most"):
            if part in parts:
                raise parts[part].refused("the value beside this says a range already", "empty this cell", "Y25")
        own = said[-1] if isinstance(said[-1], str) else ""
        stated = parts["unit"].text if "unit" in parts else ""
        seen = [Shown(number, own) for number in said if not isinstance(number, str)]
        numbers, unit = _guarded(parts.get("unit", cell), lambda: in_unit(seen, stated))
        if not unit:
            raise cell.refused("the number has no unit", "write its unit in the column beside it", "Y08")
        return [*numbers, unit, *([parts["source"].text] if "source" in parts else [])]
    extra = next((one for part, one in parts.items() if part != "value"), None)
    if extra:
        raise extra.refused(f'"{cell.text}" beside this says all there is', "empty this cell", "Y25")
    return said
