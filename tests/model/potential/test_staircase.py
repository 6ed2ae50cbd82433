"""The staircase from what members produce to what they deliver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import SEASON, dairy, make_cluster, make_members

from capacity.model.calendar.timeline import course
from capacity.model.potential.staircase import STEPS, class_rate, producer_groups, staircases
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

FACTORS = np.array(SEASON) * 12 / sum(SEASON)


def stairs(rows: list[dict], kind: dict | None = None, **changes: object) -> dict[str, np.ndarray]:
    """The one staircase of members of class home, everybody joined, from January on, (step, month)."""
    data = dairy(start="2027-01", joining={}, events={}, ramps={}, **changes)
    del data["survey"]["joins"], data["survey"]["letter"]
    data["classes"]["home"] = {"runs": ["keeping"], "season": "pasture"} | (kind or {})
    members = make_members([{"member": f"m{i}", "cls": "home", "place": "up", **row} for i, row in enumerate(rows)])
    cluster = make_cluster(data, members)
    way = course(cluster.spec, central_draws("x"), 12)
    (_, steps), *others = staircases(producer_groups(cluster.spec, members), way)
    assert not others
    return {step: np.broadcast_to(steps[step], (12, 1))[:, 0] for step in STEPS}


def test_output_follows_the_season():
    """100 kg a month on average: times the season's factor, 1,200 a year."""
    produced = stairs([{"current": 100.0}])["produced"]
    np.testing.assert_allclose(produced, 100 * FACTORS)
    assert produced.sum() == pytest.approx(1200)


def test_without_a_season_every_month_is_alike():
    """No season: the same every month."""
    assert (stairs([{"current": 100.0}], {"season": None})["produced"] == 100).all()


def test_two_answers_span_the_season():
    """Good at the highest month, bad at the lowest, in between along the season."""
    produced = stairs([{"good": 900.0, "bad": 200.0}])["produced"]
    assert produced.max() == pytest.approx(900)
    assert produced.min() == pytest.approx(200)
    along = (FACTORS - FACTORS.min()) / np.ptp(FACTORS)
    np.testing.assert_allclose(produced, 200 + 700 * along)


def test_two_answers_without_a_season_are_averaged():
    """Without a season a good and a bad one of 900 and 200 are 550 every month."""
    assert stairs([{"good": 900.0, "bad": 200.0}], {"season": None})["produced"] == pytest.approx(np.full(12, 550))


def test_fixed_own_use_is_kept_first():
    """Each keeps its 150, or all it has in the months in which it has less; one that has plenty does not help out."""
    steps = stairs([{"current": 100.0}, {"current": 1000.0}], {"own_use": [150, "kg/month"]})
    expected = np.minimum(100 * FACTORS, 150) + np.minimum(1000 * FACTORS, 150)
    np.testing.assert_allclose(steps["kept"], expected)
    np.testing.assert_allclose(steps["offered"], 1100 * FACTORS - expected)


SHORT = [0, 0, 0, 0, 0, 2, 6, 4, 0, 0, 0, 0]
"""a season of three months, as of honey"""


@pytest.mark.parametrize(
    ("keeps", "months"),
    [(12, 12), (11, 12), (2, 5), (0, 3), (None, 3)],
    ids=["as long as the year", "just long enough", "two months", "not at all", "nobody says"],
)
@pytest.mark.parametrize("of", ["class", "member"])
def test_a_season_feeds_the_months_after_it_as_long_as_the_goods_keep(keeps, months, of):
    """10 kg a month at home: 120 kg a year out of three months' output where it keeps, of each of two members."""
    product = dairy()["products"]["milk"] | ({} if keeps is None else {"keeps": [keeps, "month"]})
    rows = [{"current": 100.0}, {"current": 200.0}]
    answers = [row | {"own_use": 10.0} for row in rows] if of == "member" else rows
    kind = {"own_use": [10, "kg/month"]} if of == "class" else {"own_use": [0.5, "share"]}
    short = {"pasture": {"unit": "index", "by_month": SHORT}}
    steps = stairs(answers, kind, products=dairy()["products"] | {"milk": product}, seasons=short)
    assert steps["kept"].sum() == pytest.approx(2 * 10 * months)
    assert steps["offered"].sum() == pytest.approx(12 * 300 - 2 * 10 * months)
    along = (steps["kept"] - 20 * (np.array(SHORT) > 0)) / SHORT[6]
    np.testing.assert_allclose(along * SHORT[6], (months - 3) * 20 * np.array(SHORT) / 12)


def test_who_makes_too_little_keeps_the_season_for_itself():
    """12 kg a year for a need of 120: all of it stays at home, and the neighbour's offer is its own."""
    products = dairy()["products"] | {"milk": dairy()["products"]["milk"] | {"keeps": [12, "month"]}}
    short = {"pasture": {"unit": "index", "by_month": SHORT}}
    steps = stairs(
        [{"current": 1.0}, {"current": 100.0}], {"own_use": [10, "kg/month"]}, products=products, seasons=short
    )
    assert steps["kept"].sum() == pytest.approx(12 + 120)


def test_own_answers_come_before_the_classes():
    """A member's own amount or share counts; the class's is for those who did not say."""
    rows = [
        {"current": 1000.0, "own_use": 300.0},
        {"current": 1000.0, "own_use": 0.5, "own_use_is_share": True},
        {"current": 1000.0},
    ]
    steps = stairs(rows, {"own_use": [0.1, "share"], "season": None})
    assert steps["kept"] == pytest.approx(np.full(12, 300 + 500 + 100))
    steps = stairs(rows, {"own_use": [80, "kg/month"], "season": None})
    assert steps["kept"] == pytest.approx(np.full(12, 300 + 500 + 80))


def test_own_use_may_be_nothing():
    """An answer of zero is an answer."""
    steps = stairs(
        [{"current": 100.0, "own_use": 0.0}, {"current": 100.0}], {"own_use": [0.2, "share"], "season": None}
    )
    assert steps["kept"] == pytest.approx(np.full(12, 20))


def test_shares_of_the_rest():
    """Bazaar and elsewhere are shares of what is produced, side-selling of what is offered, rejects of what arrives."""
    shares = {"bazaar": 0.2, "elsewhere": 0.1, "side_selling": 0.5, "rejects": 0.1}
    kind = {name: [share, "share"] for name, share in shares.items()} | {"season": None}
    steps = stairs([{"current": 100.0}], kind)
    expected = (100, 0, 20, 10, 70, 35, 3.5, 31.5)
    assert [steps[step][0] for step in STEPS] == pytest.approx(expected)


def test_nothing_is_sold_twice():
    """Shares that add up to more than all leave nothing to offer, and nothing is negative."""
    kind = {"own_use": [0.6, "share"], "bazaar": [0.3, "share"], "elsewhere": [0.3, "share"], "season": None}
    steps = stairs([{"current": 100.0}], kind)
    assert [steps[step][0] for step in STEPS[:5]] == pytest.approx((100, 60, 30, 10, 0))


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 800), st.integers(0, 2)), min_size=1, max_size=6),
    st.sampled_from([None, [0.3, "share"], [0, "kg/month"], [200, "kg/month"]]),
)
def test_staircase_is_the_members_sum(members, own_use):
    """For any answers: kept is the members' own sum of min(output, need), all steps add up, nothing is negative."""
    kinds = [{}, {"own_use_is_share": True}, {"own_use": None}]
    rows = []
    for output, need, answer in members:
        own = {0: need, 1: min(need / 800, 1), 2: np.nan}[answer]
        rows.append({"current": output, **kinds[answer], "own_use": own})
    steps = stairs(rows, {"own_use": own_use, "bazaar": [0.1, "share"]} if own_use else {"bazaar": [0.1, "share"]})
    kept = np.zeros(12)
    for row in rows:
        made = row["current"] * FACTORS
        need, share = row["own_use"], row.get("own_use_is_share", False)
        if np.isnan(need):
            need, share = (own_use[0], own_use[1] == "share") if own_use else (0.0, False)
        kept += need * made if share else np.minimum(made, need)
    np.testing.assert_allclose(steps["kept"], kept, atol=1e-6)
    left = steps["produced"] - steps["kept"] - steps["bazaar"] - steps["elsewhere"]
    np.testing.assert_allclose(steps["offered"], left, atol=1e-9)
    assert min(step.min() for step in steps.values()) >= -1e-9


def test_rates_turn_hectares_into_a_crop():
    """1.5 ha at 1.55 t/ha a year are 193.75 kg a month; sewers x minutes x days x efficiency are minutes."""
    kind = {"rates": {"yield": [1.55, "t/ha/year"]}, "season": None}
    assert stairs([{"current": 1.5}], kind)["produced"] == pytest.approx(np.full(12, 1.5 * 1550 / 12))
    data = dairy()
    data["products"]["milk"] = {"unit": "minute"}
    data["products"]["cooled"] = {"unit": "minute"}
    data["products"]["cheese"] = {"unit": "piece"}
    data["links"] = {"work": {"rated": "milk", "makes": {"milk": [1, "minute"]}}}
    data["classes"] = {
        "home": {
            "runs": ["work"],
            "rates": {"shift": [9, "h/worker/day"], "days": [25, "day/month"], "pace": [0.45, "share"]},
        }
    }
    data |= {"markets": {}, "purchases": {}, "events": {}, "ramps": {}, "finance": None, "scenarios": {}}
    data["markets"] = {"own": {"buys": "milk", "price": [2, "KGS/minute"]}}
    spec = make_cluster(data, make_members([])).spec
    assert class_rate(spec, "home", central_draws("x"))[0] == pytest.approx(9 * 60 * 25 * 0.45)


def test_draws_keep_their_kinks():
    """In a draw in which both have joined the kept amount is exact, with drought and without."""
    data = dairy(start="2027-01", joining={}, ramps={}, horizon=[1, "year"])
    del data["survey"]["joins"], data["survey"]["letter"]
    data["classes"]["farm"] = {"runs": ["keeping"], "season": "pasture", "own_use": [150, "kg/month"]}
    members = make_members(
        [{"member": f"m{i}", "cls": "farm", "place": "up", "current": c} for i, c in enumerate((100.0, 300.0))]
    )
    cluster = make_cluster(data, members)
    draws = sample_draws(cluster, 64, 1)
    way = course(cluster.spec, draws, 12)
    ((_, steps),) = staircases(producer_groups(cluster.spec, members), way)
    pace = way.tape.read([way.struck("classes.farm.output")])[0]
    assert (pace < 1).any()
    expected = sum(np.minimum(c * FACTORS[:, None] * pace, 150) for c in (100, 300))
    np.testing.assert_allclose(steps["kept"], expected, rtol=1e-9)


def test_groups_are_by_class_and_place():
    """Producers of one class at one place form a group; those who only process do not."""
    rows = [
        {"member": "a", "cls": "home", "place": "up", "current": 1.0},
        {"member": "b", "cls": "home", "place": "down", "current": 1.0},
        {"member": "c", "cls": "farm", "place": "up", "current": 1.0},
        {"member": "d", "cls": "plant", "capacity": 1.0},
        {"member": "e", "cls": "vet"},
    ]
    cluster = make_cluster(dairy(), make_members(rows))
    groups = producer_groups(cluster.spec, cluster.survey.members)
    assert [(group.cls, group.place, group.product) for group in groups] == [
        ("farm", "up", "milk"),
        ("home", "down", "milk"),
        ("home", "up", "milk"),
    ]


@pytest.mark.parametrize(
    ("pays", "more"),
    [
        (None, 0.0),
        ({"price": [10, "KGS/kg"]}, 0.0),
        ({"price": [5, "KGS/kg"]}, 0.2 * (8 / 5 - 1)),
        ({"price": [8, "KGS/kg"], "delay": [20, "day"]}, 20 * 0.01),
        ({"price": [5, "KGS/kg"], "delay": [2, "month"]}, 0.2 * (8 / 5 - 1) + 0.01 * 2 * 365 / 12),
    ],
)
def test_better_and_sooner_pay_elsewhere_tempts(pays, more):
    """A collector at 8: nothing is lost at 10; at 5 a fifth of the gap goes; each day of delay takes a hundredth."""
    data = dairy(joining={}, ramps={}, events={})
    del data["survey"]["joins"], data["survey"]["letter"]
    kind = {"runs": ["keeping"], "side_selling": [0.1, "share"], "side_selling_by_gap": [0.2, "share"]}
    data["classes"]["farm"] = kind | {"side_selling_by_delay": [0.01, "1/day"]}
    data["markets"]["collector"] = {"buys": "milk", "today": True, "price": [8, "KGS/kg"]}
    if pays:
        data["products"]["milk"]["pays"] = pays
    members = make_members([{"member": "m", "cls": "farm", "place": "up", "current": 100.0}])
    cluster = make_cluster(data, members)
    way = course(cluster.spec, central_draws("x"), 12)
    ((_, steps),) = staircases(producer_groups(cluster.spec, members), way)
    np.testing.assert_allclose(steps["side_sold"], np.full((12, 1), 100 * (0.1 + more)), rtol=1e-9)
