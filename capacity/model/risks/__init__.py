"""What can go wrong? The register in money, alone and together, and stress tests."""

from capacity.model.risks.register import risk_prices
from capacity.model.risks.stress import stress_tests

__all__ = ["risk_prices", "stress_tests"]
