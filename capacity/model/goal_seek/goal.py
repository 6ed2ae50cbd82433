"""What is wanted of a cluster, in one line: npv >= 0, dscr_min@anchor:p50 >= 1.2, lowest_income:chance >= 0.7."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import InputError, nearest
from capacity.model.gains.parties import parties
from capacity.model.goal_seek.search import Condition

STATISTICS = ("central", "p50", "chance")
FORM = "MEASURE[@WHO][:p50|central|chance] (<=|=|>=) NUMBER, such as npv >= 0 or dscr_min@anchor:p50 >= 1.2"
_LINE = re.compile(r"\s*([^@:<>=\s]+)(?:@([^:<>=\s]+))?(?::([^<>=\s]+))?\s*(<=|>=|=)\s*(\S+?)\s*(%?)\s*")


@dataclass(frozen=True)
class Measure:
    """What can be asked for: whose it may be, in which unit, and what its chance is the chance of."""

    means: str
    unit: str
    """currency stands for the cluster's, amount for the product's a year"""
    whose: tuple[str, ...] = ("",)
    """kinds of who may stand behind the @: borrower, class, product, node; "" for nobody"""
    chance: str = ""
    """empty where no chance is defined"""
    stepped: bool = False
    """whether it is a whole number"""


ANYBODY = ("", "borrower")
MEASURES = {
    "npv": Measure("net present value", "currency", ANYBODY, "that it is above 0"),
    "npv_net": Measure(
        "net present value after taxes, working capital and what the cluster's body costs",
        "currency", ANYBODY, "that it is above 0",
    ),
    "npv_after_grants": Measure("net present value with the grants", "currency", ANYBODY, "that it is above 0"),
    "irr": Measure("internal rate of return; below every other where there is none", "share", ANYBODY),
    "payback_years": Measure(
        "years until the investment is paid back", "year", ANYBODY, "that it is paid back at all"
    ),
    "dscr_min": Measure(
        "lowest debt service cover of any year: what the cluster adds over all that is due; a borrower's own cash over "
        "its own service", "share", ANYBODY, "that it is at least the covenant's (a borrower's)"
    ),
    "output": Measure(
        "what the chain sells of a product in year 3, today's outlets apart", "amount", ("product",)
    ),
    "income": Measure(
        "what a class gains over the horizon after its own investments (net in tables/gains.csv)",
        "currency", ("class",), "that it does not lose",
    ),
    "lowest_income": Measure("the income of the class that gains least", "currency", ("",), "that no class loses"),
    "months_below": Measure(
        "months a year in which a link stands below its minimum load: of the one that stands most, or of one",
        "month", ("", "node"), "of at most as many as it may (links.X.may_stand, else 2)", stepped=True,
    ),
    "volume": Measure(
        "what a year works over the minimum load: at the worst link, or at one",
        "share", ("", "node"), "that it is at least 1",
    ),
    "heads": Measure("core members who join", "member", ("",), "that there are as many as needed"),
}  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """A condition on one measure of a cluster."""

    measure: str
    whose: str
    statistic: str
    """central: everything at its central value; p50: the median of the futures; chance: the share of the futures"""
    condition: Condition

    @property
    def name(self) -> str:
        """Return the measure as it is written, without the condition."""
        whose = f"@{self.whose}" if self.whose else ""
        return self.measure + whose + (f":{self.statistic}" if self.statistic != "central" else "")

    def __str__(self) -> str:
        """Return the goal as it is written."""
        return f"{self.name} {self.condition.sign} {self.condition.number:.10g}"

    @property
    def stepped(self) -> bool:
        """Return whether what is measured moves in steps: a whole number, or a share of the futures."""
        counted = self.measure == "heads" and self.statistic == "p50"
        return self.statistic == "chance" or MEASURES[self.measure].stepped or counted


def read_goal(text: str, spec: Spec) -> Goal:
    """Return a goal as it is written; what is not known is refused with the nearest known name."""
    found = _LINE.fullmatch(text)
    if not found:
        raise InputError("the goal cannot be read", value=text, fix=f"write {FORM}", code="Y31")
    measure, whose, statistic, sign, number, percent = found.groups()
    if measure not in MEASURES:
        raise InputError("there is no such measure", value=measure, fix=nearest(measure, MEASURES), code="Y31")
    if statistic not in (None, *STATISTICS):
        raise InputError("there is no such statistic", value=statistic, fix=nearest(statistic, STATISTICS), code="Y31")
    goal = Goal(measure, whose or "", statistic or "central", Condition(sign, _number(number, text, percent)))
    _refuse_whose(goal, spec)
    if goal.statistic == "chance" and not _has_chance(goal):
        raise InputError(
            f"{measure} has no chance of its own",
            value=text,
            fix=f"ask for {measure}:p50, or for npv:chance",
            code="Y31",
        )
    if measure in ("months_below", "volume") and not KNOWN["node"](spec):
        fix = "state minimum_load of the link that needs one"
        raise InputError(f"no link has a minimum load: {measure} says nothing", value=text, fix=fix, code="Y31")
    if spec.finance is None and _of_money(goal):
        raise InputError(
            f"without a finance block there is no {measure}",
            value=text,
            fix="add finance: to the cluster file",
            code="Y34",
        )
    return goal


def _has_chance(goal: Goal) -> bool:
    return bool(MEASURES[goal.measure].chance) and (goal.measure != "dscr_min" or bool(goal.whose))


def _of_money(goal: Goal) -> bool:
    return MEASURES[goal.measure].whose == ANYBODY


def _number(text: str, whole: str, percent: str) -> float:
    try:
        number = float(text.replace("_", "").replace(",", "."))
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e15:
        raise InputError("the goal has no number that can be read", value=whole, fix=f"write {FORM}", code="Y31")
    return number / 100 if percent else number


def _refuse_whose(goal: Goal, spec: Spec) -> None:
    kinds = MEASURES[goal.measure].whose
    named = [kind for kind in kinds if kind]
    known = sorted({name for kind in named for name in KNOWN[kind](spec)})
    if not goal.whose:
        if "" not in kinds:
            fix = f"write {goal.measure}@ and one of: {', '.join(known)}"
            raise InputError(f"{goal.measure} has to say whose", value=goal.name, fix=fix, code="Y31")
    elif not named:
        raise InputError(
            f"{goal.measure} is the whole cluster's", value=goal.name, fix=f"write {goal.measure} alone", code="Y31"
        )
    elif goal.whose.partition("@")[0] not in known:
        raise InputError(f"no {named[0]} of this name", value=goal.whose, fix=nearest(goal.whose, known), code="Y31")


def borrowers(spec: Spec) -> set[str]:
    """Return who has investments, loans or grants of its own."""
    finance = spec.finance
    if finance is None:
        return set()
    named = [*(item.owner for item in finance.items), *(loan.borrower for loan in finance.loans)]
    return {name for name in (*named, *(grant.to for grant in finance.grants)) if name in parties(spec)}


KNOWN: dict[str, Callable[[Spec], set[str]]] = {
    "borrower": borrowers,
    "class": lambda spec: set(spec.classes),
    "product": lambda spec: {market.buys for market in spec.markets.values()},
    "node": lambda spec: {name for name, link in spec.links.items() if link.minimum_load},
}
"""the names of each kind that a cluster file knows; nodes by their link"""
