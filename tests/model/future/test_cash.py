"""From flows of goods to flows of money."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_clusters import dairy, dairy_members, make_cluster, make_members, make_spec

from capacity.model.calendar.timeline import course
from capacity.model.finance import payback_month
from capacity.model.future.case import make_case
from capacity.model.future.cash import recovered
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.draws import central_draws

ONE_FARM = [{"member": "f", "cls": "farm", "place": "up", "current": 1000.0, "joins": "yes"}]
PLAIN_FARM = {"runs": ["keeping"]}


def run(data: dict, rows: list[dict] | None = None):
    members = dairy_members() if rows is None else make_members(rows)
    cluster = make_cluster(data, members)
    return run_case(make_case(cluster.spec, members), central_draws("x"))[0]


def money(found, name: str) -> np.ndarray:
    return found[name].values[:, 0]


def one_farm(**changes: object) -> dict:
    """A cluster of one farm of 1000 kg a month that has joined, without a chain behind it."""
    data = dairy(joining={}, events={}, ramps={}, finance=None, **changes)
    del data["survey"]["joins"], data["survey"]["letter"]
    data["classes"]["farm"] = dict(PLAIN_FARM)
    data["links"]["keeping"]["cost"] = [12, "KGS/kg"]
    data["markets"]["collector"]["price"] = [30, "KGS/kg"]
    return data


def test_without_a_chain_nothing_changes():
    """Nobody cools or makes cheese: all milk goes to today's collector, as it would without the cluster."""
    found = run(one_farm(), ONE_FARM)
    assert money(found, "with_cluster") == pytest.approx(np.full(24, 1000 * (30 - 12)))
    assert money(found, "without_cluster") == pytest.approx(money(found, "with_cluster"))


def test_what_stays_outside_is_worth_todays_price_in_both():
    """Kept, bazaar, elsewhere and side sales are valued at today's price with and without."""
    data = one_farm()
    data["classes"]["farm"] |= {
        "own_use": [0.2, "share"],
        "bazaar": [0.1, "share"],
        "elsewhere": [0.1, "share"],
        "side_selling": [0.5, "share"],
    }
    found = run(data, ONE_FARM)
    assert money(found, "with_cluster") == pytest.approx(np.full(24, 18000))
    assert money(found, "without_cluster") == pytest.approx(np.full(24, 18000))


def test_todays_outlet_with_a_limit_takes_no_more_in_either():
    """A collector that takes 600 of 1000: 400 are worth nothing, with the cluster and without."""
    data = one_farm()
    data["markets"]["collector"]["demand"] = [600, "kg/month"]
    found = run(data, ONE_FARM)
    assert money(found, "with_cluster") == pytest.approx(np.full(24, 600 * 30 - 12000))
    assert money(found, "without_cluster") == pytest.approx(np.full(24, 600 * 30 - 12000))


def test_two_outlets_today_the_better_first():
    """A shop takes 300 at 40 before the collector takes the rest at 30, with the cluster and without."""
    data = one_farm()
    data["markets"]["shop"] = {"buys": "milk", "today": True, "price": [40, "KGS/kg"], "demand": [300, "kg/month"]}
    found = run(data, ONE_FARM)
    assert money(found, "with_cluster") == pytest.approx(np.full(24, 300 * 40 + 700 * 30 - 12000))
    assert money(found, "without_cluster") == pytest.approx(money(found, "with_cluster"))


def test_growth_that_the_cluster_brings_is_an_increment():
    """A ramp on output is the cluster's doing: with it 1200 kg, without it still 1000."""
    data = one_farm()
    data["ramps"] = {"feed": {"of": "classes.farm.output", "times": [1.2, "share"]}}
    found = run(data, ONE_FARM)
    assert money(found, "with_cluster") == pytest.approx(np.full(24, 1200 * 18))
    assert money(found, "without_cluster") == pytest.approx(np.full(24, 1000 * 18))


def test_the_chain_earns_what_it_sells_less_what_it_costs():
    """800 kg cooled and made into cheese: sales less cooling, making, salt and the disposal of whey."""
    data = one_farm()
    data["links"]["cooling"] |= {"makes": {"cooled": [1, "kg"]}, "capacity": [800, "kg/month"]}
    data["links"]["cheesing"] |= {"makes": {"cheese": [0.1, "kg"], "whey": [0.8, "kg"]}, "capacity": [5000, "kg/month"]}
    del data["links"]["cheesing"]["minimum_load"], data["links"]["cooling"]["usable"]
    data["markets"] = {
        "shops": {"buys": "cheese", "price": [500, "KGS/kg"]},
        "collector": data["markets"]["collector"],
    }
    data["purchases"]["salt"]["price"] = [20, "KGS/kg"]
    found = run(data, ONE_FARM)
    chain = 80 * 500 - 800 * 1 - 800 * 5 - 8 * 20 - 640 * 0.1
    assert money(found, "with_cluster") == pytest.approx(np.full(24, chain + 200 * 30 - 12000))


def financed(**finance: object) -> dict:
    data = one_farm()
    data["finance"] = {"discount_rate": [0.1, "1/year"], **finance}
    return data


def vat(**item: object) -> dict:
    return {"buy": "vat", "owner": "plant", "cost": [1200, "KGS"], "month": 2, **item}


def test_investment_is_replaced_when_its_life_is_over():
    """A life of ten months bought in month 2: again in 12 and 22; at the end 0.8 of the last one is left."""
    found = run(financed(items=[vat(life=[10, "month"])]), ONE_FARM)
    bought = money(found, "investment")
    assert np.flatnonzero(bought).tolist() == [2, 12, 22]
    assert bought[[2, 12, 22]].tolist() == [1200] * 3
    left = money(found, "residual")
    assert np.flatnonzero(left).tolist() == [23]
    assert left[23] == pytest.approx(1200 * 0.8)


def test_replacement_falls_in_the_month_after_the_life():
    """A life of one year bought in month 0 is replaced in month 12, not in 11; after 24 months nothing is left."""
    found = run(financed(items=[vat(month=0, life=[1, "year"])]), ONE_FARM)
    assert np.flatnonzero(money(found, "investment")).tolist() == [0, 12]
    assert money(found, "residual").sum() == pytest.approx(0)


def test_what_lasts_for_ever_is_worth_nothing_at_the_end():
    """Without a life it is bought once and has no value left (cautious)."""
    found = run(financed(items=[vat()]), ONE_FARM)
    assert money(found, "investment").sum() == 1200
    assert money(found, "residual").sum() == 0


def test_investments_after_the_horizon_do_not_count():
    """An order in month 30 of 24 is no cost, no loan and no grant."""
    parts = {"loans": [loan()], "grants": [{"to": "plant", "share": [0.5, "share"]}]}
    found = run(financed(items=[vat(month=30, life=[5, "year"])], **parts), ONE_FARM)
    for name in ("investment", "residual", "grant", "loan", "debt_service"):
        assert money(found, name).sum() == 0, name


def loan(**terms: object) -> dict:
    return {
        "borrower": "plant",
        "share": [0.5, "share"],
        "rate": [0.12, "1/year"],
        "term": [6, "month"],
        "pays": "equal",
        **terms,
    }


def test_loan_and_grant_are_shares_of_the_first_purchase():
    """Half lent and a quarter given when it is bought; repaid in six equal parts with interest on what is owed."""
    parts = {"loans": [loan()], "grants": [{"to": "plant", "share": [0.25, "share"]}]}
    found = run(financed(items=[vat(life=[10, "month"])], **parts), ONE_FARM)
    assert np.flatnonzero(money(found, "loan")).tolist() == [2]
    assert money(found, "loan")[2] == 600
    assert money(found, "grant")[2] == 300
    assert money(found, "debt_service")[3:9] == pytest.approx([100 + 6 - k for k in range(6)])
    assert money(found, "debt_service").sum() == pytest.approx(600 + 21)


def test_only_the_borrowers_things_are_financed():
    """Another owner's investment has no part in the loan or the grant."""
    parts = {"loans": [loan()], "grants": [{"to": "plant", "share": [0.25, "share"]}]}
    other = {"buy": "car", "owner": "point", "cost": [5000, "KGS"], "month": 4}
    found = run(financed(items=[vat(), other], **parts), ONE_FARM)
    assert money(found, "loan").sum() == 600
    assert money(found, "grant").sum() == 300
    assert money(found, "investment").sum() == 6200


def test_debt_that_outlives_the_horizon_is_cut():
    """A loan of 60 months in a run of 24: payments until the end only."""
    found = run(financed(items=[vat()], loans=[loan(term=[60, "month"])]), ONE_FARM)
    service = money(found, "debt_service")
    assert np.flatnonzero(service).tolist() == list(range(3, 24))
    assert service[3] == pytest.approx(10 + 6)


def test_running_costs_begin_in_their_month():
    """A manager from month 6 on; a rent from the start."""
    costs = [{"pay": "manager", "cost": [500, "KGS/month"], "start": 6}, {"pay": "rent", "cost": [100, "KGS/month"]}]
    found = run(financed(running=costs), ONE_FARM)
    spent = money(found, "without_cluster") - money(found, "with_cluster")
    assert spent == pytest.approx(np.where(np.arange(24) < 6, 100, 600))


def test_without_a_finance_block_there_is_no_financing():
    """No investments, no loans, no costs of the cluster: only the members' cash."""
    found = run(one_farm(), ONE_FARM)
    for name in ("investment", "residual", "grant", "loan", "debt_service"):
        assert money(found, name).tolist() == [0] * 24


def test_nobody_is_no_money():
    """A class without members, a survey without producers: everything is zero and nothing breaks."""
    found = run(one_farm(), [{"member": "v", "cls": "vet"}])
    assert money(found, "with_cluster").tolist() == [0] * 24
    assert money(found, "without_cluster").tolist() == [0] * 24


@pytest.mark.parametrize("name", ["with_cluster", "without_cluster"])
def test_prices_times_two_are_money_times_two(name):
    """All prices and costs doubled: all money doubled (the flows of goods are the same)."""

    def doubled(part: object) -> object:
        if isinstance(part, dict):
            return {key: doubled(item) for key, item in part.items()}
        if isinstance(part, list) and any(isinstance(word, str) and "KGS" in word for word in part):
            return [2 * item if isinstance(item, (int, float)) else item for item in part]
        return [doubled(item) for item in part] if isinstance(part, list) else part

    before, after = run(dairy()), run(doubled(dairy()))
    np.testing.assert_allclose(after["activity"], before["activity"])
    np.testing.assert_allclose(money(after, name), 2 * money(before, name))


MONTHS = 30


def walked(flows: np.ndarray, outlay: np.ndarray) -> np.ndarray:
    """Months until recovery of flows (month, draw) as the tape finds them."""
    fixed = {"classes.farm.side_selling": np.zeros(flows.shape[1])}
    way = course(make_spec(dairy()), central_draws("x", fixed), MONTHS)
    kept = np.zeros(flows.shape)
    way.tape.add_to(kept, recovered(way, way.tape.row(flows), way.tape.row(outlay)))
    way.tape.run()
    assert not kept[np.arange(MONTHS) != 23].any(), "it stands in the last month of the last whole year"
    return kept[23]


def by_hand(flows: np.ndarray, outlay: np.ndarray) -> float:
    """The first month from which the running total stays at or above 0, counted from the first outlay."""
    bought = [month for month, amount in enumerate(outlay) if amount > 0]
    if not bought:
        return np.nan
    totals = [sum(flows[: month + 1]) for month in range(len(flows))]
    good = [month for month in range(len(flows)) if min(totals[month:]) >= 0]
    return max(good[0] - bought[0], 0) if good else np.inf


@pytest.mark.parametrize(
    ("flows", "outlay", "months"),
    [
        ([0, -100, 25, 25, 25, 25, 5], [0, 100, 0, 0, 0, 0, 0], 4),
        ([0, -100, 60, 60, -30, 5, 5], [0, 100, 0, 0, 0, 0, 0], 5),
        ([-100, 60, 60, -50, 60, 0, 0], [100, 0, 0, 50, 0, 0, 0], 4),
        ([-100, 60, 30, 0, 0, 0, 0], [100, 0, 0, 0, 0, 0, 0], np.inf),
        ([5, 5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0, 0], np.nan),
        ([-100, 60, 60, 0, 0, 0, -40], [100, 0, 0, 0, 0, 0, 0], np.inf),
    ],
)
def test_payback_counted_by_hand(flows, outlay, months):
    """Four months after the outlay of month 1; once more short in month 4; a second outlay; never; none; lost again."""
    found = payback_month(np.array(flows, float), np.array(outlay, float))
    np.testing.assert_equal(float(found), months)
    np.testing.assert_equal(by_hand(np.array(flows, float), np.array(outlay, float)), months)


def test_it_may_be_counted_from_production():
    """Two months of building, then five a month: 10 are back four months from the outlay, two from production."""
    flows, outlay = np.array([-5.0, -5, 0, 5, 5]), np.array([5.0, 5, 0, 0, 0])
    assert payback_month(flows, outlay) == 4
    assert payback_month(flows, outlay, since=2) == 2


MONEY = st.integers(-1000, 1000).map(float)


@settings(deadline=None)
@given(arrays(float, (MONTHS, 3), elements=MONEY), arrays(float, (MONTHS, 3), elements=st.sampled_from([0, 0, 0, 500])))
def test_the_tape_counts_as_arrays_do(flows, outlay):
    """Every draw by itself, over whole years."""
    found = walked(flows - outlay, outlay)
    np.testing.assert_array_equal(found, payback_month((flows - outlay)[:24], outlay[:24]))
    np.testing.assert_array_equal(
        found, [by_hand(*(line[:24, draw] for line in (flows - outlay, outlay))) for draw in range(3)]
    )
