"""What no cluster file can have: keys nobody knows, values of another kind, no unit. Codes Y03, Y04, Y05, Y08."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from capacity.intake.documents.document import shown
from capacity.intake.findings import Issue, Where, nearest
from capacity.intake.quantities.strict import unit_told
from capacity.intake.quantities.units import known_unit
from capacity.intake.spelling import nearest_titled, slug

_AMOUNT = re.compile(r"([-+]?\d[\d\s\u00a0]*(?:[.,]\d+)?)\s*(.*)", re.DOTALL)
_FLAGS = {"true": "yes да ооба on", "false": "no нет жок off"}


def structure_issues(
    error: ValidationError, where: Where, model: type[BaseModel], data: Mapping[str, object] | None = None
) -> list[Issue]:
    """Return what a model refused, each with its place in the file, and how that key is written.

    `data` is the file as it was read: a name that is none is held against the titles there.
    """
    titles = {
        name: title
        for part in ("links", "products", "classes", "markets", "seasons")
        for name, title in _titles(data, part)
    }
    return [_issue(item, where, model, titles) for item in error.errors()]


def _titles(data: Mapping[str, object] | None, part: str) -> Iterator[tuple[str, object]]:
    block = (data or {}).get(part)
    for name, entry in block.items() if isinstance(block, dict) else ():
        if isinstance(entry, dict) and entry.get("title"):
            yield name, entry["title"]


def _issue(item: ErrorDetails, where: Where, model: type[BaseModel], titles: Mapping[str, object]) -> Issue:
    path = item["loc"]
    key, place, given = shown(path), where(path), item["input"]
    if item["type"] == "extra_forbidden":
        known = _fields_at(model, path[:-1])
        fix = _meant_key(str(path[-1]), known)
        return Issue(f'the key "{path[-1]}" ({key}) is not known', fix, file=place, code="Y03")
    if item["type"] == "missing":
        return Issue(f'the key "{path[-1]}" is missing ({key})', _example(model, path), file=place, code="Y04")
    field = _field_at(model, path)
    if item["type"] in ("is_instance_of", "dataclass_type"):
        problem, fix = _unmeasured(given, key, field)
        return Issue(problem, fix, file=place, value=str(given), code="Y08")
    problem = _plainly(item)
    fix = _plain_advice(given, item["type"]) or f"correct the value{_as_in(path, field)}"
    if problem == _PATTERNS["^[A-Za"]:
        fix = _name_for(str(given), titles, is_key=path[-1] == _KEY)
    told = problem if path[-1] == _KEY else f"{key}: {problem}"
    return Issue(told, fix, file=place, value=str(given), code="Y05")


_KEY = "[key]"
"""what pydantic puts behind the path of a key that is no name"""


def _plainly(item: ErrorDetails) -> str:
    """Return pydantic's sentence in plain words."""
    if item["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(str(item["ctx"]["pattern"])[:6], "the value is not written as it must be")
    if item["type"] in ("too_short", "too_long"):
        bounds = item["ctx"]
        wanted = f"at least {bounds['min_length']}" if "min_length" in bounds else f"at most {bounds['max_length']}"
        return f"the list has {bounds['actual_length']} values: {wanted} were expected"
    return re.sub(r"^(Value error,|Input) ?", "the value ", item["msg"]).replace("a valid tuple", "a list")


def _name_for(given: str, titles: Mapping[str, object], *, is_key: bool) -> str:
    """Return advice for what is no name: the name that has such a title, or, for a key, its Latin letters."""
    meant = "" if is_key else nearest_titled(given, titles, titles)
    return meant if meant.startswith("did you mean") else f"write it in Latin letters, e.g. {slug(given)}"


_PATTERNS = {
    "^[A-Za": "a name has Latin letters, digits and _ only, and begins with a letter",
    "^[a-z0": "a name has small Latin letters, digits, - and _ only",
    "^[0-9]": "a month is written year-month",
    "^[A-Z]": "a currency is three capital Latin letters",
}


def _meant_key(key: str, known: Iterable[str]) -> str:
    """Return advice for a key nobody knows: one that has swallowed its value, or the nearest."""
    known = list(known)
    head, sign, rest = re.match(r"(\w*)([:\s]?)\s*(.*)", key, re.DOTALL).groups()  # type: ignore[union-attr]
    if sign and rest and head in known:
        return f"write {head}: {rest}"
    return nearest(key, known)


def _unmeasured(given: object, shown: str, field: FieldInfo | None) -> tuple[str, str]:
    """Return what is wrong with what stands where a number with its unit should, and how it is written."""
    if isinstance(given, (int, float)) or (isinstance(given, list) and given and all(map(_is_number, given))):
        fix = f"write [value, unit] or [low, mode, high, unit]{_as_in(shown.split('.'), field)}"
        return f"{shown}: the unit is missing", fix
    text = str(given[0]) if isinstance(given, list) and given else str(given)
    amount = _AMOUNT.fullmatch(text.strip())
    unit = amount[2].replace("%", "percent") if amount else ""
    if amount and (not unit or known_unit(unit)):
        rest = [str(one) for one in given[1:]] if isinstance(given, list) else []
        number = re.sub(r"\s", "", amount[1]).replace(",", ".")
        written = ", ".join([number, *filter(None, [unit]), *rest])
        if unit or rest:
            return f"{shown} needs a number and its unit in brackets", f"write [{written}]"
        return f"{shown}: the unit is missing", f"write [{number}, its unit]{_as_in(shown.split('.'), field)}"
    fix = "write [value, unit] or [low, mode, high, unit], or name a distribution and its unit"
    return f"{shown} needs a number with its unit", fix


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain_advice(given: object, kind: str) -> str:
    """Return how a value of another kind is written: lists with their blanks, true and false, a decimal point."""
    text = str(given).strip()
    if kind in ("tuple_type", "list_type") and re.match(r"-\S", text):
        parts = re.split(r"(?:^|\s)-\s?", text)[1:]
        return f"put a blank behind each dash: {' '.join(f'- {part.strip()}' for part in parts)}"
    if kind in ("tuple_type", "list_type") and isinstance(given, str):
        return f"put it into brackets: [{text}]"
    if kind in ("dict_type", "model_type", "model_attributes_type") and re.fullmatch(r"[A-Za-z]\w*", text):
        return f"write a key with its value: {{{text}: ...}}"
    if kind.startswith("bool"):
        return next(
            (f"write {word}" for word, same in _FLAGS.items() if text.casefold() in same.split()), "write true or false"
        )
    if kind.startswith(("float", "int")) and re.fullmatch(r"[-+]?\d+,\d+", text):
        return f"write {text.replace(',', '.')}, with a decimal point"
    return ""


def _example(model: type[BaseModel], path: tuple) -> str:
    field = _field_at(model, path)
    return f"add it{_as_in(path, field)}" if field and field.examples else "add it"


def _as_in(path: Sequence[object], field: FieldInfo | None) -> str:
    """Return how a key is written, by its example in the schema: ", as in minimum_load: [4, t/day]"; "" without one."""
    if field and field.examples and not isinstance(field.examples[0], dict):
        return f", as in {path[-1]}: {_written(field.examples[0])}"
    unit = unit_told(field) if field else ""
    return f", e.g. [4, {unit}]" if unit else ""


def _written(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field_at(model: type[BaseModel], path: tuple) -> FieldInfo | None:
    """Return the field of a model at a path, None where a name or a number of a list ends it."""
    fields = _model_fields(model, path[:-1])
    return fields.get(str(path[-1])) if path else None


def _fields_at(model: type[BaseModel], path: tuple) -> list[str]:
    """Return the keys that are allowed at a path of a model."""
    return list(_model_fields(model, path))


def _model_fields(model: type[BaseModel], path: tuple) -> dict[str, FieldInfo]:
    kind: object = model
    for part in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}.get(str(part))
        else:
            kind = _inner(kind)
    block = _model_in(kind)
    return {info.alias or name: info for name, info in block.model_fields.items()} if block else {}


def _inner(kind: object) -> object:
    arguments = [one for one in get_args(kind) if one is not Ellipsis]
    return arguments[-1] if arguments else None


def _model_in(kind: object) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((found for option in get_args(kind) if (found := _model_in(option))), None)
