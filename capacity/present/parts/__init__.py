"""What chapters are made of: sections, and remarks that several of them make."""

from capacity.present.parts.central import central_note, shown_income
from capacity.present.parts.doubts import doubt_lines
from capacity.present.parts.findings import FINDINGS, OTHER
from capacity.present.parts.monte_carlo import figure_errors
from capacity.present.parts.section import MIME, Exhibit, Fact, Light, Section, Table, charted, table_of
from capacity.present.parts.without import hangs_on, without_lines

__all__ = [
    "FINDINGS",
    "MIME",
    "OTHER",
    "Exhibit",
    "Fact",
    "Light",
    "Section",
    "Table",
    "central_note",
    "charted",
    "doubt_lines",
    "figure_errors",
    "hangs_on",
    "shown_income",
    "table_of",
    "without_lines",
]
