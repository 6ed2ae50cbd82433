"""Small random clusters for those who attack the members' page: what everybody knows of them, and what nobody should.

Everything follows from the seed. Amounts are worked out here by hand, from the answers, so that neither the attackers
nor the truth they are measured by share anything with the product.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from small_clusters import make_cluster, make_members

from capacity.intake.facts.cluster import Cluster

YEARS = 3
MARGIN = 2.0
"""money that a kg through the cluster brings more than today; no secret"""
SHAPES = {
    "summer": (0.3, 0.4, 0.6, 0.9, 1.3, 1.7, 1.8, 1.6, 1.2, 0.9, 0.7, 0.6),
    "winter": (1.6, 1.5, 1.2, 1.0, 0.8, 0.6, 0.5, 0.6, 0.8, 1.0, 1.2, 1.2),
    "even": (1.0,) * 12,
    "steps": (0.79, 0.83, 0.87, 0.91, 0.95, 0.99, 1.03, 1.07, 1.11, 1.14, 1.15, 1.16),
}


@dataclass
class Kind:
    """A class of suppliers and how it answered."""

    name: str
    amounts: np.ndarray
    """(member,) what each produces in a month of the mean season"""
    season: str = "even"
    way: str = "share"
    """share: its own use is a share (or it said nothing); amount: so much a month; two: two seasons' figures"""
    kept: np.ndarray | None = None
    """(member,) share of it that each keeps"""
    places: tuple[str, ...] = ("up",)
    owners: tuple[str, ...] = ()
    weights: np.ndarray | None = None
    chance: float = 1.0
    product: str = "raw"
    ramp: float = 1.0
    """what its output is multiplied by from the second year on"""
    founding: bool = False
    waived: bool = False
    moved: float = 0.0
    """share that it sells elsewhere in the scenario"""
    slack: float = 2.0
    """how many times what it brings everybody can see that it could bring"""


@dataclass
class Chain:
    """What is done with it."""

    least: float = 0.0
    """minimum load a month"""
    room: float = 1e6
    """what the plant can take in a month"""
    demand: float | None = None
    demand_season: str = "summer"
    plants: tuple[str, ...] = ("town",)
    """their places; several runners may stand at one"""
    waived: bool = True
    each_place: bool = False
    half_by: float | None = None


@dataclass
class Campaign:
    """One cluster, what is public about it, and what is true."""

    name: str
    cluster: Cluster
    public: dict
    secrets: dict[str, dict]
    """member -> its part of the offer that follows the season, and the part that does not, P/month"""
    truth: dict[str, float]
    """owner -> what it is expected to bring in a year; those who have agreed to be spoken of are left out"""

    @property
    def victims(self) -> list[str]:
        """Those who are most worth an attack: the largest of every class, the fewest first; four at the most."""
        largest: dict[str, str] = {}
        for owner in sorted(self.truth, key=lambda one: self.truth[one]):
            largest |= {m["cls"]: owner for m in self.public["members"] if m["owner"] == owner}
        return list(dict.fromkeys(largest.values()))[:4]

    def gains(self) -> dict[str, pd.DataFrame]:
        """What a member of each class gains a year, and month by month, worked out here and not by the product."""
        years, months = [], []
        for name, facts in self.public["classes"].items():
            mine = [m["member"] for m in self.public["members"] if m["cls"] == name]
            each = sum(brought(facts, self.secrets[m], 0) for m in mine) * MARGIN / facts["heads"]
            ends = (0.5 * each.sum(), each.sum(), 1.5 * each.sum())
            years.append((name, "KGS", facts["heads"], *ends, 50.0, 0.1))
            months += [(name, month + 1, "KGS", 0.5 * one, one, 1.5 * one) for month, one in enumerate(each)]
        head = ["party", "currency", "members", "gain_bad", "gain_normal", "gain_good", "central_percentile"]
        parts = ["party", "month", "currency", "gain_p10", "gain_central", "gain_p90"]
        return {
            "gains": pd.DataFrame(years, columns=[*head, "probability_loses"]),
            "income": pd.DataFrame(months, columns=parts),
        }


def make_campaign(name: str, kinds: list[Kind], chain: Chain) -> Campaign:
    """The campaign on a cluster of some kinds of suppliers and a chain."""
    rows, secrets, public_members = [], {}, []
    for kind in kinds:
        for index in range(len(kind.amounts)):
            row, secret = _member(kind, index)
            rows.append(row)
            secrets[row["member"]] = secret
            known = {name: row[name] for name in ("member", "owner", "cls", "place")}
            most = kind.slack * brought(_class_facts(kind), secret, 0).sum()
            public_members.append(known | {"way": kind.way, "product": kind.product, "most": float(most)})
    rows += [
        {"member": f"plant{i}", "cls": "plant", "place": place, "capacity": chain.room, "joins": "sure"}
        for i, place in enumerate(chain.plants)
    ]
    cluster = make_cluster(_file(kinds, chain), make_members(rows))
    public = {"members": public_members, "classes": {kind.name: _class_facts(kind) for kind in kinds}}
    public["made"] = _made(kinds, chain, public, secrets)
    public["timed"] = chain.half_by is not None
    public["least"], public["each_place"] = chain.least if chain.waived else 0.0, chain.each_place
    return Campaign(name, cluster, public, secrets, _truth(public, secrets))


def _member(kind: Kind, index: int) -> tuple[dict, dict]:
    """The answers of a member, and what it offers: follows the season x shape + level, weighted and expected."""
    amount, shape = float(kind.amounts[index]), _shape(kind.season)
    kept = 0.0 if kind.kept is None else float(kind.kept[index])
    name = f"{kind.name}{index}"
    weight = 1.0 if kind.weights is None else float(kind.weights[index])
    row = {
        "member": name,
        "owner": kind.owners[index] if kind.owners else name,
        "cls": kind.name,
        "place": kind.places[index % len(kind.places)],
        "weight": weight,
        "joins": "sure" if kind.chance == 1 else "perhaps",
    }
    if kind.way == "two":
        bad, good = 0.5 * amount, 1.5 * amount
        slope = (good - bad) / np.ptp(shape) if np.ptp(shape) else 0.0
        bad = bad if slope else amount
        row |= {"good": 1.5 * amount, "bad": 0.5 * amount, "own_use": kept, "own_use_is_share": True}
        moving, level = slope * (1 - kept), (bad - slope * shape.min()) * (1 - kept)
    elif kind.way == "amount":
        stays = kept * amount * float(shape.min())
        row |= {"current": amount, "own_use": stays}
        moving, level = amount, -stays
    else:
        row |= {"current": amount} | ({"own_use": kept, "own_use_is_share": True} if kept else {})
        moving, level = amount * (1 - kept), 0.0
    expected = weight * kind.chance
    return row, {"moving": moving * expected, "level": level * expected}


def _shape(season: str) -> np.ndarray:
    return np.array(SHAPES[season]) / np.mean(SHAPES[season])


def _class_facts(kind: Kind) -> dict:
    """What the cluster file says of a class; factors of what it brings by year."""
    moved = 1 - kind.moved
    weights = np.ones(len(kind.amounts)) if kind.weights is None else np.array(kind.weights)
    return {
        "heads": float(weights.sum() * kind.chance),
        "season": list(_shape(kind.season)),
        "ramp": [1.0] + [kind.ramp] * (YEARS - 1),
        "level_ramps": kind.way == "two",
        "scenarios": {"base": (1.0, 1.0), "moved": (moved, 1.0 if kind.way == "amount" else moved)},
        "waived": kind.waived,
        "product": kind.product,
    }


def delivered(public: dict, secrets: dict, scenario: str, product: str) -> dict[str, np.ndarray]:
    """What comes from each place in every month, P/month, place -> (year, month)."""
    found: dict[str, np.ndarray] = {}
    for member in public["members"]:
        if member["product"] == product:
            facts, secret = public["classes"][member["cls"]], secrets[member["member"]]
            total = np.stack([brought(facts, secret, year, scenario) for year in range(YEARS)])
            found[member["place"]] = found.get(member["place"], 0.0) + total
    return found


def brought(facts: dict, secret: dict, year: int, scenario: str = "base") -> np.ndarray:
    """What a member brings in the months of a year, (month,)."""
    moving, level = facts["scenarios"][scenario]
    ramp = facts["ramp"][year]
    levels = level * secret["level"] * (ramp if facts["level_ramps"] else 1.0)
    return np.maximum(moving * ramp * secret["moving"] * np.array(facts["season"]) + levels, 0.0)


def _made(kinds: list[Kind], chain: Chain, public: dict, secrets: dict) -> list[dict]:
    """What those who run the plant may say: of each product and year, which months come through and what else is sold.

    Amounts sold = yield x (what comes through of the raw product) + rest.
    """
    found = []
    demand = np.full(12, np.inf) if chain.demand is None else chain.demand * _shape(chain.demand_season)
    demand = np.where(demand < 0.1 * chain.least, 0.0, demand)
    for scenario in ("base", "moved"):
        raw = delivered(public, secrets, scenario, "raw")
        if chain.each_place:
            raw = {place: amount for place, amount in raw.items() if place in chain.plants}
        parts = raw if chain.each_place else {"": sum(raw.values(), np.zeros((YEARS, 12)))}
        room = {p: chain.room * (chain.plants.count(p) or len(chain.plants)) for p in parts}
        for year in range(YEARS):
            runs = {p: (a[year] >= chain.least) & (a[year] <= room[p]) for p, a in parts.items()}
            full = {p: np.where(a[year] > room[p], room[p], 0.0) for p, a in parts.items()}
            through = sum((np.where(runs[p], a[year], full[p]) for p, a in parts.items()), np.zeros(12))
            sold_out = 0.1 * through > demand
            found.append(
                {
                    "product": "good",
                    "of": "raw",
                    "scenario": scenario,
                    "year": year,
                    "yield": 0.1,
                    "open": {place: (open_ & ~sold_out).tolist() for place, open_ in runs.items()},
                    "rest": float((0.1 * sum(full.values(), np.zeros(12)))[~sold_out].sum())
                    + float(demand[sold_out].sum()),
                }
            )
    return found


def _truth(public: dict, secrets: dict) -> dict[str, float]:
    total: dict[str, float] = {}
    guarded = {m["owner"] for m in public["members"] if not public["classes"][m["cls"]]["waived"]}
    for member in public["members"]:
        if member["owner"] in guarded:
            amount = brought(public["classes"][member["cls"]], secrets[member["member"]], 0).sum()
            total[member["owner"]] = total.get(member["owner"], 0.0) + float(amount)
    return total


def _file(kinds: list[Kind], chain: Chain) -> dict:
    """The cluster file as plain data."""
    raws = list(dict.fromkeys(kind.product for kind in kinds))
    products = {name: {"unit": "kg"} for name in [*raws, "good"]}
    links = {f"growing_{raw}": {"rated": raw, "makes": {raw: [1, "kg"]}} for raw in raws}
    links["working"] = {"rated": "raw", "takes": {"raw": [1, "kg"]}, "makes": {"good": [0.1, "kg"]}}
    links["working"] |= {"minimum_load": [chain.least, "kg/month"]} if chain.least else {}
    links["working"] |= {"per": "place"} if chain.each_place else {}
    market = {"buys": "good", "price": [500, "KGS/kg"]}
    if chain.demand is not None:
        market |= {"demand": [chain.demand, "kg/month"], "demand_season": chain.demand_season}
    classes = {}
    for kind in kinds:
        one = {"runs": [f"growing_{kind.product}"], "season": kind.season, "founding": kind.founding}
        classes[kind.name] = one | ({"waiver": "2026-10-01"} if kind.waived else {})
    classes["plant"] = {"runs": ["working"], "founding": True} | ({"waiver": "2026-10-01"} if chain.waived else {})
    return {
        "cluster": "campaign",
        "currency": "KGS",
        "start": "2027-01",
        "horizon": [YEARS, "year"],
        "source": "guess",
        "sources": {"guess": {"title": "A guess"}},
        "seasons": {name: {"unit": "index", "by_month": list(_shape(name))} for name in SHAPES},
        "products": products,
        "links": links,
        "classes": classes,
        "survey": {
            "member": {"columns": ["id"]},
            "class": {"columns": ["kind"]},
            "joins": {"columns": ["joins"], "values": {"sure": [1, "share"], "perhaps": [0.5, "share"]}},
        },
        "joining": {"needed": [4, "member"]} | ({"half_by": [chain.half_by, "month"]} if chain.half_by else {}),
        "markets": {"shops": market},
        "ramps": {
            f"{kind.name}s": {
                "of": f"classes.{kind.name}.output",
                "times": [kind.ramp, "share"],
                "starts": [12, "month"],
            }
            for kind in kinds
            if kind.ramp != 1
        },
        "scenarios": {
            "moved": {"set": {f"classes.{k.name}.elsewhere": [k.moved, "share"] for k in kinds if k.moved}},
        },
    }
