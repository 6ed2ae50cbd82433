"""How those who were asked were drawn from all there are, as the cluster file states it."""

from typing import Annotated, Literal

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Name, SourceName, Strict, told

Known = dict[str, Quantity]
Margin = Literal["class", "place", "stratum"]
MARGINS = {"class": "cls", "place": "place", "stratum": "stratum"}
"""the members' column of each margin"""


class SamplingDesign(Strict):
    """How the survey's members were drawn, and what is known of all of them.

    Not stated: everybody was asked, or each row stands for `survey.weight` like members of its class and place.
    """

    population: Annotated[Quantity | Known | None, told("member", {"household": [420, "member"]})] = None
    """members there are: in all (a simple sample), or in each stratum of survey.stratum, of the classes without it;
    each row then stands for population / answers, unless there is survey.weight; of two phases: those of whom a quick
    list was drawn, not stated: all of them are on it"""
    clusters: Annotated[Quantity | Known | None, told("piece", {"upper": [12, "piece"]})] = None
    """clusters there are (survey.cluster: villages, groups) of which some were drawn: in all, or in each stratum"""
    inside: Annotated[Known, told("member", {"Кара-Суу": [85, "member"]})] = {}
    """members there are in each drawn cluster; not stated: all of them were asked"""
    asked: Annotated[dict[Name, Quantity], told("member", {"household": [60, "member"]})] = {}
    """members of a class who were asked, whether or not they answered: those who did stand for the others"""
    totals: Annotated[dict[Margin, Known], told("member", {"class": {"household": [420, "member"]}})] = {}
    """numbers of members known from elsewhere, to which the weights are brought: one margin is post-stratified,
    several are raked"""
    single: Annotated[Literal["fail", "remove", "adjust", "average", "certainty"], told("", "average")] = "fail"
    """what a stratum counts for of which one was drawn: it is refused, has no error, its own size as error, the average
    of the others', or was drawn with certainty"""
    overstated: Annotated[Quantity | None, told("share", [0.9, 1, 1, "share"])] = None
    """what stated outputs are multiplied by, because people say more (below 1) or less than they have"""
    list_by: Annotated[tuple[Margin, ...], told("", ["class", "place"])] = ()
    """two phases: the groups of the quick list in each of which some were drawn to be interviewed in full; not stated:
    the classes"""
    listed: Annotated[Known, told("member", {"household": [240, "member"]})] = {}
    """two phases: members on the quick list in each of these groups, where the list is kept elsewhere and no
    survey.phase tells who stands on it"""
    source: SourceName = ""
