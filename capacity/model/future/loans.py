"""Loans as the cluster file states them, by month: each the schedule of a loan of 1, to be taken times its amount."""

import numpy as np

from capacity.intake.cluster_file.funding import Grant, Item
from capacity.intake.cluster_file.lending import Loan
from capacity.intake.cluster_file.schema import Spec
from capacity.model.calendar.dated import in_force_by_month
from capacity.model.finance import Schedule, Terms, borrow, fixed_markup, in_local_money
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws


def months_of(quantity: object) -> int:
    """Return a quantity of months as a whole number, at its central value; 0 if not stated."""
    return round(median(quantity)) if quantity else 0


def first_month(loan: Loan | Grant, item: Item | None = None) -> int:
    """Return the month in which a loan or grant, or what it pays of an item, is drawn."""
    if loan.month is not None:
        return loan.month
    return item.month if item else 0


def unit_loan(spec: Spec, loan: Loan, draws: Draws, months: int, first: int) -> Schedule:
    """Return the schedule of 1 lent from month `first` on, each line (month, draw), in money of its month.

    It is drawn at the end of its month and bears interest from the next, a twelfth of the yearly rate a month; term and
    grace are taken at their central values. A loan in another money is owed in it, at the exchange rate of each month.
    """
    finance = spec.money
    loan = finance.terms(loan)
    shares = loan.tranches or (1.0,)
    drawn = np.zeros((months, 1))
    drawn[first : first + len(shares), 0] = shares[: max(months - first, 0)]
    term, grace = months_of(loan.term), months_of(loan.grace)
    if loan.markup:
        return fixed_markup(drawn, draws.value(loan.markup), term, grace)
    currency = loan.currency or spec.currency
    foreign = currency != spec.currency
    path = in_force_by_month(finance.exchange[currency], draws, spec.start, months) if foreign else np.ones((1, 1))
    rate = draws.value(loan.rate) / 12
    schedule = borrow(
        np.broadcast_to(drawn / path, (months, max(path.shape[1], len(rate)))),
        Terms(
            rate,
            term,
            grace,
            interest_grace=months_of(loan.interest_grace),
            pays=loan.pays or "annuity",
            profile=loan.profile,
            upfront_fee=draws.value(loan.upfront_fee),
            commitment_fee=draws.value(loan.commitment_fee) / 12,
        ),
    )
    return in_local_money(schedule, path) if foreign else schedule


def scaled(schedule: Schedule, amount: np.ndarray) -> Schedule:
    """Return the schedule of an amount (draw,) instead of 1."""
    return Schedule(*(getattr(schedule, name) * amount for name in schedule.__dataclass_fields__))
