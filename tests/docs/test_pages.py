"""The documentation builds without a warning, its tutorials run, and every link inside it leads somewhere."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.ipynb"))
FETCHED = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|\bimport\s*\(\s*['\"]https?:|(?:cdnjs|unpkg|jsdelivr)\.")
"""how a style sheet or a script would have a browser fetch something"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built pages; a warning or a cell that fails is a failure."""
    place = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", "-d", place / "doctrees"]
    done = subprocess.run(
        [*command, ROOT / "docs", place / "html"], check=False, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return place / "html"


class Page(HTMLParser):
    """What a page links to, loads, and can be linked at."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.anchors = [], [], {""}
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note what a tag links to, loads, or can be linked at."""
        found = dict(attrs)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get("src"):
            self.loads.append(found["src"])
        if tag == "link" and found.get("href"):
            self.loads.append(found["href"])


@pytest.fixture(scope="module")
def pages(site):
    """Each page by its place."""
    return {path.resolve(): Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}


@pytest.mark.long
def test_every_link_inside_leads_to_a_page_and_its_anchor(pages):
    lost = []
    for path, page in pages.items():
        for link in page.links:
            to = urlsplit(link)
            if not to.scheme:
                target = (path.parent / unquote(to.path)).resolve() if to.path else path
                known = pages.get(target)
                if not target.exists() or (known and unquote(to.fragment) not in known.anchors):
                    lost.append(f"{path.name}: {link}")
    assert lost == []


@pytest.mark.long
def test_links_to_elsewhere_are_listed_and_not_followed(pages):
    outside = sorted({link for page in pages.values() for link in page.links if urlsplit(link).scheme})
    print(*outside, sep="\n")
    assert [link for link in outside if urlsplit(link).scheme != "https" or not urlsplit(link).netloc] == []


@pytest.mark.long
def test_pages_load_nothing_from_any_network(site, pages):
    loads = [one for page in pages.values() for one in page.loads]
    assert [one for one in loads if urlsplit(one).scheme not in ("", "data") or one.startswith("//")] == []
    written = [path for kind in ("*.html", "*.css", "*.js") for path in site.rglob(kind)]
    assert [path.name for path in written if FETCHED.search(path.read_text("utf-8"))] == []


@pytest.mark.long
def test_every_table_key_finding_and_command_has_its_place(site, pages):
    for name, wanted in {
        "tables": {"turning-values", "critical-mass"},
        "findings": {"f01", "y24"},
        "cluster-file": {"block-markets-name", "block-finance-loans-0"},
        "commands": {"capacity-seek", "capacity-new"},
        "python": {"capacity.study", "capacity.InputError"},
    }.items():
        assert wanted <= pages[(site / "reference" / f"{name}.html").resolve()].anchors


@pytest.mark.long
def test_equations_are_written_and_need_no_script(site):
    text = (site / "computes.html").read_text("utf-8")
    assert text.count("<math") > 30
    assert re.findall(r"<script[^>]*mathjax", text, re.IGNORECASE) == []


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_is_short_and_stored_without_outputs(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert 10 <= len(cells) <= 15
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_every_sample_has_a_tutorial():
    samples = {path.parent.name for path in (ROOT / "data").glob("*/cluster.yml")}
    told = {name for name in samples if any(f"data/{name}" in path.read_text("utf-8") for path in TUTORIALS)}
    assert told == samples


def anchors(path):
    """The anchors of a text's headings, as they are made of them where it is shown."""
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/SOURCES.md"])
def test_what_a_text_points_to_is_there(name):
    path, lost = ROOT / name, []
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        to = urlsplit(link)
        target = path.parent / unquote(to.path) if to.path else path
        if not to.scheme and not (target.exists() and (not to.fragment or to.fragment in anchors(target))):
            lost.append(link)
    assert lost == []


def test_the_files_that_the_equations_name_are_there():
    named = re.findall(r"`([a-z_]+/(?:[a-z_]+\.py)?)`", (ROOT / "docs" / "computes.md").read_text("utf-8"))
    assert len(named) > 15
    assert [one for one in named if not (ROOT / "capacity" / "model" / one).exists() and one != "capacity/model/"] == []
