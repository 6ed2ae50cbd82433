"""What is said of progress is honest: shares grow, the time left falls, nobody waits long for a word."""

import io
import sys
import time
from itertools import pairwise

import nbformat

from capacity.run.manifest import Request
from capacity.run.notebook.notebooks import find_notebook
from capacity.run.progress import line
from capacity.run.progress.line import Left, Seen, shown
from capacity.run.progress.steps import Step, Steps, Work
from capacity.run.progress.tally import Tally
from capacity.run.report import NOTEBOOK, plan_of


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self):
        """Return what it was set to."""
        return self.now


def test_steps_count_by_their_cost_and_never_go_back():
    clock = Clock()
    steps = Steps([Step("a", "first", 10), Step("b", "second", 90)], clock)
    seen = []
    for clock.now in range(0, 10, 2):
        seen.append(steps.look()[0])
    steps.begin("run b now")
    steps.begin("nobody planned this")
    told = []
    for clock.now in range(10, 400, 10):
        share, said, left = steps.look()
        seen.append(share)
        told.append((said, left))
    assert seen == sorted(seen)
    assert 0.1 < seen[5] < 0.2
    assert seen[-1] < 1
    assert told[0] == ("second", "about 1 min left")


def test_every_cell_of_the_notebook_is_a_step_with_words_of_its_own():
    plan = plan_of(Request(languages=("en", "ky")))
    notebook = nbformat.read(find_notebook(NOTEBOOK), as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    steps, said = Steps(plan), []
    for code in (Work.CHECKS, *cells, f"{Work.EXPORTS} en", f"{Work.EXPORTS} ky"):
        steps.begin(code)
        said.append(steps.look().step)
    assert "writing the section: first steps" in said
    assert said[-1] == "writing the page in Kyrgyz"
    study = next(step for step in plan if step.mark == "cap.study")
    assert study.seconds > 0.4 * sum(step.seconds for step in plan)


def test_the_time_left_only_falls():
    left = Left()
    assert [left.as_text(seconds) for seconds in (float("inf"), 7300, 150, 9000, 30, 0)] == [
        "",
        "about 2.0 h left",
        "about 2 min left",
        "about 2 min left",
        "about 30 s left",
        "about 1 s left",
    ]


def test_a_batch_counts_what_is_done_and_names_what_is_at_work():
    clock = Clock()
    tally = Tally(4, 2, clock)
    assert tally.look() == (0.0, "0 of 4 done", "")
    with tally.at("a"):
        clock.now = 10
    with tally.at("b"):
        clock.now = 15
        seen = tally.look()
    assert seen == ((1 + 0.5) / 4, "1 of 4 done, at work: b", "about 12 s left")


class Ear(io.StringIO):
    """Hears when something is written, on a terminal or in a file."""

    def __init__(self, *, terminal):
        """Begin with nothing heard."""
        super().__init__()
        self.terminal, self.heard = terminal, []

    def isatty(self):
        """Return whether this is a terminal."""
        return self.terminal

    def write(self, text):
        """Keep the time and the text."""
        self.heard.append(time.monotonic())
        return super().write(text)


def test_nobody_waits_longer_than_two_seconds_for_a_word(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Ear(terminal=True))
    with shown("work", lambda: Seen(0.5, "busy")):
        time.sleep(3.2)
    assert max(b - a for a, b in pairwise(sys.stderr.heard)) < 2


def test_a_file_gets_a_line_for_each_new_step_and_no_bar(monkeypatch):
    monkeypatch.setattr(line, "EVERY", 0.01)
    monkeypatch.setattr(sys, "stderr", Ear(terminal=False))
    at = Seen(0.0, "first")
    with shown("work", lambda: at):
        time.sleep(0.2)
        at = Seen(0.25, "second", "about 9 s left")
        time.sleep(0.2)
        at = Seen(0.5, "second", "about 4 s left")
        time.sleep(0.2)
    assert sys.stderr.getvalue() == "work: first\nwork: second (25%, about 9 s left)\n"


def test_a_file_is_not_silent_for_long(monkeypatch):
    monkeypatch.setattr(line, "EVERY", 0.01)
    monkeypatch.setattr(line, "SILENT", 0.2)
    monkeypatch.setattr(sys, "stderr", Ear(terminal=False))
    with shown("work", lambda: Seen(0.5)):
        time.sleep(1)
    said = sys.stderr.getvalue().splitlines()
    assert set(said) == {"work: (50%)"}
    assert 3 <= len(said) <= 6
