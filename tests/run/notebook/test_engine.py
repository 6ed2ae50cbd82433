"""Cells in a process branched off: as from a kernel, nothing left to the next, no run takes another."""

import subprocess
import sys

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from capacity.run.machine.prepared import can_branch
from capacity.run.notebook import notebooks
from capacity.run.notebook.engine import KERNEL
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import NotebookFailed, run_notebook
from capacity.run.notebook.rehearsed import rehearse

pytestmark = pytest.mark.skipif(not can_branch(), reason="processes branch off on Unix only")
HAND_OVER = "from pathlib import Path\nfrom capacity.run.notebook.receipt import acknowledge\nacknowledge(Path(out))"
ALL_KINDS = (
    "print('one'); print('two')\nimport sys; print('aside', file=sys.stderr)",
    "import pandas as pd\npd.DataFrame({'t': [1.5, 2.0]}, index=['maize', 'beans'])",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'), {'a': 1}); 'seen'; 7",
    "import plotly.graph_objects as go\ngo.Figure(go.Bar(y=pd.Series([1.5, 2])))",
    "None",
    "get_ipython().__class__.__name__, __name__, hash('the same')",
)
LEAVE = """\
import os, random, warnings, locale, sys
import numpy as np, plotly.io as pio
random.seed(5); np.random.seed(5); os.environ["LEFT"] = "1"; os.chdir("/")
warnings.simplefilter("ignore"); pio.templates.default = "plotly_dark"; sys.modules["left"] = sys
locale.setlocale(locale.LC_ALL, "C")
"""
TELL = """\
import os, random, warnings, locale, sys
import numpy as np, plotly.io as pio
print("LEFT" in os.environ, os.getcwd() == out, pio.templates.default, "left" in sys.modules)
print(locale.setlocale(locale.LC_ALL), len(warnings.filters), random.getstate()[1][-1] == 624, "candidate" in globals())
"""
PARENT = """\
import psutil
from capacity.run.machine.prepared import prepare, start
from capacity.run.notebook.engine import REHEARSED
prepare(REHEARSED)
for process in [start(print) for _ in range(3)]:
    process.join()
[parent] = [one for one in psutil.Process().children() if "forkserver" in " ".join(one.cmdline())]
print(parent.num_threads(), any("highs" in file.path for file in parent.memory_maps()))
print(sum(one.status() == psutil.STATUS_ZOMBIE for one in parent.children()))
print(*(parent.environ()[f"{name}_NUM_THREADS"] for name in ("OPENBLAS", "OMP", "NUMBA")))
"""


def run(folder, *code):
    """The executed notebook of some cells, kept in a folder of its own."""
    out = folder / "out"
    out.mkdir(parents=True)
    cells = [new_code_cell('out: str = ""', id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(text, id=f"step-{number}") for number, text in enumerate([*code, HAND_OVER])]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "tried.ipynb")
    return run_notebook(folder / "tried.ipynb", {}, out)


def text(notebook):
    """What the first step wrote."""
    return next(cell.outputs[0].text for cell in notebook.cells if cell.id == "step-0")


def test_a_kernel_and_a_branch_give_the_same_notebook(tmp_path, monkeypatch):
    branched = run(tmp_path / "branch", *ALL_KINDS)
    monkeypatch.setenv(KERNEL, "1")
    from_kernel = run(tmp_path / "kernel", *ALL_KINDS)
    kept = [nbformat.writes(clean_notebook(one, {"out": ""})) for one in (branched, from_kernel)]
    assert kept[0] == kept[1]
    assert "ZMQInteractiveShell" in kept[0]


def test_an_error_reads_as_that_of_a_kernel(tmp_path, monkeypatch):
    said = []
    for name in ("branch", "kernel"):
        with pytest.raises(NotebookFailed) as failure:
            run(tmp_path / name, "1 / 0")
        said.append(str(failure.value))
        monkeypatch.setenv(KERNEL, "1")
    assert said[0] == said[1]
    assert "step [3] `1 / 0`: ZeroDivisionError" in said[0]


def test_nothing_is_left_to_the_next_run(tmp_path):
    fresh = text(run(tmp_path / "fresh", TELL))
    run(tmp_path / "leaves", LEAVE)
    assert text(run(tmp_path / "next", TELL)) == fresh
    assert fresh.startswith("False True plotly False")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    ],
)
def test_a_process_that_dies_is_told_with_its_reason_and_takes_nobody_along(tmp_path, code, reason):
    with pytest.raises(
        NotebookFailed, match=rf"in step \[3\] `import .*its process ended \(Process died \({reason}\)\)"
    ):
        run(tmp_path / "dies", code)
    assert text(run(tmp_path / "next", "print('well')")) == "well\n"


def test_a_step_that_takes_too_long_ends_with_all_it_started(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "_CELL_SECONDS", 15)
    start = f"import subprocess; child = subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(600)'])\n"
    start += f"from pathlib import Path; Path({str(tmp_path / 'child')!r}).write_text(str(child.pid))\nchild.wait()"
    with pytest.raises(NotebookFailed, match="it took longer than 15 seconds"):
        run(tmp_path / "long", start)
    child = int((tmp_path / "child").read_text())
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_the_rehearsal_reaches_its_end():
    rehearse()


def test_the_prepared_process_has_one_thread_and_keeps_no_dead_children():
    done = subprocess.run([sys.executable, "-c", PARENT], check=True, capture_output=True, text=True)
    threads, loaded, dead, *pinned = done.stdout.split()
    assert (threads, loaded, dead, pinned) == ("1", "True", "0", ["1", "1", "1"])
