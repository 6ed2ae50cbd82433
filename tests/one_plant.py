"""A chain of one plant with a minimum load, small enough to be worked by hand."""

from small_clusters import dairy


def plain(**changes: object) -> dict:
    """Milk straight into a plant for 2000 kg a month that stands below 600, a fifth of it busy; answers are certain."""
    data = dairy(joining={}, events={}, ramps={}, finance=None, scenarios={}, purchases={}, **changes)
    data["survey"]["joins"]["values"] = {"yes": [1, "share"], "maybe": [0.5, "share"], "no": [0, "share"]}
    data["links"] = {
        "keeping": data["links"]["keeping"],
        "drying": {
            "rated": "milk", "takes": {"milk": [1, "kg"]}, "makes": {"cheese": [0.1, "kg"]},
            "minimum_load": [600, "kg/month"],
        },
    }  # fmt: skip
    data["classes"] = {
        "farm": {"runs": ["keeping"], "season": "pasture"},
        "plant": {"runs": ["drying"], "busy": [0.2, "share"]},
        "vet": {"service": True},
    }
    data["products"] = {"milk": {"unit": "kg"}, "cheese": {"unit": "kg"}}
    data["markets"] = {"shops": {"buys": "cheese", "price": [500, "KGS/kg"]}}
    return data


FARMS = [
    {"member": "a", "cls": "farm", "current": 300.0, "joins": "yes"},
    {"member": "b", "cls": "farm", "current": 200.0, "joins": "maybe", "weight": 2.0},
    {"member": "c", "cls": "farm", "current": 900.0, "joins": "no"},
]
PLANT = {"member": "p", "cls": "plant", "capacity": 2000.0, "current": 700.0, "joins": "yes"}
