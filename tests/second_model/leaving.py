"""Who leaves keeps his goods: the best plan of today's year with everybody and without one, by scipy's solver."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr
from scipy.optimize import LinearConstraint, milp
from second_model.chain import NONE, Chain, share
from second_model.money import Trade, left_of
from second_model.people import growers

YEAR = slice(12, 24)


@dataclass(frozen=True)
class Limits:
    """What holds the chain of a year: by name, each (12,)."""

    supply: dict[str, np.ndarray]
    demand: dict[str, np.ndarray]
    capacity: dict[str, np.ndarray]
    busy: dict[str, np.ndarray]


def limits(chain: Chain) -> Limits:
    """The limits of today's second year."""
    return Limits(
        {pool: amount[YEAR] for pool, amount in chain.supply.items()},
        {market: amount[YEAR] for market, amount in chain.demand.items()},
        {node.name: node.capacity[YEAR] for node in chain.nodes},
        {node.name: node.busy[YEAR] for node in chain.nodes},
    )


class Plan:
    """The most valuable way through a year that ends as it began."""

    def __init__(self, chain: Chain, held: Limits, runs: pd.DataFrame | None = None) -> None:
        """Find it; `runs` says which nodes with a minimum load run in which month, else that is found too."""
        self.chain, self.held = chain, held
        pools = {pool: product for product, where in chain.pools.items() for pool in where}
        self.names = [("activity", node.name) for node in chain.nodes] + [("on", node.name) for node in chain.nodes]
        self.names += [("sold", m, pool) for m, product in chain.markets.items() for pool in chain.pools[product]]
        self.names += [("bought", product) for product in chain.sellers]
        self.names += [("closing", pool) for pool, product in pools.items() if chain.keeps[product]]
        self.names += [("unsold", pool) for pool in pools]
        self.at = {name: i for i, name in enumerate(self.names)}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for t in range(12):
            self._balance(t, pools)
            self._hold(t)
        lower, upper = self._bounds(runs)
        matrix = np.zeros((len(self.rows), 12 * len(self.names)))
        for r, (row, _, _) in enumerate(self.rows):
            matrix[r, list(row)] = list(row.values())
        ends = [np.array([row[k] for row in self.rows]) for k in (1, 2)]
        whole = np.tile([name[0] == "on" for name in self.names], 12) & (lower != upper)
        found = milp(-self._worth(), integrality=whole, bounds=(lower, upper), options={"mip_rel_gap": 0},
                     constraints=LinearConstraint(matrix, *ends))  # fmt: skip
        self.value, self.x = -found.fun, found.x.reshape(12, -1)
        self.matrix, self.ends = matrix, ends
        self.runs = pd.DataFrame({node.name: self.x[:, self.at["on", node.name]].round() for node in chain.nodes})

    def _var(self, t: int, *name: str) -> int:
        return (t % 12) * len(self.names) + self.at[name]

    def _flow(self, t: int, pool: str) -> tuple[dict[int, float], dict[int, float]]:
        """What comes into a pool and what is used of it, by variable."""
        product, came, used = pool.partition("@")[0], {}, {}
        for node in self.chain.nodes:
            run = self._var(t, "activity", node.name)
            for made, (where, of) in node.makes.items():
                came |= {run: of[12 + t % 12]} if (made, where) == (product, pool) else {}
            for taken, (where, of) in node.takes.items():
                used |= {run: of[12 + t % 12]} if taken == product and pool in where else {}
        if product in self.chain.sellers:
            came[self._var(t, "bought", product)] = 1.0
        return came, used

    def _balance(self, t: int, pools: dict[str, str]) -> None:
        """Opening + brought + made + bought = used + sold + thrown away + closing; no older stock than keeps."""
        for pool, product in pools.items():
            came, used = self._flow(t, pool)
            row = {self._var(t, "unsold", pool): 1.0} | used
            row |= {self._var(t, "sold", m, pool): 1.0 for m, p in self.chain.markets.items() if p == product}
            row |= {at: -amount for at, amount in came.items()}
            if self.chain.keeps[product]:
                row[self._var(t, "closing", pool)] = 1.0
                row[self._var(t - 1, "closing", pool)] = self.chain.store[product]["loss"] - 1
                young, brought = {self._var(t, "closing", pool): 1.0}, 0.0
                for ago in range(self.chain.keeps[product]):
                    young |= {at: -amount for at, amount in self._flow(t - ago, pool)[0].items()}
                    brought += self.held.supply[pool][(t - ago) % 12]
                self.rows.append((young, -np.inf, brought))
            self.rows.append((row, self.held.supply[pool][t], self.held.supply[pool][t]))

    def _hold(self, t: int) -> None:
        """No market takes more than it asks for; a node runs at its minimum load or above, or stands."""
        for market, product in self.chain.markets.items():
            row = {self._var(t, "sold", market, pool): 1.0 for pool in self.chain.pools[product]}
            if self.held.demand[market][t] < NONE / 10:
                self.rows.append((row, -np.inf, self.held.demand[market][t]))
        for node in self.chain.nodes:
            run, on = self._var(t, "activity", node.name), self._var(t, "on", node.name)
            most = self.held.capacity[node.name][t]
            if most < NONE / 10:
                self.rows.append(({run: 1.0, on: -most}, -np.inf, 0.0))
            self.rows.append(({run: 1.0, on: -self._least(node.name, t)}, 0.0, np.inf))

    def _least(self, name: str, t: int) -> float:
        least = next(node.least for node in self.chain.nodes if node.name == name)
        return max(least * (1 - 1e-9) - self.held.busy[name][t], 0.0)

    def _bounds(self, runs: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
        lower, upper = np.zeros((12, len(self.names))), np.full((12, len(self.names)), np.inf)
        for node in self.chain.nodes:
            for t in range(12):
                least, on = self._least(node.name, t), self.at["on", node.name]
                free = least == 0
                said = 1.0 if free else None if runs is None else runs[node.name][t]
                said = 0.0 if least > self.held.capacity[node.name][t] else said
                lower[t, on], upper[t, on] = (0.0, 1.0) if said is None else (said, said)
        for name, at in self.at.items():
            if name[0] == "closing":
                upper[:, at] = self.chain.store[name[1].partition("@")[0]]["room"]
        return lower.ravel(), upper.ravel()

    def _worth(self) -> np.ndarray:
        """What a unit of each flow brings."""
        worth, chain = np.zeros((12, len(self.names))), self.chain
        for name, at in self.at.items():
            kind, thing = name[:2]
            if kind == "activity":
                worth[:, at] = -next(node.cost[YEAR] for node in chain.nodes if node.name == thing)
            elif kind == "sold":
                worth[:, at] = chain.price[thing][YEAR]
            elif kind == "bought":
                worth[:, at] = -chain.sellers[thing][YEAR]
            elif kind == "closing":
                worth[:, at] = -chain.store[thing.partition("@")[0]]["cost"]
            elif kind == "unsold":
                worth[:, at] = -chain.throws[thing.partition("@")[0]]
        return worth.ravel()

    def choose(self, flows: xr.Dataset) -> None:
        """Go another way that is worth as much: of several best plans the package serves equals in proportion."""
        x = self.x.copy()
        for name, at in self.at.items():
            kind, thing = name[:2]
            where = {"activity": "node", "bought": "purchase", "sold": "market"}.get(kind, "pool")
            if kind == "sold" and len(self.chain.pools[self.chain.markets[thing]]) > 1:
                kind, where, thing = "sales", "pool", name[2]
            if kind != "on":
                x[:, at] = flows[kind].sel({where: thing}).broadcast_like(flows["month"]).values
        rows = self.matrix @ x.ravel()
        slack = 1e-9 * (1 + np.abs(self.matrix) @ np.abs(x.ravel()))
        assert ((rows >= self.ends[0] - slack) & (rows <= self.ends[1] + slack)).all(), "the plan keeps no limit"
        assert abs(self._worth() @ x.ravel() - self.value) <= 1e-9 * self.value, "another plan is worth more"
        self.x = x

    def flows(self) -> dict[str, pd.DataFrame]:
        """The flows of goods over two like years, in the form of Chain.run."""
        found = {kind: {} for kind in ("activity", "sold", "used", "sales", "opening", "unsold", "closing")}
        for name, at in self.at.items():
            amount, kind = self.x[:, at], name[0]
            if kind == "sold":
                _, market, pool = name
                found["sold"][market] = found["sold"].get(market, 0.0) + amount
                found["sales"][pool] = found["sales"].get(pool, 0.0) + amount
            elif kind in found:
                found[kind][name[1]] = amount
        for pool in [pool for pools in self.chain.pools.values() for pool in pools]:
            uses = [self._flow(t, pool)[1] for t in range(12)]
            found["used"][pool] = np.array([sum(self.x.ravel()[at] * of for at, of in use.items()) for use in uses])
            found["sales"].setdefault(pool, np.zeros(12))
            closing = found["closing"].setdefault(pool, np.zeros(12))
            found["opening"][pool] = np.roll(closing, 1)
        return {kind: pd.DataFrame({n: np.tile(a, 2) for n, a in by.items()}) for kind, by in found.items()}


class Leaving:
    """What the others lose, what he loses who leaves, and what all lose together, money a year."""

    def __init__(self, chain: Chain, flows: xr.Dataset) -> None:
        """Find the plan with everybody; of several best ones it is that of the stated flows."""
        self.chain, self.held = chain, limits(chain)
        self.now = Plan(chain, self.held)
        self.now.choose(flows)
        self.trade = Trade(chain, self.now.flows())
        self.earned = left_of(self.trade.in_chain())[YEAR].sum()

    def grower(self, member: str) -> tuple[float, float, float]:
        """One who brings goods: they go to today's outlets, before anybody else's."""
        chain, members = self.chain, self.chain.members
        row = members[members["member"] == member].iloc[0]
        without = growers(chain.stated, members[members["member"] != member])
        left = {(one["cls"], one["place"]): one["with"]["delivered"][YEAR] for one in without}
        mine = next(one for one in chain.growers if (one["cls"], one["place"]) == (row["cls"], row["place"]))
        goods = mine["with"]["delivered"][YEAR] - left.get((row["cls"], row["place"]), 0.0)
        pools = chain.pools[mine["product"]]
        pool = next((p for p in pools if p.endswith("@" + row["place"])), pools[0])
        outlets = [m for m in chain.todays if chain.markets[m] == mine["product"]]
        demand, outside = dict(self.held.demand), 0.0
        for t in range(12):
            price = [chain.price[m][YEAR][t] for m in outlets]
            got = share(goods[t], [min(demand[m][t], goods[t]) for m in outlets], price)
            outside += sum(p * amount for p, amount in zip(price, got, strict=True))
            for market, amount in zip(outlets, got, strict=True):
                taken = np.where(np.arange(12) == t, amount, 0.0)
                demand[market] = demand[market] - np.where(demand[market] < NONE / 10, taken, 0.0)
        supply = self.held.supply | {pool: self.held.supply[pool] - goods}
        then = Plan(chain, replace(self.held, supply=supply, demand=demand), self.now.runs)
        worth = self.trade.inside(mine["product"])[YEAR]
        of_class = sum(one["with"]["delivered"][YEAR] for one in chain.growers if one["cls"] == row["cls"])
        earned = self.earned[row["cls"]] * (worth * goods).sum() / (worth * of_class).sum()
        return self._losses(then, earned, outside)

    def plant(self, node: str) -> tuple[float, float, float]:
        """All who own a node: it stands, with what it runs of strangers' goods."""
        gone = {part: getattr(self.held, part) | {node: np.zeros(12)} for part in ("capacity", "busy")}
        (owner,) = self.trade.shares[node]
        return self._losses(Plan(self.chain, replace(self.held, **gone)), self.earned[owner], 0.0)

    def _losses(self, then: Plan, earned: float, outside: float) -> tuple[float, float, float]:
        whole, own = self.now.value - then.value - outside, earned - outside
        return whole - own, own, whole
