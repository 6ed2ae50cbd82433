"""Members who were drawn: by which design, of which list, and how many each stands for."""

from capacity.intake.sample.drawing import drawn, drawn_columns
from capacity.intake.sample.phases import listed_only, phase_notes

__all__ = ["drawn", "drawn_columns", "listed_only", "phase_notes"]
