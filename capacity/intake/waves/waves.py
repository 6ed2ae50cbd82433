"""All rounds of a cluster's survey: the first one, and the waves that were held against the forecast since."""

from dataclasses import dataclass

import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster, SurveyData
from capacity.intake.findings import InputError, Issue
from capacity.intake.survey.survey import Round, read_round
from capacity.intake.waves.files import FOLDER, wave_files
from capacity.intake.waves.lists import read_comparison, read_renames
from capacity.intake.waves.panel import COLUMNS, Seen, first_round, next_round
from capacity.intake.waves.people import ids_of, people, unit_names


@dataclass(frozen=True)
class Wave:
    """One round: its month, what it gave, and who its members are in all rounds."""

    month: str
    file: str
    survey: SurveyData
    people: pd.DataFrame
    """member, person (the same in all rounds), units; in the order of survey.members"""


@dataclass(frozen=True)
class Waves:
    """The rounds of a cluster's survey, the first one as baseline."""

    baseline: Wave
    """its month is that in which the cluster starts"""
    waves: tuple[Wave, ...]
    panel: pd.DataFrame
    """panel.COLUMNS: what became of everybody in each wave; names and telephones are not kept"""
    units: dict[str, str]
    """in what each producing class counts its animals, machines or land; classes that count none are not there"""
    comparison: pd.DataFrame
    """month, product, value, source of where no cluster is; empty where nobody gave it"""
    issues: tuple[Issue, ...] = ()

    @property
    def rounds(self) -> tuple[Wave, ...]:
        """Return the baseline and the waves."""
        return self.baseline, *self.waves


def read_waves(cluster: Cluster) -> Waves:
    """Return the waves of a cluster's folder, read by the survey's own description, and a panel of the members.

    Everything wrong is raised as InputError with file, sheet, row, column and value; in each wave all is collected.
    """
    spec, folder = cluster.spec, cluster.folder
    files, notes = wave_files(folder, _months(spec))
    renames = read_renames(folder, files)
    comparison = read_comparison(folder, spec.products)
    first = read_round(folder, spec)
    rounds = {month: _read(cluster, month) for month in files}
    seen = first_round(first.survey.members, people(first), ids_of(first))
    waves = []
    for month, one in rounds.items():
        said = people(one)
        seen = next_round(seen, month, one.survey.members, said, ids_of(one), renames)
        waves.append(_wave(month, files[month], one.survey, said, seen))
    if any(issue.severity == "error" for issue in seen.issues):
        raise InputError(issue for issue in seen.issues if issue.severity != "note")
    issues = (*notes, *seen.issues, *(issue for wave in waves for issue in wave.survey.issues))
    baseline = _wave(spec.start, first.tables[0].file, first.survey, people(first), None)
    panel = pd.DataFrame(seen.rows, columns=list(COLUMNS))
    return Waves(baseline, tuple(waves), panel, dict(unit_names(first.plan)), comparison, issues)


def _months(spec: Spec) -> list[str]:
    """Return the months of the forecast as YYYY-MM."""
    first = int(spec.start[:4]) * 12 + int(spec.start[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(first, first + round(spec.horizon.mode))]


def _read(cluster: Cluster, month: str) -> Round:
    one = read_round(cluster.folder, cluster.spec, stem=f"{FOLDER}/{month}", month=month)
    if errors := [issue for issue in one.survey.issues if issue.severity == "error"]:
        raise InputError(errors)
    return one


def _wave(month: str, file: str, survey: SurveyData, said: pd.DataFrame, seen: Seen | None) -> Wave:
    """Return a round with the keys of its members; in the first one everybody's is the own id."""
    keys = dict(zip(said["member"], said["member"], strict=True))
    keys |= {row[1]: row[2] for row in seen.rows if row[0] == month and row[3] != "left"} if seen else {}
    who = said[["member", "units"]].assign(person=said["member"].map(keys))
    return Wave(month, file, survey, who)
