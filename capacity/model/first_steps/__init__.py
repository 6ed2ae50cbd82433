"""What to do first? Steps ranked by what they bring, and the best package for a budget."""

from capacity.model.first_steps.package import Package
from capacity.model.first_steps.ranking import COLUMNS, first_steps_and_packages

__all__ = ["COLUMNS", "Package", "first_steps_and_packages"]
