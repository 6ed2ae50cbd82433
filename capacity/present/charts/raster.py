"""Static SVG as PNG, for readers that refuse SVG: JupyterLab takes it out of a notebook that came from elsewhere.

Drawn by resvg with a font that is installed beside it, never one of the system: the same bytes on any machine.
"""

import base64
import io
import re
from collections.abc import Iterator
from functools import cache
from html import escape, unescape

import fontpkg_inter
import resvg_py
from PIL import Image

FAMILY = fontpkg_inter.FAMILY
WIDTH, MARGIN = 720, 8
"""pixels that a picture is wide where it fills what it is given, and that are left white around it"""
SHARPER = 1.25
"""pixels of the PNG for each pixel of the picture"""
PRINTED, SCREEN = 300, 96
"""pixels an inch of a printer, and of a browser"""
COLOURS = 64
INK, GROUND = "#1b2025", "#ffffff"
_STYLE = """
.map rect { fill: #f5f7f8; stroke: #d8dde2; stroke-width: .5 }
.map circle { fill: #ffffff; stroke: #57616b; stroke-width: .5 } .map text { font-size: 2.4px; text-anchor: middle }
.map .good circle { stroke: #17713f; stroke-width: .9 } .map .warn circle { stroke: #8a5a00; stroke-width: .9 }
"""
"""what a page's own style sheet says of pictures that carry no colours themselves"""
_UNDRAWN = str.maketrans({"✕": "×", "\u2060": None})
"""letters that the font has not: what stands for them"""
_EDGES = re.compile(r"<svg\b|</svg>")


def with_pictures(html: str) -> str:
    """Return HTML of ours with a PNG in the place of each svg element, its label as the picture's alternative text."""
    parts, done = [], 0
    for start, end in _elements(html):
        parts += [html[done:start], _image(html[start:end])]
        done = end
    return "".join([*parts, html[done:]])


def _elements(html: str) -> Iterator[tuple[int, int]]:
    """Yield where each svg element begins and ends that stands in no other."""
    depth = start = 0
    for edge in _EDGES.finditer(html):
        if edge[0] == "</svg>":
            depth -= 1
            if not depth:
                yield start, edge.end()
        else:
            start = start if depth else edge.start()
            depth += 1


def _image(svg: str) -> str:
    label = escape(unescape(_attribute(svg, "aria-label")))
    data = base64.b64encode(png(svg)).decode()
    return f'<img alt="{label}" width="{WIDTH + 2 * MARGIN}" src="data:image/png;base64,{data}">'


def pictures(html: str) -> Iterator[str]:
    """Yield the svg elements of HTML of ours, in their order; one inside another is part of it."""
    return (html[start:end] for start, end in _elements(html))


def print_png(svg: str) -> bytes:
    """Return an svg element as a PNG of 300 pixels an inch, as a printer wants it."""
    return png(svg, PRINTED / SCREEN, PRINTED)


def standalone(svg: str) -> str:
    """Return an svg element as an SVG file of its own, 720 pixels wide within a margin; no font stands in it."""
    wide, high = WIDTH + 2 * MARGIN, _height(svg) + 2 * MARGIN
    frame = f'xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high:g}" color="{INK}" fill="{INK}"'
    return f'<svg {frame} font-family="{FAMILY}, sans-serif">{_placed(svg)}</svg>'


def png(svg: str, sharper: float = SHARPER, dots: int = 0) -> bytes:
    """Return an svg element as a PNG of few colours on white, `sharper` pixels of it for each of the picture's own.

    A picture that fills the width it is given gets 720 pixels. dots: pixels an inch that the PNG says of itself, none
    if 0. ValueError: it says no height, or cannot be drawn.
    """
    drawn = resvg_py.svg_to_bytes(
        svg_string=standalone(svg).translate(_UNDRAWN),
        zoom=sharper,
        background=GROUND,
        style_sheet=_STYLE,
        skip_system_fonts=True,
        font_files=[font_file()],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return in_few_colours(bytes(drawn), dots)


def _height(svg: str) -> float:
    """Return how high a picture is where it is 720 pixels wide: its own height, or that of its viewBox."""
    if own := _attribute(svg, "height"):
        return float(own)
    box = _attribute(svg, "viewBox").split()
    if len(box) != 4:
        raise ValueError("the picture says neither its height nor its viewBox")
    return WIDTH * float(box[3]) / float(box[2])


def _placed(svg: str) -> str:
    """Return the element inside the white margin, in the size that it gets."""
    opening, rest = svg.split(">", maxsplit=1)
    kept = re.sub(r' (width|height|x|y|xmlns)="[^"]*"', "", opening)
    size = f'x="{MARGIN}" y="{MARGIN}" width="{WIDTH}" height="{_height(svg):g}"'
    return f"{kept} {size}>{rest}"


def _attribute(svg: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', svg.split(">", maxsplit=1)[0])
    return found[1] if found else ""


def in_few_colours(drawn: bytes, dots: int = 0) -> bytes:
    """Return a PNG with a palette, a third of the size; nothing of the time or the program stands in it."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=9, **({"dpi": (dots, dots)} if dots else {}))
    return out.getvalue()


@cache
def font_file() -> str:
    """Return the path of the font's file, all weights in one."""
    return str(next(path for path in sorted((fontpkg_inter.ROOT / "files").iterdir()) if "Italic" not in path.name))
