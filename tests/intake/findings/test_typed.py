"""A command is named as this user must type it."""

import os
import subprocess
import sys

import pytest

from capacity.intake.findings.typed import THROUGH, command


@pytest.mark.parametrize(
    ("door", "typed"), [(None, "capacity check Талас"), ("python3 start.py", "python3 start.py check Талас")]
)
def test_a_command_begins_as_the_user_began(monkeypatch, door, typed):
    monkeypatch.delenv(THROUGH, raising=False)
    if door:
        monkeypatch.setenv(THROUGH, door)
    assert command("check", "Талас") == typed


def test_a_folder_with_blanks_is_one_word(monkeypatch):
    monkeypatch.delenv(THROUGH, raising=False)
    assert command("check", "мои данные/a").strip("\"'").endswith("мои данные/a")
    assert command("check", "мои данные/a")[-1] in "\"'"


@pytest.mark.parametrize(
    "arguments", [["check", "nowhere"], ["report", "nowhere"], ["chek"], ["seek", "--help"], ["--help"]]
)
def test_no_answer_of_the_command_line_names_another_door(tmp_path, arguments):
    run = [sys.executable, "-m", "capacity.run.cli", *arguments]
    known = {**os.environ, THROUGH: "python3 start.py"}
    done = subprocess.run(run, cwd=tmp_path, env=known, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "python3 start.py" in done.stdout + done.stderr
    assert not any(f"capacity {name}" in done.stdout + done.stderr for name in ("check", "new", "seek", "--help"))
