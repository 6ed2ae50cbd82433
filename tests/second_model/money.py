"""What every party earns with the cluster, by month, in prices of the start: whose goods go where, and for what."""

from functools import cache, cached_property

import numpy as np
import pandas as pd
from second_model.chain import Chain, Node

BODY = "cluster"


class Trade:
    """Who brings, makes, sells and uses what along a run of the chain."""

    def __init__(self, chain: Chain, flows: dict[str, pd.DataFrame] | None = None) -> None:
        """Split the goods of a run of the chain, by the operating rule unless other flows are given."""
        self.chain, self.stated, self.flows = chain, chain.stated, flows or chain.run()
        file, self.zero = chain.stated.file, np.zeros(chain.months)
        owners = [one["owner"] for part in ("items", "running") for one in file["finance"].get(part, ())]
        self.parties = list(dict.fromkeys([*file["classes"], BODY, *sorted(owners)]))
        self.shares = {node.name: self._shares(node) for node in chain.nodes}
        self.owner = {pool: self._owner(pool) for pools in chain.pools.values() for pool in pools}
        self.delivered: dict[tuple[str, str, str], np.ndarray] = {}
        for product in chain.pools:
            for nodes in self._circles(product) if product not in chain.sellers else ():
                for pair, amount in self._deliver(product, nodes).items():
                    key = (product, *pair)
                    self.delivered[key] = self.delivered.get(key, 0.0) + amount

    def _shares(self, node: Node) -> dict[str, np.ndarray]:
        """Who runs which share of a node: by equipment, or by what each brings of the first input of members."""
        runners = [cls for cls, kind in self.stated.file["classes"].items() if node.link in kind.get("runs", ())]
        if self.chain.links[node.link].get("equipment", True):
            held = dict(node.held)
            unasked = self.chain.links[node.link].get("capacity")
            for cls in self.chain.owners(node.link) if unasked else ():
                mine = sum(held[one] for one in self.chain.owners(node.link))
                held[cls] = held[cls] + self.stated.rate(unasked, node.link) * held[cls] / mine
        else:
            brought = [{cls: self._supply(cls, pools) for cls in runners} for pools, _ in node.takes.values()]
            held = next(by for by in brought if any(np.any(amount) for amount in by.values()))
        whole = sum(held.values()) + self.zero
        known = {
            party: np.divide(amount, whole, out=self.zero.copy(), where=whole > 0) for party, amount in held.items()
        }
        return {party: np.where(whole > 0, part, (party in runners) / len(runners)) for party, part in known.items()}

    def _supply(self, cls: str, pools: list[str]) -> np.ndarray:
        mine = [one for one in self.chain.growers if one["cls"] == cls]
        here = [one for one in mine if any(p in (one["product"], f"{one['product']}@{one['place']}") for p in pools)]
        return sum((one["with"]["delivered"] for one in here), self.zero)

    def _owner(self, pool: str) -> dict[str, np.ndarray]:
        """Whose goods stand in a pool, in proportion to what each has brought; in a store they are one party's."""
        product, brought = pool.partition("@")[0], {}
        for cls in {one["cls"] for one in self.chain.growers}:
            brought[cls] = self._supply(cls, [pool])
        for node in self.chain.nodes:
            for made, (where, of) in node.makes.items():
                if where == pool and made == product:
                    output = self.flows["activity"][node.name].to_numpy() * of
                    for party, part in self.shares[node.name].items():
                        brought[party] = brought.get(party, 0.0) + output * part
        brought = {party: amount for party, amount in brought.items() if np.any(amount)}
        if self.chain.keeps[product]:
            assert len(brought) <= 1, "the store of a sample has one owner"
            return dict.fromkeys(brought, self.zero + 1)
        whole = sum(brought.values(), self.zero)
        return {p: np.divide(amount, whole, out=self.zero.copy(), where=whole > 0) for p, amount in brought.items()}

    def _circles(self, product: str) -> list[list[Node]]:
        """The nodes that take a product, those that draw from the same pools together."""
        found: dict[tuple, list[Node]] = {}
        for node in self.chain.nodes:
            if product in node.takes:
                found.setdefault(tuple(node.takes[product][0]), []).append(node)
        return list(found.values())

    def needs(self, product: str, nodes: list[Node]) -> dict[str, np.ndarray]:
        """What each party draws of a product at some nodes."""
        found: dict[str, np.ndarray] = {}
        for node in nodes:
            amount = self.flows["activity"][node.name].to_numpy() * node.takes[product][1]
            for party, part in self.shares[node.name].items():
                found[party] = found.get(party, 0.0) + amount * part
        return found

    def _deliver(self, product: str, nodes: list[Node]) -> dict[tuple[str, str], np.ndarray]:
        """What goes from party to party: each uses its own goods first, the rest goes by what is still needed."""
        given: dict[str, np.ndarray] = {}
        for pool in nodes[0].takes[product][0]:
            for party, part in self.owner[pool].items():
                given[party] = given.get(party, 0.0) + self.flows["used"][pool].to_numpy() * part
        taken = self.needs(product, nodes)
        own = {party: np.minimum(given.get(party, self.zero), taken.get(party, self.zero)) for party in self.parties}
        missing = {party: amount - own[party] for party, amount in taken.items()}
        whole = sum(missing.values())
        return {
            (giver, taker): np.divide(
                (amount - own[giver]) * missing[taker], whole, out=self.zero.copy(), where=whole > 0
            )
            for giver, amount in given.items()
            for taker in taken
            if giver != taker
        }

    @cache  # noqa: B019 - a run lives as long as its test
    def inside(self, product: str) -> np.ndarray:
        """What a product costs inside the chain: as declared, as today's best outlet pays, or what it costs to make."""
        chain, stated = self.chain, self.stated
        pays = stated.part(f"products.{product}.pays")
        if pays:
            return stated.moved(f"products.{product}.pays.price", product) * stated.season(pays.get("season"))
        if any(one["product"] == product for one in chain.growers):
            return self.todays(product)
        makers = [node for node in chain.nodes if next(iter(node.makes)) == product]
        if not makers:
            sold = [chain.price[market] for market, buys in chain.markets.items() if buys == product]
            return np.max(sold, axis=0) if sold else chain.sellers[product]
        cost = [self._cost(node) for node in makers]
        made = [self.flows["activity"][node.name].to_numpy() * node.makes[product][1] for node in makers]
        whole = sum(made)
        mean = sum(cost) / len(cost)
        worth = sum(one * amount for one, amount in zip(cost, made, strict=True))
        return np.divide(worth, whole, out=mean, where=whole > 0)

    def _cost(self, node: Node) -> np.ndarray:
        main, *others = node.makes
        cost = node.cost + sum(needs * self.inside(product) for product, (_, needs) in node.takes.items())
        return (cost - sum(node.makes[by][1] * self.inside(by) for by in others)) / node.makes[main][1]

    def todays(self, product: str) -> np.ndarray:
        """The best price of today's outlets."""
        chain = self.chain
        return np.max([chain.price[market] for market in chain.todays if chain.markets[market] == product], axis=0)

    @cached_property
    def lines(self) -> dict[str, pd.DataFrame]:
        """By line and party, money a month: sales, received, kept, paid, bought, running, overheads, fees."""
        book = self.in_chain()
        for one in self.chain.growers:
            cls, price = one["cls"], self.todays(one["product"])
            book["sales"][cls] += one["with"]["past"] * price
            book["kept"][cls] += one["with"]["kept"] * price
            book["running"][cls] += one["with"]["produced"] * one["cost"]
        for index, entry in enumerate(self.stated.file["finance"].get("running", ())):
            cost = self.stated.at(f"finance.running.{index}.cost")
            book["overheads"][entry["owner"]] += cost * (self.stated.month >= entry.get("start", 0))
        for entry in self.stated.file["finance"].get("fees", ()):
            due = (book["sales"] + book["received"])[entry["pays"]] * self.stated.number(entry["share"])
            book["fees"][entry["pays"]] -= due
            book["fees"][entry.get("to", "cluster")] += due
        return book

    def in_chain(self) -> dict[str, pd.DataFrame]:
        """The same of what goes through the chain alone: without producing, home use, overheads and fees."""
        names = ("sales", "received", "kept", "paid", "bought", "running", "overheads", "fees")
        book = {name: pd.DataFrame(0.0, self.stated.month, self.parties) for name in names}
        for node in self.chain.nodes:
            for party, part in self.shares[node.name].items():
                book["running"][party] += self.flows["activity"][node.name].to_numpy() * node.cost * part
        for product, pools in self.chain.pools.items():
            self._pools(product, pools, book)
        for (product, seller, buyer), amount in self.delivered.items():
            book["received"][seller] += amount * self.inside(product)
            book["paid"][buyer] += amount * self.inside(product)
        return book

    def _pools(self, product: str, pools: list[str], book: dict[str, pd.DataFrame]) -> None:
        """Note what markets pay for a product, and what buying, storing and throwing it away costs."""
        chain, flows = self.chain, self.flows
        if product in chain.sellers:
            for nodes in self._circles(product):
                for party, amount in self.needs(product, nodes).items():
                    book["bought"][party] += amount * chain.sellers[product]
            return
        for pool in pools:
            spent = flows["unsold"][pool].to_numpy() * chain.throws[product]
            if chain.keeps[product]:
                spent = spent + flows["opening"][pool].to_numpy() * chain.store[product]["cost"]
            for party, part in self.owner[pool].items():
                book["running"][party] += spent * part
        for market, party, money in self.sales(product, pools):
            assert market in chain.markets
            book["sales"][party] += money

    def sales(self, product: str, pools: list[str]) -> list[tuple[str, str, np.ndarray]]:
        """What each market pays to each party for a product."""
        sold: dict[str, np.ndarray] = {}
        for pool in pools:
            for party, part in self.owner[pool].items():
                sold[party] = sold.get(party, 0.0) + self.flows["sales"][pool].to_numpy() * part
        whole = sum(sold.values(), self.zero)
        return [
            (market, party, np.divide(money * amount, whole, out=self.zero.copy(), where=whole > 0))
            for market, buys in self.chain.markets.items()
            if buys == product
            for money in [self.chain.price[market] * self.flows["sold"][market].to_numpy()]
            for party, amount in sold.items()
        ]

    @cached_property
    def earned(self) -> pd.DataFrame:
        """What comes in less what goes out, by party, money a month."""
        return left_of(self.lines)


def left_of(book: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What comes in less what goes out."""
    came = book["sales"] + book["received"] + book["kept"] + book["fees"]
    return came - book["paid"] - book["bought"] - book["running"] - book["overheads"]
