"""Signed, promised, needed: counts and amounts worked by hand."""

import pytest
from small_clusters import make_cluster, make_members

from capacity.intake.survey.promises import Counted, counted, promises
from capacity.model.diagnosis.counter import counter

DATA = {
    "cluster": "counted",
    "currency": "KGS",
    "start": "2027-01",
    "horizon": [2, "year"],
    "source": "guess",
    "sources": {"guess": {"title": "A guess"}},
    "products": {"milk": {"unit": "kg"}, "cheese": {"unit": "kg"}},
    "links": {
        "production": {"rated": "milk", "makes": {"milk": [1, "kg"]}},
        "plant": {
            "rated": "milk",
            "takes": {"milk": [1, "kg"]},
            "makes": {"cheese": [0.1, "kg"]},
            "minimum_load": [6, "t/day"],
        },
    },
    "classes": {"farm": {"runs": ["production"]}, "plant": {"runs": ["plant"]}, "bank": {"service": True}},
    "survey": {
        "member": {"columns": ["id"]},
        "class": {"columns": ["kind"]},
        "current": {"columns": ["milk"], "unit": "kg/day"},
        "capacity": {"columns": ["tank"], "unit": "t/day"},
        "joins": {
            "columns": ["joins"],
            "values": {
                "yes": [0.8, 0.9, 1, "share"],
                "maybe": [0.5, "share"],
                "no": [0, "share"],
                "ja": "yes",
            },
        },
        "letter": {"columns": ["letter"], "values": {"signed": [1, "share"], "refused": [0.1, "share"]}},
    },
    "joining": {"needed": [7, "member"]},
    "markets": {"shop": {"buys": "cheese", "price": [500, "KGS/kg"]}},
}
A_DAY = 365 / 12


def farm(name, tonnes, joins="", letter="", **also):
    return {
        "member": name,
        "cls": "farm",
        "current": 1000 * tonnes * A_DAY,
        "joins": joins,
        "letter": letter,
        "signed": bool(letter),
        **also,
    }


ROWS = [
    farm("A", 2.0, "yes", "signed"),
    farm("B", 1.0, "maybe", "signed"),
    farm("C", 1.5, "yes"),
    farm("D", 0.5, "ja", weight=2.0),
    farm("E", 4.0, "maybe"),
    farm("F", 8.0, "no"),
    farm("G", 9.0),
    farm("H", 9.0, "yes", "refused"),
    {"member": "P", "cls": "plant", "capacity": 20_000 * A_DAY, "joins": "no"},
    {"member": "Z", "cls": "bank", "joins": "yes"},
]


def test_signed_promised_and_needed_are_those_counted_by_hand():
    """A and B signed. C and D promised; D stands for two, and is one answer. Of 7 needed."""
    cluster = make_cluster(DATA, make_members(ROWS))
    assert counted(cluster.spec, cluster.survey.members) == Counted(2, 2, 7)
    assert list(promises(cluster.spec, cluster.survey.members)) == [
        *("signed", "signed", "promised", "promised", "open", "open", "open", "open", "open", "promised"),
    ]


def test_the_goods_of_the_plant_are_those_added_by_hand():
    """A + B bring 3 t a day; C brings 1.5 and D, who stands for two, 2 x 0.5: 2.5 more, every month of the year."""
    rows = counter(make_cluster(DATA, make_members(ROWS))).set_index("at")
    assert rows.loc["members", ["signed", "promised", "needed"]].tolist() == [2, 2, 7]
    plant = rows.loc["plant"]
    assert plant["unit"] == "t/day"
    assert plant[["signed", "promised", "leanest", "busy", "needed"]].tolist() == pytest.approx([3, 2.5, 5.5, 0, 6])


def test_without_letters_and_answers_nobody_has_promised():
    survey = {name: column for name, column in DATA["survey"].items() if name not in ("joins", "letter")}
    rows = counter(make_cluster({**DATA, "survey": survey}, make_members(ROWS))).set_index("at")
    assert rows.loc["members", ["signed", "promised"]].tolist() == [0, 0]
    assert rows.loc["plant", ["signed", "promised", "leanest"]].tolist() == [0, 0, 0]


def test_a_chain_without_a_minimum_load_counts_its_members_only():
    links = {**DATA["links"], "plant": {key: v for key, v in DATA["links"]["plant"].items() if key != "minimum_load"}}
    assert list(counter(make_cluster({**DATA, "links": links}, make_members(ROWS)))["at"]) == ["members"]
