"""What is known of a cluster once it is read? Its specs and its survey, as the model takes them."""

from capacity.intake.facts.cluster import BASE, Cluster, quantities, ranged_names
from capacity.intake.facts.survey import LOST, Correction, Rows, SurveyData

__all__ = ["BASE", "LOST", "Cluster", "Correction", "Rows", "SurveyData", "quantities", "ranged_names"]
