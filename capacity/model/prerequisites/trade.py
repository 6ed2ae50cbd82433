"""How much the members deal with each other: sales among them without counting a sale twice, and the net they form.

A sale that both sides told of is one sale. Its worth is the mean of what the seller and the buyer said; how far they
differ is kept.
"""

import networkx as nx
import pandas as pd

from capacity.model.prerequisites.regional import concentration

SALE = ["seller", "buyer", "product"]
_SALES = (*SALE, "worth", "reports", "difference", "contract", "within", "from_member", "to_member")
_MEMBERS = ("member", "sold", "sold_within", "bought_within", "partners", "between")


def sales(told: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sale: worth (money a year), reports (1 or 2), difference (share), contract, who is a member.

    told: seller, buyer, product, said_by (seller or buyer), worth, contract, from_member, to_member. Several rows of
    one side for the same sale are parts of it and are added; the two sides are not.
    """
    if told.empty:
        return pd.DataFrame(columns=_SALES)
    flags = {name: (name, "max") for name in ("contract", "from_member", "to_member")}
    sides = told.groupby([*SALE, "said_by"], sort=False).agg(worth=("worth", "sum"), **flags)
    spread = {"worth": "mean", "least": "min", "most": "max", "reports": "size"}
    whole = sides.groupby(SALE, sort=False).agg(**{name: ("worth", how) for name, how in spread.items()}, **flags)
    whole["difference"] = ((whole["most"] - whole["least"]) / whole["most"]).where(whole["most"] > 0, 0.0)
    whole["within"] = whole["from_member"] & whole["to_member"]
    return whole.reset_index()[list(_SALES)]


def coherence(found: pd.DataFrame) -> pd.DataFrame:
    """Return by product, and for all of them (product ""), what members sell in all and to each other.

    Columns: product, sold, within (money a year), share (of sold; nan where nothing is sold), sales, contracts (share
    of the sales among members that a written contract stands behind).
    """
    of_members = found[found["from_member"].astype(bool)]
    parts = [("", of_members), *of_members.groupby("product", sort=True)]
    rows = [_coherent(str(product), part) for product, part in parts if len(part)]
    return pd.DataFrame(rows, columns=["product", "sold", "within", "share", "sales", "contracts"])


def _coherent(product: str, part: pd.DataFrame) -> dict[str, object]:
    among = part[part["within"].astype(bool)]
    sold, within = float(part["worth"].sum()), float(among["worth"].sum())
    return {
        "product": product,
        "sold": sold,
        "within": within,
        "share": within / sold if sold > 0 else float("nan"),
        "sales": len(among),
        "contracts": float(among["contract"].astype(bool).mean()) if len(among) else float("nan"),
    }


def trade_net(found: pd.DataFrame) -> nx.DiGraph:
    """Return the net of the sales among members: an arrow from seller to buyer, its worth in money a year."""
    net = nx.DiGraph()
    among = found[found["within"].astype(bool) & (found["seller"] != found["buyer"])]
    for (seller, buyer), worth in among.groupby(["seller", "buyer"], sort=True)["worth"].sum().items():
        net.add_edge(seller, buyer, worth=float(worth))
    return net


def hubs(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a member that deals with another: the hub with most trade within first, then by name.

    Columns: member, sold (in all), sold_within, bought_within (money a year), partners (members it deals with), between
    (share of the shortest ways among members that lead through it: betweenness, Freeman 1977).
    """
    net = trade_net(found)
    between = nx.betweenness_centrality(net.to_undirected()) if net else {}
    sold = found.groupby("seller")["worth"].sum()
    rows = [
        (
            name,
            float(sold.get(name, 0.0)),
            float(net.out_degree(name, weight="worth")),
            float(net.in_degree(name, weight="worth")),
            len({*net.predecessors(name), *net.successors(name)}),
            round(float(between[name]), 9),
        )
        for name in net
    ]
    table = pd.DataFrame(rows, columns=list(_MEMBERS))
    trade = (table["sold_within"] + table["bought_within"]).round(6)
    return table.assign(trade=-trade).sort_values(["trade", "member"], kind="stable", ignore_index=True)[list(_MEMBERS)]


def net_measures(found: pd.DataFrame, members: int) -> pd.DataFrame:
    """Return the measures of the net among so many members: measure, value, unit; no rows where no sale is known.

    density: arrows over all that could be, members x (members - 1). connected: share of the members in the largest
    group that deal with each other; groups: how many there are. dealing: members that deal with another member.
    concentration (HHI) and effective_sellers: of the members' sales, see `concentration`.
    """
    if found.empty:
        return pd.DataFrame(columns=["measure", "value", "unit"])
    net = trade_net(found)
    groups = sorted(map(len, nx.weakly_connected_components(net)), reverse=True)
    possible = members * (members - 1)
    sold = found[found["from_member"].astype(bool)].groupby("seller")["worth"].sum()
    index, equals = concentration(sold.to_numpy())
    rows = [
        ("density", net.number_of_edges() / possible if possible else float("nan"), "share"),
        ("connected", groups[0] / members if groups and members else 0.0, "share"),
        ("groups", float(len(groups)), "groups"),
        ("dealing", float(len(net)), "members"),
        ("concentration", index, "points"),
        ("effective_sellers", equals, "sellers"),
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "unit"])
