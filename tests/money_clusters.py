"""A chain of one farm, one cooler and one plant, all certain, and its books: every figure can be worked by hand."""

from copy import deepcopy

import pandas as pd
from small_clusters import dairy, make_cluster, make_members

from capacity.model.future.case import make_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.ledger import Ledger, Money
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

ROWS = [
    {"member": "f", "cls": "farm", "place": "up", "current": 1000.0},
    {"member": "c", "cls": "point", "place": "up", "capacity": 2000.0},
    {"member": "p", "cls": "plant", "place": "down", "capacity": 3000.0},
]


def one_chain(**changes: object) -> dict:
    """One farm of 1,000 kg a month, one cooler, one plant, all certain: every figure can be worked by hand."""
    data = deepcopy(dairy(joining={}, events={}, ramps={}, finance=None, scenarios={}))
    del data["survey"]["joins"], data["survey"]["letter"]
    data["classes"] = {"farm": {"runs": ["keeping"]}, "point": {"runs": ["cooling"]}, "plant": {"runs": ["cheesing"]}}
    data["links"]["keeping"]["cost"] = [12, "KGS/kg"]
    data["links"]["cooling"] |= {"makes": {"cooled": [1, "kg"]}, "usable": [1, "share"]}
    data["links"]["cheesing"] |= {"makes": {"cheese": [0.1, "kg"]}, "minimum_load": [0, "kg/day"]}
    data["products"]["cheese"] = {"unit": "kg"}
    data["markets"] = {
        "shops": {"buys": "cheese", "price": [500, "KGS/kg"]},
        "collector": {"buys": "milk", "today": True, "price": [30, "KGS/kg"]},
    }
    data["purchases"]["salt"]["price"] = [20, "KGS/kg"]
    return data | changes


def books(data: dict, members: pd.DataFrame | None = None, size: int = 0) -> Ledger:
    """The books of a cluster, central or in some draws."""
    cluster = make_cluster(data, make_members(ROWS) if members is None else members)
    case = make_case(cluster.spec, cluster.survey.members)
    return keep_books(case, sample_draws(cluster, size, 3) if size else central_draws(cluster.slug))


def both_books(data: dict, size: int = 64, members: pd.DataFrame | None = None) -> Money:
    """The books of a cluster in the central future and in some draws."""
    return Money(books(data, members), books(data, members, size))
