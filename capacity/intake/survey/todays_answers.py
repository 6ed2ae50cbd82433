"""What the survey and the cluster file say of what each class does today, and would go on doing without the cluster."""

import pandas as pd

from capacity.intake.cluster_file.members import Without
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Found, Issue

FROM_SURVEY, IN_PART, NOT_SAID = "survey", "survey_in_part", "not_said"
IDLE, AS_TODAY, OWN_FIGURES = "idle", "as_today", "own_figures"
NOTHING_TO_SAY = ""
"""of a class that runs no link, and of who is no class"""


def throughput_said(members: pd.DataFrame) -> pd.Series:
    """Return what each member said that it puts through today, NaN where it said nothing: the mean of two seasons."""
    return members["current"].fillna((members["good"] + members["bad"]) / 2)


def without_source(spec: Spec, members: pd.DataFrame, name: str) -> str:
    """Return where it is known from what a class does without the cluster; NOT_SAID is counted as nothing."""
    kind = spec.classes.get(name)
    if kind is None or not kind.runs:
        return NOTHING_TO_SAY
    if isinstance(kind.without, Without):
        return OWN_FIGURES
    if kind.without == IDLE:
        return IDLE
    said = throughput_said(members[members["cls"] == name]).notna()
    if not said.any():
        return NOT_SAID
    if kind.without == AS_TODAY:
        return AS_TODAY
    return FROM_SURVEY if said.all() else IN_PART


def unsaid_work(spec: Spec, members: pd.DataFrame) -> Found:
    """Yield classes with members of which nobody, or only some, said what they put through today, with their paths."""
    fix = "ask them and add their answers (survey.current), or state classes.{name}.without: idle, or its figures"
    for name in spec.classes:
        count = int((members["cls"] == name).sum())
        source = without_source(spec, members, name) if count else NOTHING_TO_SAY
        advice = fix.format(name=name)
        if source == NOT_SAID:
            problem = f"nobody of the class {name} said what it does today: without the cluster it is counted as idle"
            yield ("classes", name), Issue(problem, advice, code="Y22")
        elif source == IN_PART:
            problem = f"some of the class {name} did not say what they do today: they are counted as idle"
            yield ("classes", name), Issue(problem, advice, code="Y22")
