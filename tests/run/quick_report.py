"""The command line with a feasibility notebook that takes a second: what surrounds the numbers, without the numbers.

Environment: QUICK_SECONDS, how long the notebook takes; QUICK_CODE, a line that it runs first.
"""

import os
import sys
import tempfile
from pathlib import Path

PARAMETERS = """cluster: str = ""
scenario: str = "base"
draws: int = 8
seed: int = 1
languages: str = "en"
out: str = "" """
WORK = """import os, time
from pathlib import Path
from capacity.run.notebook.receipt import acknowledge
exec(os.environ.get("QUICK_CODE", ""))
for name in ("confidential/summary.json", "confidential/tables/cash.csv", "public/members.en.html"):
    (Path(out) / name).parent.mkdir(parents=True, exist_ok=True)
    (Path(out) / name).write_text(f"{Path(cluster).name} {draws} {seed}", encoding="utf-8")
    time.sleep(float(os.environ.get("QUICK_SECONDS", "0")) / 3)
acknowledge(Path(out))"""


def write_notebook(folder):
    """Write the quick notebook and return its path."""
    import nbformat  # noqa: PLC0415 - the processes that read load this file too, and need none of it
    from nbformat.v4 import new_code_cell, new_notebook  # noqa: PLC0415

    cells = [
        new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}),
        new_code_cell(WORK, id="work"),
    ]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    path = Path(folder) / "feasibility.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


def make_quick(folder, replace=setattr):
    """Put the quick notebook and plain pages in the place of the real ones."""
    from capacity.run import batch, report  # noqa: PLC0415
    from capacity.run.many import outlook  # noqa: PLC0415

    notebook = write_notebook(folder)
    replace(report, "find_notebook", lambda _: notebook)
    replace(outlook, "find_notebook", lambda _: notebook)
    replace(report, "export", lambda _, language: f"<html lang={language}>")
    replace(batch, "write_portfolio", lambda *_: None)


if __name__ == "__main__":
    from capacity.run import cli

    with tempfile.TemporaryDirectory() as place:
        make_quick(place)
        code = cli.main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)
