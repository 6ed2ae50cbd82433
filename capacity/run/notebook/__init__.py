"""A notebook run unattended: its kernel, its parameters, the receipt of its last cell, the copy that is kept."""

from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import NotebookFailed, find_notebook, run_notebook
from capacity.run.notebook.receipt import acknowledge

__all__ = ["NotebookFailed", "acknowledge", "clean_notebook", "find_notebook", "run_notebook"]
