"""One list of packages, written three times: for pip, for conda, and locked."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def bounds(lines):
    """Name and bounds of each requirement, whatever the blanks, the capitals and the order of the bounds."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): each.specifier for each in requirements if each.name != PROJECT["name"]}


DIRECT = bounds(chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()))


def test_conda_is_asked_for_the_same_packages_within_the_same_bounds():
    *conda, last = YAML(typ="safe").load(ROOT / "environment.yml")["dependencies"]
    *pip, package = last["pip"]
    assert bounds([*conda, *pip]) == DIRECT | bounds([f"python{PROJECT['requires-python']}"])
    assert package.endswith("-e .")


@pytest.mark.parametrize("name", DIRECT)
def test_the_lock_has_every_direct_dependency_within_its_bounds(name):
    locked = re.findall(rf"^{re.escape(name)}==(\S+)", LOCK, flags=re.MULTILINE)
    assert locked
    assert all(version in DIRECT[name] for version in locked)


def test_the_lock_pins_by_hash_and_names_no_address():
    pins = re.split(r"\n(?=\S)", LOCK.strip())
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
    assert "://" not in LOCK


IMPORTED_BY_ANOTHER = {
    "jupyterlab": "where the notebooks are opened",
    "jupyter-server": "part of jupyterlab, with a bound of our own",
    "argon2-cffi-bindings": "part of jupyter-server, with a bound of our own",
    "nbval": "a plugin of pytest",
    "defusedxml": "openpyxl reads safely where it is there",
    "python": "itself",
}
"""packages that are declared although no line of the package imports them, and why"""


def imported():
    """The distributions whose modules the package imports, wherever in its text."""
    found = set()
    for path in (ROOT / "capacity").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    known = packages_distributions()
    return {canonicalize_name(known[name][0]) for name in found - sys.stdlib_module_names - {"capacity"}}


def test_what_is_declared_is_imported_and_what_is_imported_is_declared():
    declared = set(bounds(chain(PROJECT["dependencies"], PROJECT["optional-dependencies"]["cluster"])))
    assert imported() - declared == set()
    assert declared - imported() == IMPORTED_BY_ANOTHER.keys() & declared
