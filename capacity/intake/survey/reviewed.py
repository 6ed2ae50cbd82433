"""The tables of a survey whose server may note no review: the column of the review is then not asked for.

KoboToolbox and ODK Central always write theirs, so where it is missing it was taken out, which is refused. SurveyCTO
writes one only where reviewing is turned on, and a sheet that is filled in by hand has none. Codes R15, H09.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from capacity.intake.answers.column_map import wanted_columns
from capacity.intake.answers.form import Form
from capacity.intake.answers.review_words import COLUMNS, is_review
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import InputError, Issue
from capacity.intake.sheets.sheets import Table
from capacity.intake.spelling import fold
from capacity.intake.tables.tables import MEMBERS, Tables, read_tables

_ALWAYS = (("_uuid", "_submission_time"), ("submitterid", "attachmentsexpected"))
"""columns that stand in every export of a server which always writes its review: KoboToolbox, ODK Central"""
_REMEDY = (
    "name the column in which your server notes its review under survey.status: KoboToolbox _validation_status, ODK "
    "Central ReviewState, SurveyCTO review_status; export it with the answers"
)


def read_reviewed(folder: Path, spec: Spec, form: Form, stem: str = MEMBERS) -> tuple[Spec, Tables]:
    """Return the tables of a folder's survey, and the spec by which they are to be read.

    Where the map names a server's review and no table has one, the spec is without it, and a warning says so.
    """
    status = spec.survey.status
    wanted = wanted_columns(spec, form)
    try:
        return spec, read_tables(folder, wanted, spec.survey.sheet, stem)
    except InputError as error:
        if status is None or not all(map(is_review, status.columns)):
            raise
        return _unreviewed(folder, spec, form, _reworded(error, status.columns), stem)


def _unreviewed(folder: Path, spec: Spec, form: Form, error: InputError, stem: str) -> tuple[Spec, Tables]:
    less = spec.model_copy(update={"survey": spec.survey.model_copy(update={"status": None})})
    try:
        found = read_tables(folder, wanted_columns(less, form), spec.survey.sheet, stem)
    except InputError:
        raise error from None
    if any(_is_taken_out(table) for table in found.tables):
        raise error
    problem = "no column tells the review of a submission (survey.status), so none is left out as rejected"
    first = found.tables[0]
    fix = "nothing has to be done, unless submissions are reviewed: then export that column too"
    said = Issue(problem, fix, file=first.file, sheet=first.sheet, severity="warning", code="R15")
    return less, replace(found, issues=(*found.issues, said))


def _is_taken_out(table: Table) -> bool:
    """Return whether a table must have had a review, or seems to have one that is spelt differently."""
    labels = [label.casefold() for label in table.header]
    if any(all(name in labels for name in names) for names in _ALWAYS):
        return True
    rest = [fold(label) for index, label in enumerate(table.header) if index not in table.columns.values()]
    return any(get_close_matches(fold(name), rest, n=1, cutoff=0.75) for name in COLUMNS)


def _reworded(error: InputError, columns: Sequence[str]) -> InputError:
    """Return the error with a remedy for a missing review that cannot be taken for another column of the server."""
    return InputError(
        issue.at(fix=_REMEDY) if issue.code == "H09" and issue.column in columns else issue for issue in error.issues
    )
