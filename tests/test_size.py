"""The package stays small enough to be read."""

import ast
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
