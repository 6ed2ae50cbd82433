"""How is it said? Sentences, numbers, months and names in three languages, and what pages read of a study."""

from capacity.present.words import reading, thousands
from capacity.present.words.goals import goal_words
from capacity.present.words.levers import PERCENT, TITLES, lever_name, setting_words
from capacity.present.words.names import Names
from capacity.present.words.ranges import HIGHEST_RATE, LOSS, NEVER, NEVER_NOTE, range_of
from capacity.present.words.reading import SUMMER, WINTER, Line, convention, finite, in_order, margin, median, table
from capacity.present.words.words import LANGUAGES, NBSP, RANGE_NOTE, SHAPES, UNKNOWN, Words, mark

__all__ = [
    "HIGHEST_RATE",
    "LANGUAGES",
    "LOSS",
    "NBSP",
    "NEVER",
    "NEVER_NOTE",
    "PERCENT",
    "RANGE_NOTE",
    "SHAPES",
    "SUMMER",
    "TITLES",
    "UNKNOWN",
    "WINTER",
    "Line",
    "Names",
    "Words",
    "convention",
    "finite",
    "goal_words",
    "in_order",
    "lever_name",
    "margin",
    "mark",
    "median",
    "range_of",
    "reading",
    "setting_words",
    "table",
    "thousands",
]
