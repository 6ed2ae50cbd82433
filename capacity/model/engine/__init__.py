"""How is it computed, the same on every machine? Arithmetic recorded once and replayed for every month and draw."""

from capacity.model.engine.digits import by_size, figure, snapped, to_36_bits, without_noise, written
from capacity.model.engine.second_process import ALONE, aside
from capacity.model.engine.sums import product, solved
from capacity.model.engine.tape import Numbers, Row, Tape, clip, maximum, minimum, where

__all__ = [
    "ALONE",
    "Numbers",
    "Row",
    "Tape",
    "aside",
    "by_size",
    "clip",
    "figure",
    "maximum",
    "minimum",
    "product",
    "snapped",
    "solved",
    "to_36_bits",
    "where",
    "without_noise",
    "written",
]
