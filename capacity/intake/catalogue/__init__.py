"""How is a finding told? Its kind in a report, and the sentences of its code in three languages."""

from capacity.intake.catalogue.kinds import CHANGES, INFORMS, KINDS, STOPS, catalogue, kind_of
from capacity.intake.catalogue.sentences import sentence, told

__all__ = ["CHANGES", "INFORMS", "KINDS", "STOPS", "catalogue", "kind_of", "sentence", "told"]
