"""The diagnosis of a candidate cluster: every measure of its prerequisites, who is what in it, and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from capacity.intake.evidence import Evidence
from capacity.model.engine.digits import written
from capacity.model.prerequisites import (
    PREREQUISITES,
    Roles,
    coherence,
    hubs,
    judged,
    lights,
    net_measures,
    sales,
    specialisation,
    verdict,
)
from capacity.model.results.study import Study


@dataclass(frozen=True)
class Diagnosis:
    """Stage 2 of a cluster: the study it rests on, what was told of the region, and the tables of the answer."""

    study: Study
    evidence: Evidence
    tables: Mapping[str, pd.DataFrame]
    """by name, all begin with diagnosis_"""


def diagnose(study: Study, evidence: Evidence) -> Diagnosis:
    """Return the diagnosis of a studied cluster; what nobody told is unknown, not missing.

    Source: cluster creation guide of the Kyrgyz Republic, stage 2 (four prerequisites; core and non-core members,
    anchor enterprise, key partners, other counterparties).

    >>> import capacity as cap
    >>> dairy = cap.read_cluster("data/chui-dairy")
    >>> found = cap.diagnose(cap.study(dairy.only("base"), draws=16), cap.read_evidence(dairy))
    >>> found.tables["diagnosis_lights"].set_index("name").loc["verdict", "state"]
    'begin'
    """
    roles, found = Roles(study.cluster.spec, study.cluster.survey.members), sales(evidence.relations)
    net, coherent, special = hubs(found), coherence(found), specialisation(evidence.region)
    core = float(roles.core_members["weight"].sum())
    measures = judged(study.summary["critical_mass"], core, coherent, special, evidence.told)
    colours = lights(measures)
    answer = [("verdict", verdict(colours)), *((name, colours[name]) for name in PREREQUISITES)]
    tables = {
        "diagnosis_lights": pd.DataFrame(answer, columns=["name", "state"]),
        "diagnosis_measures": measures,
        "diagnosis_specialisation": special,
        "diagnosis_coherence": coherent,
        "diagnosis_sales": found,
        "diagnosis_hubs": net,
        "diagnosis_net": net_measures(found, roles.core_members["owner"].nunique()),
        "diagnosis_roles": roles.by_class(),
        "diagnosis_anchors": roles.anchor_candidates(net),
        "diagnosis_partners": roles.partners(found),
        "diagnosis_evidence": evidence.told,
    }
    return Diagnosis(study, evidence, {name: written(table) for name, table in tables.items()})
