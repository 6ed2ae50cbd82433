"""An XLSForm as a dictionary: which words of it mean the same field or the same answer."""

from pathlib import Path

from capacity.intake.findings.issues import InputError
from capacity.intake.findings.spelling import fold, tidy
from capacity.intake.sheets.files import is_there
from capacity.intake.sheets.tables import read_bytes
from capacity.intake.sheets.workbook import read_workbook

FORM = "form.xlsx"


def read_form(path: Path) -> dict[str, tuple[str, ...]]:
    """Return every word of an XLSForm with the words that mean the same: a field's or answer's name and its labels.

    Keys are folded (see spelling.fold). {} if there is no form; a form that cannot be read is refused.
    """
    if not is_there(path):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for sheet in read_workbook(read_bytes(path, path.parent), path.name):
        if sheet.name in ("survey", "choices") and sheet.rows:
            header = [tidy(cell).casefold() for cell in sheet.rows[0].cells]
            if "name" not in header:
                fix = "write the form again with: capacity new, or remove it"
                raise InputError("the sheet has no column name", fix=fix, file=path.name, sheet=sheet.name)
            used = [index for index, key in enumerate(header) if key == "name" or key.startswith("label")]
            for row in sheet.rows[1:]:
                words = tuple(dict.fromkeys(tidy(row.cells[index]) for index in used if tidy(row.cells[index])))
                for word in words:
                    found[fold(word)] = tuple(dict.fromkeys((*found.get(fold(word), ()), *words)))
    return found
