"""How a notebook's last cell tells the runner that it came to its end: by answering the key it found in its folder."""

from pathlib import Path

RECEIPT = "receipt"
"""file in a run's output folder in which the runner leaves a key, and the notebook its answer"""


def ask(out: Path, key: str) -> None:
    """Leave the key that the notebook has to answer."""
    (out / RECEIPT).write_text(key, encoding="utf-8")


def acknowledge(out: Path) -> None:
    """Answer the key, if a runner left one: everything has been written to `out`."""
    receipt = out / RECEIPT
    if receipt.is_file():
        receipt.write_text(_answer(receipt.read_text(encoding="utf-8")), encoding="utf-8")


def is_acknowledged(out: Path, key: str) -> bool:
    """Return whether the notebook has answered this very key."""
    return (out / RECEIPT).read_text(encoding="utf-8") == _answer(key)


def _answer(key: str) -> str:
    return f"{key} received"
