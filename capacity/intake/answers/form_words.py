"""The words of an export in the place of the map's own: units and answers of `where` by the names a form gives them."""

from collections.abc import Mapping

from capacity.intake.answers.form import Form
from capacity.intake.cluster_file.members import Column
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings.spelling import fold


def with_form_words(spec: Spec, form: Form) -> Spec:
    """Return the spec whose columns of units and of `where` know their words by every name that the form has."""
    changed = {}
    for name in type(spec.survey).model_fields:
        column = getattr(spec.survey, name)
        if isinstance(column, Column) and (column.unit_column or column.where):
            changed[name] = column.model_copy(update=_words(column, form))
    return spec.model_copy(update={"survey": spec.survey.model_copy(update=changed)}) if changed else spec


def _words(column: Column, form: Form) -> Mapping[str, object]:
    answers = form.answers([column.unit_column]) if column.unit_column and form.names(column.unit_column) else {}
    known = {fold(key) for key in column.units}
    own = {fold(one): words[-1] for words in answers.values() for one in words if not known & set(map(fold, words))}
    own |= {fold(one): key for key in column.units for one in answers.get(fold(key), ())}
    units = {word: meant for word, meant in own.items() if word not in known and word != fold(meant)}
    where = {}
    for name, words in column.where.items():
        rows = form.answers([name]) if form.names(name) else {}
        where[name] = tuple(dict.fromkeys(one for word in words for one in (word, *rows.get(fold(word), ()))))
    return {"units": {**units, **column.units}, "where": where}
