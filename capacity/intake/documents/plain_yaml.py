"""Plain data as YAML: short values in its flow form, on one line; words that YAML could misread are quoted."""

import json
import re
from collections.abc import Iterator, Mapping

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.]*")
_MISREAD = ("true", "false", "null")
_WIDEST = 120


def flow(value: object) -> str:
    """Return a value on one line; the reader of cluster.yml reads the same value from it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str) and (not _PLAIN.fullmatch(value) or value.casefold() in _MISREAD):
        return quoted(value)
    return value if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    """Return a text in quotes, so that no word of it can mean anything else; what cannot be printed by its number."""
    return "".join(map(_printed, json.dumps(text, ensure_ascii=False)))


def _printed(letter: str) -> str:
    """Return a letter of a quoted text; what cannot be printed by its number."""
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def yaml_text(data: Mapping[str, object]) -> str:
    """Return a cluster file's plain data as YAML: short values on one line, blocks a key a line."""
    return "\n".join(_lines(data, "")) + "\n"


def _lines(value: Mapping | list, indent: str) -> Iterator[str]:
    entries = value.items() if isinstance(value, Mapping) else ((None, item) for item in value)
    for key, item in entries:
        head = f"{indent}-" if key is None else f"{indent}{flow(key)}:"
        line = f"{head} {flow(item)}"
        is_rows = isinstance(item, list) and any(isinstance(one, Mapping) for one in item)
        if item and (isinstance(item, Mapping) or is_rows) and (len(line) > _WIDEST or not indent):
            yield head
            yield from _lines(item, f"{indent}  ")
        else:
            yield line
