"""What a cluster file may say of the members: their classes, what they do today, and how they join."""

from typing import Annotated, Literal

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Heading, Name, SourceName, Strict, Text, told


class Without(Strict):
    """What a member of a class does today and would go on doing without the cluster: where the survey cannot say it."""

    works: Annotated[Quantity, told("P/month", [50, "l/day"])]
    """of the rated product of its first link that a member makes or puts through"""
    earns: Annotated[Quantity | None, told("money/P", [6, "KGS/kg"])] = None
    """what is left of it after inputs and costs; not stated: today's prices, costs and outlets"""


class MemberClass(Strict):
    """A kind of member: what it runs, keeps, sells elsewhere."""

    runs: Annotated[tuple[Name, ...], told("", ["production", "cooling"])] = ()
    """the links that its members run, the first is the one in which their output counts"""
    title: Heading = ""
    season: Annotated[Name | None, told("", "pasture")] = None
    """of its current output, a name of seasons; without one every month is alike"""
    rates: Annotated[dict[Name, Quantity], told("its own", {"yield": [1.8, 2, 2.2, "t/ha/year"]})] = {}
    """factors that turn the survey's figure into output a month, e.g. t/ha/year, minutes/worker/day, efficiency"""
    own_use: Annotated[Quantity | None, told("P/month or share", [0.22, 0.3, 0.38, "share"])] = None
    """kept at home: P/month per member all year, also out of a season that keeps; or a share of what is produced"""
    bazaar: Annotated[Quantity | None, told("share", [0.1, 0.15, 0.2, "share"])] = None
    """made or sold at the bazaar by the member: share of what is produced"""
    elsewhere: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """sold to others under standing agreements: share of what is produced"""
    side_selling: Annotated[Quantity | None, told("share", [0.04, 0.08, 0.16, "share"])] = None
    """share of what was offered that is sold past the cluster after all, at equal prices and payment at once"""
    side_selling_by_gap: Annotated[Quantity | None, told("share", [0.5, "share"])] = None
    """so much more for each 100 % that today's best outlet pays above the cluster (pays: of the product)"""
    side_selling_by_delay: Annotated[Quantity | None, told("1/day", [0.002, "1/day"])] = None
    """so much more for each day that the cluster pays later"""
    rejects: Annotated[Quantity | None, told("share", [0.02, 0.03, 0.06, "share"])] = None
    """share of what arrives that is refused at reception"""
    attainable: Annotated[Quantity | None, told("share", [1.14, "share"])] = None
    """output with the same animals, land or machines under good practice, as a share of today's"""
    with_investment: Annotated[Quantity | None, told("share", [1.25, "share"])] = None
    """output with the planned investments, as a share of today's"""
    busy: Annotated[Quantity | None, told("share", [0.1, 0.15, 0.25, "share"])] = None
    """share of capacity used for goods that are not the cluster's"""
    without: Annotated[Literal["idle", "as_today"] | Without | None, told("", "as_today")] = None
    """what its members do without a cluster: nothing, as today, or these figures; not stated: the survey's `current`"""
    beside: Annotated[Quantity | None, told("share", [0.3, "share"])] = None
    """share of what it buys from others today, over `busy`, that it goes on buying; none if not stated"""
    founding: Annotated[bool, told("", True)] = False
    """those who join are there from the first month"""
    service: Annotated[bool, told("", True)] = False
    """not counted towards critical mass"""
    waiver: Annotated[Text | None, told("", "2026-10-14")] = None
    """date on which its members agreed in writing that their figures may be shown"""
    source: SourceName = ""


class Joining(Strict):
    """How members decide."""

    common_error: Annotated[Quantity | None, told("share", [-0.15, 0, 0.05, "share"])] = None
    """added to everybody's probability: neighbours decide together"""
    place_error: Annotated[Quantity | None, told("share", [-0.1, 0, 0.1, "share"])] = None
    """added to the probability of everybody at a place, at each place its own: villages differ"""
    half_by: Annotated[Quantity | None, told("month", [1, 2, 4, "month"])] = None
    """months after which half of those who will ever join have joined, then half of the rest, and so on; not stated:
    all at the start"""
    silent: Annotated[Quantity | Literal["as_answered", "no"] | None, told("share", [0.5, "share"])] = None
    """what no answer to `survey.joins` counts for: like those of the class who answered (as if not stated, but said to
    be meant), not joining, or a probability"""
    needed: Annotated[Quantity | None, told("member", [30, "member"])] = None
    """members needed for critical mass; 30 if not stated"""
    source: SourceName = ""
