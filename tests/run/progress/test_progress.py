"""What is said of progress is honest: shares grow, the time left falls, nobody waits long for a word."""

import io
import sys
import time
from itertools import pairwise

import nbformat

from capacity.run.manifest import Request
from capacity.run.notebook.notebooks import find_notebook
from capacity.run.progress.line import Left, shown
from capacity.run.progress.steps import CHECKS, EXPORTS, Step, Steps
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
        share, said = steps.look()
        seen.append(share)
        told.append(said)
    assert seen == sorted(seen)
    assert 0.1 < seen[5] < 0.2
    assert seen[-1] < 1
    assert told[0] == "second, about 1 min left"


def test_every_cell_of_the_notebook_is_a_step_with_words_of_its_own():
    plan = plan_of(Request(languages=("en", "ky")))
    notebook = nbformat.read(find_notebook(NOTEBOOK), as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    steps, said = Steps(plan), []
    for code in (CHECKS, *cells, f"{EXPORTS} en", f"{EXPORTS} ky"):
        steps.begin(code)
        said.append(steps.look()[1].split(",")[0])
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
    assert tally.look() == (0.0, "0 of 4 done")
    with tally.at("a"):
        clock.now = 10
    with tally.at("b"):
        clock.now = 15
        share, said = tally.look()
    assert share == (1 + 0.5) / 4
    assert said == "1 of 4 done, at work: b, about 12 s left"


def test_nobody_waits_longer_than_two_seconds_for_a_word(monkeypatch):
    heard = []

    class Ear(io.StringIO):
        def write(self, text):
            heard.append(time.monotonic())
            return len(text)

    monkeypatch.setattr(sys, "stderr", Ear())
    with shown("work", lambda: (0.5, "busy")):
        time.sleep(3.2)
    assert max(b - a for a, b in pairwise(heard)) < 2
