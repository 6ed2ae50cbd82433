"""At which value does it turn? Goals, what can be moved, and the search."""

from capacity.model.goal_seek import sought
from capacity.model.goal_seek.goal import Goal, borrowers, read_goal
from capacity.model.goal_seek.levers import Lever, all_changes, find_levers, main_product
from capacity.model.goal_seek.looks import all_stated
from capacity.model.goal_seek.questions import refuse_questions, turning_row, turning_values
from capacity.model.goal_seek.sought import DRAWS, Question, Sought

__all__ = [
    "DRAWS",
    "Goal",
    "Lever",
    "Question",
    "Sought",
    "all_changes",
    "all_stated",
    "borrowers",
    "find_levers",
    "main_product",
    "read_goal",
    "refuse_questions",
    "sought",
    "turning_row",
    "turning_values",
]
