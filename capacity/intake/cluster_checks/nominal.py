"""Rates that hold inflation, where the file states none: refused where they discount real money, else said.

Code: Y23.
"""

from collections.abc import Callable, Iterator

from capacity.intake.cluster_file.funding import Finance
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings.issues import Issue

INFLATION = "inflation: [0.07, 1/year]"


def nominal_discount(finance: Finance, where: Callable[[tuple], str]) -> Iterator[Issue]:
    """Yield a discount rate that is said to be nominal while nothing says how prices move: it cannot be converted."""
    if finance.prices == "nominal" and finance.inflation is None:
        fix = f"add {INFLATION} to finance, or write prices: real with a discount rate cleared of inflation"
        problem = "the discount rate is nominal, but no inflation is stated: it would discount money of today's prices"
        yield Issue(problem, fix, file=where(("finance", "prices")), value=finance.discount_rate.stated)


def nominal_loans(spec: Spec) -> Iterator[tuple[tuple, Issue]]:
    """Yield the first loan at a bank's rate while prices stand still, with its path: it weighs more than it will."""
    finance = spec.finance
    if finance is None or finance.inflation is not None:
        return
    for index, loan in enumerate(finance.loans):
        rate = finance.terms(loan).rate
        if rate is not None and rate.high > 0:
            problem = (
                "banks ask for nominal rates, and no inflation is stated: prices stand still, and debt weighs more "
                "here than it will"
            )
            fix = f"add {INFLATION} to finance, and debt is converted; or keep it, as a cautious case"
            yield ("finance", "loans", index), Issue(problem, fix, value=rate.stated, code="Y23")
            return
