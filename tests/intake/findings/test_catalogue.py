"""Every code that a finding may bear stands in the catalogue with its remedy, and no other."""

import ast
import tomllib
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "capacity"
CATALOGUE = tomllib.loads((PACKAGE / "intake" / "findings" / "catalogue.toml").read_text("utf-8"))


def raised():
    """The codes that the package gives to findings, as they stand in its text."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            given = node.keywords if isinstance(node, ast.Call) else []
            yield from (one.value.value for one in given if one.arg == "code" and isinstance(one.value, ast.Constant))


def test_what_is_raised_is_in_the_catalogue_and_nothing_else():
    assert set(raised()) == CATALOGUE.keys()


def test_every_code_says_what_was_found_and_what_to_do():
    assert all(len(said) == 2 and min(map(len, said)) > 5 for said in CATALOGUE.values())
