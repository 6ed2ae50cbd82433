"""Everything that was told of the ground on which a cluster is to stand, beside the survey of its members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from capacity.intake.evidence.regional import read_region
from capacity.intake.evidence.relations import read_relations
from capacity.intake.evidence.stated import Fact, Stated, read_stated
from capacity.intake.facts import Cluster

TOLD = ["prerequisite", "kind", "title", "state", "expired", "source", "date", "until"]


@dataclass(frozen=True)
class Evidence:
    """What was told, and which names in it are doubtful."""

    stated: Stated
    region: pd.DataFrame
    """see regional.FIGURES"""
    relations: pd.DataFrame
    """see relations.TOLD"""
    told: pd.DataFrame
    """one row a fact of diagnosis.yml, its title as written there by its place in `stated`"""
    alike: Mapping[str, str]
    """names in the relations that count as outside, though the survey has a member of nearly that name"""


def read_evidence(cluster: Cluster) -> Evidence:
    """Return what a cluster's folder tells beside its survey; every part may be missing.

    Read are diagnosis.yml (branch, region, infrastructure, support, resources, partners), region.csv and relations.csv
    (or .xlsx and the other kinds of tables). InputError: something in them cannot be read, with its place.

    >>> import capacity as cap
    >>> dairy = cap.read_cluster("data/chui-dairy")
    >>> told = cap.read_evidence(dairy).told
    >>> told.loc[told["state"] == "missing", "kind"].to_list()
    ['management']
    """
    stated = read_stated(cluster.folder)
    relations, alike = read_relations(cluster.folder, frozenset(cluster.survey.members["owner"].astype(str)))
    told = pd.DataFrame(facts(stated, cluster.spec.start), columns=TOLD)
    return Evidence(stated, read_region(cluster.folder, stated), relations, told, alike)


def facts(stated: Stated, start: str) -> Iterator[tuple]:
    """Yield a row (see TOLD) for each fact that is stated; `start` is the month in which the cluster starts."""
    for prerequisite in ("resources", "infrastructure", "support"):
        for index, fact in enumerate(getattr(stated, prerequisite)):
            kind = getattr(fact, "kind", "resource")
            said = (fact.state, _expired(fact, start), fact.source, fact.date or "", fact.until or "")
            yield prerequisite, kind, f"{prerequisite}.{index}", *said


def _expired(fact: Fact, start: str) -> bool:
    """Return whether a fact holds no more when the cluster starts."""
    return bool(fact.until) and str(fact.until) < start[: len(str(fact.until))]
