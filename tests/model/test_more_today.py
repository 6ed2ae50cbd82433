"""A plant that does more today has less added by the cluster: random clusters, constant prices, no ramp, no tax."""

from copy import deepcopy
from itertools import count, islice

import numpy as np
import pandas as pd
import pytest
from model.test_metamorphic import books, close, undated, valid
from small_clusters import make_cluster
from valid_clusters import valid_cluster

from capacity.intake.cluster_file.schema import Spec
from capacity.model.potential.joining import joined_sums, who_joins
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import central_draws

FAST, MANY = 4, 40
MOVING = {"season", "price_season", "demand_season", "price_growth", "demand_growth", "demand", "pays"}


def steady(number: int) -> dict:
    """The data of a cluster in which nothing moves and no market is ever full; what members bring sells today too."""
    data = deepcopy(valid(number)[0])
    for name in ("events", "risks", "ramps", "correlations"):
        data.pop(name, None)
    undated(data)
    data.get("finance", {}).pop("inflation", None)
    data.get("finance", {}).pop("prices", None)
    for part in ("classes", "markets", "products"):
        for entry in data[part].values():
            for name in MOVING & entry.keys():
                del entry[name]
    for name, link in list(data["links"].items()):
        if not link.get("takes"):
            product = link["rated"]
            unit = data["products"][product]["unit"]
            price = [3, f"{data['currency']}/{unit}"]
            data["markets"][f"today_{name}"] = {"buys": product, "today": True, "price": price}
    return data


def plant_of(data: dict) -> str | None:
    """A class that runs one link, of goods that members or sellers bring, and whose goods no other link takes."""
    links = data["links"]
    taken = {product for link in links.values() for product in link.get("takes", {})}
    made = {product for link in links.values() if link.get("takes") for product in link["makes"]}
    for name, kind in data["classes"].items():
        link = links[kind["runs"][0]] if kind.get("runs") else {}
        alone = sum(kind.get("runs", [""])[0] in other.get("runs", ()) for other in data["classes"].values()) == 1
        plain = link.get("equipment", True) and alone and "usable" not in link
        if link.get("takes") and plain and not made & set(link["takes"]) and not taken & set(link["makes"]):
            sold = {market["buys"] for market in data["markets"].values()}
            bought = {one["sells"] for one in data.get("purchases", {}).values()}
            raw = {other["rated"] for other in links.values() if not other.get("takes")}
            if set(link["takes"]) <= raw | bought and next(iter(link["makes"])) in sold:
                return name
    return None


def unit_margin(spec: Spec, cls: str) -> float:
    """What a rated unit of a class's link leaves today: its goods at the best outlets less work and inputs."""
    link = spec.links[spec.classes[cls].runs[0]]

    def best(product: str) -> float:
        markets = [market for market in spec.markets.values() if market.buys == product]
        asked = [market for market in markets if market.today] or markets
        return max((_home(spec, market.price, market.currency) for market in asked), default=_thrown(spec, product))

    def paid(product: str) -> float:
        sellers = [median(one.price) for one in spec.purchases.values() if one.sells == product]
        brought = any(product in other.makes for other in spec.links.values() if not other.takes)
        return best(product) if brought else min(sellers)

    earned = sum(median(amount) * best(product) for product, amount in link.makes.items())
    spent = sum(median(amount) * paid(product) for product, amount in link.takes.items())
    return earned - spent - (median(link.cost) if link.cost else 0.0)


def _home(spec: Spec, price: object, currency: str | None) -> float:
    return median(price) * (median(spec.finance.exchange[currency]) if currency else 1.0)


def _thrown(spec: Spec, product: str) -> float:
    cost = getattr(spec.products[product].surplus, "cost", None)
    return -median(cost) if cost else 0.0


def willing(number: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The members of a cluster, of whom all who run such a plant say yes, and who they are."""
    members = valid(number)[1]
    mine = (members["cls"] == plant_of(steady(number))).to_numpy()
    return members.assign(joins=members["joins"].where(~mine, "yes"), signed=members["signed"] & ~mine), mine


def heads_of(spec: Spec, members: pd.DataFrame, months: int) -> np.ndarray:
    """How many of some members are expected to have joined by each month, (month or 1, 1)."""
    ones = np.ones((len(members), 1))
    return joined_sums(spec, who_joins(members), ones, central_draws(spec.cluster), months)[0]


def _earns(number: int) -> bool:
    """Whether such a plant earns, and anybody who runs it joins."""
    data, (members, mine) = steady(number), willing(number)
    spec = make_cluster(data, members).spec
    return unit_margin(spec, plant_of(data)) > 0 and heads_of(spec, members[mine], 12).max() > 0


EARNING = (n for n in count() if plant_of(valid_cluster(n)[0]) and _earns(n))
"""numbers of clusters with such a plant that earns today"""
KNOWN: list[int] = []


def chosen(place: int) -> int:
    """The number of a cluster with such a plant, by its place among them."""
    KNOWN.extend(islice(EARNING, max(place + 1 - len(KNOWN), 0)))
    return KNOWN[place]


@pytest.mark.parametrize("place", [pytest.param(n, marks=pytest.mark.long if n >= FAST else ()) for n in range(MANY)])
def test_more_today_is_less_added(place):
    """Current + x: the increment falls by x times today's unit margin; what goes on for strangers stays as it is."""
    number = chosen(place)
    data, (members, mine) = steady(number), willing(number)
    cls = plant_of(data)
    blank = {name: members[name].mask(mine) for name in ("good", "bad")}
    members = members.assign(capacity=members["capacity"].where(~mine, 1000.0), **blank)
    one, two = (books(data, members.assign(current=members["current"].mask(mine, c))) for c in (500.0, 800.0))
    spec = one.case.spec
    less = 300.0 * heads_of(spec, members[mine], one.flows.sizes["month"]) * unit_margin(spec, cls)
    cash = [ledger.flows["with_cluster"].values - ledger.flows["without_cluster"].values for ledger in (one, two)]
    size = float(np.abs(one.flows["without_cluster"].values).max())
    close(cash[0] - cash[1], less, "increment", size)
    lines = [ledger.accounts.parties["without_cluster"].sel(party=cls).values for ledger in (one, two)]
    close(lines[1] - lines[0], less, cls, float(np.abs(lines[1]).max()))
    assert less.max() > 0
