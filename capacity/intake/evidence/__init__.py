"""On which ground is the cluster to stand? The region, the relations among members, infrastructure and support."""

from capacity.intake.evidence.evidence import Evidence, read_evidence
from capacity.intake.evidence.stated import DIAGNOSIS, Stated

__all__ = ["DIAGNOSIS", "Evidence", "Stated", "read_evidence"]
