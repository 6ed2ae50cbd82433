"""The central case of each sample, worked out once more by a model that shares no code with the package.

Only the survey is read by the package (its cleaning has tests of its own); units, medians, joining, the operating rule,
prices, books and losses are worked out anew, in plain numpy and pandas. Equal to 1e-9 of the size of each figure.
"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from second_model.before import Before
from second_model.borrower import Borrower
from second_model.chain import Chain
from second_model.leaving import Leaving
from second_model.money import Trade
from second_model.people import head
from second_model.stated import Stated

from capacity.intake.cluster import read_cluster
from capacity.model.bank.books import keep
from capacity.model.bank.measures import worth
from capacity.model.diagnosis.today import run_today
from capacity.model.future.case import make_case
from capacity.model.future.measures import present_value
from capacity.model.gains.accounts import keep_books
from capacity.model.plan.best import today_plan
from capacity.model.plan.contingency import LOSSES, contingencies
from capacity.model.uncertainty.draws import central_draws

SAMPLES = Path(__file__).parents[2] / "data"
BORROWERS = (
    ("talas-beans", "warehouse"),
    ("bishkek-sewing", "anchor"),
    ("chui-dairy", "anchor"),
    ("chui-dairy", "cooling_point"),
)
LEAVERS = (
    ("talas-beans", "Ч-02", ("anchor", "cleaning"), "cleaning"),
    ("bishkek-sewing", "S31", ("member", "C01"), "cutting"),
    ("chui-dairy", "Ф-01", ("anchor", "dairy_plant"), "dairy_plant"),
)
"""one who brings goods, and those who own the plant, by the names of both models"""
CLOSE = 1e-9


def same(theirs: object, mine: object, size: float | None = None) -> None:
    """Equal to 1e-9 of the largest figure of a line, or of a stated size."""
    theirs, mine = (np.ravel(np.asarray(one, dtype=float)) for one in (theirs, mine))
    size = float(np.abs(theirs).max()) if size is None else size
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=CLOSE * size + 1e-9)


@pytest.fixture(scope="module")
def both():
    """Return a function: a sample's books by the package, and by the second model."""
    known = {}

    def of(name: str) -> SimpleNamespace:
        if name not in known:
            cluster = read_cluster(SAMPLES / name)
            ledger = keep_books(make_case(cluster.spec, cluster.survey.members), central_draws(cluster.slug))
            stated = Stated(SAMPLES / name)
            trade = Trade(Chain(stated, head(stated, cluster.survey.members)))
            known[name] = SimpleNamespace(ledger=ledger, trade=trade, before=Before(trade.chain), cluster=cluster)
        return known[name]

    return of


@pytest.fixture(params=["talas-beans", "bishkek-sewing", "chui-dairy"])
def sample(both, request):
    return both(request.param)


def test_goods_go_the_same_way(sample):
    """Activity of every link, sales of every market, stocks and losses of every pool, month by month."""
    flows, mine = sample.ledger.flows, sample.trade.flows
    for kind, dim in (("activity", "node"), ("sold", "market"), ("closing", "pool"), ("unsold", "pool")):
        for name in flows[dim].values:
            same(flows[kind].sel({dim: name}), mine[kind][name], max(float(flows[kind].max()), 1.0))


def test_cash_by_month_is_the_same(sample):
    """With the cluster and without it, of every class and of the cluster's body, and of all together."""
    accounts, flows = sample.ledger.accounts.parties, sample.ledger.flows
    earned, before = sample.trade.earned, sample.before.earned
    size = float(accounts["sales"].max())
    for party in accounts["party"].values:
        same(accounts["with_cluster"].sel(party=party), earned[party], size)
        same(accounts["without_cluster"].sel(party=party), before.get(party, 0 * earned[party]), size)
    same(flows["with_cluster"], earned.sum(axis=1))
    same(flows["without_cluster"], before.sum(axis=1))


def test_the_net_present_value_is_the_same(sample):
    """Investment and what is left of it at the end too: the value of the project."""
    ledger, trade, before = sample.ledger, sample.trade, sample.before
    owners = {item["owner"] for item in trade.stated.file["finance"]["items"]}
    books = {party: Borrower(trade, before, party) for party in owners}
    spent = sum(book.bought / book.level for book in books.values())
    left = sum(book.left for book in books.values())
    same(ledger.flows["investment"], spent)
    same(ledger.flows["residual"].sum(), left)
    yearly = (trade.earned.sum(axis=1) - before.earned.sum(axis=1) - spent).to_numpy().reshape(-1, 12).sum(axis=1)
    yearly[-1] += left
    rate = trade.stated.at("finance.discount_rate")
    value = sum(flow / (1 + rate) ** (year + 1) for year, flow in enumerate(yearly))
    same(present_value(ledger.case.spec, ledger.flows, ledger.draws), value)


@pytest.mark.parametrize(("name", "party"), BORROWERS)
def test_statements_and_cover_of_a_borrower_are_the_same(both, name, party):
    """Sales, margin, tax, profit, cash at the end and cover of the debt, year by year, nominal."""
    found = both(name)
    theirs, mine = keep(found.ledger, party), Borrower(found.trade, found.before, party)
    by_year, size = theirs.by_year, float(np.abs(theirs.by_year.income["sales"]).max())
    for line in mine.statements:
        same(
            next(part[line] for part in (by_year.cash_flow, by_year.income) if line in part),
            mine.statements[line],
            size,
        )
    cover = worth(found.cluster.spec, found.ledger.draws, theirs, 1.2).cover
    same(cover.cash, mine.cover["cash"], size)
    same(cover.service, mine.cover["service"])
    assert mine.cover["service"].max() > 0


@pytest.mark.parametrize(("name", "grower", "owners", "node"), LEAVERS)
def test_what_a_leaver_takes_along_is_the_same(both, name, grower, owners, node):
    """One farm and the plant: what the others lose, what the leaver loses, what all lose together, money a year."""
    cluster = both(name).cluster
    today = run_today(cluster)
    plan = today_plan(today, ranges=False)
    theirs = contingencies(today, cluster.survey.members, plan).set_index(["kind", "name"])
    stated = Stated(SAMPLES / name, today=True)
    mine = Leaving(Chain(stated, head(stated, cluster.survey.members)), plan.flows)
    same(plan.value, mine.now.value)
    for key, losses in ((("member", grower), mine.grower(grower)), (owners, mine.plant(node))):
        same(theirs.loc[key, list(LOSSES)], losses)
