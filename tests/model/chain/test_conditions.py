"""What the chain works under: capacities, recipes, prices and demand along the months."""

import numpy as np
import pytest
from small_clusters import SEASON, dairy, dairy_members, make_cluster, make_members

from capacity.intake.findings.issues import InputError
from capacity.model.calendar.timeline import course
from capacity.model.chain.conditions import conditions
from capacity.model.chain.equipment import equipment_owners
from capacity.model.chain.network import build_network
from capacity.model.chain.variables import INPUTS, UNLIMITED, grid
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

MONTHS = 24


def inputs(data: dict, members=None, draws: int = 0):
    cluster = make_cluster(data, dairy_members() if members is None else members)
    chain = build_network(cluster.spec, cluster.survey.members)
    chosen = sample_draws(cluster, draws, 1) if draws else central_draws(cluster.slug)
    way = course(cluster.spec, chosen, MONTHS)
    supply = [way.tape.row(0.0)] * len(chain.pools)
    owners = equipment_owners(cluster.spec, cluster.survey.members, chain)
    return conditions(chain, way, owners, supply).dataset()


def along(data: dict, name: str, label: str, **more: object) -> np.ndarray:
    """One variable of one node, market ... along the months, in the central run."""
    found = inputs(data, **more)
    dim = INPUTS[name][0][0]
    return grid(found, name, MONTHS, 1)[list(found[dim].values).index(label), :, 0]


def open_to_all(**changes: object) -> dict:
    data = dairy(joining={}, events={}, ramps={}, finance=None, **changes)
    del data["survey"]["joins"], data["survey"]["letter"]
    return data


def test_capacity_is_what_members_own_and_can_use():
    """A tank of 1600 filled to 0.9; a plant of 3000 of which a fifth is busy with others' milk."""
    data = open_to_all()
    assert along(data, "capacity", "cooling@up") == pytest.approx(np.full(MONTHS, 1440))
    assert along(data, "capacity", "cheesing") == pytest.approx(np.full(MONTHS, 2400))
    assert along(data, "busy", "cheesing") == pytest.approx(np.full(MONTHS, 600))


def test_equipment_outside_the_survey_is_added():
    """A link's own capacity comes on top of its members'; it is never busy."""
    data = open_to_all()
    data["links"]["cheesing"]["capacity"] = [100, "kg/day"]
    assert along(data, "capacity", "cheesing") == pytest.approx(np.full(MONTHS, 2400 + 100 * 365 / 12))


def test_daily_rates_are_worked_on_working_days():
    """100 kg a day on 24 days are 2400 a month, and 30 that it has to work at the least are 720."""
    data = open_to_all()
    data["links"]["cheesing"] |= {"capacity": [100, "kg/day"], "working_days": [24, "day/month"]}
    members = dairy_members()
    members = members[members["cls"] != "plant"].reset_index(drop=True)
    assert along(data, "capacity", "cheesing", members=members) == pytest.approx(np.full(MONTHS, 2400))
    assert along(data, "minimum_load", "cheesing") == pytest.approx(np.full(MONTHS, 30 * 24))


def test_uncertain_days_move_the_capacity():
    """Working days of 20 to 28 around 24 make the capacity a range around its mode."""
    data = open_to_all()
    data["links"]["cheesing"]["working_days"] = [20, 24, 28, "day/month"]
    data["classes"]["plant"]["busy"] = [0.2, "share"]
    found = grid(inputs(data, draws=64), "capacity", MONTHS, 64)[-1, 0]
    assert 2400 * 20 / 24 < found.min() < found.max() < 2400 * 28 / 24
    assert found.mean() == pytest.approx(2400, rel=0.01)


def test_a_link_without_equipment_has_no_limit():
    """equipment: false is limited by its inputs only."""
    data = open_to_all()
    data["links"]["cheesing"]["equipment"] = False
    assert (along(data, "capacity", "cheesing") == UNLIMITED).all()


def test_an_investment_works_after_its_lead_time():
    """Ordered in month 3, works from month 5 on, at its place only."""
    data = open_to_all()
    data["finance"] = dairy()["finance"]
    added = along(data, "capacity", "cooling@up") - 1440
    assert added[:5] == pytest.approx(np.zeros(5))
    assert added[5:] == pytest.approx(np.full(MONTHS - 5, 50 * 365 / 12 * 0.9))
    assert along(data, "capacity", "cooling@down") == pytest.approx(np.full(MONTHS, 3600))


def test_ramps_and_events_reach_what_they_name():
    """A ramp on a link's yield, on a node's capacity, on a cost, a price and a demand."""
    data = open_to_all()
    targets = {
        "links.cheesing.makes.cheese": ("coefficient", "cheesing>cheese"),
        "links.cheesing.takes.salt": ("coefficient", "cheesing<salt"),
        "links.cooling@up.capacity": ("capacity", "cooling@up"),
        "links.cheesing.cost": ("cost", "cheesing"),
        "markets.shops.price": ("price", "shops"),
        "markets.shops.demand": ("demand", "shops"),
        "purchases.salt.price": ("buying_price", "salt"),
    }
    before = {target: along(data, *place) for target, place in targets.items()}
    for target, place in targets.items():
        moved = data | {"ramps": {"r": {"of": target, "times": [1.5, "share"], "starts": [1, "month"]}}}
        after = along(moved, *place)
        assert after[0] == pytest.approx(before[target][0]), target
        assert after[1:] == pytest.approx(1.5 * before[target][1:]), target
    other = data | {"ramps": {"r": {"of": "links.cooling@up.capacity", "times": [1.5, "share"]}}}
    assert along(other, "capacity", "cooling@down") == pytest.approx(np.full(MONTHS, 3600))


def test_prices_and_demand_have_seasons_and_grow():
    """Demand follows its season from the start month on; prices step up by their growth each year."""
    data = open_to_all()
    data["markets"]["fair"] |= {"price_growth": [0.1, "1/year"], "demand_growth": [-0.5, "1/year"]}
    factors = np.roll(np.array(SEASON) * 12 / sum(SEASON), -2)
    assert along(data, "demand", "fair")[:12] == pytest.approx(50 * factors)
    assert along(data, "demand", "fair")[12:] == pytest.approx(25 * factors)
    assert along(data, "price", "fair")[[0, 11, 12, 23]] == pytest.approx([450, 450, 495, 495])
    assert (along(data, "demand", "collector") == UNLIMITED).all()


def test_sales_calendar_lets_go_the_rest_of_the_year():
    """By a calendar of equal months from the harvest on: a twelfth, an eleventh ... of what is at hand, then all."""
    data = open_to_all()
    even = {"unit": "index", "by_month": [1.0] * 12}
    harvest = {"unit": "percent", "by_month": [0, 0, 0, 0, 0, 0, 0, 15, 65, 20, 0, 0]}
    data["seasons"] |= {"even": even, "harvest": harvest}
    for name in ("home", "farm"):
        data["classes"][name]["season"] = "harvest"
    data["products"]["cheese"]["store"]["release"] = {"calendar": "even"}
    release = along(data, "release", "cheese")
    august = 5  # the cluster starts in March
    assert release[august : august + 12] == pytest.approx(1 / np.arange(12, 0, -1))


def test_a_store_costs_the_interest_on_what_it_holds():
    """3 KGS a month to keep it, and 18 % a year on 108 KGS: 1.62 a month."""
    data = open_to_all()
    store = {"cost": [3, "KGS/kg/month"], "interest": [18, "percent/year"], "worth": [108, "KGS/kg"]}
    data["products"]["cheese"]["store"] = store
    assert along(data, "store_cost", "cheese") == pytest.approx(4.62)
    del store["worth"]
    with pytest.raises(InputError, match="interest on the stock and its worth go together"):
        along(data, "store_cost", "cheese")


def test_stores_have_their_room_loss_and_cost():
    """Room, loss and cost as stated; without a word no limit, no loss, no cost."""
    data = open_to_all()
    data["products"]["cheese"]["store"] = {"room": [2, "t"], "loss": [0.05, "1/month"], "cost": [3, "KGS/kg/month"]}
    data["products"]["cheese"]["store"]["release"] = {"reserve": [300, "KGS/kg"]}
    for name, stated, default in (
        ("room", 2000, UNLIMITED),
        ("store_loss", 0.05, 0),
        ("store_cost", 3, 0),
        ("reserve", 300, 0),
    ):
        assert (along(data, name, "cheese") == stated).all()
        assert (along(data, name, "whey") == default).all()
    assert (along(data, "discard_cost", "whey") == 0.1).all()


def test_nobody_with_equipment_is_no_capacity():
    """A link that nobody runs can do nothing; it is not without limit."""
    members = make_members([{"member": "h", "cls": "home", "place": "up", "current": 1.0}])
    assert (along(open_to_all(), "capacity", "cheesing", members=members) == 0).all()
