import json
from itertools import pairwise

import pytest

from capacity.intake.findings.issues import InputError
from capacity.run.manifest import Request, make_key, write_manifest
from capacity.run.many.again import is_done, why_again
from capacity.run.paper import chromium
from capacity.run.paper.printing import cuts_between, for_paper, settled, with_numbers
from capacity.run.progress.steps import seconds_of, steps_of_report
from capacity.run.report import report

PAGE = (
    '<meta content="{policy}"><style>b{{}}</style><nav aria-labelledby="contents"><h2>Contents</h2><ol>'
    '<li><a href="#one">1 &lt; 2</a></li></ol></nav><li><a href="#one">elsewhere</a></li>'
    "<details><summary>folded</summary><td>5 %</td></details>"
)


@pytest.fixture
def no_chromium(monkeypatch, tmp_path):
    """A computer on which no Chromium is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA", chromium.CHOSEN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(chromium, "_PROGRAMS", ("{LOCALAPPDATA}/chrome.exe",))


@pytest.fixture
def program(tmp_path):
    """A program that can be run."""
    made = tmp_path / "own"
    made.write_text("#!/bin/sh\n")
    made.chmod(0o755)
    return made


def test_where_nothing_prints_it_is_said_before_anything_is_computed(no_chromium, tmp_path):
    with pytest.raises(InputError) as refused:
        report(tmp_path / "no such cluster", tmp_path / "out", Request(pdf=True))
    assert "no Chromium is on this computer" in str(refused.value)
    assert "install Chromium (the package chromium)" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_chromium_of_ones_own_goes_before_those_that_are_found(monkeypatch, program):
    monkeypatch.setenv(chromium.CHOSEN, str(program))
    assert chromium.find_chromium() == program
    monkeypatch.setenv(chromium.CHOSEN, str(program) + "x")
    with pytest.raises(InputError, match="there is no program"):
        chromium.find_chromium()


def test_the_one_that_playwright_keeps_is_found(no_chromium, tmp_path):
    place = tmp_path / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux64"
    place.mkdir(parents=True)
    (place / "chrome").touch()
    assert chromium.find_chromium() == place / "chrome"


def test_the_one_of_windows_is_found_by_the_environment(no_chromium, monkeypatch, tmp_path):
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    (tmp_path / "Local").mkdir()
    (tmp_path / "Local" / "chrome.exe").touch()
    assert chromium.find_chromium() == tmp_path / "Local" / "chrome.exe"


@pytest.mark.parametrize("policy", ["default-src 'none'; x", "default-src &#39;none&#39;; x"])
def test_paper_opens_every_table_and_lets_in_nothing_but_the_font(policy):
    page = for_paper(PAGE.format(policy=policy))
    assert f'content="{policy.replace("; x", "; font-src data:; x")}"' in page
    assert "<details open><summary>" in page
    assert "5\u00a0%</td>" in page
    assert "src: url(data:font/ttf;base64,AAEAAAA" in page
    assert page.count("</style>") == 1


def test_the_contents_carry_the_numbers_of_pages_and_nothing_else_does():
    page = with_numbers(PAGE, {"one": 7})
    assert '<a href="#one"><span class="what">1 &lt; 2</span><span class="page">7</span></a></li></ol></nav>' in page
    assert page.count('class="page"') == 1
    assert '<span class="page">000</span>' in with_numbers(PAGE, {})
    assert with_numbers("<p>no contents</p>", {"one": 7}) == "<p>no contents</p>"


def test_a_long_page_is_cut_between_blocks():
    blocks = [(top, top + 90, False) for top in range(0, 1000, 100)]
    cuts = cuts_between(blocks, 1000, tallest=350)
    assert cuts == [0, 300, 600, 900, 1000]


def test_a_heading_goes_with_what_follows():
    blocks = [(0, 90, False), (100, 190, False), (200, 240, True), (250, 340, False)]
    assert cuts_between(blocks, 340, tallest=260) == [0, 200, 340]


def test_a_block_that_is_taller_than_a_picture_is_cut_where_it_must():
    cuts = cuts_between([(0, 1000, False)], 1000, tallest=400)
    assert cuts == [0, 400, 800, 1000]
    assert all(end - top <= 400 for top, end in pairwise(cuts))


def test_a_report_with_its_pdf_does_for_who_asks_without_it_and_not_the_other_way(tmp_path):
    notebook = tmp_path / "feasibility.ipynb"
    notebook.write_text("{}")
    for name, made in (("plain", Request()), ("printed", Request(pdf=True))):
        (tmp_path / name / "confidential").mkdir(parents=True)

        write_manifest(tmp_path / name, make_key({}, made, notebook), {}, made)
    assert is_done(tmp_path / "plain", {}, Request(), notebook)
    assert is_done(tmp_path / "printed", {}, Request(), notebook)
    assert is_done(tmp_path / "printed", {}, Request(pdf=True), notebook)
    assert why_again(tmp_path / "plain", {}, Request(pdf=True), notebook) == "not yet as PDF"


def test_a_manifest_of_before_there_were_pdfs_is_no_damage(tmp_path):
    notebook = tmp_path / "feasibility.ipynb"
    notebook.write_text("{}")
    (tmp_path / "old" / "confidential").mkdir(parents=True)
    write_manifest(tmp_path / "old", "key", {}, Request())
    path = tmp_path / "old" / "confidential" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["parameters"]["pdf"]
    path.write_text(json.dumps(manifest), "utf-8")
    assert why_again(tmp_path / "old", {}, Request(pdf=True), notebook) == "not yet as PDF"


def test_printing_is_a_step_of_its_own():
    plain, printed = (steps_of_report([], 64, ["en", "ky"], pdf=pdf) for pdf in (False, True))
    assert [step.said for step in printed if step not in plain] == ["printing the pages"]
    assert seconds_of(printed) > seconds_of(plain)


def printed(first, step=1):
    """The tags of a PDF whose elements a Chromium numbers from one number on."""
    ids = [b"(node%08d)" % (first + step * place) for place in (0, 2, 1)]
    return b"/CreationDate (D:20270101000000)/ID %b /Headers [%b] /ID %b stream 00000123" % tuple(ids)


def test_elements_are_numbered_alike_however_late_a_chromium_began():
    assert settled(printed(85)) == settled(printed(986))
    assert b"/ID (node00000000) /Headers [(node00000002)] /ID (node00000001)" in settled(printed(85))


def test_nothing_moves_in_a_settled_pdf():
    assert len(settled(printed(85))) == len(printed(85))
    assert settled(printed(85)).endswith(b"stream 00000123")
