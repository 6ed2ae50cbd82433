"""All that the cells of a report use, loaded once in the process from which they branch off.

Nobody looks for garbage meanwhile: there is none, and what is loaded stays.
"""

import gc

gc.disable()

import capacity.model.results.study  # noqa: E402 (garbage is looked for from here on otherwise)
import capacity.present.show  # noqa: E402
import capacity.run.handover  # noqa: E402
import capacity.run.notebook.cells  # noqa: E402, F401

gc.freeze()
gc.enable()
