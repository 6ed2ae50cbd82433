"""Who is what in the cluster: core members, anchor candidates, key partners and other counterparties."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from capacity.intake.cluster_file.schema import Spec

DEPENDENT = 0.5
"""share of what the members buy of a good, from which on one outside seller is a key partner"""
CANDIDATES = 3
"""anchor candidates that are named"""


@dataclass(frozen=True)
class Roles:
    """What a cluster file and its survey make of everybody."""

    spec: Spec
    members: pd.DataFrame
    """the survey's: owner, cls, weight, capacity, current"""

    @cached_property
    def core(self) -> frozenset[str]:
        """The classes whose members make the cluster's product: they run a link and are no service."""
        return frozenset(name for name, one in self.spec.classes.items() if one.runs and not one.service)

    @cached_property
    def core_members(self) -> pd.DataFrame:
        """The members of those classes."""
        return self.members[self.members["cls"].isin(self.core)]

    def by_class(self) -> pd.DataFrame:
        """Return one row a class that was surveyed: cls, role (core or non_core), members (weighted number)."""
        count = self.members.groupby("cls", sort=True)["weight"].sum()
        rows = [(cls, "core" if cls in self.core else "non_core", float(weight)) for cls, weight in count.items()]
        return pd.DataFrame(rows, columns=["cls", "role", "members"])

    def anchor_candidates(self, hubs: pd.DataFrame) -> pd.DataFrame:
        """Return who could lead, the one that buys most from members first, then by its part of the final production.

        Columns: member, cls, share (of the capacity of its class, or of what it makes today), bought_within (money a
        year; nan where nothing is known of it), partners (members it deals with). At most three. Candidates run a link
        that makes what no other link takes (the final product link, Fig. 2 of the cluster guide).
        """
        rows = self.members.loc[self.members["cls"].isin(self._final()), ["owner", "cls", "capacity", "current"]].copy()
        rows["size"] = rows["capacity"].fillna(rows["current"]).fillna(0.0)
        owners = rows.groupby(["owner", "cls"], sort=True, as_index=False)["size"].sum()
        whole = owners.groupby("cls")["size"].transform("sum")
        owners["share"] = (owners["size"] / whole).where(whole > 0)
        dealt = hubs[["member", "bought_within", "partners"]].rename(columns={"member": "owner"})
        found = owners.merge(dealt, how="left", on="owner")
        found["most"] = -found["bought_within"].fillna(0.0).round(6)
        found["part"] = -found["share"].fillna(0.0).round(9)
        found = found.sort_values(["most", "part", "owner"], kind="stable", ignore_index=True).head(CANDIDATES)
        found["partners"] = found["partners"].fillna(0).astype(int)
        return found.rename(columns={"owner": "member"})[["member", "cls", "share", "bought_within", "partners"]]

    def _final(self) -> list[str]:
        """Return the classes that run a link whose products no other link takes."""
        links = self.spec.links
        taken = {product for link in links.values() for product in link.takes}
        last = {name for name, link in links.items() if link.makes and not taken.intersection(link.makes)}
        return [name for name, one in self.spec.classes.items() if last.intersection(one.runs)]

    @staticmethod
    def partners(sales: pd.DataFrame) -> pd.DataFrame:
        """Return whom the members buy from outside: key partners, on whom they depend, and other counterparties.

        Columns: partner, product, worth (money a year), share (of all that members buy of the product), members (that
        buy there), role (key_partner from half of it on, else counterparty).
        """
        bought = sales[sales["to_member"].astype(bool)]
        whole = bought.groupby("product")["worth"].sum()
        outside = bought[~bought["from_member"].astype(bool)]
        rows = []
        for (product, seller), part in outside.groupby(["product", "seller"], sort=True):
            worth = float(part["worth"].sum())
            share = worth / float(whole[product]) if whole[product] > 0 else float("nan")
            role = "key_partner" if share >= DEPENDENT else "counterparty"
            rows.append((seller, product, worth, share, part["buyer"].nunique(), role))
        table = pd.DataFrame(rows, columns=["partner", "product", "worth", "share", "members", "role"])
        order = table.assign(most=-table["worth"].round(6)).sort_values(["most", "product", "partner"], kind="stable")
        return order.drop(columns="most").reset_index(drop=True)
