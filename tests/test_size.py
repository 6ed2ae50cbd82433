"""The package stays small enough to be read."""

import ast
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

import capacity

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


def users():
    """How many modules import each module; of what is public, whoever writes `import capacity` is one more."""
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in MODULES}
    found = Counter(set(capacity._PUBLIC.values()))  # noqa: SLF001
    for path in MODULES:
        imports = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom))
        sources = {
            one for node in imports for one in (node.module, *(f"{node.module}.{name.name}" for name in node.names))
        }
        found.update(sources & names.keys() if path.name != "__init__.py" else ())
    return {names[name]: number for name, number in found.items()}


ALONE = {
    "engine/second_process.py": "how work goes on in a second process, and nothing of the model",
    "monitoring/decomposition.py": "a formula of the literature on plain arrays, and nothing of waves",
    "plan/tally.py": "compiled: a cache of compiled code sees changes of its own file only",
}
"""small modules with one user that stand alone for a reason"""


def test_a_module_under_40_lines_has_two_users():
    used = users()
    small = {path for path, lines in LINES.items() if lines < 40 and path.name != "__init__.py" and used.get(path) == 1}
    assert {path.relative_to(PACKAGE).as_posix().split("/", 1)[1] for path in small} - ALONE.keys() == set()
