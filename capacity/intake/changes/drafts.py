"""Entries of corrections.yml: drafted for what has to be asked again, and added to the file without a word lost."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from capacity.intake.changes.located import Located
from capacity.intake.documents import parse_document, quoted
from capacity.intake.findings import InputError
from capacity.intake.rows.corrections import FILE
from capacity.intake.spelling import tidy

Entry = Mapping[str, object]
ORDER = ("member", "row", "file", "sheet", "column", "expect", "set", "action", "who", "when", "why")
_HEAD = """\
# Drafted by capacity check from what it found: nothing here counts as long as it stands behind #.
# 1. Ask the member. 2. Copy the entry into corrections.yml in the cluster's folder, without the #.
# 3. Write the answer behind set:, and who asked, when (2026-11-02) and why. Empty set: means: no answer.
corrections:
"""
_PLACE = re.compile(r"^corrections:[ \t]*(\[[ \t]*\]|null|~)?[ \t]*(#.*)?$", re.MULTILINE)
_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


def draft(found: Iterable[Located]) -> str:
    """Return a file of commented entries, one for each cell to ask again and each row to decide on."""
    lines, done = [_HEAD], set()
    for one in found:
        key = (one.table.file if one.table else "", one.row, one.column)
        if one.is_asked and key not in done:
            done.add(key)
            lines.append(f"# {_line(one.issue.problem)}\n" + "".join(f"# {line}\n" for line in _blank_entry(one)))
    return "\n".join(lines)


def _blank_entry(one: Located) -> Iterator[str]:
    """Yield the lines of an entry to be filled in."""
    place = {"member": one.member, "row": one.row}
    place |= {"file": one.table.file, "sheet": one.table.sheet} if one.table else {}
    if one.column is None:
        filled, left = place, ("action: drop", "who:", "when:", "why:")
    else:
        filled = {**place, "column": one.label, "expect": one.stands or None}
        left = ("set:", "who:", "when:", "why:")
    said = [f"{key}: {_scalar(value)}" for key, value in filled.items() if value != ""]
    yield from (("- " if number == 0 else "  ") + line for number, line in enumerate([*said, *left]))


def with_entries(text: str, entries: Sequence[Entry]) -> str:
    """Return the text of a corrections.yml with entries added at its end; all that stood there stands there still.

    Refused, with nothing done, where the file is no plain list at whose end one can write.
    """
    before = parse_document(text, FILE).data if text.strip() else {}
    base = text if text.endswith("\n") or not text else f"{text}\n"
    if "corrections" not in before:
        base += "corrections:\n"
    elif not before["corrections"]:
        base = _PLACE.sub(lambda found: " ".join(filter(None, ("corrections:", found[2]))), base, count=1)
    items = _ITEM.findall(base)
    indent = items[0] if items else "  "
    made = base + "".join(f"{indent}{line}\n" for entry in entries for line in _entry(entry))
    wanted = {**before, "corrections": [*(before.get("corrections") or []), *map(dict, entries)]}
    try:
        is_meant = parse_document(made, FILE).data == wanted
    except InputError:
        is_meant = False
    if not is_meant:
        fix = "write its entries one below the other, each beginning with -, as the last thing of the file"
        raise InputError("entries cannot be added at the end of this file", fix=fix, file=FILE, code="F36")
    return made


def _entry(entry: Entry) -> Iterator[str]:
    said = [f"{key}: {_scalar(entry[key])}" for key in ORDER if key in entry]
    yield from (("- " if number == 0 else "  ") + line for number, line in enumerate(said))


def _scalar(value: object) -> str:
    """Return a value as YAML reads it again, text always in quotes."""
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def _line(text: str) -> str:
    return tidy(" ".join(text.split()))
