"""`report --since`: what has changed is told; what is no earlier report of the cluster is refused at once."""

import json
import re
import shutil

import pytest

from capacity.run.cli import main
from capacity.run.new import make_cluster

PRICE, DOUBLED = "price: [480, 550, 620, KGS/kg]", "price: [960, 1100, 1240, KGS/kg]"


def run(folder, out, *more):
    return main(["report", str(folder), "--out", str(out), "--draws", "8", "--quiet", *more])


def told(out, language="en"):
    """The section as plain text; nothing where the page has none."""
    page = (out / "village" / "confidential" / f"feasibility.{language}.html").read_text("utf-8")
    found = re.search(r'<section id="since".*?</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """The folder of a new cluster."""
    return make_cluster(str(tmp_path_factory.mktemp("since") / "village"))


@pytest.fixture(scope="module")
def first(village, tmp_path_factory):
    """The folder of its first report."""
    out = tmp_path_factory.mktemp("first")
    assert run(village, out) == 0
    return out / "village"


@pytest.fixture
def dearer(village, tmp_path):
    """A copy of the cluster in which the shops pay twice as much."""
    other = tmp_path / "dearer" / "village"
    shutil.copytree(village, other)
    text = (other / "cluster.yml").read_text("utf-8")
    assert PRICE in text
    (other / "cluster.yml").write_text(text.replace(PRICE, DOUBLED), encoding="utf-8")
    return other


def test_without_it_the_page_says_nothing_of_changes(first):
    assert told(first.parent) == ""


def test_a_report_held_against_itself_says_that_nothing_has_changed(village, first, tmp_path):
    assert run(village, tmp_path, "--since", str(first / "confidential"), "--language", "en,ru,ky") == 0
    assert "Nothing has changed: no condition, no figure, no assumption." in told(tmp_path)
    assert "Ничего не изменилось" in told(tmp_path, "ru")
    assert "Эч нерсе өзгөргөн жок" in told(tmp_path, "ky")
    assert "changed files" not in told(tmp_path).lower()


def test_a_changed_price_is_told_with_what_it_was(dearer, first, tmp_path):
    assert run(dearer, tmp_path / "out", "--since", str(first)) == 0
    said = told(tmp_path / "out")
    assert "Changed files: cluster.yml." in said
    assert "480 – 550 – 620 KGS/kg 960 – 1100 – 1240 KGS/kg" in said
    assert "'" not in said


def test_other_draws_are_told_apart_from_changes(village, first, tmp_path):
    assert run(village, tmp_path, "--draws", "16", "--since", str(first)) == 0
    assert "The two reports drew other futures (8 and 16)." in told(tmp_path)


def test_the_earlier_report_can_be_the_one_that_is_replaced(dearer, first, tmp_path):
    out = tmp_path / "reports"
    shutil.copytree(first, out / "village")
    assert run(dearer, out, "--since", str(out / "village")) == 0
    assert "Changed files: cluster.yml." in told(out)
    manifest = json.loads((out / "village" / "confidential" / "manifest.json").read_bytes())
    kept = json.loads((first / "confidential" / "manifest.json").read_bytes())
    assert manifest["key"] != kept["key"]
    assert str(tmp_path) not in (out / "village" / "confidential" / "feasibility.ipynb").read_text("utf-8")


def told_otherwise(place, **changes):
    """Let a summary say something else."""
    path = place / "confidential" / "summary.json"
    found = json.loads(path.read_bytes())
    for key, value in changes.items():
        found[key] = {**found[key], **value} if isinstance(value, dict) else value
    path.write_text(json.dumps(found), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda place: shutil.rmtree(place / "confidential"), "there is no whole report in this folder"),
        (lambda place: (place / "confidential" / "summary.json").write_text("[]"), "there is no whole report"),
        (lambda place: (place / "confidential" / "manifest.json").unlink(), "there is no whole report"),
        (lambda place: told_otherwise(place, cluster="town"), "the earlier report is of another cluster: town"),
        (lambda place: told_otherwise(place, currency="USD"), "the earlier report is of another currency: USD"),
        (lambda place: told_otherwise(place, run={"version": "99.0.0"}), "made by a newer version (99.0.0)"),
    ],
)
def test_what_is_no_earlier_report_of_the_cluster_ends_with_2(village, first, tmp_path, spoil, words, capsys):
    place = tmp_path / "village"
    shutil.copytree(first, place)
    spoil(place)
    assert run(village, tmp_path / "out", "--since", str(place)) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "out" / "village").exists()
