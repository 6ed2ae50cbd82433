"""Without the cluster: those who work today go on as they do, at today's prices, costs and outlets."""

from copy import deepcopy

import numpy as np
import pytest
from money_clusters import ROWS, books, one_chain
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.intake.survey.todays_answers import without_source
from capacity.model.chain.work import todays_work
from capacity.model.future.case import make_case

UNIT = 0.1 * 500 - 5 - 0.01 * 20 - 31
"""what the plant keeps of a kilogram of cooled milk today: cheese less work, salt, milk at 30 and its cooling"""


def working(plant: float, point: float = np.nan, **changes: object):
    """The members of one chain, of whom the plant and the point work today, kg/month."""
    return make_members([ROWS[0], ROWS[1] | {"current": point}, ROWS[2] | {"current": plant} | changes])


def yearly(ledger, name: str, party: str | None = None) -> float:
    """What comes in over the first twelve months, in the mean of the draws."""
    money = ledger.flows[name] if party is None else ledger.accounts.parties[name].sel(party=party)
    return float(money.isel(month=slice(0, 12)).sum("month").mean("draw"))


def increment(ledger) -> float:
    return yearly(ledger, "with_cluster") - yearly(ledger, "without_cluster")


def without(ledger, party: str) -> float:
    return yearly(ledger, "without_cluster", party)


def test_a_plant_that_works_today_earns_today():
    """500 kg a month bought from whomever: 13.8 are left of each; the farm's own income stays as it was."""
    ledger = books(one_chain(), working(500.0))
    assert without(ledger, "plant") == pytest.approx(12 * 500 * UNIT)
    assert without(ledger, "farm") == pytest.approx(12 * 18_000)
    assert yearly(ledger, "without_cluster") == pytest.approx(12 * (500 * UNIT + 18_000))


def test_the_same_throughput_adds_nothing():
    """The farm's 1,000 kg take the place of 1,000 kg of strangers, at today's prices: nobody has more or less."""
    ledger = books(one_chain(), working(1000.0, 1000.0))
    assert increment(ledger) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("busy", [None, [0.2, "share"]])
@pytest.mark.parametrize("more", [1.0, 250.0])
def test_more_today_is_less_added(busy, more):
    """Current + x: x times today's unit margin less, in every party's books and the cluster's, to 1e-9."""
    data = one_chain()
    if busy:
        data["classes"]["plant"]["busy"] = busy
    before, after = (books(data, working(amount)) for amount in (700.0, 700.0 + more))
    assert increment(after) - increment(before) == pytest.approx(-12 * more * UNIT, rel=1e-9)
    assert without(after, "plant") - without(before, "plant") == pytest.approx(12 * more * UNIT, rel=1e-9)
    np.testing.assert_array_equal(after.flows["activity"], before.flows["activity"])


def test_what_is_worked_for_strangers_earns_in_neither():
    """A fifth of 3,000 kg is busy: of 700 kg today 100 are over; with less than it today nothing is."""
    data = one_chain()
    data["classes"]["plant"]["busy"] = [0.2, "share"]
    assert without(books(data, working(700.0)), "plant") == pytest.approx(12 * 100 * UNIT)
    assert without(books(data, working(500.0)), "plant") == 0


def test_what_members_are_paid_more_the_point_keeps_no_longer():
    """Milk at 35 and cooled milk at 37 in the chain: the point's margin of 1 is that of its first year, today's too."""
    data = one_chain()
    data["products"]["milk"]["pays"] = {"price": [35, "KGS/kg"]}
    data["products"]["cooled"]["pays"] = {"price": [37, "KGS/kg"]}
    ledger = books(data, working(1000.0, 1000.0))
    assert without(ledger, "point") == pytest.approx(12 * 1000 * (37 - 35 - 1))
    assert without(ledger, "plant") == pytest.approx(12 * 1000 * (UNIT - 1))
    assert increment(ledger) == pytest.approx(0, abs=1e-6)
    assert yearly(ledger, "with_cluster", "farm") - without(ledger, "farm") == pytest.approx(12 * 1000 * 5)


def test_it_follows_the_suppliers_season_and_what_strikes_them():
    """The plant's year is the farms' year; a drought of half their milk halves what it gets too."""
    data = one_chain()
    data["classes"]["farm"]["season"] = "pasture"
    calm = books(data, working(500.0)).accounts.before.throughput[1][:, 0]
    assert calm[:12].mean() == pytest.approx(500)
    assert calm[4] / calm[0] == pytest.approx(1.6 / 0.8)  # July against March
    chance = {"chance": [1, "1/year"], "lasts": [12, "month"], "times": {"classes.farm.output": [0.5, "share"]}}
    ledger = books(data | {"events": {"drought": chance}}, working(500.0), size=4)
    struck, brought = ledger.accounts.before.throughput[1], ledger.accounts.outputs["farm"].supply[0]
    assert (brought < 0.6 * brought.max(axis=1, keepdims=True)).any()
    np.testing.assert_allclose(struck, brought / 2)


def test_a_ramp_is_the_clusters_doing():
    """A plant that learns to work for 3 less has gained that; today it still costs 5."""
    ramp = {"learning": {"of": "links.cheesing.cost", "times": [0.4, "share"]}}
    assert without(books(one_chain(ramps=ramp), working(500.0)), "plant") == pytest.approx(12 * 500 * UNIT)


def test_the_best_market_first():
    """Shops take 30 kg at 500, the fair the rest at 400: what is sold today is sold as it is in the cluster."""
    data = one_chain()
    data["markets"]["shops"]["demand"] = [30, "kg/month"]
    data["markets"]["fair"] = {"buys": "cheese", "price": [400, "KGS/kg"], "demand": [10, "kg/month"]}
    ledger = books(data, working(500.0))
    assert without(ledger, "plant") == pytest.approx(12 * (500 * UNIT - 20 * 100))


def test_where_nobody_else_buys_the_plant_does():
    """Without an outlet of today members sell what today's point takes, at what the chain pays for it."""
    data = one_chain()
    del data["markets"]["collector"]
    data["products"]["milk"]["pays"] = {"price": [30, "KGS/kg"]}
    ledger = books(data, working(1000.0, 400.0))
    assert without(ledger, "farm") == pytest.approx(12 * (400 * 30 - 12_000))
    assert without(ledger, "plant") == pytest.approx(12 * 1000 * UNIT)


@pytest.mark.parametrize(
    ("said", "income", "source"),
    [
        (None, 12 * 500 * UNIT, "survey"),
        ("as_today", 12 * 500 * UNIT, "as_today"),
        ("idle", 0, "idle"),
        ({"works": [800, "kg/month"]}, 12 * 800 * UNIT, "own_figures"),
        ({"works": [800, "kg/month"], "earns": [5, "KGS/kg"]}, 12 * 800 * 5, "own_figures"),
    ],
)
def test_the_file_can_say_what_a_class_does_without(said, income, source):
    data = one_chain()
    if said:
        data["classes"]["plant"]["without"] = said
    members = working(500.0)
    ledger = books(data, members)
    assert without(ledger, "plant") == pytest.approx(income)
    assert yearly(ledger, "without_cluster") == pytest.approx(income + 12 * 18_000)
    assert without_source(ledger.case.spec, members, "plant") == source


@pytest.mark.parametrize(("said", "income"), [("idle", 0), ({"works": [600, "kg/month"]}, 12 * 600 * 18)])
def test_so_it_can_of_producers(said, income):
    """A farm that would stop has no cow without the cluster; one with figures of its own sells at 30 what costs 12."""
    data = one_chain()
    data["classes"]["farm"]["without"] = said
    ledger = books(data, working(500.0))
    assert without(ledger, "farm") == pytest.approx(income)
    assert yearly(ledger, "without_cluster") == pytest.approx(income + 12 * 500 * UNIT)


def test_where_nobody_said_it_is_asked():
    """A point without an answer, a plant of which one of two members answered, and who runs no link."""
    data = one_chain()
    data["classes"]["vet"] = {"service": True}
    members = make_members([*ROWS, ROWS[2] | {"member": "q", "current": 5.0}])
    spec = make_cluster(data, members).spec
    assert [without_source(spec, members, name) for name in ("farm", "point", "plant", "vet", "cluster")] == [
        *("survey", "not_said", "survey_in_part", "", ""),
    ]


def test_a_plant_that_stood_until_now_gains_more():
    """Every plant's current at nearly nothing: the same chain adds more than today's plants do."""
    members = dairy_members()
    members.loc[members["cls"].isin(["plant", "point"]), "current"] = 900.0
    idle = deepcopy(members)
    idle.loc[idle["cls"].isin(["plant", "point"]), "current"] = 1e-9
    data = dairy()
    data["classes"]["plant"]["busy"] = [0.1, "share"]
    busy, free = (books(data, each, size=16) for each in (members, idle))
    assert increment(free) > increment(busy)


def test_weight_is_copies():
    """A plant of weight 3 works as three of its like do."""
    one = books(one_chain(), working(500.0, weight=3.0))
    rows = [ROWS[0], ROWS[1], *(ROWS[2] | {"member": f"p{i}", "current": 500.0} for i in range(3))]
    assert without(one, "plant") == pytest.approx(without(books(one_chain(), make_members(rows)), "plant"))


def test_only_those_who_join_are_compared():
    """What a member that stays away does today is in neither: in each draw the plant's today is that of who joined."""
    data = dairy()
    members = dairy_members()
    members.loc[members["cls"] == "point", "current"] = 800.0
    ledger = books(data, members, size=64)
    ran = ledger.accounts.before.throughput[0].max(axis=0)
    assert (ran == 0).any()
    assert (ran > 0).any()


def test_who_works_is_found_once_for_each_node():
    members = dairy_members()
    members.loc[members["cls"].isin(["plant", "point"]), "current"] = 800.0
    case = make_case(make_cluster(dairy(), members).spec, members)
    found = todays_work(case.spec, members, case.network, case.groups)
    assert [(one.cls, case.network.nodes[one.node].name) for one in found] == [
        *[("plant", "cheesing"), ("point", "cooling@down"), ("point", "cooling@up")],
    ]
    assert all(sum(one.season.values()).mean() == pytest.approx(1) for one in found)


def test_where_the_only_market_closes_today_sells_less_too():
    """The border closed for a year, a fifth of the demand left: a fifth of today's work, as a fifth of the chain's."""
    shut = {"chance": [1, "1/year"], "lasts": [12, "month"], "times": {"markets.shops.demand": [0.2, "share"]}}
    data = one_chain(events={"border": shut})
    data["markets"]["shops"]["demand"] = [100, "kg/month"]
    ledger = books(data, working(1000.0, 1000.0), size=8)
    ran = ledger.accounts.before.throughput[1]
    np.testing.assert_allclose(np.unique(ran.round(6)), [200, 1000])
    np.testing.assert_allclose(ran, ledger.flows["activity"].values[1])


def test_what_goes_on_beside_the_cluster_takes_room_and_counts_in_neither():
    """Half of the plant's 700 kg go on beside: 350 are its without, and 350 less of its 3,000 kg are left."""
    data = one_chain()
    data["classes"]["plant"]["beside"] = [0.5, "share"]
    ledger = books(data, working(700.0))
    assert without(ledger, "plant") == pytest.approx(12 * 350 * UNIT)
    (room,) = ledger.conditions.tape.read(ledger.conditions.rows["capacity"][1:])
    assert float(room.max()) == pytest.approx(3000 - 350)
    data["classes"]["plant"] |= {"busy": [0.2, "share"], "without": {"works": [900, "kg/month"]}}
    ledger = books(data, working(700.0))
    assert without(ledger, "plant") == pytest.approx(12 * 150 * UNIT)
    (room,) = ledger.conditions.tape.read(ledger.conditions.rows["capacity"][1:])
    assert float(room.max()) == pytest.approx(3000 - 600 - 150)


def test_nobody_works_at_a_loss_today_either():
    """At 300 KGS a kilogram of cheese the plant would lose 6.2 a kilogram: it stands, and so does its point."""
    data = one_chain()
    data["markets"]["shops"]["price"] = [300, "KGS/kg"]
    ledger = books(data, working(1000.0, 1000.0))
    assert without(ledger, "plant") == 0
    assert without(ledger, "point") == 0
    assert without(ledger, "farm") == pytest.approx(12 * 18_000)
    assert not ledger.accounts.before.throughput[1].any()
    assert not ledger.flows["bought"].any(), "no salt for a plant to which nobody brings milk"


def test_what_a_class_says_that_it_earns_today_goes_on_at_any_price():
    data = one_chain()
    data["markets"]["shops"]["price"] = [300, "KGS/kg"]
    data["classes"]["plant"]["without"] = {"works": [500, "kg/month"], "earns": [2, "KGS/kg"]}
    assert without(books(data, working(500.0)), "plant") == pytest.approx(12 * 500 * 2)


def test_a_point_that_others_buy_from_goes_on_where_the_plant_stands():
    data = one_chain()
    data["markets"]["shops"]["price"] = [300, "KGS/kg"]
    data["markets"]["barracks"] = {"buys": "cooled", "today": True, "price": [33, "KGS/kg"], "demand": [2, "t/month"]}
    ledger = books(data, working(1000.0, 1000.0))
    assert without(ledger, "plant") == 0
    assert without(ledger, "point") == pytest.approx(12 * 1000 * (33 - 30 - 1))


def test_to_break_even_is_no_loss():
    """At the price at which nothing is left the plant works on, whatever rounding makes of the last digit."""
    data = one_chain()
    data["markets"]["shops"]["price"] = [500 - 10 * UNIT, "KGS/kg"]
    assert books(data, working(500.0)).accounts.before.throughput[1].any()
