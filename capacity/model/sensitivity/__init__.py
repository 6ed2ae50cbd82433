"""Which numbers move the result? Tornado, switching values, and what knowing an answer is worth."""

from capacity.model.sensitivity.tables import answers_table, assumptions_table, sensitivity_table

__all__ = ["answers_table", "assumptions_table", "sensitivity_table"]
