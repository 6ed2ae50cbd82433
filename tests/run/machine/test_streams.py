"""An answer that nobody reads, or that does not fit on the disk, is no traceback."""

import os
import subprocess
import sys

import pytest
from survey_folders import with_members

CAPACITY = [sys.executable, "-m", "capacity.run.cli"]
pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A cluster of one member, with a hundred rows set aside, so that a check has much to say."""
    rows = [["A", "ЛПХ", "10", "", "да"], *([f"B-{number}", "?", "", "", ""] for number in range(1_000))]
    return with_members(tmp_path_factory.mktemp("streams") / "village", *rows)


def shell(line, *arguments):
    """The exit code of a command line of the shell ($0 the program, $1 ... its arguments), and what stderr shows."""
    program = " ".join(f'"{word}"' for word in CAPACITY)
    ran = subprocess.run(
        ["bash", "-c", line.replace("capacity", program), "sh", *arguments], capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_a_reader_that_has_read_enough_ends_nothing(village):
    code, said, trouble = shell('capacity check "$1" | head -1; exit "${PIPESTATUS[0]}"', village)
    assert (code, len(said.splitlines()), trouble) == (0, 1, "")


@pytest.mark.parametrize("arguments", ['check "$1"', 'check "$1" --json', "--help", "--version", "check --help"])
def test_a_full_disk_behind_the_answer_is_a_sentence(village, arguments):
    code, _, trouble = shell(f"capacity {arguments} > /dev/full", village)
    assert code == 2
    assert trouble == "the answer cannot be written: No space left on device; make room, or write it elsewhere\n"


@pytest.mark.parametrize("closing", [">&- 2>&- <&-", "2>/dev/full"])
def test_closed_streams_change_nothing(village, closing):
    code, _, trouble = shell(f'capacity check "$1" {closing}', village)
    assert (code, trouble) == (0, "")
    assert shell(f"capacity check there-is-none {closing}")[0] == 2
