"""The country's view: the bridge adds up whatever is stated, and each step is what one works out by hand."""

import numpy as np
import pytest
from money_clusters import ROWS, books, one_chain
from small_clusters import dairy, dairy_members, make_cluster, make_members, make_spec

from capacity.intake.findings.issues import InputError
from capacity.model.finance import npv
from capacity.model.future.case import make_case
from capacity.model.future.measures import present_value, yearly_cash
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.country import EconomicView, economic_view
from capacity.model.gains.ledger import Ledger
from capacity.model.uncertainty.drawing import sample_draws

WHOLE = {
    "discount_rate": [0.08, "1/year"],
    "shadow_wage": [0.5, 0.7, 0.9, "share"],
    "transfers": {"links.cheesing": [0.1, "share"], "finance.items": [0.2, "share"]},
    "factors": {"markets.shops": [1.0, 1.1, 1.2, "share"], "links.cheesing": [0.9, "share"]},
    "work": {
        "cheesing": {"women": [2, "worker"], "men": [1, "worker"], "per": [50, "kg/day"], "wage": [20, "kKGS/month"]},
        "cooling": {"women": [0.5, "worker"], "wage": [15, "kKGS/month"], "unpaid": True},
    },
}


def seen(**economy: object) -> tuple[Ledger, EconomicView]:
    cluster = make_cluster(dairy(economy=economy), dairy_members())
    case = make_case(cluster.spec, cluster.survey.members)
    books = keep_books(case, sample_draws(cluster, 64, 1))
    return books, economic_view(books)


def amounts(view: EconomicView) -> dict[str, float]:
    return view.bridge.groupby("step", sort=False)["amount"].sum().to_dict()


def test_the_bridge_adds_up():
    """From after grants to the members, and from the members to the country, the steps sum to the difference."""
    books, view = seen(**WHOLE)
    found = amounts(view)
    assert found["after_grants"] + found["grants"] == pytest.approx(found["members"])
    steps = ("members", "transfer", "factor", "wage", "unpaid", "discount_rate")
    assert sum(found[step] for step in steps) == pytest.approx(found["economic"])
    assert found["members"] == pytest.approx(present_value(books.case.spec, books.flows, books.draws).mean())


def test_a_country_that_counts_as_the_members_do_gains_what_they_gain():
    """Factors of 1, no taxes, work at its wage: the same net present value."""
    found = amounts(seen(factors={"markets.shops": [1, "share"]}, transfers={"links.cooling": [0, "share"]})[1])
    assert found["economic"] == pytest.approx(found["members"])
    assert (found["factor"], found["transfer"]) == (0, 0)


def test_a_tax_within_a_cost_is_no_cost_to_the_country():
    """A fifth of what the tank costs, less a fifth of what it is still worth at the end."""
    books, view = seen(transfers={"finance.items": [0.2, "share"]})
    cash, finance = yearly_cash(books.flows), books.case.spec.finance
    worth = npv(cash["investment"] - cash["residual"], books.draws.value(finance.discount_rate), finance.convention)
    assert amounts(view)["transfer"] == pytest.approx(0.2 * worth.mean())


def test_a_price_that_is_worth_more_abroad():
    """A tenth more for what the shops pay, after the tax in it."""
    _books, view = seen(factors={"markets.shops": [1.1, "share"]}, transfers={"markets.shops": [0.5, "share"]})
    found = amounts(view)
    assert found["factor"] == pytest.approx(-0.1 * found["transfer"])
    assert found["transfer"] < 0


def test_work_that_is_worth_nothing_elsewhere_is_no_cost():
    """At a shadow wage of 0 all wages come back; unpaid work costs nothing. At 1 only unpaid work costs."""
    (_, free), (_, full) = (seen(**WHOLE | {"shadow_wage": [share, "share"]}) for share in (0, 1))
    assert amounts(free)["unpaid"] == 0
    assert amounts(free)["wage"] > 0
    assert amounts(full)["wage"] == 0
    assert amounts(full)["unpaid"] < 0


def test_jobs_follow_the_throughput_or_stand_at_every_node():
    """2 women and 1 man per 50 kg a day; half a job at each of two cooling nodes in the months in which it works."""
    books, view = seen(**WHOLE)
    jobs = view.jobs.set_index(["year", "link", "sex"])
    activity = books.flows["activity"].sel(node="cheesing").values
    assert jobs.loc[(1, "cheesing", "women"), "jobs"] == pytest.approx(2 * activity[:12].mean() / (50 * 365 / 12))
    assert jobs.loc[(2, "cheesing", "women"), "jobs"] == pytest.approx(2 * jobs.loc[(2, "cheesing", "men"), "jobs"])
    working = (books.flows["activity"].sel(node=["cooling@down", "cooling@up"]).values > 0).sum(axis=0)
    assert jobs.loc[(1, "cooling", "women"), "jobs"] == pytest.approx(0.5 * working[:12].mean())
    assert jobs.loc[(1, "cheesing", "men"), "income"] == pytest.approx(
        jobs.loc[(1, "cheesing", "men"), "jobs"] * 240_000
    )
    assert (jobs.loc[(slice(None), "cooling"), "income"] == 0).all()


def test_value_added_is_surplus_wages_and_taxes():
    _, view = seen(**WHOLE)
    rows = view.value_added
    np.testing.assert_allclose(rows["value_added"], rows[["surplus", "wages", "taxes"]].sum(axis=1))
    income = view.jobs.groupby("year")["income"].sum().to_numpy()
    np.testing.assert_allclose(rows["wages"], income)


def test_nothing_stated_nothing_said():
    """Without an economy block there is no view."""
    cluster = make_cluster(dairy(), dairy_members())
    books = keep_books(make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 64, 1))
    assert economic_view(books).bridge.empty


@pytest.mark.parametrize(
    ("economy", "said"),
    [
        ({"factors": {"markets.shop": [1, "share"]}}, "markets.shops"),
        ({"transfers": {"links.keeping": [0.1, "share"]}}, "links.cheesing"),
        ({"transfers": {"links.cheesing": [1.2, "share"]}}, "more than all"),
        ({"work": {"keeping": {"wage": [1, "KGS/month"]}}}, "cheesing"),
        ({"work": {"cheesing": {"women": [1, "worker"]}}}, "wage"),
        ({"shadow": [1, "share"]}, "shadow_wage"),
    ],
)
def test_what_does_not_fit_is_refused(economy, said):
    """Lines and links that are not there, taxes above the price, work without a wage."""
    with pytest.raises(InputError) as caught:
        make_spec(dairy(economy=economy))
    assert said in str(caught.value)


def working(current: float, **changes: object) -> tuple[Ledger, EconomicView]:
    """One chain whose plant works today, with a tax within its costs and three jobs for each 1,000 kg a month."""
    data = one_chain(**changes)
    data["finance"] = {"discount_rate": [0.1, "1/year"]}
    job = {"women": [3, "worker"], "per": [1000, "kg/month"], "wage": [1, "kKGS/month"]}
    data["economy"] = {"transfers": {"links.cheesing": [0.1, "share"]}, "work": {"cheesing": job}}
    ledger = books(data, make_members([*ROWS[:2], ROWS[2] | {"current": current}]))
    return ledger, economic_view(ledger)


def test_jobs_and_taxes_are_those_over_todays():
    """The plant works up the farm's 1,000 kg instead of 400 kg of others: jobs and taxes of 600 kg are added."""
    _, view = working(400.0)
    assert view.jobs["jobs"].tolist() == pytest.approx([1.8, 1.8])
    assert view.value_added["taxes"].tolist() == pytest.approx([0.1 * 5 * 600 * 12] * 2)
    assert "suppliers" not in amounts(view)
    assert working(1000.0)[1].value_added[["wages", "taxes", "value_added"]].abs().max().max() < 1e-6


def test_strangers_whose_goods_are_displaced_lose_their_surplus():
    """Of 1,500 kg today the farm can be the supplier of 1,000: 500 kg of strangers, 30 - 12 each, lose their buyer."""
    ledger, view = working(1500.0)
    lost = np.full((2, 1), 12 * 500 * 18.0)
    assert amounts(view)["suppliers"] == pytest.approx(-npv(lost, 0.1, ledger.case.spec.finance.convention)[0])
    found = amounts(view)
    steps = ("members", "suppliers", "transfer", "wage")
    assert sum(found[step] for step in steps) == pytest.approx(found["economic"])
