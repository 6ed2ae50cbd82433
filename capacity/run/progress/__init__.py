"""What is said while work goes on: a bar or lines, steps by their cost, the time left."""

from capacity.run.progress.line import Seen, shown
from capacity.run.progress.steps import Step, Steps, Work, seconds_of, steps_of_report
from capacity.run.progress.tally import Tally

__all__ = ["Seen", "Step", "Steps", "Tally", "Work", "seconds_of", "shown", "steps_of_report"]
