"""The scheme of a cluster as inline SVG that a phone shows in full and a printer in black and white.

Positions across are percentages and positions down are pixels, as in svg.py: boxes grow with the page, letters do not.
What matters is drawn, not coloured: full months are filled, standing ones are crossed out, the anchor has a thick rim.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from capacity.present.charts.scheme import FULL, RESTS, STANDS
from capacity.present.charts.style import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.present.charts.scheme import Box, Group, Scheme, Stream

MARGIN, GAP, PAD = 1.5, 3.0, 8
"""per cent at the sides and between boxes; pixels inside a box"""
HEAD, TITLE, LINE, STRIP, STREAM = 30, 18, 16, 30, 16
"""pixels: of a group's title, a box's title, a line in it, its months, a stream's label"""
LETTERS = {1: 46, 2: 22}
"""letters that fit side by side on a phone into the only box of a row, and into one of two"""
RIMS = {
    "link": 'rx="6" stroke-width="1.5"',
    "anchor": 'rx="6" stroke-width="3"',
    "market": 'rx="2"',
    "around": 'rx="6" stroke-dasharray="5 3"',
}
"""how the rims of the kinds of boxes are drawn"""


@dataclass(frozen=True)
class _Slot:
    """Where a box stands across, in per cent, and how many letters fit into a line of it."""

    left: float
    width: float
    letters: int

    def title(self, box: Box) -> list[str]:
        return _wrapped(box.title, self.letters - 2)

    def lines(self, box: Box) -> list[str]:
        return [line for whole in box.lines for line in _wrapped(whole, self.letters)]

    def label(self, stream: Stream) -> list[str]:
        return _wrapped(f"{stream.name}: {stream.amount}", self.letters - 3)

    def height(self, box: Box) -> int:
        lines = TITLE * len(self.title(box)) + LINE * len(self.lines(box))
        return PAD + lines + (STRIP if box.months else 0) + PAD

    def above(self, box: Box) -> int:
        """Return the pixels that the streams into a box take above it."""
        labels = sum(len(self.label(stream)) for stream in box.inputs)
        return STREAM * labels + 6 if labels else 0


def draw_scheme(scheme: Scheme) -> tuple[str, int]:
    """Return the body of the picture and its height in pixels."""
    parts, top = [], 0
    for index, group in enumerate(scheme.groups):
        body, height = _group(scheme, group, top, frame=index == 0)
        parts.append(body)
        top += height
    legend, height = _legend(scheme, top + 6)
    return "".join(parts) + legend, top + height


def _group(scheme: Scheme, group: Group, start: int, *, frame: bool) -> tuple[str, int]:
    """Return a group under its title, the cluster in a frame."""
    parts, top = [], start + HEAD
    for row in group.rows:
        body, height = _row(scheme, row, top)
        parts.append(body)
        top += height
    size = f'x="0.3%" y="{start + 2}" width="99.4%" height="{top - start}" rx="8"'
    around = f'<rect {size} fill="{COLOURS["main"]}" fill-opacity="0.08"/>' if frame else ""
    title = _text(MARGIN, start + HEAD - 10, group.title, weight="600", size=13)
    return around + title + "".join(parts), top - start + 6


def _row(scheme: Scheme, row: tuple[Box, ...], top: int) -> tuple[str, int]:
    """Return the boxes of a row with what comes into them from above, all of one height."""
    width = (100 - 2 * MARGIN - GAP * (len(row) - 1)) / len(row)
    slots = [_Slot(MARGIN + place * (width + GAP), width, LETTERS[len(row)]) for place in range(len(row))]
    above = max(slot.above(box) for slot, box in zip(slots, row, strict=True))
    height = max(slot.height(box) for slot, box in zip(slots, row, strict=True))
    parts = []
    for slot, box in zip(slots, row, strict=True):
        parts.append(_streams(box, slot, top + above - slot.above(box)))
        parts.append(_rim(box, slot, top + above, height))
        parts.append(_inside(box, slot, top + above, scheme.initials))
    return "".join(parts), above + height + 8


def _streams(box: Box, slot: _Slot, top: int) -> str:
    """Return an arrow into a box for each stream, as thick as its share of the largest, its label beside it."""
    parts, x = [], slot.left + slot.width * 0.06
    for stream in box.inputs:
        lines = slot.label(stream)
        parts.append(_arrow(x, top, STREAM * len(lines), 1.5 + 6.5 * stream.strength))
        parts += [_text(x, top + 12 + STREAM * number, line, shift=12) for number, line in enumerate(lines)]
        top += STREAM * len(lines)
    return "".join(parts)


def _arrow(x: float, top: int, height: int, thick: float) -> str:
    return (
        f'<line x1="{_p(x)}" x2="{_p(x)}" y1="{top + 1}" y2="{top + height - 5}" stroke="currentColor"'
        f' stroke-width="{thick:.1f}"/>'
        f'<svg x="{_p(x)}" y="{top + height - 7}" overflow="visible"><path d="M-7 0H7L0 8z" fill="currentColor"/></svg>'
    )


def _rim(box: Box, slot: _Slot, top: int, height: int) -> str:
    size = f'x="{_p(slot.left)}" y="{top}" width="{_p(slot.width)}" height="{height}"'
    return f'<rect {size} fill="currentColor" fill-opacity="0.04" stroke="currentColor" {RIMS[box.kind]}/>'


def _inside(box: Box, slot: _Slot, top: int, initials: tuple[str, ...]) -> str:
    parts, y = [], top + PAD + 12
    for line in slot.title(box):
        parts.append(_text(slot.left, y, line, shift=PAD, weight="600"))
        y += TITLE
    for line in slot.lines(box):
        parts.append(_text(slot.left, y, line, shift=PAD))
        y += LINE
    return "".join((*parts, *(_months(box, slot, y - 8, initials) if box.months else ())))


def _months(box: Box, slot: _Slot, top: int, initials: tuple[str, ...]) -> Iterator[str]:
    """Yield a strip of twelve months, each as the link fares in it."""
    step, left = slot.width * 0.94 / 12, slot.left + slot.width * 0.03
    for month, (state, initial) in enumerate(zip(box.months, initials, strict=True)):
        yield _month(left + step * month, step * 0.86, top, state)
        yield (
            f'<text x="{_p(left + step * (month + 0.43))}" y="{top + 24}" font-size="9" text-anchor="middle"'
            f' fill="currentColor">{escape(initial)}</text>'
        )


def _month(x: float, width: float, top: int, state: str) -> str:
    fill = "0.85" if state == FULL else "0"
    faint = ' stroke-dasharray="1 3"' if state == RESTS else ""
    box = (
        f'<rect x="{_p(x)}" y="{top}" width="{_p(width)}" height="13" fill="currentColor" fill-opacity="{fill}"'
        f' stroke="currentColor" stroke-opacity="0.6"{faint}/>'
    )
    if state != STANDS:
        return box
    ends = ((top, top + 13), (top + 13, top))
    cross = (f'<line x1="{_p(x)}" x2="{_p(x + width)}" y1="{a}" y2="{b}" stroke="currentColor"/>' for a, b in ends)
    return box + "".join(cross)


def _legend(scheme: Scheme, top: int) -> tuple[str, int]:
    parts = []
    for index, (state, said) in enumerate(scheme.legend):
        parts.append(_month(MARGIN, 4.0, top + LINE * index, state))
        parts.append(_text(MARGIN + 5.5, top + LINE * index + 11, said))
    return "".join(parts), LINE * len(scheme.legend) + 10


def _wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters) or [""]


def _text(x: float, y: float, text: str, *, shift: int = 0, size: int = 12, weight: str = "") -> str:
    style = (f' dx="{shift}"' if shift else "") + (f' font-weight="{weight}"' if weight else "")
    return f'<text x="{_p(x)}" y="{y}" font-size="{size}"{style} fill="currentColor">{escape(text)}</text>'


def _p(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
