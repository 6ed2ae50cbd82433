"""What does an answer mean? Columns, words, figures, scales, dates and letters of a survey."""

from capacity.intake.answers.answers import BLANK, EXCLUDE, Answers, find_dated, says_no_letter, titles
from capacity.intake.answers.cells import is_missing, read_number
from capacity.intake.answers.column_map import (
    FIGURES,
    ColumnMap,
    common_names,
    convention_notes,
    conventions,
    is_producer,
    label_issues,
    make_column_map,
    map_issues,
    mapped_columns,
    wanted_columns,
)
from capacity.intake.answers.dates import EXAMPLE, date_issue, dated_sources
from capacity.intake.answers.figures import Figure, read_figure, read_weight
from capacity.intake.answers.meanings import meaning_issues
from capacity.intake.answers.scales import equipment_link, is_service, make_scales

__all__ = [
    "BLANK",
    "EXAMPLE",
    "EXCLUDE",
    "FIGURES",
    "Answers",
    "ColumnMap",
    "Figure",
    "common_names",
    "convention_notes",
    "conventions",
    "date_issue",
    "dated_sources",
    "equipment_link",
    "find_dated",
    "is_missing",
    "is_producer",
    "is_service",
    "label_issues",
    "make_column_map",
    "make_scales",
    "map_issues",
    "mapped_columns",
    "meaning_issues",
    "read_figure",
    "read_number",
    "read_weight",
    "says_no_letter",
    "titles",
    "wanted_columns",
]
