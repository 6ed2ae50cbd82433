"""The project's notebooks are thin, without outputs, and run from top to bottom, by hand and by papermill."""

import ast
import itertools
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from capacity.run.new import make_cluster
from capacity.run.notebook.notebooks import read_parameters

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BUSY = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try, ast.With)
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path, kind="code"):
    """The cells of one kind."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def code_lines(cell):
    """The lines of a cell that do something."""
    return [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]


@each
def test_a_notebook_is_valid_and_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in cells(path) if cell.outputs or cell.execution_count] == []
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@each
def test_cells_are_few_and_short_and_decide_nothing(path):
    assert len(cells(path)) <= 26
    assert max(len(code_lines(cell)) for cell in cells(path)) <= 12
    busy = [cell.id for cell in cells(path) for node in ast.walk(ast.parse(cell.source)) if isinstance(node, BUSY)]
    assert busy == []


@each
def test_a_sentence_stands_before_every_code_cell(path):
    kinds = [(cell.cell_type, cell.source.strip()) for cell in nbformat.read(path, as_version=4).cells]
    for (before, text), (kind, _) in itertools.pairwise(kinds):
        assert kind != "code" or (before == "markdown" and text.endswith((".", "!", ":")))


@pytest.mark.parametrize("name", ["feasibility", "portfolio"])
def test_the_second_cell_is_the_parameters_each_with_type_and_comment(name):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert "parameters" in notebook.cells[1].metadata.tags
    known = read_parameters(notebook, name)
    assert {"languages", "out"} <= known.keys()
    assert len(code_lines(notebook.cells[1])) == len(known)
    assert all("  # " in line for line in code_lines(notebook.cells[1]))


@pytest.fixture(scope="module")
def few_draws(tmp_path_factory):
    """The feasibility notebook with a small cluster and few draws written into its parameters."""
    place = tmp_path_factory.mktemp("by hand")
    village = make_cluster(str(place / "village"))
    notebook = nbformat.read(ROOT / "notebooks" / "feasibility.ipynb", as_version=4)
    own = notebook.cells[1].source.replace("data/chui-dairy", village.as_posix()).replace("8192", "16")
    assert own != notebook.cells[1].source
    notebook.cells[1].source = own
    nbformat.write(notebook, place / "feasibility.ipynb")
    return place / "feasibility.ipynb"


def test_the_feasibility_notebook_runs_by_hand_from_top_to_bottom(few_draws):
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-current-env", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, "--rootdir", few_draws.parent, few_draws],
        cwd=few_draws.parent,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert f"{len(cells(few_draws))} passed" in run.stdout
