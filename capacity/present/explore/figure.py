"""Live figures that a slow computer shows too: plotly's program goes to the browser once, and each figure goes whole.

plotly's own FigureWidget sends its program of 5 MB with every figure, of which the browser must start each within two
seconds; and it sends the figure empty, to be filled by messages that a busy browser may miss.
"""

from functools import cache

import plotly.graph_objects as go
from anywidget import AnyWidget
from traitlets import Unicode

from capacity.present.charts.plain import Plain
from capacity.present.markup import read_part


class _Program(AnyWidget):
    """Plotly's program, sent once; nothing to be seen."""

    _esm = read_part("explore/shared.js") + read_part("explore/program.js")
    text = Unicode().tag(sync=True)


@cache
def _send_program() -> _Program:
    return _Program(text=str(go.FigureWidget._esm))  # noqa: SLF001  the program has no public name


class LiveFigure(go.FigureWidget):
    """A figure whose changes are seen at once, as wide as its place, without a menu."""

    _esm = read_part("explore/shared.js") + read_part("explore/figure.js")
    _whole = False
    shown: object = None
    """what it was last made from: figures made from the same are the same"""
    made: Plain | None = None
    """its traces and layout as they were last made; None: not known"""

    def __init__(self, figure: go.Figure) -> None:
        """Make the figure, then send it."""
        _send_program()
        super().__init__(figure)
        self._config = {"responsive": True, "displayModeBar": False}
        self._whole = True
        self.open()

    def open(self) -> None:
        """Send the figure if everything stands in it."""
        if self._whole:
            super().open()
