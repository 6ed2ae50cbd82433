"""The runner of notebooks: strict before the kernel starts, and only a notebook that came to its end is a success."""

import ast
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from capacity.intake.findings.issues import InputError
from capacity.run.notebook import kernels, notebooks
from capacity.run.notebook.engine import KERNEL
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import NotebookFailed, run_notebook

PARAMETERS = 'cluster: str = "x"  # folder\ndraws: int = 8\nrate: float = 0.5\nbrief: bool = False\nout: str = ""'
HAND_OVER = "from pathlib import Path\nfrom capacity.run.notebook.receipt import acknowledge\nacknowledge(Path(out))"


@pytest.fixture
def desk(tmp_path):
    """A folder for a notebook and one for its results."""
    out = tmp_path / "out"
    out.mkdir()
    return tmp_path, out


def write(folder, *code, parameters=PARAMETERS, tags=("parameters",)):
    """Write a notebook of some code cells behind its parameters, and return its path."""
    cells = [new_markdown_cell("To try the runner on.", id="about")]
    cells.append(new_code_cell(parameters, id="parameters", metadata={"tags": list(tags)}))
    cells += [new_code_cell(text, id=f"step-{number}") for number, text in enumerate(code)]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    path = folder / "tried.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


def refuse_to_start(*_arguments, **_options):
    """Stand in for papermill where no kernel may start."""
    raise AssertionError("a kernel was started")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"drawz": 9}, "did you mean draws?"),
        ({"draws": "9"}, "the parameter \"draws\" cannot be '9'"),
        ({"draws": True}, "cannot be True"),
        ({"draws": 9.0}, "give it a value of type int"),
        ({"cluster": Path("x")}, "give it a value of type str"),
        ({"brief": 1}, "give it a value of type bool"),
        ({"rate": float("nan")}, "cannot be nan"),
        ({"x = 1\nimport os": 1}, "has no parameter"),
    ],
)
def test_a_wrong_parameter_is_refused_before_a_kernel_starts(desk, monkeypatch, given, words):
    monkeypatch.setattr(notebooks.papermill, "execute_notebook", refuse_to_start)
    with pytest.raises(InputError) as refusal:
        run_notebook(write(desk[0], HAND_OVER), given, desk[1])
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"tags": ()}, "needs one code cell tagged parameters"),
        ({"parameters": "draws = 8\nout: str = ''"}, "line 1 of the parameters has no type"),
        ({"parameters": "draws: list = [8]"}, "line 1 of the parameters has no type"),
        ({"parameters": "draws: int = 8\nimport os"}, "line 2 of the parameters has no type"),
        ({"parameters": "draws: int = int('8')"}, "line 1 of the parameters has no type"),
    ],
)
def test_a_notebook_whose_parameters_cannot_be_trusted_is_refused(desk, monkeypatch, options, words):
    monkeypatch.setattr(notebooks.papermill, "execute_notebook", refuse_to_start)
    with pytest.raises(InputError) as refusal:
        run_notebook(write(desk[0], HAND_OVER, **options), {}, desk[1])
    assert words in str(refusal.value)


@pytest.fixture(scope="module")
def good_runs(tmp_path_factory):
    """Run one notebook from two folders with difficult names, and return what came out."""
    runs = []
    for name in ("первый {draws} №1", "b"):
        folder = tmp_path_factory.mktemp("run") / name
        (folder / "out").mkdir(parents=True)
        tell = "import os, sys\nprint('a warning', file=sys.stderr)\n(cluster, draws, rate, brief, os.getcwd() == out)"
        given = {"cluster": str(folder), "draws": 16, "rate": 1}
        executed = run_notebook(write(folder, tell, HAND_OVER), given, folder / "out")
        runs.append((folder, executed))
    return runs


def test_a_run_gets_its_parameters_as_they_are_and_leaves_nothing_of_its_own(good_runs):
    folder, executed = good_runs[0]
    seen = ast.literal_eval(executed.cells[3].outputs[-1].data["text/plain"])
    assert seen == (str(folder), 16, 1, False, True)
    assert list((folder / "out").iterdir()) == []
    assert "widgets" not in executed.metadata


def test_the_kept_notebook_has_the_same_bytes_wherever_it_was_run(good_runs):
    kept = [clean_notebook(nb, {"cluster": "village", "out": ""}) for _, nb in good_runs]
    for notebook in kept:
        notebook.cells[3].outputs = []  # shows its folder, as it was asked to
    first, second = (nbformat.writes(notebook) for notebook in kept)
    assert first == second
    assert r"cluster = \"village\"" in first
    assert not any(word in first for word in ("papermill", "to stderr", "first", str(good_runs[1][0])))
    nbformat.validate(kept[0])


def test_a_failing_cell_is_named_and_the_notebook_kept(desk):
    with pytest.raises(NotebookFailed, match=r"step \[3\] `draws / 0`: ZeroDivisionError: division by zero") as failure:
        run_notebook(write(desk[0], "draws / 0", HAND_OVER), {}, desk[1])
    assert "ZeroDivisionError" in failure.value.notebook.decode()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os._exit(0)", "its process ended ("),
        ("import sys; sys.exit(0)", "ended before its last step, in step [3] `import sys; sys.exit(0)`"),
    ],
)
def test_a_notebook_that_did_not_come_to_its_end_has_failed(desk, code, words):
    with pytest.raises(NotebookFailed) as failure:
        run_notebook(write(desk[0], code, HAND_OVER), {}, desk[1])
    assert words in str(failure.value)
    assert code.partition(";")[0] in str(failure.value)


def test_a_notebook_that_hands_nothing_over_has_failed(desk):
    (desk[1] / "receipt").write_text("an old key received", encoding="utf-8")
    with pytest.raises(NotebookFailed, match="ended before its last step"):
        run_notebook(write(desk[0], "draws + 1"), {}, desk[1])


def test_a_step_that_never_ends_is_stopped_and_named(desk, monkeypatch):
    monkeypatch.setattr(notebooks, "_CELL_SECONDS", 1)
    with pytest.raises(NotebookFailed, match=r"step \[3\] `while True: pass`: it took longer than 1 seconds"):
        run_notebook(write(desk[0], "while True: pass", HAND_OVER), {}, desk[1])


def test_wrong_input_found_by_the_notebook_comes_out_as_its_own_lines(desk):
    refuse = "from capacity.intake.findings.issues import InputError, Issue\n"
    refuse += "raise InputError([Issue('the herd is missing', 'add it', file='cluster.yml:3:1'), Issue('no survey')])"
    with pytest.raises(InputError) as refusal:
        run_notebook(write(desk[0], refuse, HAND_OVER), {}, desk[1])
    assert str(refusal.value) == "cluster.yml:3:1: the herd is missing. Do this: add it.\nno survey."


def test_kernels_use_sockets_of_their_own_and_nothing_of_the_users():
    with kernels.kernel_settings() as settings:
        chosen = settings.QuietKernelManager
        folder = Path(chosen.connection_file).parent
        assert chosen.get("transport") == ("ipc" if os.name == "posix" else None)
        assert chosen.environment["JUPYTER_RUNTIME_DIR"] == str(folder)
        assert Path(chosen.environment["IPYTHONDIR"]).is_relative_to(folder)
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="sockets and signals of Unix")
def test_the_folder_of_a_killed_run_is_swept_and_its_kernel_ends(desk, monkeypatch):
    monkeypatch.setenv(KERNEL, "1")
    path = write(desk[0], "import time; time.sleep(300)", HAND_OVER)
    code = "import sys; from pathlib import Path; from capacity.run.notebook.notebooks import run_notebook as run; "
    code += "run(Path(sys.argv[1]), {}, Path(sys.argv[2]))"
    run = subprocess.Popen([sys.executable, "-c", code, path, desk[1]])
    place = wait_for(lambda: next(iter(kernel_folders(run.pid)), None))
    kernel = wait_for(lambda: next(iter(psutil.Process(run.pid).children()), None))
    run.kill()
    run.wait()
    wait_for(lambda: not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE)
    with kernels.kernel_settings():
        assert not place.exists()


def kernel_folders(process):
    """The kernel folders that a process made."""
    return sorted(Path(tempfile.gettempdir()).glob(f"capacity-kernel-{process}-*/kernel.json"))


def wait_for(condition, seconds=20):
    """Return the condition's value as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")
