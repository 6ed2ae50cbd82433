"""How the chain is run: a month is settled in plain numbers, walking back from the markets and forwards from the farms.

Pools are named product@place where a link works place by place, else by their product.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from second_model.people import growers, owned
from second_model.stated import Stated

NONE = 1e30
TODAYS = -1.0


@dataclass
class Node:
    """A link, or a link at one place: recipe, capacity, cost and minimum load along the months."""

    name: str
    link: str
    takes: dict[str, tuple[list[str], np.ndarray]]
    """product -> the pools it comes from, and how much a rated unit takes"""
    makes: dict[str, tuple[str, np.ndarray]]
    capacity: np.ndarray
    busy: np.ndarray
    cost: np.ndarray
    least: float
    held: dict[str, np.ndarray] = field(default_factory=dict)
    """capacity for the cluster's goods by its owner"""


class Chain:
    """A chain under its conditions."""

    def __init__(self, stated: Stated, members: pd.DataFrame) -> None:
        """Lay out pools, nodes, markets and what members bring."""
        self.stated, self.members, self.months = stated, members, stated.months
        links, products = stated.file["links"], stated.file["products"]
        self.links = {name: link for name, link in links.items() if link.get("takes")}
        per_place = {product for link in links.values() if link.get("per") for product in link.get("takes", {})}
        self.growers = growers(stated, members)
        self.places = self._places()
        self.pools = {p: [f"{p}@{place}" for place in self.places] if p in per_place else [p] for p in products}
        self.supply = {pool: np.zeros(self.months) for pools in self.pools.values() for pool in pools}
        for one in self.growers:
            pools = self.pools[one["product"]]
            pool = next((p for p in pools if p.endswith("@" + one["place"])), pools[0])
            self.supply[pool] = self.supply[pool] + one["with"]["delivered"]
        self.nodes = [node for name in _in_order(self.links) for node in self._nodes(name)]
        self.markets = {name: market["buys"] for name, market in stated.file["markets"].items()}
        self.todays = [name for name, market in stated.file["markets"].items() if market.get("today")]
        self.price = {name: stated.price(f"markets.{name}") for name in self.markets}
        self.demand = {name: np.minimum(stated.demand(name), NONE) for name in self.markets}
        self.sellers = {p["sells"]: stated.price(f"purchases.{n}") for n, p in stated.file.get("purchases", {}).items()}
        self.keeps = {p: round(stated.at(f"products.{p}.keeps")) for p in products}
        self.throws = {p: stated.at(f"products.{p}.surplus.cost", p) if isinstance(
            products[p].get("surplus"), dict) else 0.0 for p in products}  # fmt: skip
        self.store = {p: self._store(p) for p in products if self.keeps[p]}

    def _places(self) -> list[str]:
        kinds, file = self.stated.file["classes"], self.stated.file
        local = [
            n
            for n, kind in kinds.items()
            if any(
                file["links"][link].get("per") or not file["links"][link].get("takes") for link in kind.get("runs", ())
            )
        ]
        built = [n.partition("@")[2] for item in self.items() for n in item.get("adds", {}) if "@" in n]
        return sorted({*self.members.loc[self.members["cls"].isin(local), "place"], *built})

    def items(self) -> list[dict]:
        """What is invested in."""
        return [] if self.stated.today else self.stated.file["finance"].get("items", [])

    def _nodes(self, name: str) -> list[Node]:
        return [self._node(name, place) for place in (self.places if self.links[name].get("per") else [""])]

    def _node(self, name: str, place: str) -> Node:
        stated, link, label = self.stated, self.links[name], f"{name}@{place}" if place else name
        takes, makes = (
            {p: (self._at(p, place), stated.moved(f"links.{name}.{side}.{p}", p)) for p in link[side]}
            for side in ("takes", "makes")
        )
        cost = stated.moved(f"links.{name}.cost", link["rated"])
        least = stated.rate(link.get("minimum_load"), name, full_days=True) if "minimum_load" in link else 0.0
        usable = stated.at(f"links.{name}.usable", default=1.0) * stated.struck(f"links.{name}.capacity")
        node = Node(label, name, takes, {p: (pools[0], of) for p, (pools, of) in makes.items()},
                    np.full(self.months, NONE), np.zeros(self.months), cost, least)  # fmt: skip
        if link.get("equipment", True):
            total = np.full(self.months, stated.rate(link.get("capacity"), name) if "capacity" in link else 0.0)
            taken = np.zeros(self.months)
            for cls in self.owners(name):
                here = self.members[(self.members["cls"] == cls) & ((self.members["place"] == place) | (place == ""))]
                has, busy = owned(stated, here), stated.at(f"classes.{cls}.busy")
                total, taken = total + has, taken + has * busy
                node.held[cls] = has * (1 - busy)
            for index, item in enumerate(self.items()):
                if label in item.get("adds", {}):
                    lead = stated.decided(f"finance.items.{index}.lead", item["month"])
                    added = stated.rate(item["adds"][label], name) * (stated.month >= item["month"] + lead)
                    total, node.held[item["owner"]] = total + added, node.held.get(item["owner"], 0.0) + added
            node.capacity, node.busy = (total - taken) * usable, taken * usable
        return node

    def _at(self, product: str, place: str) -> list[str]:
        pools = self.pools[product]
        return [p for p in pools if place and p.endswith("@" + place)] or pools

    def owners(self, link: str) -> list[str]:
        """The classes whose equipment a link runs on: of each class, that of the first of its links that needs any."""
        kinds = self.stated.file["classes"].items()
        first = {
            cls: next((n for n in kind.get("runs", ()) if n in self.links and self.links[n].get("equipment", True)), "")
            for cls, kind in kinds
        }
        return [cls for cls, name in sorted(first.items()) if name == link]

    def _store(self, product: str) -> dict:
        stated, path = self.stated, f"products.{product}.store"
        calendar = stated.part(f"{path}.release.calendar")
        share = None if calendar is None else self._released(stated.twelve(calendar))[stated.calendar]
        parts = {part: stated.at(f"{path}.{part}", product) for part in ("loss", "cost")}
        return parts | {"room": stated.at(f"{path}.room", product, NONE), "share": share}

    def _released(self, twelve: np.ndarray) -> np.ndarray:
        """The share of what is at hand that is let go each month, so that the year's calendar comes out.

        The year begins with the harvest: the month with goods after the longest run of months without.
        """
        season = next(kind["season"] for kind in self.stated.file["classes"].values() if kind.get("season"))
        goods = self.stated.twelve(season) >= 0.05 * self.stated.twelve(season).max()
        quiet = {m: next(k for k in range(12) if goods[(m - 1 - k) % 12]) for m in range(12) if goods[m]}
        begins = max(quiet, key=quiet.get)
        left = [sum(twelve[(m + k) % 12] for k in range((begins - m - 1) % 12 + 1)) for m in range(12)]
        return twelve / np.array(left)

    def run(self) -> dict[str, pd.DataFrame]:
        """The flows of goods by month: activity, sold, bought, used, opening, lost, unsold, closing."""
        month = Month(self)
        rows = [month.settled(t) for t in range(self.months)]
        return {kind: pd.DataFrame([row[kind] for row in rows]).fillna(0.0) for kind in rows[0]}


def _in_order(links: dict) -> list[str]:
    """The links in the order in which goods flow through them."""
    found: list[str] = []
    while len(found) < len(links):
        makes = {p for name, link in links.items() if name not in found for p in link["makes"]}
        found += [name for name, link in links.items() if name not in found and not makes & set(link["takes"])]
    return found


def share(amount: float, wants: list[float], ranks: list[float]) -> list[float]:
    """An amount shared out: the highest rank first, equals in proportion to what they want."""
    got = [0.0] * len(wants)
    for rank in sorted(set(ranks), reverse=True):
        equals = [i for i, one in enumerate(ranks) if one == rank]
        asked = sum(wants[i] for i in equals)
        part = 1.0 if asked <= amount else amount / asked
        for i in equals:
            got[i] = wants[i] * part
        amount = max(amount - asked, 0.0)
    return got


@dataclass(frozen=True)
class Claim:
    """Who wants goods of a product: a market, a node on behalf of a claim further down, or next season's stock."""

    kind: str
    who: str
    value: float
    source: int = 0


class Month:
    """The chain from month to month, with what stands in its stores."""

    def __init__(self, chain: Chain) -> None:
        """Begin with empty stores."""
        self.chain, self.stock = chain, {pool: 0.0 for pools in chain.pools.values() for pool in pools}
        self.came: dict[str, list[float]] = {pool: [] for pool in self.stock}
        self.product = {pool: product for product, pools in chain.pools.items() for pool in pools}
        self.by_name = {node.name: node for node in chain.nodes}
        self.wanted_later = self._season_stock()

    def settled(self, t: int) -> dict[str, dict[str, float]]:
        """One month's flows, once every node that cannot reach its minimum load has been put to rest."""
        chain, capacity = self.chain, {node.name: node.capacity[t] for node in self.chain.nodes}
        while True:
            flow = self._moved(t, capacity)
            load = {
                n.name: (flow["activity"][n.name] + n.busy[t]) / n.least
                for n in chain.nodes
                if n.least and flow["activity"][n.name] > 1e-12
            }
            short = {name: part for name, part in load.items() if part < 1 - 1e-9}
            if not short:
                break
            capacity |= {name: 0.0 for name, part in short.items() if part == min(short.values())}
        self._close(t, flow)
        return flow

    def _claims(self, t: int) -> tuple[dict[str, list[Claim]], dict[str, list[float]]]:
        """The claims on every product and what each is worth to a node by rated unit."""
        chain = self.chain
        claims: dict[str, list[Claim]] = {product: [] for product in chain.pools}
        for market, product in chain.markets.items():
            claims[product].append(Claim("market", market, chain.price[market][t]))
        for product, known in claims.items():
            if chain.keeps[product] and known:
                known.append(Claim("store", product, min(claim.value for claim in known)))
        worth = {}
        for node in reversed(chain.nodes):
            main, *others = node.makes
            extra = -node.cost[t]
            for by in others:
                best = max((claim.value for claim in claims[by]), default=-chain.throws[by])
                extra += node.makes[by][1][t] * best
            paid = {p: chain.sellers[p][t] for p in node.takes if p in chain.sellers}
            extra -= sum(node.takes[p][1][t] * price for p, price in paid.items())
            worth[node.name] = [node.makes[main][1][t] * claim.value + extra for claim in claims[main]]
            for product, (_, needs) in node.takes.items():
                bids = [value / needs[t] + paid.get(product, 0.0) for value in worth[node.name]]
                claims[product] += [Claim("node", node.name, bid, i) for i, bid in enumerate(bids)]
        return claims, worth

    def _could(self, t: int, hand: dict[str, float], capacity: dict[str, float], worth: dict) -> tuple[dict, dict]:
        """The most that could stand in each pool and run through each node."""
        reach, most = dict(hand), {}
        for pool, product in self.product.items():
            reach[pool] += NONE if product in self.chain.sellers else 0.0
        for node in self.chain.nodes:
            brought = [sum(reach[p] for p in pools) / needs[t] for pools, needs in node.takes.values()]
            able = capacity[node.name] if any(value >= 0 for value in worth[node.name]) else 0.0
            most[node.name] = min(*brought, able)
            for pool, made in node.makes.values():
                reach[pool] += most[node.name] * made[t]
        return reach, most

    def _season_stock(self) -> dict[str, np.ndarray]:
        """What should stand in store at each month's end: what the coming months will lack, while it keeps."""
        chain, targets = self.chain, {}
        kept = [node.makes[p][0] for node in chain.nodes for p in node.makes if chain.keeps[p]]
        for pool in kept:
            product, target = self.product[pool], np.zeros(chain.months)
            asked = sum(chain.demand[m] for m, p in chain.markets.items() if p == product) + np.zeros(chain.months)
            asked = np.where(asked < NONE / 10, asked, 0.0)
            lacking = 0.0
            for t in reversed(range(chain.months)):
                ahead = asked[t + 1 : t + 1 + chain.keeps[product]].sum()
                target[t] = min(lacking, ahead, chain.store[product]["room"])
                capacity = {node.name: node.capacity[t] for node in chain.nodes}
                supply = {name: amounts[t] for name, amounts in chain.supply.items()}
                reach, _ = self._could(t, supply, capacity, self._claims(t)[1])
                lacking = max(0.0, target[t] + asked[t] - reach[pool])
            targets[pool] = target
        return targets

    def _wants(self, t: int, claims: dict, worth: dict, hand: dict, could: tuple[dict, dict]) -> dict:
        """What every claim wants, by (product, place among its claims); walking back from the markets."""
        chain, (reach, most), wants = self.chain, could, {}
        for product, known in claims.items():
            for slot, claim in enumerate(known):
                if claim.kind == "market":
                    everything = sum(reach[pool] for pool in chain.pools[product])
                    wants[product, slot] = min(chain.demand[claim.who][t], everything)
                elif claim.kind == "store":
                    wants[product, slot] = self.wanted_later[product][t] if product in self.wanted_later else 0.0
        for node in reversed(chain.nodes):
            main, *others = node.makes
            asked = [wants[main, slot] for slot in range(len(claims[main]))]
            ranks = [-np.inf if claim.kind == "store" else claim.value for claim in claims[main]]
            served = share(hand[node.makes[main][0]], asked, ranks)
            missing = [want - got for want, got in zip(asked, served, strict=True)]
            able, made = most[node.name], node.makes[main][1][t]
            makers = [n for n in chain.nodes if main in n.makes]
            whole = sum(most[n.name] * n.makes[main][1][t] for n in makers)
            factor = 1 / made if len(makers) == 1 else able / max(whole, 1e-12)
            runs = [want * factor * (value >= 0) for want, value in zip(missing, worth[node.name], strict=True)]
            for by in others:
                if chain.stated.file["products"][by].get("surplus") == "holds":
                    absorbed = sum(wants[by, slot] for slot in range(len(claims[by])))
                    able = min(able, absorbed / node.makes[by][1][t])
            granted = share(able, runs, worth[node.name])
            for product, (_, needs) in node.takes.items():
                slots = [i for i, c in enumerate(claims[product]) if (c.kind, c.who) == ("node", node.name)]
                for slot in slots:
                    wants[product, slot] = granted[claims[product][slot].source] * needs[t]
        return wants

    def _moved(self, t: int, capacity: dict[str, float]) -> dict[str, dict]:
        """A month's flows before its end: goods move from the farms to the markets."""
        chain, (claims, worth) = self.chain, self._claims(t)
        hand, held, lost = self._opened(t)
        could = self._could(t, hand, capacity, worth)
        wants = self._wants(t, claims, worth, hand, could)
        flow = {"activity": {}, "sold": dict.fromkeys(chain.markets, 0.0), "bought": dict.fromkeys(chain.sellers, 0.0),
                "used": dict.fromkeys(self.stock, 0.0), "sales": dict.fromkeys(self.stock, 0.0),
                "made": dict.fromkeys(self.stock, 0.0), "opening": dict(self.stock), "lost": lost}  # fmt: skip
        granted: dict[tuple[str, str], float] = {}
        left = list(chain.pools)
        for node in chain.nodes:
            for product in (product for product in node.takes if product in left):
                left.remove(product)
                self._share_out((product, claims[product]), wants, (hand, could[0]), flow, granted)
            run = min(granted.get((node.name, p), 0.0) / needs[t] for p, (_, needs) in node.takes.items())
            flow["activity"][node.name] = run
            for product, (pools, needs) in node.takes.items():
                whole = sum(granted.get((node.name, pool), 0.0) for pool in pools)
                for pool in pools if whole else ():
                    flow["used"][pool] += run * needs[t] * granted[node.name, pool] / whole
                if product in chain.sellers:
                    flow["bought"][product] += run * needs[t]
            for product, (pool, made) in node.makes.items():
                freed = 1.0 if not chain.keeps[product] or chain.store[product]["share"] is None else (
                    chain.store[product]["share"][t])  # fmt: skip
                flow["made"][pool] += run * made[t]
                hand[pool] += run * made[t] * freed
                held[pool] += run * made[t] * (1 - freed)
        for product in left:
            self._share_out((product, claims[product]), wants, (hand, could[0]), flow, granted)
        return flow | {"hand": hand, "held": held}

    def _share_out(self, of: tuple[str, list[Claim]], wants: dict, at: tuple, flow: dict, granted: dict) -> None:
        """Give what stands in a product's pools to who wants it; what is only bought is there for all."""
        product, claims = of
        hand, reach = at
        firm = [i for i, claim in enumerate(claims) if claim.kind != "store"]
        ranks = [claims[i].value for i in firm]
        for pool in self.chain.pools[product]:
            mine = [wants[product, i] * self._part(product, claims[i], pool, reach) for i in firm]
            amount = NONE if product in self.chain.sellers else hand[pool]
            for i, got in zip(firm, share(amount, mine, ranks), strict=True):
                claim = claims[i]
                if claim.kind == "market":
                    flow["sold"][claim.who] += got
                    flow["sales"][pool] += got
                else:
                    for key in {(claim.who, product), (claim.who, pool)}:
                        granted[key] = granted.get(key, 0.0) + got

    def _part(self, product: str, claim: Claim, pool: str, amounts: dict[str, float]) -> float:
        """The share of a claim that falls to one of its pools: in proportion to what stands there."""
        pools = self.chain.pools[product]
        pools = self.by_name[claim.who].takes[product][0] if claim.kind == "node" else pools
        if len(pools) == 1:
            return float(pool in pools)
        return amounts[pool] / max(sum(amounts[p] for p in pools), 1e-12) if pool in pools else 0.0

    def _opened(self, t: int) -> tuple[dict, dict, dict]:
        """What is at hand when a month begins, what the calendar holds back, and what the store has lost."""
        hand = {pool: amounts[t] for pool, amounts in self.chain.supply.items()}
        held, lost = dict.fromkeys(hand, 0.0), dict.fromkeys(hand, 0.0)
        for pool, product in self.product.items():
            if self.chain.keeps[product]:
                store = self.chain.store[product]
                opening = self.stock[pool] * (1 - store["loss"])
                lost[pool], here = self.stock[pool] - opening, opening + hand[pool]
                due = max(opening - sum(self.came[pool][: self.chain.keeps[product] - 1]), 0.0)
                hand[pool] = here if store["share"] is None else max(here * store["share"][t], due)
                held[pool] = here - hand[pool]
        return hand, held, lost

    def _close(self, t: int, flow: dict) -> None:
        """Sell what is left to today's outlets, store what keeps, and lose the rest."""
        chain, hand, held = self.chain, flow.pop("hand"), flow.pop("held")
        rest = {pool: max(hand[pool] - flow["used"][pool] - flow["sales"][pool], 0.0) for pool in hand}
        rest |= {pool: 0.0 for pool, product in self.product.items() if product in chain.sellers}
        most = dict.fromkeys(hand, 0.0)
        for pool, product in self.product.items():
            if chain.keeps[product]:
                self.came[pool].insert(0, chain.supply[pool][t] + flow["made"][pool])
                most[pool] = min(sum(self.came[pool][: chain.keeps[product]]), chain.store[product]["room"])
        offers = {pool: rest[pool] + max(held[pool] - most[pool], 0.0) for pool in rest}
        rest = {pool: rest[pool] + held[pool] for pool in rest}
        before = dict(flow["sold"])
        for product, pools in chain.pools.items():
            outlets = [m for m in chain.todays if chain.markets[m] == product]
            whole = sum(offers[pool] for pool in pools)
            for pool in pools if outlets and whole else ():
                left = [max(chain.demand[m][t] - before[m], 0.0) * offers[pool] / whole for m in outlets]
                wants = [min(one, offers[pool]) for one in left]
                got = share(offers[pool], wants, [chain.price[m][t] for m in outlets])
                for market, amount in zip(outlets, got, strict=True):
                    flow["sold"][market] += amount
                    flow["sales"][pool] += amount
                    rest[pool] -= amount
        flow["closing"] = {pool: min(max(rest[pool], 0.0), most[pool]) for pool in rest}
        flow["unsold"] = {pool: max(rest[pool], 0.0) - flow["closing"][pool] for pool in rest}
        self.stock = dict(flow["closing"])
