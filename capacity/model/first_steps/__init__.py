"""What to do first? Steps ranked by what they bring, and the best package for a budget."""

from capacity.model.first_steps.package import Package
from capacity.model.first_steps.ranking import COLUMNS, first_steps_and_packages
from capacity.model.first_steps.trial import OUTPUT_YEAR

__all__ = ["COLUMNS", "OUTPUT_YEAR", "Package", "first_steps_and_packages"]
