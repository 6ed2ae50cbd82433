"""The documentation builds without a warning, its tutorials run, and every link inside it leads somewhere."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.long


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
        if tag in ("script", "img") and found.get("src"):
            self.loads.append(found["src"])
        if tag == "link" and found.get("rel") == "stylesheet":
            self.loads.append(found["href"])


def pages(site):
    return {path.resolve(): Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}


def test_every_link_inside_leads_to_a_page_and_its_anchor(site):
    found, lost = pages(site), []
    for path, page in found.items():
        for link in page.links:
            to = urlsplit(link)
            if not to.scheme:
                target = (path.parent / unquote(to.path)).resolve() if to.path else path
                known = found.get(target)
                if not target.exists() or (known and unquote(to.fragment) not in known.anchors):
                    lost.append(f"{path.name}: {link}")
    assert lost == []


def test_pages_load_nothing_from_any_network(site):
    loads = [one for page in pages(site).values() for one in page.loads]
    assert [one for one in loads if urlsplit(one).scheme not in ("", "data")] == []


def test_every_table_key_finding_and_command_has_its_place(site):
    texts = {
        name: (site / "reference" / f"{name}.html").read_text("utf-8") for name in ("tables", "findings", "commands")
    }
    assert 'id="turning-values"' in texts["tables"]
    assert "Y24" in texts["findings"]
    assert "capacity seek" in texts["commands"]
    assert 'id="markets-name"' in (site / "reference" / "cluster-file.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/index.md", "docs/guide.md"])
def test_files_that_a_text_points_to_are_there(name):
    path = ROOT / name
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    generated = {f"reference/{page}.md" for page in ("cluster-file", "tables", "findings", "commands")}
    assert [link for link in links if not (path.parent / link).exists() and link not in generated] == []
