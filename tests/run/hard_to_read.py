"""Work for the process that reads, harmless stand-ins for files that are not: it dies, hangs, eats memory or errs."""

import os
import signal
import time

from capacity.intake.findings.issues import InputError, Issue
from capacity.run.judging import judge


def lists(folder):
    """The names in a folder, and the process that lists them."""
    return sorted(path.name for path in folder.iterdir()), os.getpid()


def dies(folder, name, how):
    """Open a file and come to a sudden end, by leaving or by a signal."""
    (folder / name).read_bytes()
    if how == "leaves":
        os._exit(3)
    os.kill(os.getpid(), how)


def hangs(folder, name):
    """Open a file and do nothing for a minute."""
    (folder / name).read_bytes()
    time.sleep(60)


def eats(folder, name, size):
    """Open a file and ask for so many bytes of memory."""
    (folder / name).read_bytes()
    return len(bytearray(size))


def errs(folder, error):
    """Raise an error."""
    raise error


def refuses(folder):
    """Refuse two things with their places, and a note."""
    error = InputError([Issue("no herd", "add it", "cluster.yml:3:1"), Issue("torn", row=7, member="K-1", code="R01")])
    error.add_note("said beside it")
    raise error


def judge_or_die(folder, request):
    """Judge a cluster, but die at the one called dies."""
    if folder.name == "dies":
        dies(folder, "members.csv", signal.SIGKILL)
    return judge(folder, request)
