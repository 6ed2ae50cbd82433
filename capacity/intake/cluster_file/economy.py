"""What a cluster file may say of the cluster's worth to the country: shadow prices, taxes in prices, work by sex."""

from pydantic import Field

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict

WHOLE = ("finance.items", "finance.running")
"""lines of the cash flow that are valued as a whole; markets, purchases and links are named one by one"""


class Work(Strict):
    """The people whom a link needs."""

    women: Quantity | None = None
    """full jobs"""
    men: Quantity | None = None
    """full jobs"""
    per: Quantity | None = None
    """rated P/month of throughput that needs so many; not stated: at every node of the link in every month it works"""
    wage: Quantity
    """money/month for a full job"""
    unpaid: bool = False
    """work of the family: not among the link's costs"""
    source: str = ""


class Economy(Strict):
    """How the country counts, where that is not how the members count."""

    discount_rate: Quantity | None = None
    """1/year, real; the finance block's if not stated"""
    transfers: dict[str, Quantity] = Field(default_factory=dict)
    """share of a line that is tax: it is not lost to the country. By line: links.dairy_plant: [0.06, share]"""
    factors: dict[str, Quantity] = Field(default_factory=dict)
    """conversion factor of a line: its worth to the country over its price. By line: markets.exporters: [1.1, share]"""
    shadow_wage: Quantity | None = None
    """what an hour of work is worth elsewhere, share of the wage; 1 if not stated"""
    work: dict[str, Work] = Field(default_factory=dict)
    """by link of the chain"""
    source: str = ""
