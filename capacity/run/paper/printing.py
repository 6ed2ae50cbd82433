"""The pages of a report as PDF, and the members' page also as pictures of a phone's width, for a chat.

What is printed is a copy of the page with every table open and with our own font, so that lines and pages break alike
on any machine. No date and no name of the machine stands in a PDF: the same page and Chromium give the same bytes.
"""

import base64
import io
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from capacity.present.charts.raster import FAMILY, font_file, in_few_colours
from capacity.present.markup import read_part
from capacity.run.paper.chromium import Browser, open_chromium

REPORTS, MEMBERS = "confidential/feasibility.*.html", "public/members.*.html"
PHONE, TALLEST = 390, 1066
"""pixels of a phone's width, and of the tallest picture: chats show 1,600 without making them smaller"""
A4 = 672
"""pixels between the margins of A4"""
SHARPER = 1.5
"""pixels of a picture for each of the page"""
_UNKNOWN = "000"
"""what stands for a page's number until it is known: as wide as the widest"""
_ROUNDS = 3
_LINK = re.compile(r'(<li><a href="#([^"]+)">)(.*?)(</a></li>)')
_POLICY = re.compile(r"default-src (?:'|&#39;)none(?:'|&#39;); ")
_DATE = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)\s?")
_NODE = re.compile(rb"(?<=\(node)[0-9]{8}(?=\))")
"""the number that a Chromium gives an element of the page; on a busy computer it begins a little later"""
FITTED = """document.querySelectorAll(".scroll > table").forEach((one) => {
  const room = one.parentElement.clientWidth, wide = one.offsetWidth;
  if (wide > room) one.style.zoom = Math.floor(980 * room / wide) / 1000;
})"""
"""makes a table smaller that is wider than the paper, so that no column is cut"""
_BLOCKS = """[...document.querySelectorAll(
  "h1, h2, p, li, dt, dd, figcaption, caption, thead, tr, svg.chart, summary"
)].map((one) => [one.getBoundingClientRect(), /^(H1|H2|DT|FIGCAPTION|CAPTION|THEAD)$/.test(one.tagName)])
  .filter(([box]) => box.height > 0)
  .map(([box, leads]) => [box.top + scrollY, box.bottom + scrollY, leads])"""
"""where each block of a page begins and ends, and whether the next one belongs to it"""


def print_report(stage: Path) -> str:
    """Write the PDF of every page beside it, and the members' page's pictures; return what printed them.

    Each page gets a Chromium of its own, because it numbers what it has ever shown, and the numbers stand in a PDF.
    InputError: there is no Chromium on this computer. OutputError: it could not print.
    """
    for old in [*stage.glob("*/*.pdf"), *stage.glob("public/members.*.png")]:
        old.unlink()
    version = ""
    for page in [*sorted(stage.glob(REPORTS)), *sorted(stage.glob(MEMBERS))]:
        with open_chromium() as browser, TemporaryDirectory(prefix="capacity-") as room:
            if page.match(REPORTS):
                page.with_suffix(".pdf").write_bytes(_paged(browser, page, Path(room)))
            else:
                _print_for_members(browser, page, Path(room))
            version = browser.version()
    return version


def _print_for_members(browser: Browser, page: Path, room: Path) -> None:
    page.with_suffix(".pdf").write_bytes(_printed(browser, for_paper(_read(page)), room))
    for number, picture in enumerate(_pictures(browser, page, room), start=1):
        page.with_suffix(f".{number:02}.png").write_bytes(picture)


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _paged(browser: Browser, page: Path, room: Path) -> bytes:
    """Return a report as PDF whose contents say on which page each section begins.

    It is printed without numbers first, and again with those that were found, until they hold.
    """
    text = for_paper(_read(page))
    numbers: dict[str, int] = {}
    for _ in range(_ROUNDS):
        printed = _printed(browser, with_numbers(text, numbers), room)
        found = page_numbers(printed)
        if found == numbers:
            break
        numbers = found
    return printed


def for_paper(page: str) -> str:
    """Return a page with its tables open, in our font; nothing but that font is let in beside what stood in it."""
    font = f"@font-face {{ font-family: {FAMILY}; font-weight: 100 900; src: url(data:font/ttf;base64,{_font()}); }}\n"
    style = font + read_part("paper.css").replace("FAMILY", FAMILY)
    page = _POLICY.sub(r"\g<0>font-src data:; ", page, count=1)
    page = page.replace(" %</td>", "\u00a0%</td>")
    return page.replace("<details>", "<details open>").replace("</style>", f"{style}</style>", 1)


@cache
def _font() -> str:
    return base64.b64encode(Path(font_file()).read_bytes()).decode()


def with_numbers(page: str, numbers: dict[str, int]) -> str:
    """Return a page whose contents carry the numbers of pages, by the anchors of sections."""
    begin, head, rest = page.partition("<nav ")
    contents, end, rest = rest.partition("</nav>")

    def numbered(link: re.Match[str]) -> str:
        number = str(numbers.get(link[2], _UNKNOWN))
        return f'{link[1]}<span class="what">{link[3]}</span><span class="page">{number}</span>{link[4]}'

    return begin + head + _LINK.sub(numbered, contents) + end + rest


def page_numbers(printed: bytes) -> dict[str, int]:
    """Return the number of the page on which each anchor of a PDF stands that something links to."""
    reader = PdfReader(io.BytesIO(printed))
    found = {name.lstrip("/"): reader.get_destination_page_number(at) for name, at in reader.named_destinations.items()}
    return {name: number + 1 for name, number in sorted(found.items()) if number is not None}


def _printed(browser: Browser, page: str, room: Path) -> bytes:
    """Return a page as PDF without what differs from run to run."""
    browser.on_width(A4)
    browser.open(_laid(page, room))
    browser.ask_page(FITTED)
    return settled(browser.on_paper())


def settled(printed: bytes) -> bytes:
    """Return a PDF without dates, its elements numbered from 0 in their order; nothing in the file moves."""
    order = {number: rank for rank, number in enumerate(sorted({*_NODE.findall(printed)}))}
    numbered = _NODE.sub(lambda node: b"%08d" % order[node[0]], printed)
    return _DATE.sub(lambda date: b" " * len(date[0]), numbered)


def _laid(page: str, room: Path) -> Path:
    copy = room / "page.html"
    copy.write_text(page, encoding="utf-8", newline="\n")
    return copy


def _pictures(browser: Browser, page: Path, room: Path) -> list[bytes]:
    """Return a page as it stands on a phone, in pictures from top to bottom that cut no line and no figure."""
    browser.on_width(PHONE, sharper=SHARPER)
    browser.open(_laid(for_paper(_read(page)), room))
    length = browser.ask_page("document.documentElement.scrollHeight")
    cuts = cuts_between(browser.ask_page(_BLOCKS), length)
    return [in_few_colours(browser.picture(top, PHONE, end - top)) for top, end in pairwise(cuts)]


def cuts_between(blocks: Iterable[Sequence[float]], length: float, tallest: float = TALLEST) -> list[float]:
    """Return where a long page is cut into strips: from 0 to its length, each at most `tallest` where a block allows.

    blocks: where each begins and ends, and whether the next belongs to it. A cut goes through none of them, as far as a
    block is not itself taller than a strip, and does not part a heading from what follows.
    """
    known = sorted((top, bottom, bool(leads)) for top, bottom, leads in blocks)
    starts = sorted({top for top, _, _ in known if top > 0})
    firsts = {min((top for top in starts if top >= bottom), default=length) for _, bottom, leads in known if leads}
    free = [at for at in starts if at not in firsts and not any(top < at < bottom for top, bottom, _ in known)]
    cuts = [0.0]
    while length - cuts[-1] > tallest:
        ahead = [at for at in free if cuts[-1] < at <= cuts[-1] + tallest]
        cuts.append(ahead[-1] if ahead else cuts[-1] + tallest)
    return [*cuts, float(length)]
