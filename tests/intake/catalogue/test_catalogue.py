"""Every code that a finding may bear stands in the catalogue with its remedy, and no other."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from capacity.intake.catalogue.kinds import CHANGES, INFORMS, LANGUAGES, STOPS, catalogue, kind_of
from capacity.intake.findings.issues import Issue
from capacity.present.chapters.sources import FINDINGS

PACKAGE = Path(__file__).parents[3] / "capacity"
WORDS = PACKAGE / "present" / "chapters" / "sources.py"
"""where a report has its plain words for codes, which raises none"""
CODE = re.compile(r"[FHCRDWXY]\d\d")
CATALOGUE = tomllib.loads((PACKAGE / "intake" / "catalogue" / "catalogue.toml").read_text("utf-8"))


def raised():
    """The codes that the package may give to findings: what stands behind `code`, and what is written like one."""
    for path in set(PACKAGE.rglob("*.py")) - {WORDS}:
        tree = ast.parse(path.read_text("utf-8"))
        texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        yield from (text for text in texts if isinstance(text, str) and CODE.fullmatch(text))
        keywords = (node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "code")
        yield from (one.value.value for one in keywords if isinstance(one.value, ast.Constant))


def test_what_is_raised_is_in_the_catalogue_and_nothing_else():
    assert set(raised()) - {""} == CATALOGUE.keys()


def test_a_report_has_plain_words_for_codes_of_the_catalogue():
    assert {"C05", "R02", "Y13"} <= FINDINGS.keys() <= CATALOGUE.keys()


def test_every_code_says_what_was_found_and_what_to_do():
    assert all(len(said) == 2 and min(map(len, said)) > 5 for said in CATALOGUE.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_said_in_every_language(language):
    said = catalogue(language)
    assert said.keys() == CATALOGUE.keys()
    assert all(len(text) > 5 for texts in said.values() for text in texts)


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_what_is_said_in_another_language_is_said_in_its_letters(language):
    assert [code for code, texts in catalogue(language).items() if not all(re.search("[а-я]", t) for t in texts)] == []


@pytest.mark.parametrize(
    ("severity", "code", "kind"),
    [
        ("error", "Y06", STOPS),
        ("error", "", STOPS),
        ("quarantine", "C01", CHANGES),
        ("warning", "Y17", CHANGES),
        ("warning", "R12", CHANGES),
        ("warning", "R06", INFORMS),
        ("note", "C06", CHANGES),
        ("note", "Y23", CHANGES),
        ("note", "H10", INFORMS),
        ("note", "R01", INFORMS),
    ],
)
def test_a_finding_stops_a_report_changes_its_figures_or_informs(severity, code, kind):
    assert kind_of(Issue("x", severity=severity, code=code)) == kind


WITHOUT = {
    "intake/findings/issues.py": "what makes an issue of an error's own words",
    "model/finance": "formulas that are called with numbers, not with a cluster",
    "model/sampling": "estimators that are called with numbers, not with a survey",
    "model/results/columns.py": "a table is named in code",
    "run/notebook/notebooks.py": "lines that a notebook printed, each with its code gone",
}
"""where findings may have no code: what only who writes a program can bring about"""


def uncoded(path):
    """The calls of a file that make a finding, or an error of one sentence, and give it no code."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        is_error = name in ("InputError", "UnitError")
        words = {one.arg for one in node.keywords} if name else set()
        is_sentence = "fix" in words or (is_error and isinstance(node.args[0], ast.Constant | ast.JoinedStr))
        if "code" not in words and (name == "Issue" or (is_error and is_sentence)):
            yield node.lineno


def test_every_finding_has_a_code_but_a_programmers():
    found = {path.relative_to(PACKAGE).as_posix(): list(uncoded(path)) for path in PACKAGE.rglob("*.py")}
    bare = {name: lines for name, lines in found.items() if lines}
    assert {name: lines for name, lines in bare.items() if not name.startswith(tuple(WITHOUT))} == {}
    assert [where for where in WITHOUT if not any(name.startswith(where) for name in bare)] == []
