"""The guided notebook in JupyterLab: from the export of a survey to the description of a new cluster."""

import datetime as dt
from pathlib import Path

from capacity.present.begin.panel import DAY_VARIABLE, FOLDER_VARIABLE
from capacity.run.lab import open_lab, place_copy
from capacity.run.new import check_name

NOTEBOOK = "begin.ipynb"


def begin(folder: Path, out: Path, browser: bool = True) -> int:
    """Open the notebook on the folder of a new cluster, made if it is not there; return JupyterLab's exit code.

    The folder's last part is the cluster's name; a name that no cluster can have is refused.
    """
    place = folder.absolute()
    check_name(place.name)
    place.mkdir(parents=True, exist_ok=True)
    told = {FOLDER_VARIABLE: str(place), DAY_VARIABLE: dt.date.today().isoformat()}  # noqa: DTZ011 (her calendar's day)
    return open_lab(place_begin(place, out), browser, told)


def place_begin(folder: Path, out: Path) -> Path:
    """Return the user's copy of the notebook, out/begin/NAME.ipynb."""
    return place_copy(NOTEBOOK, out.absolute() / "begin" / f"{folder.name}.ipynb")
