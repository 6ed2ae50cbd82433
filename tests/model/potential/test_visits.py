"""Whom to visit next: of the list by lot where it helps most, of the silent whose yes or no moves most."""

import numpy as np
import pandas as pd
from small_clusters import dairy, make_cluster, make_members

from capacity.model.potential.visits import by_place, of_the_list, of_the_silent


def interviewed():
    """Two groups of five; those down differ more, so that interviews go there first."""
    rows = [
        {"member": f"{place}{i}", "cls": "home", "place": place, "current": 100.0 + i * step, "weight": 6.0}
        for place, step in (("down", 40), ("up", 1))
        for i in range(5)
    ]
    members = make_members(rows)
    return members.assign(
        group=members["place"], listed=30.0, first=60.0, stratum="", units=60.0, cluster="", inside=10.0
    )


def of_list(count=25):
    return pd.DataFrame(
        [{"member": f"L{p}{i:02}", "cls": "home", "place": p, "group": p} for p in ("down", "up") for i in range(count)]
    )


def spec():
    data = dairy(joining={}, events={}, scenarios={}, finance=None)
    data["survey"]["phase"] = {"columns": ["x"], "values": {"yes": "full", "no": "list"}}
    data["survey"]["place"] = {"columns": ["p"]}
    data["survey"]["design"] = {"list_by": ["place"]}
    return make_cluster(data, interviewed()).spec


def test_twenty_of_the_list_are_named_by_lot_where_they_narrow_most():
    members = interviewed()
    picks = of_the_list(spec(), members, "raw_milk", members["current"].to_numpy(), of_list())
    assert len(picks) == 20
    assert picks["order"].tolist() == list(range(1, 21))
    assert (picks["place"] == "down").sum() > 15
    assert picks["member"].tolist() != sorted(picks["member"])
    again = of_the_list(spec(), members, "raw_milk", members["current"].to_numpy(), of_list().iloc[::-1])
    assert again.equals(picks)
    rows = by_place(pd.DataFrame({"cls": "home", "place": ["down", "up"], "more": 10.0}), picks)
    assert rows["more"].sum() == 20


def test_without_a_list_nobody_is_drawn():
    members = interviewed()
    values = members["current"].to_numpy()
    assert of_the_list(spec(), members, "raw_milk", values, pd.DataFrame()).empty
    assert of_the_list(spec(), members.drop(columns="group"), "raw_milk", values, of_list()).empty


def test_the_silent_who_move_most_come_first_and_who_has_answered_or_signed_is_not_silent():
    members = make_members(
        [
            {"member": "said", "cls": "home", "joins": "yes"},
            {"member": "small", "cls": "home", "joins": ""},
            {"member": "large", "cls": "home", "joins": ""},
            {"member": "signed", "cls": "home", "joins": "", "signed": True},
            {"member": "never", "cls": "home", "joins": ""},
        ]
    )
    offered = members["member"].map({"small": 1.0, "large": 5.0}).fillna(9.0).to_numpy()
    chance = np.where(members["member"] == "never", 0.0, 0.5)
    found = of_the_silent(members, "raw_milk", offered, chance).set_index("member")
    assert list(found.index) == ["large", "small"]
    assert found["amount"].tolist() == [5, 1]
