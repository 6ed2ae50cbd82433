"""What is said while work goes on: a bar or lines, steps by their cost, the time left."""

from capacity.run.progress.line import Seen, shown
from capacity.run.progress.steps import EXPORTS, PRINTS, STARTS, Step, Steps, seconds_of, steps_of_report
from capacity.run.progress.tally import Tally

__all__ = ["EXPORTS", "PRINTS", "STARTS", "Seen", "Step", "Steps", "Tally", "seconds_of", "shown", "steps_of_report"]
