"""Make the environment if it is not there yet, then do one job.

Jobs:
    python3 start.py report [CLUSTER]   the report of a cluster folder (the sample dairy cluster unless named)
    python3 start.py COMMAND ...        any command of the command line, as listed below; COMMAND --help says more
    python3 start.py test [ARGUMENTS]   the tests; arguments go to pytest
    python3 start.py test-long          the long fuzz, fault and attack runs
    python3 start.py wheels FOLDER      fill a folder, say on a USB stick, for a computer without internet
"""

from __future__ import annotations

import argparse
import ast
import difflib
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
CLI = ROOT / "capacity" / "run" / "cli.py"
OWN = ("test", "test-long", "wheels")
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


def commands() -> dict[str, str]:
    """The commands of the command line and what each does, read from its text: its packages may not be there yet."""
    found = {}
    for one in ast.parse(CLI.read_text("utf-8")).body:
        for call in one.decorator_list if isinstance(one, ast.FunctionDef) else []:
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "cli.command":
                names = [value.value for value in call.args if isinstance(value, ast.Constant)]
                name = names[0] if names else one.name.replace("_", "-")
                found[name] = (ast.get_docstring(one) or "").partition("\n")[0]
    return found


def names_cluster(rest: list[str]) -> bool:
    """Whether a folder is among the arguments of a report: a word that is no option and no option's value."""
    flags = ("--quiet", "--release")
    before = ["", *rest]
    return any(
        not word.startswith("-") and (not last.startswith("-") or last in flags or "=" in last)
        for last, word in zip(before, rest)  # noqa: B905, old Pythons are told so first
    )


def job(name: str, rest: list[str]) -> list:
    """The command line of a job in the environment."""
    if name == "report" and not {"-h", "--help"} & {*rest}:
        words = rest if names_cluster(rest) else [Path("data", "chui-dairy"), *rest]
        first = not str(words[0]).startswith("-")
        return [PYTHON, "-m", "capacity.run.cli", "report", *words[:first], "--out", "reports", *words[first:]]
    if name == "wheels":
        return [PYTHON, "-m", "pip", "download", *LOCKED, "--dest", Path(rest[0]).absolute()]
    if name not in OWN:
        return [PYTHON, "-m", "capacity.run.cli", name, *rest]
    chosen = ["-m", "long"] if name == "test-long" else []
    return [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", *chosen, *rest]


def run(name: str, rest: list[str]) -> int:
    """Do a job and return its exit code: a command where the user stands, told how the user has called it."""
    if name in OWN:
        place, known = ROOT, ENVIRONMENT
    else:
        door = sys.argv[0] if sys.argv[0].isprintable() and " " not in sys.argv[0] else f'"{sys.argv[0]}"'
        place, known = None, {**ENVIRONMENT, "CAPACITY_COMMAND": f"{'python' if os.name == 'nt' else 'python3'} {door}"}
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the job to answer
    code = subprocess.call([str(word) for word in job(name, rest)], cwd=place, env=known)
    return code if code >= 0 else 128 - code


def main() -> int:
    """Do what the command line says, and return the exit code."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        usage=argparse.SUPPRESS, description=__doc__, formatter_class=layout, add_help=False, allow_abbrev=False
    )
    parser.add_argument("job", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("--wheels", metavar="FOLDER", help="install from such a folder, without internet")
    options, rest = parser.parse_known_args()
    if sys.version_info < (3, 11):
        parser.error(f"this is Python {sys.version.split()[0]}; install 3.11 or newer and start again")
    known = commands()
    if not options.job:
        parser.epilog = "Commands:\n" + "\n".join(f"    {name:9} {text}" for name, text in sorted(known.items()))
        parser.print_help()
        return 0
    if options.job not in (*OWN, *known):
        near = difflib.get_close_matches(options.job, [*OWN, *known], n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        parser.error(f'there is no job "{options.job}"; {meant}choose from: {", ".join(sorted([*OWN, *known]))}')
    if options.job == "wheels" and not rest:
        parser.error("name the folder to fill")
    try:
        set_up(options.wheels)
        return do(f"Filling {rest[0]}", job("wheels", rest)) if options.job == "wheels" else run(options.job, rest)
    except (Stop, OSError) as problem:
        print(problem if isinstance(problem, Stop) else explain(str(problem)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
