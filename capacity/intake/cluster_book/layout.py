"""The sheets of cluster.xlsx and their columns, made from the schema: a new key of the file is a new column here."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.quantities.quantity import Quantity

LANGUAGES = ("en", "ru", "ky")
NUMBER_PARTS = ("least", "value", "most", "unit", "source")
MONTH_PARTS = tuple(f"month_{month:02}" for month in range(1, 13))
FORM, TABLE, LIST, FIXED, DETAILS, REST = "form", "table", "list", "fixed", "details", "rest"
NAME, NUMBER, OWNER, FIELD, KEY, PLACE, NOTE = "name", "number", "owner", "field", "key", "place", "note"
START, SETTINGS, REMAINDER = "begin", "settings", "other"


@dataclass(frozen=True)
class Slot:
    """One key of the file as cells: where it stands below its row, and what kind of value it holds."""

    path: tuple[str, ...]
    kind: str
    """quantity (of five cells), months (of twelve), or text, number, bool, words, texts, numbers: one cell"""
    field: FieldInfo
    options: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the names of its cells."""
        return {"quantity": NUMBER_PARTS, "months": MONTH_PARTS}.get(self.kind, ("value",))

    @property
    def dotted(self) -> str:
        """Return its path as cluster.yml and scenarios name it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class SheetLayout:
    """One sheet: the path of what it holds, how it is laid out, and its keys."""

    key: str
    path: tuple[str, ...]
    shape: str
    slots: tuple[Slot, ...] = ()
    fields: tuple[str, ...] = ()
    """of details: the keys of the owner whose entries are rows here; of a fixed table: its rows"""

    @property
    def leading(self) -> tuple[str, ...]:
        """Return the columns before the keys' own."""
        return {
            TABLE: (NAME,),
            FIXED: (NAME,),
            LIST: (NUMBER,),
            DETAILS: (OWNER, FIELD, KEY),
            REST: (PLACE, KEY),
            FORM: (KEY,),
        }[self.shape]


@cache
def layouts() -> tuple[SheetLayout, ...]:
    """Return the sheets in their order: first what everybody fills, last what has no place elsewhere."""
    found = list(_sheets(Spec, ()))
    forms: dict[str, list[Slot]] = {}
    for slot in _scalars(Spec, ()):
        forms.setdefault(_form(slot.path), []).append(slot)
    pages = [SheetLayout(name, (), FORM, tuple(slots)) for name, slots in forms.items()]
    other = SheetLayout(REMAINDER, (), REST, (_anything(),))
    order = {name: number for number, name in enumerate(("", "products", "links", "classes", "survey"))}
    found.sort(key=lambda sheet: order.get(sheet.path[0], len(order)))
    return (pages[0], *found, *pages[1:], other)


def _form(path: tuple[str, ...]) -> str:
    if len(path) == 1 or path[0] in ("title", NOTE):
        return START
    return path[0] if path[0] in ("finance", "economy") else SETTINGS


def _anything() -> Slot:
    return Slot((), "quantity", FieldInfo(annotation=object, description="a number with its unit, or a word"))


def _sheets(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[SheetLayout]:
    """Yield the tables of a block, each with that of its details behind it."""
    for name, field in _keys(model):
        path, kinds = (*above, name), tuple(_kinds(field.annotation))
        row = next((found for kind in kinds if (found := _row(kind))), None)
        if row:
            shape = TABLE if any(get_origin(kind) is dict for kind in kinds) else LIST
            yield from _table(row, path, shape)
        elif name == "places":
            yield SheetLayout(name, path, TABLE, tuple(_titles((), field)))
        elif path == ("survey",):
            names = tuple(key for key, one in _keys(next(_models(kinds))) if Column in tuple(_kinds(one.annotation)))
            yield SheetLayout(name, path, FIXED, tuple(_scalars(Column, ())), names)
            yield SheetLayout(f"{name}_details", path, DETAILS, (_anything(),), ("values",))
        else:
            for inner in _models(kinds):
                yield from _sheets(inner, path)


def _table(row: type[BaseModel], path: tuple[str, ...], shape: str) -> Iterator[SheetLayout]:
    yield SheetLayout("_".join(path), path, shape, tuple(_scalars(row, ())))
    fields = tuple(name for name, field in _keys(row) if _is_details(field))
    if fields:
        yield SheetLayout("_".join((*path, "details")), path, DETAILS, (_anything(),), fields)


def _is_details(field: FieldInfo) -> bool:
    kinds = tuple(_kinds(field.annotation))
    return len(kinds) == 1 and get_origin(kinds[0]) is dict


def _scalars(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[Slot]:
    """Yield the slots of a block and of the blocks inside it, those of tables and their details left out."""
    for name, field in _keys(model):
        path, kinds = (*above, name), tuple(_kinds(field.annotation))
        if any(_row(kind) for kind in kinds) or _is_details(field) or Column in kinds:
            continue
        if str in kinds and any(get_origin(kind) is dict for kind in kinds):
            yield from _titles(path, field)
            continue
        options = tuple(option for kind in kinds if get_origin(kind) is Literal for option in get_args(kind))
        inner = tuple(_models(kinds))
        if not inner or options:
            yield Slot(path, "months" if name == "by_month" else _kind(kinds), field, options)
        for block in inner:
            yield from _scalars(block, path)


def _titles(path: tuple[str, ...], field: FieldInfo) -> Iterator[Slot]:
    yield Slot(path, "text", field)
    yield from (Slot((*path, language), "text", field) for language in LANGUAGES)


def _kind(kinds: tuple[object, ...]) -> str:
    if Quantity in kinds:
        return "quantity"
    several = next((kind for kind in kinds if get_origin(kind) is tuple), None)
    if several is not None:
        return _kind_of_several(several)
    return next((name for name, kind in (("bool", bool), ("number", int), ("number", float)) if kind in kinds), "text")


def _kind_of_several(kind: object) -> str:
    parts = [part for part in get_args(kind) if part is not Ellipsis]
    inner = set(_kinds(parts[0]))
    if inner & {int, float}:
        return "numbers"
    patterns = any(getattr(one, "pattern", None) for one in _notes(parts[0]))
    return "words" if patterns or any(get_origin(one) is Literal for one in inner) else "texts"


def _notes(kind: object) -> Iterator[object]:
    """Yield what pydantic keeps beside a type: its pattern, its limits."""
    if get_origin(kind) is Annotated:
        for note in kind.__metadata__:  # type: ignore[attr-defined]
            yield from note.metadata if isinstance(note, FieldInfo) else (note,)


def _keys(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return [(field.alias or name, field) for name, field in model.model_fields.items()]


def _kinds(kind: object) -> Iterator[object]:
    """Yield the types that a key may have, one by one, None left out."""
    if get_origin(kind) is Annotated:
        yield from _kinds(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for one in get_args(kind):
            yield from _kinds(one)
    elif kind is not type(None):
        yield kind


def _models(kinds: tuple[object, ...]) -> Iterator[type[BaseModel]]:
    yield from (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))


def _row(kind: object) -> type[BaseModel] | None:
    """Return the block that every row of a table holds: dict[Name, Block] or tuple[Block, ...]."""
    if get_origin(kind) not in (dict, tuple):
        return None
    inner = tuple(one for part in get_args(kind) if part is not Ellipsis for one in _kinds(part))
    return next((block for block in _models(inner) if block is not Column), None)
