"""The facilitator's interactive notebook in JupyterLab: levers are turned there, and scenarios saved."""

from pathlib import Path

from capacity.intake.cluster import BASE, read_specs
from capacity.intake.sheets.files import find_folder
from capacity.present.explore.panel import CLUSTER_VARIABLE
from capacity.run.lab import open_lab, place_copy
from capacity.run.new import CLUSTERS

NOTEBOOK = "explore.ipynb"


def explore(cluster: Path | None, out: Path, browser: bool = True) -> int:
    """Open the notebook on a cluster or a folder of clusters; return JupyterLab's exit code, 0 when closed by Ctrl+C.

    Without one it opens the folder data under the current folder, or else the samples of the project.
    """
    folder = find_folder(cluster or CLUSTERS).absolute()
    return open_lab(place_explore(folder, out), browser, {CLUSTER_VARIABLE: str(folder)})


def place_explore(folder: Path, out: Path) -> Path:
    """Return the user's copy of the notebook, out/explore/SLUG.ipynb."""
    slug = read_specs(folder)[BASE].cluster if (folder / "cluster.yml").exists() else "clusters"
    return place_copy(NOTEBOOK, out.absolute() / "explore" / f"{slug}.ipynb")
