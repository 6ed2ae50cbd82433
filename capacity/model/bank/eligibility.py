"""Whether a borrower may have a loan: the rules of its product, each with what was asked, what is, and the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from capacity.intake.cluster_checks.money_checks import BODY
from capacity.intake.cluster_file.lending import Loan, LoanProduct
from capacity.model.future.loans import months_of
from capacity.model.uncertainty.distributions import median

if TYPE_CHECKING:
    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.bank.books import Books
    from capacity.model.uncertainty.draws import Draws

NEAR = 1e-9


@dataclass(frozen=True)
class Rule:
    """One rule met or not: what the product asks and what the loan is, in `unit`; NaN where it is a yes or a no."""

    loan: str
    """path in the file"""
    borrower: str
    product: str
    rule: str
    met: bool
    asked: float
    found: float
    unit: str


def eligibility(spec: "Spec", draws: "Draws", books: "Books") -> list[Rule]:
    """Return the rules that each loan of a party meets or breaks, at central values; `draws` are the central ones.

    Amounts are those of one borrower: the loan of a class over the number of its members who share it (among). Loans of
    one product to one borrower count together against its cap. A cluster is not a legal person: it may borrow nothing.
    """
    found = []
    for index, loan in enumerate(spec.money.loans):
        path = f"finance.loans.{index}"
        if path not in books.monthly.loans:
            continue
        heads = float(draws.value(loan.among, 1.0)[0])
        rules = [("legal_person", books.party != BODY, np.nan, np.nan, "")]
        product = spec.money.loan_products.get(loan.product or "")
        if product is not None:
            rules += _rules(spec, loan, product, _Asked(spec, draws, books, loan, path, heads))
        found += [Rule(path, books.party, loan.product or "", *rule) for rule in rules]
    return found


@dataclass(frozen=True)
class _Asked:
    """What a loan comes to for one borrower."""

    spec: "Spec"
    draws: "Draws"
    books: "Books"
    loan: Loan
    path: str
    heads: float

    @property
    def amount(self) -> float:
        """Return what one borrower is lent by this loan."""
        return self._lent(self.path)

    @property
    def together(self) -> float:
        """Return what one borrower is lent by all its loans of the product."""
        loans = self.spec.money.loans
        same = [f"finance.loans.{i}" for i, other in enumerate(loans) if other.product == self.loan.product]
        return sum(self._lent(path) for path in same if path in self.books.monthly.loans)

    def _lent(self, path: str) -> float:
        return float(self.books.monthly.loans[path].drawn[:, 0].sum()) / self.heads

    @property
    def own(self) -> float:
        """Return the share of what is bought that the owners pay themselves."""
        first = float(self.books.sources.first[:, 0].sum())
        paid = sum(float(np.sum(line[:, :1])) for line in self.books.sources.equity.values())
        return paid / first if first else 1.0


def _rules(spec: "Spec", loan: Loan, product: LoanProduct, asked: _Asked) -> Iterator[tuple]:
    terms, money = spec.money.terms(loan), spec.currency
    if product.borrowers:
        yield "for_whom", loan.borrower in product.borrowers, np.nan, np.nan, ""
    yield "purpose", loan.purpose in product.pays_for, np.nan, np.nan, ""
    if product.least:
        yield "least", asked.amount >= median(product.least) - 1, median(product.least), asked.amount, money
    if product.most:
        yield "most", asked.together <= median(product.most) + 1, median(product.most), asked.together, money
    yield "term", *_at_most(months_of(terms.term), months_of(product.term)), "month"
    yield "grace", *_at_most(months_of(terms.grace), months_of(product.grace)), "month"
    if product.own_share:
        share = median(product.own_share)
        yield "own_share", asked.own >= share - NEAR, share, asked.own, "share"
    if product.unsecured:
        pledged = median(loan.collateral) if loan.collateral else 0.0
        needed = asked.together if asked.together > median(product.unsecured) else 0.0
        yield "collateral", pledged >= needed - 1, needed, pledged, money
    if product.needs_contract:
        yield "contract", loan.contract, np.nan, np.nan, ""
    old = median(loan.refinanced) if loan.refinanced else float(loan.purpose == "refinancing")
    allowed = median(product.refinances) if product.refinances else 0.0
    yield "refinancing", old <= allowed + NEAR, allowed, old, "share"


def _at_most(found: float, asked: float) -> tuple[bool, float, float]:
    return found <= asked, float(asked), float(found)
