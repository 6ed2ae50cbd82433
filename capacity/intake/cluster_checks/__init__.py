"""Does what a cluster file says fit together? Names, shares, money, and what is doubtful."""

from capacity.intake.cluster_checks.correlations import (
    PLACE_ERROR,
    Joint,
    adjustment_issues,
    certain_issues,
    correlation_issues,
    joint,
    scenario_issues,
)
from capacity.intake.cluster_checks.money_checks import BODY
from capacity.intake.cluster_checks.places import place_issues
from capacity.intake.cluster_checks.references import chain_issues, reference_issues, value_issues, worked_time_issues
from capacity.intake.cluster_checks.statements import doubtful_answers, doubtful_statements

__all__ = [
    "BODY",
    "PLACE_ERROR",
    "Joint",
    "adjustment_issues",
    "certain_issues",
    "chain_issues",
    "correlation_issues",
    "doubtful_answers",
    "doubtful_statements",
    "joint",
    "place_issues",
    "reference_issues",
    "scenario_issues",
    "value_issues",
    "worked_time_issues",
]
