"""What a cluster file may say of the cluster's worth to the country: shadow prices, taxes in prices, work by sex."""

from typing import Annotated

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import SourceName, Strict, told

WHOLE = ("finance.items", "finance.running")
"""lines of the cash flow that are valued as a whole; markets, purchases and links are named one by one"""


class Work(Strict):
    """The people whom a link needs."""

    women: Annotated[Quantity | None, told("worker", [4, "worker"])] = None
    """full jobs of women"""
    men: Annotated[Quantity | None, told("worker", [2, "worker"])] = None
    """full jobs of men"""
    per: Annotated[Quantity | None, told("P/month", [6, "t/day"])] = None
    """throughput that needs so many; not stated: at every node of the link in every month it works"""
    wage: Annotated[Quantity, told("money/month", [28, "kKGS/month"])]
    """for a full job"""
    unpaid: Annotated[bool, told("", True)] = False
    """work of the family: not among the link's costs"""
    source: SourceName = ""


class Economy(Strict):
    """How the country counts, where that is not how the members count."""

    discount_rate: Annotated[Quantity | None, told("1/year", [0.08, "1/year"])] = None
    """real; the finance block's if not stated"""
    transfers: Annotated[dict[str, Quantity], told("share", {"links.dairy_plant": [0.06, "share"]})] = {}
    """share of a line that is tax: it is not lost to the country, by line"""
    factors: Annotated[dict[str, Quantity], told("share", {"markets.exporters": [1.1, "share"]})] = {}
    """conversion factor of a line: its worth to the country over its price, by line"""
    shadow_wage: Annotated[Quantity | None, told("share", [0.7, "share"])] = None
    """what an hour of work is worth elsewhere, share of the wage; 1 if not stated"""
    work: dict[str, Work] = {}
    """the people who are needed, by link of the chain"""
    source: SourceName = ""
