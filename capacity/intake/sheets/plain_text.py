"""Most texts of a workbook stand in its markup as they are read: nothing in them is styled, spoken or a code.

Such texts are taken from the markup piece by piece; whatever has another shape is left to the closer look.
"""

import re
from collections.abc import Iterable, Iterator

_KEPT = ' xml:space="preserve"'
_TEXT = rb"<si><t([^<>&]*)(?:/>|(?<!/)>([^<]*)</t>)</si>"
_ITEM = re.compile(_TEXT)
_ITEMS = re.compile(rb"(?:\s*+" + _TEXT + rb")*+\s*+")
_HEAD, _ITEM_END, _END = re.compile(rb"<sst [^<>]*(?<!/)>"), b"</si>", b"</sst>"
_OTHER = re.compile(r"\r|_x[0-9A-Fa-f]{4}_|&(?!(?:amp|lt|gt|quot|apos);)")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ENCODING = re.compile(rb"^[^>]*\bencoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)


class NotPlain(Exception):
    """A file has something that has to be looked at closely."""


def plain_text(text: str, attributes: str) -> str:
    """Return what an element `t` says that has some attributes; NotPlain where that is not just its five entities."""
    if _OTHER.search(text) or attributes not in ("", _KEPT):
        raise NotPlain
    if "&" in text:
        for entity, sign in _ENTITIES.items():
            text = text.replace(entity, sign)
    return text if attributes else text.strip(" \t\n")


def decoded(markup: bytes) -> str:
    """Return some markup as text; NotPlain where it is not UTF-8."""
    try:
        return markup.decode()
    except UnicodeDecodeError:
        raise NotPlain from None


def refuse_encoded(head: bytes) -> None:
    """Raise NotPlain where the beginning of a part names an encoding other than UTF-8."""
    if _ENCODING.search(head):
        raise NotPlain


def plain_strings(chunks: Iterable[bytes]) -> list[str]:
    """Return the texts that the cells of a workbook share, by their number; NotPlain where one of them is not plain."""
    found = (pair for items in _pieces(chunks) for pair in _found(items))
    return [plain_text(decoded(text), decoded(attributes)) for attributes, text in found]


def _found(items: bytes) -> list[tuple[bytes, bytes]]:
    if not _ITEMS.fullmatch(items):
        raise NotPlain
    return _ITEM.findall(items)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield whole items, piece by piece."""
    waiting, is_inside = b"", False
    for chunk in chunks:
        waiting += chunk
        if not is_inside and (head := _HEAD.search(waiting)):
            refuse_encoded(waiting[: head.start()])
            waiting, is_inside = waiting[head.end() :], True
        if is_inside and _ITEM_END in waiting:
            items, waiting = waiting.rsplit(_ITEM_END, 1)
            yield items + _ITEM_END
    if not is_inside or waiting.strip() != _END:
        raise NotPlain
