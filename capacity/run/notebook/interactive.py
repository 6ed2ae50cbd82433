"""The notebooks that are worked in, each opened in JupyterLab: the guided beginning, and the panel with its levers."""

import datetime as dt
from pathlib import Path

from capacity.intake.cluster_book.found import is_cluster
from capacity.intake.facts import BASE
from capacity.intake.files import find_folder
from capacity.intake.specs import read_specs
from capacity.present import handed
from capacity.run.new import CLUSTERS, check_name
from capacity.run.notebook.lab import open_lab, place_copy

BEGIN, EXPLORE = "begin.ipynb", "explore.ipynb"


def begin(folder: Path, out: Path, browser: bool = True) -> int:
    """Open the notebook on the folder of a new cluster, made if it is not there; return JupyterLab's exit code.

    The folder's last part is the cluster's name; a name that no cluster can have is refused.
    """
    place = folder.absolute()
    check_name(place.name)
    place.mkdir(parents=True, exist_ok=True)
    told = {handed.FOLDER: str(place), handed.DAY: dt.date.today().isoformat()}  # noqa: DTZ011 (her calendar's day)
    return open_lab(place_begin(place, out), browser, told)


def place_begin(folder: Path, out: Path) -> Path:
    """Return the user's copy of the notebook, out/begin/NAME.ipynb."""
    return place_copy(BEGIN, out.absolute() / "begin" / f"{folder.name}.ipynb")


def explore(cluster: Path | None, out: Path, browser: bool = True) -> int:
    """Open the notebook on a cluster or a folder of clusters; return JupyterLab's exit code, 0 when closed by Ctrl+C.

    Without one it opens the folder data under the current folder, or else the samples of the project.
    """
    folder = find_folder(cluster or CLUSTERS).absolute()
    return open_lab(place_explore(folder, out), browser, {handed.CLUSTER: str(folder)})


def place_explore(folder: Path, out: Path) -> Path:
    """Return the user's copy of the notebook, out/explore/SLUG.ipynb."""
    slug = read_specs(folder)[BASE].cluster if is_cluster(folder) else "clusters"
    return place_copy(EXPLORE, out.absolute() / "explore" / f"{slug}.ipynb")
