"""What does a study say? Its questions asked, their tables, the summary and the verdict."""

from capacity.model.results import answers
from capacity.model.results.answers import Answer
from capacity.model.results.control import Brought, Contributions
from capacity.model.results.held import Goal, read_goal
from capacity.model.results.run import Now
from capacity.model.results.study import Study, look
from capacity.model.results.today import chain, members

__all__ = [
    "Answer",
    "Brought",
    "Contributions",
    "Goal",
    "Now",
    "Study",
    "answers",
    "chain",
    "look",
    "members",
    "read_goal",
]
