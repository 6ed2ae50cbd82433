"""Two phases: many stand on a quick list, some of them were interviewed in full; how many of each there are.

The list is the whole survey with a column that tells who was interviewed (survey.phase), or kept elsewhere and counted
(survey.design.listed). A member stands for population / listed of its stratum x listed / interviewed of its group.
Codes: R35 how many were interviewed, Y30 what does not fit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from capacity.intake.answers.answers import LIST
from capacity.intake.answers.column_map import ColumnMap, Placed
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import MARGINS, SamplingDesign
from capacity.intake.findings import Issue
from capacity.intake.spelling import fold

COLUMNS = ("group", "listed", "first")
"""the group of the list in which a member was drawn to be interviewed, how many of the list are of it, and how many of
the list are of the member's stratum"""
BLOCK = ("survey", "design")
BY = ("class",)
"""groups of the list where no others are stated"""


def is_two_phase(spec: Spec) -> bool:
    """Return whether members were interviewed out of a list of many."""
    design = spec.survey.design
    return design is not None and bool(spec.survey.phase or design.listed)


def misfit(problem: str, fix: str) -> Issue:
    """Return the finding that a design does not fit."""
    return Issue(problem, fix, code="Y30")


def unstated(spec: Spec, design: SamplingDesign) -> Iterator[Placed]:
    """Yield what two phases lack or do not go with, whoever was interviewed."""
    survey = spec.survey
    if not is_two_phase(spec):
        if design.list_by:
            fix = "add survey.phase: {columns: [...], values: {yes: full, no: list}}, or design.listed"
            yield (*BLOCK, "list_by"), misfit("nothing tells who is on the list", fix)
        return
    if survey.cluster:
        fix = "remove survey.cluster; or, if the list is of the drawn clusters, state inside instead of two phases"
        yield ("survey", "cluster"), misfit("clusters were drawn, and members from a list: it is one or the other", fix)
    if survey.weight:
        fix = "remove survey.weight: population, list and interviews make the weights"
        yield ("survey", "weight"), misfit("two phases have weights of their own", fix)
    if design.asked:
        fix = "remove asked: who was not interviewed is on the list"
        yield (*BLOCK, "asked"), misfit("those interviewed stand for all on the list, also for the silent", fix)
    columns = {"class": True, "place": bool(survey.place), "stratum": bool(survey.stratum)}
    for name in design.list_by:
        if not columns[name]:
            yield (*BLOCK, "list_by"), misfit(f"no column tells the {name}", f"add survey.{name}: {{columns: [...]}}")
    yield from _counted(spec, design)


def _counted(spec: Spec, design: SamplingDesign) -> Iterator[Placed]:
    """Yield what stands in the way of a list that is counted in the file itself."""
    if design.listed and spec.survey.phase:
        fix = "remove listed, or survey.phase where the list is kept elsewhere"
        yield (*BLOCK, "listed"), misfit("the list is counted from survey.phase", fix)
    elif design.listed and len(design.list_by or BY) > 1:
        fix = "name one of them, or bring the list into the survey with survey.phase"
        yield (*BLOCK, "list_by"), misfit("listed counts groups of one kind", fix)
    elif (
        design.listed
        and isinstance(design.population, Mapping)
        and (spec.survey.stratum or design.list_by not in ((), BY))
    ):
        fix = "write one population, or bring the list into the survey with survey.phase"
        yield (*BLOCK, "population"), misfit("how many of each stratum are on the list is not known", fix)


def with_phases(
    spec: Spec, design: SamplingDesign, frame: pd.DataFrame, on_list: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[Placed]]:
    """Return the interviewed members with their stratum and COLUMNS, and groups of the list without any of them.

    NaN where `listed` has no number. Strata are those of the population: one where it is one number or not stated.
    """
    strata = ("stratum" if spec.survey.stratum else "class",) if isinstance(design.population, Mapping) else ()
    by = design.list_by or BY
    frame = frame.assign(group=_labels(frame, by), stratum=_labels(frame, strata))
    if design.listed:
        stated = {fold(name): one.mode for name, one in design.listed.items()}
        listed = frame["group"].map(lambda name: stated.get(fold(name), float("nan")))
        return frame.assign(listed=listed, first=listed if strata else sum(stated.values())), []
    if on_list is None or not (on_list["phase"] == LIST).any():
        problem = "nobody is on the list only: all who were read were interviewed in full"
        fix = "bring the list into the same table, or count it under survey.design.listed; else remove survey.phase"
        return frame, [(("survey", "phase"), misfit(problem, fix))]
    groups, layers = (Counter(_labels(on_list, names)) for names in (by, strata))
    problems = [*_unheard(groups, frame["group"]), *_unheard(layers, frame["stratum"])]
    return frame.assign(listed=frame["group"].map(groups), first=frame["stratum"].map(layers)), problems


def listed_only(spec: Spec, rows: pd.DataFrame) -> pd.DataFrame:
    """Return member, cls, place and group of those on the quick list who were not interviewed."""
    design = spec.survey.design or SamplingDesign()
    return rows.assign(group=_labels(rows, design.list_by or BY))[["member", "cls", "place", "group"]]


def phase_notes(plan: ColumnMap, members: pd.DataFrame) -> list[Issue]:
    """Return a note on how many of each group of the list were interviewed, and for how many they stand; [] without."""
    if "group" not in members:
        return []
    groups = members.groupby("group", sort=True).agg(interviewed=("member", "size"), listed=("listed", "first"))
    each = "; ".join(f"{name} {row.interviewed:g}/{row.listed:g}" for name, row in groups.iterrows())
    problem = (
        f"two phases: {len(members)} of {groups['listed'].sum():g} on the list were interviewed ({each}); together "
        f"they stand for {members['weight'].sum():g}"
    )
    column = next(iter(plan.columns("phase")), "")
    fix = "the table visits of a report names whom of the list to interview next"
    return [Issue(problem, fix, severity="note", code="R35", file=str(members["file"].iloc[0]), column=column)]


def _labels(rows: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Return the group of each row, its names with a comma between them; "" where all are one."""
    names = [rows[MARGINS[name]] for name in by]
    return pd.Series([", ".join(one) for one in zip(*names, strict=True)] if names else "", index=rows.index)


def _unheard(there: Mapping[str, int], heard: pd.Series) -> Iterator[Placed]:
    """Yield groups of the list of whom nobody was interviewed."""
    for name in sorted(there.keys() - set(heard)):
        problem = f'{there[name]} on the list are of "{name}", of whom nobody was interviewed: who stands for them?'
        fix = "interview some of them; or list_by without what sets them apart, e.g. list_by: [class]"
        yield (*BLOCK, "list_by"), misfit(problem, fix).at(value=name)
