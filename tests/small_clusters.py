"""A small dairy cluster in memory, as plain data to be changed at will: no files, round numbers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.documents.document import Document
from capacity.intake.facts.cluster import Cluster
from capacity.intake.facts.survey import Rows, SurveyData
from capacity.intake.specs import build_spec


def make_spec(data: dict) -> Spec:
    """The spec of a cluster file given as plain data."""
    return build_spec(Document(data, {}, "cluster.yml"))


def make_cluster(data: dict, members: pd.DataFrame) -> Cluster:
    """The cluster of a file given as plain data, with members in the model's units and all its scenarios."""
    document = Document(data, {}, "cluster.yml")
    base = build_spec(document)
    specs = {"base": base}
    for name, scenario in base.scenarios.items():
        specs[name] = build_spec(document, scenario.set, scenario=name)
    count = len(members)
    survey = SurveyData(members, (), Rows(count, count, 0, 0, 0, 0), (), {})
    return Cluster(base.cluster, Path(), specs, survey)


def make_members(rows: Sequence[dict]) -> pd.DataFrame:
    """Members from what differs from a silent one of weight 1, sorted by id as the survey reader leaves them."""
    silent = {
        "place": "", "weight": 1.0, "joins": "", "signed": False, "letter": "", "like": (), "current": np.nan,
        "good": np.nan, "bad": np.nan, "capacity": np.nan, "own_use": np.nan, "own_use_is_share": False,
        "price": np.nan, "file": "members.csv",
    }  # fmt: skip
    full = [{**silent, "owner": row["member"], "row": index + 2, **row} for index, row in enumerate(rows)]
    columns = ["member", "owner", "cls", *silent, "row"]
    return pd.DataFrame(full, columns=columns).sort_values("member", ignore_index=True)


SEASON = [0.6, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.4, 1.0, 0.9, 0.8, 0.7]


def dairy(**changes: object) -> dict:
    """A small dairy as a cluster file's data; `changes` replace whole top-level parts. Numbers are round, not real."""
    data = {
        "cluster": "small-dairy",
        "currency": "KGS",
        "start": "2027-03",
        "horizon": [2, "year"],
        "source": "guess",
        "sources": {"guess": {"title": "A guess"}},
        "seasons": {"pasture": {"unit": "index", "by_month": SEASON}},
        "products": {
            "milk": {"unit": "kg", "measures": {"l": [1.03, "kg"]}},
            "cooled": {"unit": "kg"},
            "salt": {"unit": "kg"},
            "cheese": {"unit": "kg", "keeps": [2, "month"], "store": {"loss": [0.01, 0.02, 0.03, "1/month"]}},
            "whey": {"unit": "kg", "surplus": {"cost": [0.1, "KGS/kg"]}},
        },
        "links": {
            "keeping": {"rated": "milk", "makes": {"milk": [1, "kg"]}, "cost": [10, 12, 15, "KGS/kg"]},
            "cooling": {
                "rated": "milk",
                "per": "place",
                "takes": {"milk": [1, "kg"]},
                "makes": {"cooled": [0.95, 0.98, 0.99, "kg"]},
                "cost": [1, "KGS/kg"],
                "usable": [0.9, "share"],
            },
            "cheesing": {
                "rated": "cooled",
                "takes": {"cooled": [1, "kg"], "salt": [0.01, "kg"]},
                "makes": {"cheese": [0.09, 0.1, 0.11, "kg"], "whey": [0.8, "kg"]},
                "minimum_load": [30, "kg/day"],
                "cost": [5, "KGS/kg"],
            },
        },
        "classes": {
            "home": {
                "runs": ["keeping"],
                "season": "pasture",
                "own_use": [100, 150, 200, "kg/month"],
                "bazaar": [0.1, "share"],
                "side_selling": [0.0, 0.05, 0.1, "share"],
            },
            "farm": {
                "runs": ["keeping"],
                "season": "pasture",
                "own_use": [0.1, "share"],
                "elsewhere": [0.05, "share"],
                "rejects": [0.01, 0.02, 0.03, "share"],
            },
            "point": {"runs": ["cooling"], "founding": True},
            "plant": {"runs": ["cheesing"], "founding": True, "busy": [0.1, 0.2, 0.3, "share"]},
            "vet": {"service": True},
        },
        "survey": {
            "member": {"columns": ["id"]},
            "class": {"columns": ["kind"]},
            "joins": {
                "columns": ["joins"],
                "values": {"yes": [0.8, 0.9, 0.97, "share"], "maybe": [0.3, 0.5, 0.7, "share"], "no": [0, "share"]},
            },
            "letter": {"columns": ["letter"], "values": {"signed": [1, "share"]}},
        },
        "joining": {"common_error": [-0.1, 0, 0.05, "share"], "half_by": [3, 6, 9, "month"], "needed": [4, "member"]},
        "markets": {
            "shops": {"buys": "cheese", "price": [400, 500, 600, "KGS/kg"], "demand": [150, 200, 250, "kg/month"]},
            "fair": {
                "buys": "cheese", "price": [450, "KGS/kg"], "demand": [50, "kg/month"], "demand_season": "pasture",
            },
            "pigs": {"buys": "whey", "price": [1, "KGS/kg"], "demand": [500, "kg/month"]},
            "collector": {"buys": "milk", "today": True, "price": [28, 30, 33, "KGS/kg"]},
        },
        "purchases": {"salt": {"sells": "salt", "price": [15, 20, 30, "KGS/kg"]}},
        "events": {
            "drought": {
                "chance": [0.2, "1/year"], "lasts": [3, "month"], "times": {"classes.farm.output": [0.7, "share"]},
            },
            "border": {
                "chance": [0.5, "1/year"], "lasts": [2, "month"], "times": {"markets.shops.demand": [0.3, "share"]},
            },
        },
        "ramps": {
            "feed": {
                "of": "classes.farm.output", "times": [1.1, 1.2, 1.3, "share"], "starts": [6, "month"],
                "takes": [6, "month"],
            },
        },
        "finance": {
            "discount_rate": [0.1, 0.12, 0.15, "1/year"],
            "items": [
                {
                    "buy": "tank", "owner": "point", "cost": [200, 300, 400, "kKGS"], "month": 3, "lead": [2, "month"],
                    "life": [5, "year"], "adds": {"cooling@up": [50, "kg/day"]},
                },
            ],
            "running": [{"pay": "manager", "cost": [5, 6, 7, "kKGS/month"]}],
            "loans": [{"borrower": "point", "share": [0.5, "share"], "rate": [0.1, "1/year"], "term": [12, "month"]}],
            "grants": [{"to": "point", "share": [0.2, "share"]}],
        },
        "scenarios": {
            "same": {"reason": "Nothing is changed", "set": {}},
            "slow": {"set": {"joining.half_by": [12, "month"]}},
        },
    }  # fmt: skip
    return {**data, **changes}


def dairy_members() -> pd.DataFrame:
    """Nine members of the small dairy: four homes, two farms, two points, a plant; and a vet."""
    letter = {"letter": "signed", "signed": True}
    share = {"own_use": 0.2, "own_use_is_share": True}
    return make_members(
        [
            {"member": "h1", "cls": "home", "place": "up", "current": 400.0, "joins": "yes"},
            {"member": "h2", "cls": "home", "place": "up", "current": 120.0, "joins": "maybe", "weight": 2.0},
            {"member": "h3", "cls": "home", "place": "down", "good": 900.0, "bad": 200.0, "joins": "yes"},
            {"member": "h4", "cls": "home", "place": "down", "current": 500.0, "joins": "no", "own_use": 300.0},
            {"member": "f1", "cls": "farm", "place": "down", "current": 2500.0, "joins": "maybe", **letter},
            {"member": "f2", "cls": "farm", "place": "up", "current": 1500.0, "joins": "yes", **share},
            {"member": "c1", "cls": "point", "place": "up", "capacity": 1600.0, "joins": "yes"},
            {"member": "c2", "cls": "point", "place": "down", "capacity": 4000.0, "joins": "yes"},
            {"member": "p1", "cls": "plant", "place": "down", "capacity": 3000.0, **letter},
            {"member": "v1", "cls": "vet", "place": "down", "joins": "yes"},
        ]
    )
