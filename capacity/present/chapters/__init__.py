"""What does the report say? One chapter a question, in the order of the report, with its appendix."""

from capacity.present.chapters import bottlenecks, verdict
from capacity.present.chapters.chain import lights
from capacity.present.chapters.order import build_section
from capacity.present.chapters.today import supply
from capacity.present.chapters.turning import TITLE, Answers
from capacity.present.chapters.verdict import ANSWERS, NO_ANSWER, facts

__all__ = [
    "ANSWERS",
    "NO_ANSWER",
    "TITLE",
    "Answers",
    "bottlenecks",
    "build_section",
    "facts",
    "lights",
    "supply",
    "verdict",
]
