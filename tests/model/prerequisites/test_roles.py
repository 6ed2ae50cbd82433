"""Who is core, who could lead, on whom the members depend."""

import pandas as pd
from small_clusters import dairy, make_members, make_spec

from capacity.intake.evidence.relations import TOLD
from capacity.model.prerequisites import Roles, hubs, sales


def told(*rows):
    full = [(seller, buyer, product, "seller", worth, False, *who) for seller, buyer, product, worth, who in rows]
    return pd.DataFrame(full, columns=TOLD)


def roles(**changes):
    """Two farms, two plants and a bank, under a small dairy."""
    classes = {
        "farm": {"runs": ["keeping"]},
        "plant": {"runs": ["cheesing"]},
        "bank": {"service": True},
    }
    members = make_members(
        [
            {"member": "f1", "cls": "farm", "current": 100.0},
            {"member": "f2", "cls": "farm", "current": 100.0},
            {"member": "p1", "cls": "plant", "capacity": 300.0},
            {"member": "p2", "cls": "plant", "capacity": 100.0},
            {"member": "b", "cls": "bank"},
        ]
    )
    return Roles(make_spec(dairy(classes=classes, **changes)), members)


def test_core_members_run_a_link():
    table = roles().by_class().set_index("cls")["role"]
    assert table.to_dict() == {"bank": "non_core", "farm": "core", "plant": "core"}


def test_the_plant_with_most_of_the_final_production_could_lead():
    found = roles().anchor_candidates(hubs(sales(told())))
    assert found["member"].tolist() == ["p1", "p2"]
    assert found["share"].tolist() == [0.75, 0.25]


def test_who_buys_most_from_members_could_lead_before():
    found = sales(told(("f1", "p2", "milk", 10, (True, True))))
    table = roles().anchor_candidates(hubs(found))
    assert table["member"].tolist() == ["p2", "p1"]
    assert table["partners"].tolist() == [1, 0]


def test_a_seller_of_half_of_what_members_buy_is_a_key_partner():
    found = sales(
        told(
            ("mill", "f1", "feed", 60, (False, True)),
            ("trader", "f2", "feed", 40, (False, True)),
            ("f1", "f2", "hay", 50, (True, True)),
            ("stall", "f2", "hay", 10, (False, True)),
            ("mill", "shop", "feed", 900, (False, False)),
        )
    )
    table = Roles.partners(found).set_index("partner")
    assert table["role"].to_dict() == {"mill": "key_partner", "trader": "counterparty", "stall": "counterparty"}
    assert table["share"].round(3).to_dict() == {"mill": 0.6, "trader": 0.4, "stall": 0.167}
