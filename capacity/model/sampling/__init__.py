"""Estimation from samples: designs, linearised standard errors, calibration and second phases, on plain arrays."""

from capacity.model.sampling.allocation import More, more_members, more_of_clusters
from capacity.model.sampling.calibration import with_known_cells, with_known_margins
from capacity.model.sampling.design import Design, make_design
from capacity.model.sampling.estimates import Estimates, means, ratios, totals
from capacity.model.sampling.groups import codes, first_rows, group_sums
from capacity.model.sampling.two_phase import First, make_two_phase
from capacity.model.sampling.variance import covariance, stratified_total, stratum_covariance

__all__ = [
    "Design",
    "Estimates",
    "First",
    "More",
    "codes",
    "covariance",
    "first_rows",
    "group_sums",
    "make_design",
    "make_two_phase",
    "means",
    "more_members",
    "more_of_clusters",
    "ratios",
    "stratified_total",
    "stratum_covariance",
    "totals",
    "with_known_cells",
    "with_known_margins",
]
