"""The package stays small enough to be read."""

import ast
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parents[1] / "capacity"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}


def bodies(path):
    """Each function of a module with the lines of its body, the docstring left out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            statements = node.body[ast.get_docstring(node) is not None :]
            yield node.name, node.end_lineno - statements[0].lineno + 1 if statements else 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_has_at_most_400_lines_and_its_functions_40(path):
    assert LINES[path] <= 400
    assert {name: lines for name, lines in bodies(path) if lines > 40} == {}


def test_the_median_module_is_under_200_lines():
    assert median(lines for path, lines in LINES.items() if path.name != "__init__.py") < 200


def test_a_folder_has_at_most_18_modules():
    folders = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {path.name: number for path, number in folders.items() if number > 18} == {}


def imports(path):
    """The names that a module imports, each with the module that it is asked of."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom))
    return [(node.module, one.name) for node in nodes for one in node.names]


def users():
    """How many modules import from each module, by itself or by the face of its folder."""
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in MODULES}
    faces = [path for path in MODULES if path.name == "__init__.py" and path.parent != PACKAGE]
    given = {
        (".".join(path.parent.relative_to(PACKAGE.parent).parts), name): source
        for path in faces
        for source, name in imports(path)
    }
    found = Counter()
    for path in set(MODULES) - set(faces):
        sources = {given.get((source, name), source) for source, name in imports(path)}
        found.update((sources | {f"{source}.{name}" for source, name in imports(path)}) & names.keys())
    return {names[name]: number for name, number in found.items()}


ALONE = {
    "engine/second_process.py": "how work goes on in a second process, and nothing of the model",
    "plan/tally.py": "compiled: a cache of compiled code sees changes of its own file only",
}
"""small modules with one user that stand alone for a reason"""


def test_a_module_under_40_lines_has_two_users():
    used = users()
    small = {path for path, lines in LINES.items() if lines < 40 and path.name != "__init__.py" and used.get(path) == 1}
    assert {path.relative_to(PACKAGE).as_posix().split("/", 1)[1] for path in small} - ALONE.keys() == set()
