"""The survey of a cluster folder: every row used, set aside, blank or left out, and nothing lost on the way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from capacity.intake.answers.codes import codes
from capacity.intake.answers.column_map import (
    ColumnMap,
    Placed,
    common_names,
    convention_notes,
    conventions,
    map_issues,
    with_neighbours,
)
from capacity.intake.answers.form import FORM
from capacity.intake.answers.labels import label_issues
from capacity.intake.answers.percents import percent_doubts
from capacity.intake.answers.repeats import with_corrected
from capacity.intake.cluster_book.found import DESCRIPTIONS, cluster_document
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import LOST, Rows, SurveyData
from capacity.intake.files import hash_file, is_there
from capacity.intake.findings import InputError, Issue
from capacity.intake.rows.corrections import FILE as CORRECTIONS
from capacity.intake.rows.corrections import Corrected, correct
from capacity.intake.rows.fates import EXCLUDED, QUARANTINED, REASONS, ROW_BLANK
from capacity.intake.rows.selection import select
from capacity.intake.sample import drawn, drawn_columns, listed_only, phase_notes
from capacity.intake.sheets.sheets import Table
from capacity.intake.survey.members import COLUMNS
from capacity.intake.survey.multiplied import multiplied_issues
from capacity.intake.survey.per_unit import per_unit_issues
from capacity.intake.survey.plausibility import copied_issues, find_outliers, missing_issues, outlier_issue
from capacity.intake.survey.raw import UNITS, read_map, read_raw
from capacity.intake.survey.readings import Other, Readings, read_rows
from capacity.intake.survey.repeat_rows import repeat_issues, repeat_tables, unread_repeats
from capacity.intake.survey.said_units import said_unit_issues
from capacity.intake.survey.silence import (
    likenesses,
    lonely_issues,
    placeless_issues,
    silence_issues,
    unanswered_issues,
)
from capacity.intake.tables.tables import MEMBERS, Tables

_ORDER = {"error": 0, "quarantine": 1, "warning": 2, "note": 3}


@dataclass(frozen=True)
class Round:
    """One round of a survey: what it gave, and the tables as they were read, corrections applied, with their map."""

    survey: SurveyData
    tables: tuple[Table, ...]
    plan: ColumnMap


def read_survey(folder: Path, spec: Spec, answers: Sequence[Mapping[str, object]] = ()) -> SurveyData:
    """Return the survey of a cluster folder, read by the column map of its spec; no file is changed.

    Problems of a file or of the map are collected and raised as InputError. A row that cannot be used is set aside
    with an issue that names file, sheet, row, column and value; if none can be used, that is raised too. `answers` are
    corrections that stand in no file yet: {member, column, set}, as in corrections.yml.
    """
    return read_round(folder, spec, answers).survey


def read_round(
    folder: Path, spec: Spec, answers: Sequence[Mapping[str, object]] = (), stem: str = MEMBERS, month: str = ""
) -> Round:
    """Return a round of a cluster folder's survey with its tables: see read_survey.

    A later round of the same questions stands at `stem`, such as waves/2028-01, was taken in `month`, and has its
    corrections beside it, waves/2028-01.corrections.yml.
    """
    folder = Path(folder)
    plan, form = read_map(folder, spec)
    _refuse_map(plan, folder)
    raw = read_raw(folder, plan, form, stem)
    if raw.errors:
        raise InputError(raw.errors)
    plan, found, spec = raw.plan, raw.found, raw.plan.spec
    below = repeat_tables(plan)
    if errors := [issue for table in (*found.tables, *below) for issue in label_issues(plan, table)]:
        raise InputError(errors)
    said = said_unit_issues(plan, (*found.tables, *below))
    if errors := [issue for issue in said if issue.severity == "error"]:
        raise InputError(errors)
    plan, doubts = with_neighbours(plan, (*found.tables, *below))
    file = CORRECTIONS if stem == MEMBERS else f"{stem}.{CORRECTIONS}"
    columns = spec.survey.member.columns
    corrected = correct(found.tables, folder / file, columns, month or spec.start, answers, raw.linked)
    plan = replace(plan, repeats=with_corrected(plan.repeats, corrected.below, corrected.dropped))
    signs = conventions(plan, (*corrected.tables, *repeat_tables(plan)))
    names, name_notes = common_names(plan, corrected.tables)
    plan = replace(plan, conventions=signs, names=names)
    plan = replace(plan, codes=codes(plan, corrected.tables), percents=percent_doubts(plan, corrected.tables))
    fates, warnings = select(corrected.tables, plan, corrected.dropped)
    readings = _without_outliers(read_rows(corrected.tables, plan, fates), plan)
    notes = [*found.issues, *corrected.issues, *convention_notes(signs), *name_notes, *warnings, *doubts, *said]
    notes += multiplied_issues(plan, corrected.tables)
    kinds = readings.kinds() if plan.repeats else {}
    notes += [*repeat_issues(plan, corrected.tables, kinds), *unread_repeats(plan, found.repeats)]
    members = readings.members
    notes += [*_overall(readings), *unanswered_issues(plan, members), *silence_issues(plan, members)]
    notes += [*placeless_issues(plan, members), *lonely_issues(plan, members)]
    notes += [*_lost_classes(readings, plan), *_asked_per_unit(readings, plan)]
    frame, misfits = drawn(plan, members, readings.on_list() if "phase" in plan.answers else None)
    _refuse(misfits, folder)
    notes += phase_notes(plan, frame)
    survey = _survey(readings, frame, notes, corrected, {**_hashes(folder), **found.hashes}, found)
    survey = replace(survey, listed=listed_only(spec, readings.listed(columns)))
    return Round(survey, corrected.tables, plan)


def _refuse_map(plan: ColumnMap, folder: Path) -> None:
    """Raise what the column map lacks, with the line of cluster.yml."""
    _refuse(map_issues(plan), folder)


def _refuse(found: Sequence[Placed], folder: Path) -> None:
    if found:
        where = cluster_document(folder).where
        raise InputError([issue.at(file=where(path)) for path, issue in found])


def _without_outliers(readings: Readings, plan: ColumnMap) -> Readings:
    """Return the rows with outliers noted, and those that cannot be true set aside."""
    said: dict[int, list[Issue]] = {}
    aside = set()
    for suspect in find_outliers(readings.members):
        table, row = readings.row(suspect.index)
        place = table.place(row, plan.columns(suspect.variable)[-1])
        member = readings.members.loc[suspect.index]
        said.setdefault(suspect.index, []).append(
            outlier_issue(suspect, member["cls"]).at(**place).at(member=member["member"])
        )
        if suspect.is_impossible:
            aside.add(suspect.index)
    return readings.saying(said, aside) if said else readings


def _asked_per_unit(readings: Readings, plan: ColumnMap) -> list[Issue]:
    """Return the questions on what a member gives per cow, hive, ha or worker, without what stands out anyway."""
    known = {(issue.file, issue.row or 0, issue.column) for issue in readings.issues() if issue.code == "R12"}
    return per_unit_issues(plan, readings, known)


def _overall(readings: Readings) -> list[Issue]:
    """Return what can only be said of a class as a whole."""
    missing = Counter(one.reading.cls for one in _set_aside(readings) if one.reading.cls)
    asked = Counter(readings.members["cls"].value_counts().to_dict()) + missing
    return [*copied_issues(readings.members), *missing_issues(missing, asked)]


def _set_aside(readings: Readings) -> list[Other]:
    return [one for one in readings.unused() if one.reading.kind == QUARANTINED]


def _lost_classes(readings: Readings, plan: ColumnMap) -> list[Issue]:
    """Return a warning for each class of which every answer is set aside: it counts as if it were not there."""
    there = set(readings.members["cls"].unique())
    aside = [(one, _class_of(one, plan)) for one in _set_aside(readings)]
    found = []
    for name in plan.spec.classes:
        lost = [one for one, cls in aside if cls == name]
        if lost and name not in there:
            one = len(lost) == 1
            which = (
                f"the only answer of the class {name} is" if one else f"all {len(lost)} answers of the class {name} are"
            )
            problem = f"{which} set aside: the report counts it as if it were not there"
            fix = "mend what is said of these rows before anything else"
            place = lost[0].table.place(lost[0].row)
            found.append(Issue(problem, fix, severity="warning", code=LOST).at(**place).at(value=name))
    return found


def _class_of(one: Other, plan: ColumnMap) -> str:
    """Return the class that a row names, also one that is set aside as a whole; "" if it names none."""
    cells = (one.row.cells[one.table.columns[name]] for name in plan.columns("member_class"))
    return one.reading.cls or plan.class_of(tuple(cells))


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of the files beside the survey that shape what is read."""
    names = [*DESCRIPTIONS, UNITS, CORRECTIONS, FORM]
    paths = [folder / name for name in names] + sorted((folder / "scenarios").glob("*.yml"))
    named = {path.relative_to(folder).as_posix(): path for path in paths if is_there(path)}
    return {name: hash_file(path, name) for name, path in named.items()}


def _survey(
    readings: Readings,
    frame: pd.DataFrame,
    notes: Sequence[Issue],
    corrected: Corrected,
    hashes: Mapping[str, str],
    found: Tables,
) -> SurveyData:
    unused = list(readings.unused())
    kinds = Counter(one.reading.kind for one in unused)
    passed_over = sum(table.passed_over for table in found.tables)
    total = sum(len(table.rows) for table in found.tables) + passed_over
    touched = {(correction.file, correction.row) for correction in corrected.applied}
    blank = kinds[ROW_BLANK] + passed_over
    why = Counter(one.reading.reason for one in unused if one.reading.kind == EXCLUDED)
    reasons = {reason: why[reason] for reason in REASONS if why[reason]}
    rows = Rows(total, len(readings.members), kinds[QUARANTINED], blank, kinds[EXCLUDED], len(touched), reasons)
    issues = [*notes, *readings.issues()]
    ordered = tuple(sorted(issues, key=_order))
    if not rows.used:
        fix = "mend the rows that are listed, or the column map under survey: in cluster.yml"
        nobody = Issue(f"none of the {total} rows of the survey can be used", fix, code="R26")
        raise InputError([nobody.at(file=found.tables[0].file), *ordered])
    aside = tuple((one.table.file, one.row.number, one.reading.cls) for one in _set_aside(readings) if one.reading.cls)
    members = _sorted(frame)
    return SurveyData(members, ordered, rows, corrected.applied, dict(sorted(hashes.items())), aside)


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the members by their id, taken out of the frame column by column: nothing is left in it.

    So a large survey never stands in memory twice.
    """
    names = [name for name in (*COLUMNS, *drawn_columns(frame)) if name in frame]
    for name in set(frame.columns) - set(names):
        del frame[name]
    order = frame["member"].sort_values(kind="stable").index.to_numpy(dtype=np.int32)
    members = pd.DataFrame({name: frame.pop(name).take(order).array for name in names}, copy=False)
    members.insert(COLUMNS.index("like"), "like", likenesses(members))
    return members


def _order(issue: Issue) -> tuple:
    rank = issue.code != LOST, _ORDER[issue.severity]
    return (*rank, issue.file, issue.sheet, issue.row or 0, issue.column, issue.code, issue.problem)
