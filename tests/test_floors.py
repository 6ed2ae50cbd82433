"""The house has floors: imports go down or to the left, never up, and never in a circle."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WINGS = ["intake", "model", "present", "run"]
FLOORS = (
    ("engine",),
    ("uncertainty", "finance"),
    ("calendar",),
    ("potential",),
    ("chain",),
    ("without",),
    ("future",),
    ("gains", "diagnosis", "risks", "sensitivity"),
    ("bank", "plan", "first_steps"),
    ("goal_seek",),
    ("results",),
    ("whatif",),
)
"""the folders of the model, from the ground up; those of one floor do not know of each other"""
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "capacity").rglob("*.py"))
}


def imports(name):
    """The modules of the package that a module imports, wherever in its text."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            source = ".".join(filter(None, [above, node.module]))
            parts = {f"{source}.{alias.name}" for alias in node.names} & MODULES.keys()
            yield from parts or {source} & MODULES.keys()


def floor(name):
    """The number of a module's wing; the package itself stands above them all."""
    return WINGS.index(name.split(".")[1]) if "." in name else len(WINGS)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_from_its_own_wing_or_one_to_the_left(name):
    assert [other for other in imports(name) if floor(other) > floor(name)] == []


def level(name):
    """The floor of the model's folder that a module stands in; None outside the model's folders."""
    parts = name.split(".")
    if parts[1:2] != ["model"] or len(parts) < 3:
        return None
    return next(number for number, folders in enumerate(FLOORS) if parts[2] in folders)


@pytest.mark.parametrize("name", [name for name in MODULES if level(name) is not None])
def test_a_folder_of_the_model_looks_down_only(name):
    others = [
        other for other in imports(name) if level(other) is not None and other.split(".")[2] != name.split(".")[2]
    ]
    assert [other for other in others if level(other) >= level(name)] == []


def test_every_module_of_the_model_stands_in_a_folder():
    """And every folder says in one sentence what question it answers."""
    folders = {folder for floor_ in FLOORS for folder in floor_}
    assert {name.split(".")[2] for name in MODULES if name.startswith("capacity.model.")} == folders
    for folder in folders:
        first = ast.get_docstring(ast.parse(MODULES[f"capacity.model.{folder}"].read_text("utf-8")))
        assert first.split("\n")[0].endswith(".")


def test_no_modules_import_each_other_in_a_circle():
    TopologicalSorter({name: set(imports(name)) - {name} for name in MODULES}).prepare()


def test_no_module_is_a_drawer_of_odds_and_ends():
    assert {"utils", "util", "helpers", "common", "misc"}.isdisjoint(name.rpartition(".")[2] for name in MODULES)


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, capacity; print({'numpy', 'pandas', 'xarray', 'plotly', 'scipy'} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
