"""Who leaves takes its share with it: the same figures as a study of the cluster without that member."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.model.chain.variables import grid
from capacity.model.diagnosis.today import run_today
from capacity.model.plan.best import one_year, today_plan
from capacity.model.plan.contingency import COLUMNS, contingencies
from capacity.model.plan.leaving import who_may_leave


def lost(data: dict, members: pd.DataFrame) -> pd.DataFrame:
    today = run_today(make_cluster(data, members))
    return contingencies(today, members, today_plan(today, ranges=False))


def easy(**changes: object) -> dict:
    """The small dairy without a minimum load."""
    data = dairy(**changes)
    del data["links"]["cheesing"]["minimum_load"]
    return data


@pytest.mark.parametrize("data", [easy(), dairy()], ids=["no minimum load", "minimum load"])
def test_a_loss_is_the_study_without_the_member(data):
    """Each member's row equals the best plan of the cluster whose survey never had it; with loads it is no higher."""
    members = dairy_members()
    found = lost(data, members).set_index(["kind", "name"])
    for name in members.loc[members["weight"] == 1, "member"]:
        rest = members[members["member"] != name].reset_index(drop=True)
        alone = today_plan(run_today(make_cluster(data, rest)), ranges=False)
        row = found.loc[("member", name)]
        if "minimum_load" not in data["links"]["cheesing"] or row["own_pattern"]:
            assert row["value"] == pytest.approx(alone.value, rel=1e-9), name
        assert row["value"] <= alone.value * (1 + 1e-9)


def test_supply_adds_up():
    """Members' parts of the supply and of the equipment are all of it where every row is one member."""
    members = dairy_members().assign(weight=1.0, own_use=0.0, own_use_is_share=True)
    today = run_today(make_cluster(dairy(), members))
    leaving = who_may_leave(today, members)
    for kind in ("member", "class"):
        chosen = [i for i, case in enumerate(leaving.kind) if case == kind]
        for name in ("supply", "capacity", "busy"):
            whole = grid(one_year(today.inputs), name, 12, 1)[..., 0]
            gone = -getattr(leaving, name)[..., chosen].sum(axis=2)
            assert gone == pytest.approx(whole, rel=1e-9, abs=1e-9), (kind, name)


def test_splitting_a_member_changes_nothing():
    """Two halves of a farm together lose what the farm loses, when it does not set the price of others' milk."""
    members = dairy_members()
    halves = members[members["member"] == "f2"]
    split = pd.concat([members[members["member"] != "f2"], halves.assign(member="f2a"), halves.assign(member="f2b")])
    split.loc[split["member"].str.startswith("f2"), "current"] = 750.0
    split = split.sort_values("member", ignore_index=True)
    one, two = (lost(easy(), frame).set_index(["kind", "name"]) for frame in (members, split))
    for case in [("member", "f1"), ("member", "h1"), ("class", "farm"), ("member", "p1")]:
        assert two.loc[case, "lost"] == pytest.approx(one.loc[case, "lost"], rel=1e-9, abs=1e-6)
    assert two.loc[("member", "f2a"), "lost"] == pytest.approx(two.loc[("member", "f2b"), "lost"])


def test_the_anchor_stops_the_chain():
    """Without the plant nothing is made: 12 months below its minimum load, and it alone stops the chain."""
    found = lost(dairy(), dairy_members())
    anchor = found[found["name"].isin(["p1", "plant", "cheesing"])]
    assert sorted(anchor["kind"]) == ["anchor", "class", "member"]
    assert anchor["stops"].all()
    assert (anchor["months_below"] == 12).all()
    assert anchor["lost"].to_numpy() == pytest.approx(np.full(3, anchor["lost"].iloc[0]))
    assert not found.loc[found["kind"].eq("member") & ~found["name"].eq("p1"), "stops"].any()


def test_a_vet_takes_nothing():
    """Who neither brings nor owns anything can leave without a loss."""
    found = lost(dairy(), dairy_members()).set_index(["kind", "name"])
    assert found.loc[("member", "v1"), "lost"] == pytest.approx(0, abs=1e-6)
    assert found.loc[("member", "v1"), "output"] == pytest.approx(1)


def test_rows_of_the_survey_may_stand_in_any_order():
    """The table is sorted by loss and name, and the same whatever the order of members."""
    members = dairy_members()
    mixed = members.iloc[np.random.default_rng(3).permutation(len(members))].reset_index(drop=True)
    one, two = lost(dairy(), members), lost(dairy(), mixed)
    assert list(one) == COLUMNS
    pd.testing.assert_frame_equal(one.round(4), two.round(4))


def test_nobody_to_leave():
    """A cluster without members has nothing to lose."""
    members = make_members([{"member": "v", "cls": "vet"}])
    found = lost(dairy(), members)
    assert (found["lost"] == 0).all()
    assert not found["stops"].any()
