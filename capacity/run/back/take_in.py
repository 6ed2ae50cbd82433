"""`capacity correct`: the corrected answers of a filled-in workbook become entries of corrections.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from capacity.intake.changes.correcting import keep_entries, with_added
from capacity.intake.changes.filled import Signed, read_filled
from capacity.intake.files import find_folder, is_there, read_file
from capacity.intake.findings import InputError, command
from capacity.intake.rows.corrections import FILE
from capacity.run.back.entries import standing_entries, stands
from capacity.run.machine.apart import read_apart


@dataclass(frozen=True)
class Taken:
    """What was taken in: the file, the entries added to it, and how many answers stood there before."""

    file: Path
    entries: tuple[Mapping[str, object], ...]
    known: int

    def as_text(self) -> str:
        """Return a line for each entry that was added, and how many there are."""
        lines = [f"{self._place(entry)}: {self._change(entry)}" for entry in self.entries]
        known = f"; {self.known} stood there already" if self.known else ""
        return "\n".join([*lines, f"{len(self.entries)} added to {self.file}{known}"])

    def _place(self, entry: Mapping[str, object]) -> str:
        parts = (entry.get("member"), f"row {entry['row']}" if "row" in entry else "", entry.get("column"))
        return " » ".join(str(part) for part in parts if part)

    def _change(self, entry: Mapping[str, object]) -> str:
        if entry.get("action") == "drop":
            return "left out"
        old, new = (entry.get(key) for key in ("expect", "set"))
        return f"{'empty' if old is None else old} → {'empty' if new is None else new}"


def take_in(cluster: Path, workbook: Path, signed: Signed) -> Taken:
    """Return what was added to corrections.yml: exactly the answers filled in on the workbook's sheet of findings.

    All or nothing: an answer is refused whose old value no longer stands in the survey, or that nobody took. What the
    file says already is not added again, and nothing of it is lost. The survey's own files are not touched.
    """
    folder = find_folder(cluster).absolute()
    if not is_there(workbook):
        raise InputError(
            "there is no such file",
            file=str(workbook),
            fix=f"write it with: {command('check', cluster, '--annotate')}",
            code="F32",
        )
    data = read_file(workbook, workbook.name)
    found, text, known = read_apart(_taken, folder, data, workbook.name, signed)
    if found:
        keep_entries(folder, text)
    return Taken(folder / FILE, found, known)


def _taken(folder: Path, data: bytes, name: str, signed: Signed) -> tuple[tuple, str, int]:
    filled = read_filled(data, name, signed)
    standing = standing_entries(folder)
    new = [entry for entry in filled if not stands(entry, standing)]
    return tuple(new), with_added(folder, new), len(filled) - len(new)
