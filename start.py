"""Make the environment if it is not there yet, then do one job.

Jobs:
    python3 start.py report [CLUSTER]   the report of a cluster folder (the sample dairy cluster unless named)
    python3 start.py test [ARGUMENTS]   the tests; arguments go to pytest
    python3 start.py test-long          the long fuzz, fault and attack runs
    python3 start.py wheels FOLDER      fill a folder, say on a USB stick, for a computer without internet
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "capacity.stamp"
INPUTS = [ROOT / "requirements.lock", ROOT / "pyproject.toml"]
LOCKED = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", INPUTS[0]]
ENVIRONMENT = {
    **os.environ,
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "",  # without compiled modules every process would need seconds longer to start
    "PIP_NO_INPUT": "1",
    "UV_PYTHON_DOWNLOADS": "never",
}
FILL = "    python3 start.py wheels FOLDER    (where there is internet, on the same kind of computer and Python)"
REMEDIES = {  # marks in a failed tool's words: what the user can do; the first that fits is told
    "No space left|not enough space": "The disk is full: the environment needs 2 GB. Make room, then start again.",
    "ensurepip|No module named venv": "Python lacks its venv module. On Debian or Ubuntu, get it by:\n"
    f"    sudo apt install python3.{sys.version_info[1]}-venv",
    "HASHES|Hash mismatch": "A package differs from the one tried with this version and was refused. Start again.",
    "name resolution|getaddrinfo|dns error|NewConnection|unreachable|timed out|ProxyError": "The internet was not "
    f"reached. Connect, then start again; or add --wheels and a folder filled by:\n{FILL}",
    "No matching distribution|No solution found": f"A package is missing for this Python. Fill a folder by:\n{FILL}",
    "Permission denied|WinError 5]|WinError 32]": f"{VENV} is in use or locked. Close JupyterLab, then start again.",
}


class Stop(Exception):
    """Something the user can mend, in plain words."""


def explain(log: str) -> str:
    """The remedy for a failed step, or the step's last words where none is known."""
    known = (remedy for marks, remedy in REMEDIES.items() if any(mark in log for mark in marks.split("|")))
    return next(known, "The set-up failed with these words:\n" + "\n".join(log.splitlines()[-15:]))


def fingerprint() -> str:
    """What the environment is made from: another lock, package, Python or place needs another environment."""
    parts = [*(file.read_bytes() for file in INPUTS), sys.version.encode(), os.fsencode(ROOT)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready() -> bool:
    """Whether the environment is whole; the stamp is the last thing written to it."""
    return PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == fingerprint()


def steps(uv: str | None, wheels: str | None) -> dict[str, list]:
    """What to say before each step of the set-up, and its command line."""
    make = [uv, "venv", "--clear", "--python", sys.executable] if uv else [sys.executable, "-m", "venv", "--clear"]
    install = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install", "--no-compile"]
    source = ["--no-index", "--find-links", Path(wheels).absolute()] if wheels else []
    return {
        f"Making {VENV}": [*make, VENV],
        f"Installing packages from {wheels or 'the internet'} (once, 1 GB, some minutes)": [*install, *source, *LOCKED],
        "Installing capacity itself": [*install, "--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT],
    }


def do(sentence: str, command: list) -> int:
    """Run one step, showing since when and at what; a failure becomes a message. 0 when done."""
    print(sentence, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        log, began = Path(folder, "log"), time.monotonic()
        with log.open("wb") as out:
            process = subprocess.Popen([str(word) for word in command], env=ENVIRONMENT, stdout=out, stderr=out)
        while process.poll() is None:
            time.sleep(0.2)
            if sys.stdout.isatty():
                last = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
                print(f"  {time.monotonic() - began:3.0f} s  {last:70.70}", end="\r", flush=True)
        if sys.stdout.isatty():
            print(" " * 79, end="\r")
        if process.returncode:
            raise Stop(explain(log.read_text("utf-8", "replace")))
    return 0


def set_up(wheels: str | None) -> None:
    """Make the environment anew unless it is whole and up to date."""
    if is_ready():
        return
    if VENV in Path(sys.executable).parents:
        raise Stop("The environment is out of date and cannot renew itself: run 'deactivate', then start again.")
    if wheels and not any(Path(wheels).glob("*.whl")):
        raise Stop(f"{wheels} holds no wheels. Fill it by:\n{FILL}")
    STAMP.unlink(missing_ok=True)
    for sentence, command in steps(shutil.which("uv"), wheels).items():
        do(sentence, command)
    STAMP.write_text(fingerprint())


def job(name: str, rest: list[str]) -> list:
    """The command line of a job in the environment."""
    if name == "report":
        named = bool(rest) and not rest[0].startswith("-")
        cluster = Path(rest[0]).absolute() if named else Path("data", "chui-dairy")
        return [PYTHON, "-m", "capacity.run.cli", "report", cluster, "--out", "reports", *rest[named:]]
    if name == "wheels":
        return [PYTHON, "-m", "pip", "download", *LOCKED, "--dest", Path(rest[0]).absolute()]
    chosen = ["-m", "long"] if name == "test-long" else []
    return [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", *chosen, *rest]


def main() -> int:
    """Do what the command line says, and return the exit code."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(usage=argparse.SUPPRESS, description=__doc__, formatter_class=layout)
    parser.add_argument("job", nargs="?", choices=["report", "test", "test-long", "wheels"], help=argparse.SUPPRESS)
    parser.add_argument("--wheels", metavar="FOLDER", help="install from such a folder, without internet")
    options, rest = parser.parse_known_args()
    if not options.job:
        parser.print_help()
        return 0
    if sys.version_info < (3, 11):
        parser.error(f"this is Python {sys.version.split()[0]}; install 3.11 or newer and start again")
    if options.job == "wheels" and not rest:
        parser.error("name the folder to fill")
    try:
        set_up(options.wheels)
        if options.job == "wheels":
            return do(f"Filling {rest[0]}", job("wheels", rest))
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the job to answer
        return subprocess.call([str(word) for word in job(options.job, rest)], cwd=ROOT, env=ENVIRONMENT)
    except (Stop, OSError) as problem:
        print(problem if isinstance(problem, Stop) else explain(str(problem)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
