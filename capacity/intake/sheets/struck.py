"""Which styles of a workbook strike cells through: a line that somebody cancelled instead of deleting it.

Excel keeps them in xl/styles.xml, numbered; an .ods in content.xml, named, before its sheets.
"""

from collections.abc import Iterable, Mapping

Element = tuple[str, Mapping[str, str]]
"""a tag and its attributes, without their prefixes"""


def struck_styles(elements: Iterable[Element]) -> frozenset[str]:
    """Return the numbers (as text) of the cell styles of xl/styles.xml whose font is struck through."""
    fonts: list[bool] = []
    found: list[str] = []
    part, count = "", 0
    for tag, attributes in elements:
        if tag in ("fonts", "fills", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            part, count = tag, 0
        elif tag == "font" and part == "fonts":
            fonts.append(False)
        elif tag == "strike" and part == "fonts" and fonts:
            fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif tag == "xf" and part == "cellXfs":
            font = attributes.get("fontId", "0")
            if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
                found.append(str(count))
            count += 1
    return frozenset(found)


class StruckNames:
    """The names of the styles of an .ods that strike through, noted while its elements pass by."""

    def __init__(self) -> None:
        """Begin without any."""
        self.names: set[str] = set()
        self._style = ""

    def note(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note an element of content.xml, prefixes and all."""
        if tag == "style:style":
            self._style = attributes.get("style:name", "")
            if attributes.get("style:parent-style-name") in self.names:
                self.names.add(self._style)
        elif tag == "style:text-properties":
            line = attributes.get("style:text-line-through-style", attributes.get("style:text-line-through-type"))
            if line is not None:
                (self.names.discard if line == "none" else self.names.add)(self._style)
