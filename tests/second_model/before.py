"""What everybody earns without the cluster: members at today's outlets, plants and points with what they do today."""

from functools import cache, cached_property

import numpy as np
import pandas as pd
from second_model.chain import Chain, Node, share
from second_model.people import owned


class Before:
    """Today's work, at today's prices; nothing that the cluster brings about (ramps) is among it."""

    def __init__(self, chain: Chain) -> None:
        """Find who works today, and whether it pays."""
        self.chain, self.stated, self.zero = chain, chain.stated, np.zeros(chain.months)
        self.able = dict(self._workers())
        self.done = dict(self.able)
        self.done = self._worth_doing()

    def _of(self, node: Node, side: str, product: str) -> np.ndarray:
        return self.stated.moved(f"links.{node.link}.{side}.{product}", product, ramps=False)

    def _workers(self):
        """Yield class, node and what it puts through today for others than those it goes on working for."""
        stated, chain = self.stated, self.chain
        for cls, kind in sorted(stated.file["classes"].items()):
            first = next(iter(kind.get("runs", ())), "")
            for node in (node for node in chain.nodes if node.link == first):
                place = node.name.partition("@")[2]
                members = chain.members[chain.members["cls"] == cls]
                here = members[(members["place"] == place) | (not place)]
                if here["current"].fillna(0).any():
                    works, has = owned(stated, here, "current"), owned(stated, here)
                    usable = stated.at(f"links.{first}.usable", default=1.0)
                    others = np.minimum(has * stated.at(f"classes.{cls}.busy") * usable, works)
                    stands = stated.struck(f"links.{first}.capacity")
                    outlets = [m for m, buys in chain.markets.items() if buys == next(iter(node.makes))]
                    asked = np.max([stated.struck(f"markets.{m}.demand") for m in outlets], axis=0) if outlets else 1.0
                    yield (cls, node.name), (works - others) * self._season(place) * stands * asked

    def _season(self, place: str) -> np.ndarray:
        """The season of those who supply a node: of its place, else of all."""
        members, found = self.chain.members, {}
        for local in (True, False):
            for one in self.chain.growers if not found else ():
                if one["place"] == place or not local:
                    here = members[(members["cls"] == one["cls"]) & (members["place"] == one["place"])]
                    found[one["cls"]] = found.get(one["cls"], 0.0) + self._year(one["cls"], here)
        mean = sum(found.values()).mean()
        return sum(
            year[self.stated.calendar] / mean * self.stated.struck(f"classes.{cls}.output")
            for cls, year in found.items()
        )

    def _year(self, cls: str, here: pd.DataFrame) -> np.ndarray:
        twelve = self.stated.twelve(self.stated.part(f"classes.{cls}.season"))
        at = (twelve - twelve.min()) / (twelve.max() - twelve.min())
        each = [row["bad"] + (row["good"] - row["bad"]) * at for row in here.to_dict("records")]
        return (np.array(each) * here["weight"].to_numpy()[:, None]).sum(axis=0)

    @cache  # noqa: B019 - lives as long as its test
    def inside(self, product: str) -> np.ndarray:
        """What a product costs inside the chain without ramps."""
        stated, makers = self.stated, self._makers(product)
        pays = stated.part(f"products.{product}.pays")
        if pays:
            return stated.moved(f"products.{product}.pays.price", product, ramps=False) * stated.season(
                pays.get("season")
            )
        if not makers:
            prices = [self.chain.price[m] for m, buys in self.chain.markets.items() if buys == product]
            return np.max(prices, axis=0)
        return sum(self._cost(node, self.inside) for node in makers) / len(makers)

    @cache  # noqa: B019
    def todays(self, product: str) -> np.ndarray:
        """What a product costs today: as outlets pay, else as inside the chain less what its inputs cost less today."""
        outlets = [self.chain.price[m] for m in self.chain.todays if self.chain.markets[m] == product]
        if outlets:
            return np.max(outlets, axis=0)
        makers = self._makers(product)
        less = [self._cost(node, self.inside) - self._cost(node, self.todays, self.inside) for node in makers]
        return self.inside(product) - sum(less) / len(less)

    def _makers(self, product: str) -> list[Node]:
        return [node for node in self.chain.nodes if next(iter(node.makes)) == product]

    def _cost(self, node: Node, price, others=None) -> np.ndarray:
        """What a unit of a node's main product costs to make, its by-products taken off."""
        main, *by = node.makes
        cost = self.stated.moved(f"links.{node.link}.cost", self.chain.links[node.link]["rated"], ramps=False)
        cost = cost + sum(self._of(node, "takes", product) * price(product) for product in node.takes)
        cost = cost - sum(self._of(node, "makes", one) * (others or price)(one) for one in by)
        return cost / self._of(node, "makes", main)

    def units(self) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
        """What a rated unit of everybody's work brings and costs today."""
        made: dict[str, np.ndarray] = {}
        nodes = {node.name: node for node in self.chain.nodes}
        for (_, name), amount in self.done.items():
            for product in nodes[name].makes:
                made[product] = made.get(product, 0.0) + amount * self._of(nodes[name], "makes", product)
        paid = {product: self._paid(product, amount) for product, amount in made.items()}
        found = {}
        for cls, name in self.done:
            node = nodes[name]
            value = sum(self._of(node, "makes", product) * paid[product] for product in node.makes)
            cost = self.stated.moved(f"links.{node.link}.cost", self.chain.links[node.link]["rated"], ramps=False)
            spent = cost + sum(self._of(node, "takes", product) * self.todays(product) for product in node.takes)
            found[cls, name] = (value, spent)
        return found

    def _paid(self, product: str, amounts: np.ndarray) -> np.ndarray:
        """The mean price at which today's makers sell a product."""
        chain = self.chain
        if any(product in node.takes for node in chain.nodes):
            return self.todays(product)
        outlets = [m for m, buys in chain.markets.items() if buys == product]
        found = np.zeros(chain.months)
        for t in np.flatnonzero(amounts > 0):
            prices = [chain.price[m][t] for m in outlets]
            sold = share(amounts[t], [min(chain.demand[m][t], amounts[t]) for m in outlets], prices)
            rest = amounts[t] - sum(sold)
            at = min(prices) if self._makers(product) else -chain.throws[product]
            money = sum(price * amount for price, amount in zip(prices, sold, strict=True)) + rest * at
            found[t] = money / amounts[t]
        return found

    def _worth_doing(self) -> dict[tuple[str, str], np.ndarray]:
        """Today's work less what would lose money, and less what was done for those who stand."""
        nodes, units = {node.name: node for node in self.chain.nodes}, self.units()
        order = [node.name for node in self.chain.nodes]
        part: dict[tuple[str, str], np.ndarray] = {}
        for key in sorted(self.able, key=lambda key: -order.index(key[1])):
            value, spent = units[key]
            part[key] = (value - spent >= -1e-9 * np.maximum(value, spent)) * 1.0
            main = next(iter(nodes[key[1]].makes))
            takers = [one for one in part if main in nodes[one[1]].takes]
            if takers and main not in self.chain.markets.values():
                asked = [self.able[one] * self._of(nodes[one[1]], "takes", main) for one in takers]
                still = sum(amount * part[one] for amount, one in zip(asked, takers, strict=True))
                whole = sum(asked)
                part[key] = part[key] * np.divide(still, whole, out=np.ones(len(whole)), where=whole > 0)
        return {key: amount * part[key] for key, amount in self.able.items()}

    @cached_property
    def earned(self) -> pd.DataFrame:
        """What everybody earns, by class, money a month."""
        found = pd.DataFrame(0.0, self.stated.month, list(self.stated.file["classes"]))
        for key, (value, spent) in self.units().items():
            found[key[0]] += self.done[key] * (value - spent)
        for product in {one["product"] for one in self.chain.growers}:
            self._growers(product, found)
        return found

    def _growers(self, product: str, found: pd.DataFrame) -> None:
        """Note what producers earn: each outlet takes of everybody in proportion."""
        chain, mine = self.chain, [one for one in self.chain.growers if one["product"] == product]
        offered, price = sum(one["without"]["offered"] for one in mine), self.todays(product)
        outlets = [m for m in chain.todays if chain.markets[m] == product]
        nodes = {node.name: node for node in chain.nodes}
        links = sum(
            (
                done * self._of(nodes[key[1]], "takes", product)
                for key, done in self.done.items()
                if product in nodes[key[1]].takes
            ),
            self.zero,
        )
        money = np.zeros(chain.months)
        for t in self.stated.month:
            prices = [*(chain.price[m][t] for m in outlets), price[t]]
            wants = [min(most, offered[t]) for most in (*(chain.demand[m][t] for m in outlets), links[t])]
            money[t] = sum(p * got for p, got in zip(prices, share(offered[t], wants, prices), strict=True))
        paid = np.divide(money, offered, out=self.zero.copy(), where=offered > 0)
        for one in mine:
            steps = one["without"]
            found[one["cls"]] += steps["offered"] * paid + (steps["produced"] - steps["offered"]) * price
            found[one["cls"]] -= steps["produced"] * one["cost"]
