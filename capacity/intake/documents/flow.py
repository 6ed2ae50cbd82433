"""Values as YAML in its flow form, on one line: words that YAML could misread are quoted."""

import json
import re
from collections.abc import Mapping

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.]*")
_MISREAD = ("true", "false", "null")


def flow(value: object) -> str:
    """Return a value on one line; the reader of cluster.yml reads the same value from it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str) and (not _PLAIN.fullmatch(value) or value.casefold() in _MISREAD):
        return "".join(map(_printed, json.dumps(value, ensure_ascii=False)))
    return value if isinstance(value, str) else json.dumps(value)


def _printed(letter: str) -> str:
    """Return a letter of a quoted text; what cannot be printed by its number."""
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
