"""One report as another processor would make it: the environment says which, what ran is told on standard output.

Arguments: cluster folder, draws, output folder, and "study" (the files of the notebook's last cell) or "report" (all).
Prints JSON: the kernels of linear algebra, by library, and the parts of the processor that numpy was not to use.
"""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.linalg  # noqa: F401 (brings scipy's own kernels)
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from threadpoolctl import threadpool_info

import capacity as cap
from capacity.intake.cluster import read_cluster
from capacity.run.handover import save
from capacity.run.manifest import Request
from capacity.run.report import report


def make(cluster, draws, out, whole):
    """Make the files of a report in a folder."""
    if whole:
        report(cluster, out, Request(draws=draws, languages=("en", "ru")))
    else:
        save(cap.study(read_cluster(cluster), draws=draws), out, "en,ru")


if __name__ == "__main__":
    folder, count, target, what = sys.argv[1:]
    Path(target).mkdir(parents=True)
    make(Path(folder), int(count), Path(target), what == "report")
    np.dot(np.ones((2, 2)), np.ones((2, 2)))
    kernels = {Path(one["filepath"]).name: one["architecture"] for one in threadpool_info() if "architecture" in one}
    without = [name for name in __cpu_dispatch__ if not __cpu_features__[name]]
    print(json.dumps({"kernels": kernels, "without": without}))
