"""Whatever terms are agreed, the books balance, loans end, and a bigger grant never makes the debt heavier."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import dairy, dairy_members, make_cluster, make_spec

from capacity.model.bank.books import consolidated, keep
from capacity.model.bank.financing import inside_months
from capacity.model.bank.measures import project_flows, worth
from capacity.model.future.case import make_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.parties import parties
from capacity.model.uncertainty.drawing import sample_draws

CLUSTER = make_cluster(dairy(), dairy_members())
LEDGER = keep_books(make_case(CLUSTER.spec, CLUSTER.survey.members), sample_draws(CLUSTER, 8, 1))

shares = st.floats(0, 1).map(lambda share: [round(share, 3), "share"])
rates = st.floats(0, 0.4).map(lambda rate: [round(rate, 3), "1/year"])


@st.composite
def loans(draw) -> dict:
    """A loan to the point: by share or amount, at interest or a mark-up, over months."""
    term = draw(st.integers(2, 30))
    loan = {"borrower": "point", "term": [term, "month"], "grace": [draw(st.integers(0, term - 1)), "month"]}
    loan |= draw(st.one_of(st.builds(lambda s: {"share": s}, shares), st.just({"amount": [150, "kKGS"], "month": 2})))
    if draw(st.booleans()):
        return loan | {"markup": draw(shares)}
    loan |= {"rate": draw(rates), "pays": draw(st.sampled_from(["annuity", "equal", "bullet"]))}
    return loan | {"interest_grace": [draw(st.integers(0, 4)), "month"], "upfront_fee": [0.01, "share"]}


@st.composite
def blocks(draw) -> dict:
    """A finance block of the small dairy with other loans, grants, taxes and prices."""
    block = {
        **dairy()["finance"],
        "loans": draw(st.lists(loans(), max_size=3)),
        "grants": [{"to": "point", "share": draw(shares)}],
        "inflation": draw(rates),
        "drawings": draw(st.sampled_from(["as_without", "none"])),
        "prices": draw(st.sampled_from(["real", "nominal"])),
    }
    if draw(st.booleans()):
        block["credit_lines"] = [{"borrower": "point", "rate": draw(rates)}]
    if draw(st.booleans()):
        block["taxes"] = {"point": {"rate": draw(shares), "vat": [0.12, "share"]}, "plant": {"rate": [0.1, "share"]}}
    return block


def ledger(block: dict):
    """The books' ledger with another finance block: its flows do not depend on loans, grants and taxes."""
    spec = make_spec(dairy(finance=block))
    return replace(LEDGER, case=replace(LEDGER.case, spec=spec))


@settings(max_examples=25, deadline=None)
@given(blocks())
def test_the_books_balance_whatever_is_agreed(block):
    """Two sides of the balance sheet, sources and uses, and the cash inside the months agree in every draw."""
    found = ledger(block)
    books = {name: keep(found, name) for name in parties(found.case.spec)}
    for one in (*books.values(), consolidated(books.values())):
        assert np.abs(one.by_year.gap).max() < 1e-5
        sources = one.by_year.sources_and_uses
        np.testing.assert_allclose(sources["sources"], sources["uses"], atol=1e-5)
        closing = np.broadcast_to(one.by_month.balance["cash"], (24, 8))
        np.testing.assert_allclose(inside_months(one, 8).closing, closing, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(blocks())
def test_what_is_lent_is_paid_back(block):
    """Principal is what was drawn and capitalised, less what is still owed at the end of the horizon."""
    for loan in keep(ledger(block), "point").monthly.loans.values():
        paid = loan.principal.sum(axis=0)
        np.testing.assert_allclose(paid + loan.balance[-1], (loan.drawn + loan.capitalised).sum(axis=0), atol=1e-5)


@settings(max_examples=15, deadline=None)
@given(blocks())
def test_financing_costs_interest_and_fees_and_nothing_else(block):
    """Nominal, over the horizon, and after what is still owed at its end."""
    found = ledger({**block, "prices": "nominal"})
    books = keep(found, "point")
    flows = project_flows(books, "nominal").financing.sum(axis=0)
    cost = sum((loan.interest + loan.fees).sum(axis=0) for loan in books.monthly.loans.values())
    np.testing.assert_allclose(np.broadcast_to(flows, (8,)), np.broadcast_to(-np.asarray(cost), (8,)), atol=1e-5)


@settings(max_examples=15, deadline=None)
@given(blocks(), st.floats(0, 0.5))
def test_a_bigger_grant_never_lowers_what_the_owners_have(block, more):
    """NPV after grants rises by the grant's present value, that before grants stays as it is."""
    block = {**block, "taxes": {}, "credit_lines": [], "grants": [{"to": "point", "share": [0.1, "share"]}]}
    bigger = {**block, "grants": [{"to": "point", "share": [round(0.1 + more, 3), "share"]}]}
    one, other = (
        worth(made.case.spec, made.draws, keep(made, "point"), 1.2).measures for made in map(ledger, (block, bigger))
    )
    np.testing.assert_allclose(one["npv"], other["npv"], rtol=1e-9, atol=1e-3)
    assert (other["npv_after_grants"] >= one["npv_after_grants"] - 1e-6).all()
