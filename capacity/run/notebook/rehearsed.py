"""All that the cells of a report use, loaded and used once: a report of the example, which nobody sees.

What libraries load, compile or look up when they are first used is then there for every process that branches off:
texts, templates, compiled loops. No run leaves anything here: they are branches, and this is their stem.
"""

import gc
import warnings
from contextlib import suppress
from tempfile import TemporaryDirectory

import capacity.run.notebook.loaded
import capacity.run.portfolio  # noqa: F401 (a batch ends with it)
from capacity.intake.cluster import read_cluster
from capacity.model.results.study import study
from capacity.present.order import SECTIONS
from capacity.present.show import show
from capacity.run.handover import save
from capacity.run.new import make_cluster

_DRAWS = 16


def rehearse() -> None:
    """Make everything of a report of the example (see new) in a folder that is removed again."""
    with TemporaryDirectory(prefix="capacity-") as out:
        found = study(read_cluster(make_cluster(f"{out}/example")), draws=_DRAWS)
        for name in SECTIONS:
            show(found, name)._repr_mimebundle_()
        save(found, out)


with warnings.catch_warnings(), suppress(Exception):  # it only spares time: what fails here is told by the reports
    warnings.simplefilter("ignore")
    rehearse()
gc.collect()
gc.freeze()
