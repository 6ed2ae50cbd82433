"""Pages printed by a real Chromium: nothing cut, every table open, contents that hold, the same bytes again."""

import io
import re
import shutil

import nbformat
import pytest
from fake_study import fake_study
from lab import NEEDS_CHROMIUM
from PIL import Image

from capacity.present.members_page.pages import members_page
from capacity.present.order import SECTIONS
from capacity.present.report import export
from capacity.present.show import show
from capacity.run.paper import printing
from capacity.run.paper.chromium import open_chromium

pypdf = pytest.importorskip("pypdf")
pytestmark = [*NEEDS_CHROMIUM]
TWELVE = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A report with its members' page, printed."""
    stage = tmp_path_factory.mktemp("stage")
    for name in ("confidential", "public"):
        (stage / name).mkdir()
    study = fake_study()
    outputs = [
        nbformat.v4.new_output("display_data", data=show(study, part, "ky")._repr_mimebundle_()) for part in SECTIONS
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[one]) for one in outputs])
    (stage / "confidential" / "feasibility.ky.html").write_text(export(notebook, "ky"), encoding="utf-8")
    (stage / "public" / "members.ky.html").write_text(members_page(study, "ky"), encoding="utf-8")
    assert re.fullmatch(r"\w+/[\d.]+", printing.print_report(stage))
    return stage


@pytest.fixture(scope="module")
def report(stage):
    """The report's PDF."""
    return pypdf.PdfReader(stage / "confidential" / "feasibility.ky.pdf")


def text(reader):
    """What stands on the pages of a PDF."""
    return [page.extract_text() for page in reader.pages]


def squeezed(words):
    """Words without blanks and joiners, which a PDF may set or leave out between letters."""
    return re.sub(r"[\s\u2060]", "", words)


def test_pages_are_a4_and_carry_who_may_see_them_and_their_number(report):
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in report.pages}
    assert sizes <= {(595, 842), (596, 842)}
    for number, words in enumerate(text(report), start=1):
        assert squeezed(f"{number} / {len(report.pages)}") in squeezed(words)
        assert squeezed("Купуя") in squeezed(words)


def test_the_contents_name_the_page_on_which_each_section_begins(report):
    pages = [squeezed(words) for words in text(report)]
    numbers = printing.page_numbers(_bytes(report))
    anchors = [name.replace("_", "-") for name in SECTIONS]
    assert list(numbers) == sorted(anchors)
    outline = [one for one in report.outline[-1] if not isinstance(one, list) and one.title != "Мазмуну"]
    assert len(outline) == len(SECTIONS)
    contents = next(page for page in pages if "Мазмуну" in page)
    for name, heading in zip(anchors, outline, strict=True):
        assert numbers[name] == report.get_destination_page_number(heading) + 1
        assert squeezed(heading.title) in pages[numbers[name] - 1]
        assert f"{squeezed(heading.title)}{numbers[name]}" in contents


def _bytes(reader):
    reader.stream.seek(0)
    return reader.stream.read()


def test_every_table_is_open_and_no_cell_is_left_out(report, stage):
    page = (stage / "confidential" / "feasibility.ky.html").read_text(encoding="utf-8")
    page = re.sub(r'<details class="origin">.*?</details>', "", page, flags=re.DOTALL)  # of the screen alone
    cells = {squeezed(word) for cell in re.findall(r"<td[^<>]*>([^<&]+)</td>", page) for word in cell.split()}
    printed = squeezed("".join(text(report)))
    assert len(cells) > 500
    assert [cell for cell in cells if cell not in printed] == []


def test_no_table_is_wider_than_the_paper(stage, tmp_path):
    page = printing.for_paper((stage / "confidential" / "feasibility.ky.html").read_text(encoding="utf-8"))
    copy = tmp_path / "page.html"
    copy.write_text(page, encoding="utf-8")
    wide = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)"
    with open_chromium() as browser:
        browser.on_width(printing.A4)
        browser.open(copy)
        browser.ask_page(printing.FITTED)
        over = browser.ask_page(wide)
        smaller = browser.ask_page("[...document.querySelectorAll('table')].map((one) => Number(one.style.zoom || 1))")
    assert len(over) > 30
    assert max(over) <= 0
    assert min(smaller) > 0.6


def test_nothing_of_the_time_or_the_machine_stands_in_a_pdf(stage):
    for path in stage.glob("*/*.pdf"):
        assert not re.search(rb"/(?:CreationDate|ModDate)|Linux|Windows|Mozilla", path.read_bytes())
        assert pypdf.PdfReader(path).metadata["/Creator"] == "capacity"


def test_the_same_pages_give_the_same_bytes(stage, tmp_path):
    shutil.copytree(stage / "public", tmp_path / "again" / "public")
    before = {path.name: path.read_bytes() for path in stage.glob("public/*")}
    printing.print_report(tmp_path / "again")
    assert {path.name: path.read_bytes() for path in tmp_path.glob("again/public/*")} == before


def test_the_members_page_prints_its_twelve_numbers(stage):
    words = text(pypdf.PdfReader(stage / "public" / "members.ky.pdf"))
    page = (stage / "public" / "members.ky.html").read_text(encoding="utf-8")
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">([^<]+)</td>', squeezed_rows(page))
    months = [(name, number) for name, number in rows if name in TWELVE]
    assert {name for name, _ in months} == set(TWELVE)
    assert all(f"{name}{squeezed(number)}" in squeezed("".join(words)) for name, number in months)
    assert len(words) <= 4


def squeezed_rows(page):
    """A page with the cells of a row beside each other."""
    return re.sub(r"</th>\s*<td", "</th><td", page)


def test_the_pictures_are_as_wide_as_a_phone_and_no_longer_than_a_chat_shows(stage):
    pictures = [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(stage.glob("public/members.ky.*.png"))]
    assert len(pictures) > 1
    assert {picture.width for picture in pictures} == {585}
    assert max(picture.height for picture in pictures) <= 1600
    assert all(len(picture.convert("RGB").getcolors(1 << 24)) > 8 for picture in pictures)
