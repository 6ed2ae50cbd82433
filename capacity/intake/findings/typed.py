"""How this user types a command of ours: through start.py, or in the environment."""

import os
import shlex

THROUGH = "CAPACITY_COMMAND"
"""environment variable in which start.py says how it was called"""


def command(*words: object) -> str:
    """Return a command line as this user must type it: capacity check FOLDER, or python3 start.py check FOLDER."""
    return " ".join([os.environ.get(THROUGH) or "capacity", *(_typed(str(word)) for word in words)])


def _typed(word: str) -> str:
    """Return a word as a shell takes it: in quotes where a blank or a sign of the shell is in it."""
    if all(char.isalnum() or char in "_@%+=:,./-" + os.sep for char in word):
        return word
    return f'"{word}"' if os.name == "nt" else shlex.quote(word)
