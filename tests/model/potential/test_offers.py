"""What each member itself brings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known import pert_median
from small_clusters import SEASON, dairy, make_cluster, make_members

from capacity.model.calendar.timeline import course, horizon
from capacity.model.potential.contributions import brought_later, brought_today
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.uncertainty.draws import central_draws

CHANCES = {"yes": pert_median(0.8, 0.9, 0.97), "maybe": 0.5, "no": 0.0}
SHARES = {"home": (0.1, 0.0), "farm": (0.0, 0.05)}
"""class -> sold at the bazaar, sold elsewhere"""


def small_dairy(members: list[dict]):
    data = dairy(joining={}, events={}, finance=None, scenarios={})
    data["classes"]["home"]["own_use"] = [150, "kg/month"]
    for name in ("home", "farm"):
        data["classes"][name].pop("side_selling", None)
        data["classes"][name].pop("rejects", None)
    return make_cluster(data, make_members(members))


def by_hand(member: dict) -> np.ndarray:
    """What a member is expected to offer in each month, kg, worked out without the product."""
    output = member["current"] * np.array(SEASON) / np.mean(SEASON)
    if "own_use" in member:
        kept = output * member["own_use"] if member["own_use_is_share"] else np.full(12, member["own_use"])
    else:
        kept = np.full(12, 150.0) if member["cls"] == "home" else 0.1 * output
    bazaar, elsewhere = SHARES[member["cls"]]
    left = np.maximum(output - np.minimum(kept, output) - (bazaar + elsewhere) * output, 0)
    chance = 1.0 if member.get("signed") else CHANCES[member["joins"]]
    return left * member.get("weight", 1.0) * chance


@st.composite
def dairies(draw):
    members = []
    for index in range(draw(st.integers(1, 12))):
        member = {
            "member": f"m{index:02d}",
            "cls": draw(st.sampled_from(["home", "farm"])),
            "place": draw(st.sampled_from(["upper", "lower"])),
            "current": draw(st.sampled_from([50.0, 300.0, 900.0, 5000.0])),
            "joins": draw(st.sampled_from(["yes", "maybe", "no"])),
            "weight": draw(st.sampled_from([1.0, 1.0, 3.0])),
        }
        keeps = draw(st.sampled_from(["silent", "share", "amount"]))
        if keeps == "share":
            member |= {"own_use": draw(st.sampled_from([0.0, 0.3, 0.95])), "own_use_is_share": True}
        if keeps == "amount":
            member |= {"own_use": draw(st.sampled_from([0.0, 100.0, 4000.0])), "own_use_is_share": False}
        if draw(st.booleans()):
            member |= {"letter": "signed", "signed": True}
        members.append(member)
    return members


@given(dairies())
@settings(max_examples=25, deadline=None)
def test_contributions_are_those_worked_out_by_hand(members):
    """Where no clip of a group cuts in, amounts are equal; in any case each member's part of its group is."""
    found = brought_today(small_dairy(members), "base").get("milk")
    amounts = {} if found is None else dict(zip(found.members, found.amounts, strict=True))
    for group in {(member["cls"], member["place"]) for member in members}:
        mine = [member for member in members if (member["cls"], member["place"]) == group]
        hand = np.array([by_hand(member) for member in mine])
        ours = np.array([amounts[member["member"]] for member in mine])
        for month in range(12):
            if ours[:, month].sum() > 1e-6:
                assert ours[:, month] / ours[:, month].sum() == pytest.approx(hand[:, month] / hand[:, month].sum())


def test_each_keeps_of_a_short_season_what_the_year_needs():
    """Made in three months, kept for twelve: each offers its year's output less its year's need at home."""
    data = dairy(joining={}, events={}, finance=None, scenarios={})
    data["products"]["milk"]["keeps"] = [12, "month"]
    data["seasons"]["pasture"]["by_month"] = [0, 0, 0, 0, 0, 2, 6, 4, 0, 0, 0, 0]
    data["classes"]["home"] = {"runs": ["keeping"], "season": "pasture", "own_use": [10, "kg/month"]}
    rows = [{"current": 100.0}, {"current": 50.0, "own_use": 20.0}, {"current": 1.0}]
    members = [
        {"member": f"m{i}", "cls": "home", "place": "upper", "joins": "yes", **row} for i, row in enumerate(rows)
    ]
    found = brought_today(make_cluster(data, make_members(members)), "base")["milk"]
    assert found.amounts.sum(axis=1) == pytest.approx(CHANCES["yes"] * np.array([1080.0, 360.0, 0.0]))


def test_who_keeps_nearly_all_brings_nearly_nothing():
    """Ten farms of which nine keep 94 % and sell 5 % elsewhere: the tenth stands behind the sum alone."""
    keeps = [{"own_use": 0.94, "own_use_is_share": True}] * 9
    members = [
        {"member": f"m{i}", "cls": "farm", "place": "upper", "current": 1000.0, "joins": "yes", **kept}
        for i, kept in enumerate([*keeps, {"own_use": 0.0, "own_use_is_share": True}])
    ]
    found = brought_today(small_dairy(members), "base")["milk"]
    year = pd.Series(found.amounts.sum(axis=1), index=found.members)
    assert year["m9"] / year.sum() == pytest.approx(0.95 / (0.95 + 9 * 0.01))


def test_later_months_add_up_to_the_model_supply():
    members = [
        {"member": f"m{i}", "cls": cls, "place": "upper", "current": 100.0 * (i + 1), "joins": "yes"}
        for i, cls in enumerate(["home", "farm"] * 4)
    ]
    cluster = make_cluster(dairy(), make_members(members))
    found = brought_later(cluster, "base")["milk"]
    way = course(cluster.spec, central_draws(cluster.slug), horizon(cluster.spec))
    groups = staircases(producer_groups(cluster.spec, cluster.survey.members), way)
    assert found.amounts.sum(axis=0) == pytest.approx(sum(steps["delivered"][:, 0] for _, steps in groups))
