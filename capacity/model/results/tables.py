"""The tables of a study by name, each from its question: what pages, figures, csv and xlsx are made from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster import Cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings.issues import Issue
from capacity.model.bank.bank import Bank
from capacity.model.bank.tables import bank_tables
from capacity.model.diagnosis.tables import cover_shown, links_shown, smallest_table
from capacity.model.diagnosis.today import Today
from capacity.model.future.projection import Outcome
from capacity.model.future.tables import (
    cash_table,
    measures_table,
    monthly_table,
    plant_table,
    projection_table,
    scenarios_table,
)
from capacity.model.gains.country import economic_view, no_view
from capacity.model.gains.run import Money
from capacity.model.gains.tables import gains_tables
from capacity.model.plan.tables import bottlenecks_table, coordination_table, leaving_table
from capacity.model.potential.aggregate import Potential
from capacity.model.potential.tables import members_table, potential_table, staircase_table
from capacity.model.results.doubts import doubt_table
from capacity.model.results.insight import Insight
from capacity.model.results.targets import target_table
from capacity.model.risks.register import RiskPrices, no_prices
from capacity.model.risks.stress import STRESS
from capacity.model.sensitivity.tables import assumptions_table, sensitivity_table
from capacity.model.uncertainty.draws import Draws


@dataclass(frozen=True)
class Parts:
    """Everything that was computed for one cluster, before it is put into tables."""

    cluster: Cluster
    scenario: str
    potential: Potential
    today: Today
    links: pd.DataFrame
    cover: pd.DataFrame
    fared: pd.DataFrame
    """the continuity_table"""
    insight: Insight
    lights: pd.DataFrame
    futures: Mapping[str, Outcome]
    paths: xr.Dataset
    """monthly.monthly_paths of the leading scenario"""
    drawn: Draws
    risks: RiskPrices = field(default_factory=no_prices)
    stress: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STRESS)))
    money: Money | None = None
    """the leading scenario's books; None in a quick look"""
    bank: Bank | None = None
    """what a bank asks of them; None without money"""
    nets: Mapping[str, np.ndarray] = field(default_factory=dict)
    """npv_net by scenario (draw,); none without money"""

    @property
    def spec(self) -> Spec:
        """Return the leading scenario's spec."""
        return self.cluster.specs[self.scenario]


def make_tables(parts: Parts) -> dict[str, pd.DataFrame]:
    """Return the tables by name; a table with nothing to say is empty but has its columns."""
    tables = {
        "members": members_table(parts.cluster, parts.spec),
        "staircase": staircase_table(parts.spec, parts.potential),
        "potential": potential_table(parts.spec, parts.potential),
        "links": links_shown(parts.spec, parts.links),
        "cover": cover_shown(parts.spec, parts.cover),
        "critical_mass": parts.lights,
        "continuity": parts.fared,
        **_insight_tables(parts.spec, parts.insight),
        "projection": projection_table(parts.spec, parts.futures),
        "targets": target_table(parts.futures, parts.drawn),
        "monthly": monthly_table(parts.scenario, parts.futures[parts.scenario], parts.paths),
        "plant": plant_table(parts.scenario, parts.futures[parts.scenario], parts.paths),
        "cash": cash_table(parts.spec.currency, parts.futures),
        "measures": measures_table(parts.futures, parts.drawn, parts.nets),
        **gains_tables(parts.spec, parts.money),
        "risks": parts.risks.risks,
        "risk_bridge": parts.risks.bridge,
        "stress": parts.stress,
        **_economy_tables(parts.money),
        "scenarios": scenarios_table(parts.cluster),
        **bank_tables(parts.bank),
        "assumptions": assumptions_table(parts.spec),
        "issues": pd.DataFrame(
            [issue.as_row() for issue in parts.cluster.survey.issues], columns=[f.name for f in fields(Issue)]
        ),
        "quality": pd.DataFrame([asdict(parts.cluster.survey.rows)]),
    }
    return tables | {"doubts": doubt_table(parts.spec, parts.scenario, tables)}


def _insight_tables(spec: Spec, insight: Insight) -> dict[str, pd.DataFrame]:
    """Return the tables by name; a table with nothing to say is empty but has its columns."""
    return {
        "bottlenecks": bottlenecks_table(spec, insight.bottlenecks, insight.chances),
        "standing": insight.standing,
        "leaving": leaving_table(spec, insight.leaving),
        "coordination": coordination_table(spec, insight.coordination),
        "sensitivity": sensitivity_table(spec, insight.sensitivity),
        "answers": insight.answers.assign(unit=spec.currency),
        "first_steps": insight.first_steps.assign(currency=spec.currency),
        "packages": insight.packages.assign(steps=[", ".join(steps) for steps in insight.packages["steps"]]),
        "smallest_group": smallest_table(insight.smallest),
    }


def _economy_tables(money: Money | None) -> dict[str, pd.DataFrame]:
    """Return the economic view: bridge, jobs, value added; empty where none is stated, and in a quick look."""
    view = economic_view(money.drawn) if money else no_view()
    return {"economy": view.bridge, "jobs": view.jobs, "value_added": view.value_added}
