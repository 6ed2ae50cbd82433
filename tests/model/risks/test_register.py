"""What risks take and mitigations save: properties that hold whatever the figures, and cases worked by hand."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.calendar.events import strikes
from capacity.model.future.case import make_case
from capacity.model.future.measures import present_value
from capacity.model.future.projection import run_case
from capacity.model.risks.register import futures_taken, risk_prices
from capacity.model.uncertainty.drawing import sample_draws

FALL = {"chance": [0.4, "1/year"], "lasts": [3, "month"], "times": {"markets.shops.price": [0.6, "share"]}}
FLOOD = {"chance": [0.3, "1/year"], "lasts": [2, "month"], "times": {"links.cheesing.capacity": [0.2, "share"]}}


def prices(draws: int = 64, events: dict | None = None, **risks: dict):
    cluster = make_cluster(dairy(events=events or {}, risks=risks), dairy_members())
    return risk_prices(make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, draws, 1))


def row(found, name: str) -> pd.Series:
    return found.risks.set_index("risk").loc[name]


def against(**done: object) -> dict:
    return FALL | {"mitigation": {"does": "Insure", **done}}


def test_a_register_without_lines_or_without_money_has_no_prices():
    """Nothing is said of nothing, and without a finance block there is no net present value to lose."""
    assert prices().risks.empty
    cluster = make_cluster(dairy(events={}, risks={"fall": FALL}, finance=None), dairy_members())
    assert risk_prices(make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 64, 1)).bridge.empty


def test_what_changes_nothing_takes_nothing():
    """A risk that multiplies by 1, or never comes, costs exactly nothing."""
    found = prices(same=FALL | {"times": {"markets.shops.price": [1, "share"]}}, never=FALL | {"chance": [0, "1/year"]})
    assert found.risks[["loss", "shortfall"]].to_numpy().tolist() == [[0, 0], [0, 0]]


def test_a_full_mitigation_leaves_nothing():
    """If nothing is left of the effect or of the chance, all of the loss is saved, at the cost of saving it."""
    found = prices(
        effect=against(leaves=[0, "share"], cost=[1, "kKGS/month"]), chance=against(leaves_chance=[0, "share"])
    ).risks
    assert found["loss_left"].tolist() == [0, 0]
    assert found["worth"].to_numpy() == pytest.approx(found["loss"].to_numpy(), rel=1e-9)
    paid = found.set_index("risk")["mitigation_cost"]
    assert paid["chance"] == 0
    net = found.set_index("risk")
    assert net.loc["effect", "net_worth"] == pytest.approx(net.loc["effect", "worth"] - paid["effect"])


def test_a_mitigation_that_leaves_everything_saves_nothing():
    """Doing something in vain costs what it costs."""
    found = row(prices(fall=against(leaves=[1, "share"], once=[10, "kKGS"])), "fall")
    assert found["worth"] == pytest.approx(0, abs=1e-6)
    assert found["net_worth"] == pytest.approx(-found["mitigation_cost"])
    assert not found["chosen"]


def test_the_cost_of_a_mitigation_is_its_payments_discounted():
    """1,000 a month and 10,000 once from month 12 on, two years at a certain 12 %: (12,000 + 10,000) / 1.12^2."""
    data = dairy(
        events={}, risks={"fall": against(leaves=[0.5, "share"], cost=[1, "kKGS/month"], once=[10, "kKGS"], month=12)}
    )
    data["finance"] = data["finance"] | {"discount_rate": [0.12, "1/year"]}
    cluster = make_cluster(data, dairy_members())
    found = risk_prices(make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 64, 1))
    assert row(found, "fall")["mitigation_cost"] == pytest.approx(22_000 / 1.12**2)


def test_the_expected_loss_is_linear_in_a_small_chance():
    """Half the chance, half the loss: with the same futures, up to the chance that it comes in both years."""
    losses = [row(prices(512, fall=FALL | {"chance": [p, "1/year"]}), "fall")["loss"] for p in (0.05, 0.1, 0.2)]
    assert losses[0] > 0
    assert losses[1] / losses[0] == pytest.approx(2, rel=0.35)
    assert losses[2] / losses[1] == pytest.approx(2, rel=0.25)


def test_the_bridge_adds_up():
    """From no risk over each alone and what they take together to all; from there to what is done against them."""
    found = prices(fall=against(leaves=[0.1, "share"], cost=[1, "KGS/month"]), flood=FLOOD)
    amounts = found.bridge.groupby("step", sort=False)["amount"].sum()
    assert amounts[["plain", "risk", "together"]].sum() == pytest.approx(amounts["with_risks"])
    assert amounts[["with_risks", "saved", "mitigation_cost"]].sum() == pytest.approx(amounts["mitigated"])
    single = found.bridge[found.bridge["step"] == "risk"].set_index("risk")["amount"]
    assert (-single).to_dict() == pytest.approx(found.risks.set_index("risk")["loss"].to_dict())


def test_with_all_risks_stands_what_the_study_says():
    """The last copy is the projection itself in those futures: with every event and risk as it is drawn."""
    cluster = make_cluster(dairy(risks={"fall": FALL, "flood": FLOOD}), dairy_members())
    draws = sample_draws(cluster, 64, 1)
    found = risk_prices(make_case(cluster.spec, cluster.survey.members), draws)
    flows, _ = run_case(make_case(cluster.spec, cluster.survey.members), draws, keep=())
    value = present_value(cluster.spec, flows, draws)
    bridge = found.bridge.set_index("step")
    assert bridge.loc["with_risks", "amount"] == pytest.approx(value.mean())
    assert bridge.loc["with_risks", "p50"] == pytest.approx(np.quantile(value, 0.5))


def test_totals_stand_on_all_draws_and_steps_on_the_few():
    """The bridge still adds up, its total with all risks is the study's mean, and the steps are what they were."""
    cluster = make_cluster(dairy(events={}, risks={"fall": FALL, "flood": FLOOD}), dairy_members())
    draws = sample_draws(cluster, 1024, 1)
    flows, _ = run_case(make_case(cluster.spec, cluster.survey.members), draws, keep=())
    value = present_value(cluster.spec, flows, draws)
    few, many = (
        risk_prices(make_case(cluster.spec, cluster.survey.members), draws, known).bridge for known in (None, value)
    )
    amounts = many.groupby("step", sort=False)["amount"].sum()
    assert amounts["with_risks"] == pytest.approx(value.mean())
    assert amounts[["plain", "risk", "together"]].sum() == pytest.approx(amounts["with_risks"])
    between = few["step"].isin(["risk", "together"])
    assert few.loc[between, "amount"].tolist() == many.loc[between, "amount"].tolist()


def test_a_mitigation_that_is_taken_is_priced_as_if_it_were_not():
    """Both states are priced whatever the plan says, and what is taken is part of the end of the bridge."""
    done = {"leaves": [0.5, "share"], "cost": [3, "kKGS/month"]}
    idle, taken = prices(fall=against(**done)), prices(fall=against(**done, taken=True))
    same = ["loss", "shortfall", "loss_left", "worth", "mitigation_cost"]
    assert row(idle, "fall")[same].to_dict() == row(taken, "fall")[same].to_dict()
    assert taken.bridge["step"].iloc[-1] == "mitigated"
    value = taken.bridge.set_index("step")["amount"]
    assert value["mitigated"] == pytest.approx(value["with_risks"] + value["saved"] + value["mitigation_cost"])


def test_the_order_of_the_lines_plays_no_part():
    """The same register turned round: the same table."""
    one, other = prices(fall=FALL, flood=FLOOD), prices(flood=FLOOD, fall=FALL)
    pd.testing.assert_frame_equal(one.risks, other.risks)
    pd.testing.assert_frame_equal(one.bridge, other.bridge)


def test_many_risks_share_the_room():
    """The number of futures is a power of two: 512 for few lines, fewer for many, never below 64 unless drawn fewer."""
    cluster = make_cluster(dairy(events={}, risks={f"r{i}": FALL for i in range(40)}), dairy_members())
    assert [futures_taken(dict(list(cluster.spec.risks.items())[:n]), 8192) for n in (1, 8, 40)] == [512, 128, 64]
    assert futures_taken(cluster.spec.risks, 16) == 16


def test_a_loss_a_strike_is_the_loss_by_how_often_it_comes():
    """0.4 a year over two years: 0.8 times."""
    found = row(prices(fall=FALL), "fall")
    assert found["loss_a_strike"] * 0.8 == pytest.approx(found["loss"])
    cluster = make_cluster(dairy(events={}, risks={"fall": FALL}), dairy_members())
    on = strikes(cluster.spec, sample_draws(cluster, 64, 1), 24)["fall"].on
    assert found["struck"] == on.any(axis=0).mean()
