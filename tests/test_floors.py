"""The house has floors: imports go down or to the left, never up, and never in a circle."""

import ast
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WINGS = ["intake", "model", "present", "run"]
DOOR = ""
"""the modules of a wing that stand in no folder"""
FLOORS = {
    "intake": (
        ("findings",),
        ("catalogue", "files", "spelling"),
        ("quantities",),
        ("sheets",),
        ("documents", "tables"),
        ("cluster_file",),
        ("facts",),
        ("cluster_book",),
        ("answers",),
        ("rows", "sample"),
        ("survey",),
        ("cluster_checks", "draft", "evidence"),
        (DOOR,),
        ("numbers", "changes", "waves"),
    ),
    "model": (
        ("engine",),
        ("uncertainty", "finance", "sampling", "portfolio", "prerequisites"),
        ("calendar",),
        ("potential",),
        ("chain",),
        ("without",),
        ("future",),
        ("gains", "diagnosis", "risks", "sensitivity"),
        ("bank", "plan", "first_steps"),
        ("goal_seek",),
        ("results",),
        ("whatif", "monitoring"),
    ),
    "present": (
        ("words",),
        ("charts",),
        ("parts",),
        ("origins",),
        ("chapters",),
        ("money",),
        ("brief",),
        ("since",),
        (DOOR,),
        ("members_page", "explore", "checked", "monitoring", "prerequisites"),
        ("begin",),
    ),
}
"""the folders of a wing, from the ground up; those of one floor do not know of each other"""
FACES = {
    "intake": ("catalogue", "documents", "evidence", "facts", "files", "findings", "numbers", "sample", "spelling"),
    "model": (
        *("finance", "first_steps", "plan", "portfolio", "prerequisites"),
        *("risks", "sampling", "sensitivity", "without"),
    ),
    "present": ("checked", "explore", "members_page", "prerequisites", "since"),
    "run": ("live", "progress"),
}
"""the folders that are entered by their face alone: it names what others may use"""
WIDE = {"finance", "sampling"}
"""libraries of their own on plain arrays, which offer more than ten names"""
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "capacity").rglob("*.py"))
}


LONGEST = 25
"""modules on the longest way of imports from the command line down, faces not counted"""


@cache
def tree(name):
    """The syntax tree of a module."""
    return ast.parse(MODULES[name].read_text("utf-8"))


def imports(name, *, for_types=True):
    """The modules of the package that a module imports, wherever in its text; or without those for types alone."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    typing = () if for_types else (node for node in tree(name).body if isinstance(node, ast.If))
    unread = {id(node) for block in typing if ast.unparse(block.test) == "TYPE_CHECKING" for node in ast.walk(block)}
    for node in (node for node in ast.walk(tree(name)) if id(node) not in unread):
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


def room(name):
    """The wing and the folder that a module stands in."""
    wing, *rest = name.split(".")[1:]
    return wing, rest[0] if MODULES[name].parent.name != wing else DOOR


def level(name):
    """The floor of a module's folder in its wing."""
    wing, folder = room(name)
    return next(number for number, folders in enumerate(FLOORS[wing]) if folder in folders)


@pytest.mark.parametrize("name", [name for name in MODULES if name.count(".") > 1 and name.split(".")[1] in FLOORS])
def test_a_folder_looks_down_only(name):
    wing, folder = room(name)
    others = [other for other in imports(name) if other.count(".") > 1 and room(other) != (wing, folder)]
    assert [other for other in others if room(other)[0] == wing and level(other) >= level(name)] == []


@pytest.mark.parametrize("wing", FLOORS)
def test_every_folder_says_in_one_sentence_what_it_is_for(wing):
    folders = {folder for floors in FLOORS[wing] for folder in floors} - {DOOR}
    assert {path.parent.name for path in (ROOT / "capacity" / wing).glob("*/__init__.py")} == folders
    for folder in folders:
        said = ast.get_docstring(ast.parse(MODULES[f"capacity.{wing}.{folder}"].read_text("utf-8")))
        assert said.split("\n")[0].endswith(".")


ENTERED = [(wing, folder) for wing, folders in FACES.items() for folder in folders]


@pytest.mark.parametrize(("wing", "folder"), ENTERED)
def test_a_face_names_what_others_use_and_nobody_goes_past_it(wing, folder):
    face = f"capacity.{wing}.{folder}"
    named = next(ast.literal_eval(node.value) for node in tree(face).body if isinstance(node, ast.Assign))
    assert len(named) <= 10 or folder in WIDE
    assert {f"{face}.{name}" for name in named}.isdisjoint(MODULES)
    others = [name for name in MODULES if name.count(".") > 1 and room(name) != (wing, folder)]
    assert [name for name in others if any(one.startswith(f"{face}.") for one in imports(name))] == []


def test_every_module_of_the_model_stands_in_a_folder():
    assert [name for name in MODULES if name.startswith("capacity.model.") and room(name)[1] == DOOR] == []


PAGES = [name for name in MODULES if name.startswith("capacity.present.") and room(name)[1] != "explore"]
"""the modules that make pages of a study; explore turns levers, and so asks the model itself"""


@pytest.mark.parametrize("name", PAGES)
def test_pages_know_of_the_model_its_results_alone(name):
    of_the_model = {other for other in imports(name) if other.startswith("capacity.model")}
    assert {other for other in of_the_model if not other.startswith("capacity.model.results")} == set()


def test_no_modules_import_each_other_in_a_circle():
    TopologicalSorter({name: set(imports(name)) - {name} for name in MODULES}).prepare()


def test_the_way_from_the_command_line_to_the_ground_stays_short():
    reached = {name: set(imports(name, for_types=False)) - {name} for name in MODULES}
    below = {}
    for name in TopologicalSorter(reached).static_order():
        below[name] = (MODULES[name].name != "__init__.py") + max((below[other] for other in reached[name]), default=0)
    assert below["capacity.run.cli"] <= LONGEST


def test_no_module_is_a_drawer_of_odds_and_ends():
    assert {"utils", "util", "helpers", "common", "misc"}.isdisjoint(name.rpartition(".")[2] for name in MODULES)


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, capacity; print({'numpy', 'pandas', 'xarray', 'plotly', 'scipy'} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
