"""All that the cells of a report use, loaded once in the process from which they branch off."""

import gc

import capacity.model.results.study
import capacity.present.show
import capacity.run.handover
import capacity.run.notebook.cells
import capacity.run.portfolio  # noqa: F401

gc.collect()
gc.freeze()
