"""The tables of a survey as they came, with the column map by which they are read; nothing is judged yet."""

from dataclasses import dataclass, replace
from pathlib import Path

from capacity.intake.answers.column_map import ColumnMap, make_column_map, mapped_columns, wanted_columns
from capacity.intake.answers.form import FORM, Form, read_form, with_form_words
from capacity.intake.answers.repeats import find_repeats
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.files import is_there
from capacity.intake.findings import InputError, Issue
from capacity.intake.quantities.units import Unit, read_units
from capacity.intake.survey.reviewed import read_reviewed
from capacity.intake.tables.repeats import Linked
from capacity.intake.tables.tables import MEMBERS, Tables, read_bytes

UNITS = "units.csv"


@dataclass(frozen=True)
class Raw:
    """What the files hold: the column map with the repeats it found, and the tables.

    `errors`: repeats that the map asks for and the files do not have; the tables are then as they came.
    """

    plan: ColumnMap
    found: Tables
    errors: tuple[Issue, ...] = ()

    @property
    def linked(self) -> list[Linked]:
        """Return the tables of repeats, with their members."""
        return [one for repeat in self.plan.repeats.values() for one in repeat.linked]


def read_map(folder: Path, spec: Spec) -> tuple[ColumnMap, Form]:
    """Return the column map of a cluster folder's survey, with the units and the form that lie beside it."""
    form = read_form(folder / FORM)
    return make_column_map(with_form_words(spec, form), _local_units(folder), form), form


def read_raw(folder: Path, plan: ColumnMap, form: Form, stem: str = MEMBERS) -> Raw:
    """Return the tables of a folder's survey, read by a column map; files that cannot be read are refused."""
    spec, found = read_reviewed(folder, plan.spec, form, stem)
    plan = make_column_map(spec, plan.local, form)
    wanted = wanted_columns(spec, form)
    try:
        tables, repeats = find_repeats(mapped_columns(spec), wanted, found.tables, found.repeats)
    except InputError as error:
        return Raw(plan, found, error.issues)
    return Raw(replace(plan, repeats=repeats), replace(found, tables=tables))


def _local_units(folder: Path) -> dict[str, Unit]:
    path = folder / UNITS
    if not is_there(path):
        return {}
    try:
        return read_units(read_bytes(path, folder).decode("utf-8-sig"), UNITS)
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", fix="save it as CSV UTF-8", file=UNITS, code="F19") from None
