"""Every key figure of a report: the rule by which it is found, its formulas, and which stated numbers it hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

FUTURES = mark(
    "The middle of {draws} possible futures: half lie below it, half above. The sum below is of the central future, in "
    "which every number stands at its middle."
)
CHANCE = mark("A chance: in how many of the possible futures it holds.")
ESTIMATE = mark("An estimate from the answers of the survey.")
SAMPLED = mark(
    "An estimate from the answers of the survey. Its error, plus or minus: {sampling} as not everybody was asked, "
    "{joining} as nobody knows yet who joins."
)
COUNTED = mark("Counted in the answers of the survey.")
CENTRAL = mark("Of the central future, in which every number stands at its middle.")
MONEY = ("finance.discount_rate", "markets.*.price", "products.*.pays.price", "links.*.cost", "finance.items.*.cost")
SUPPLY = ("classes.*.rates.*", "classes.*.own_use", "classes.*.bazaar", "survey.joins.*", "survey.letter.*")
ANSWERS = ("current", "good", "bad", "joins", "letter")


@dataclass(frozen=True)
class Formula:
    """How one figure is found."""

    title: str
    rule: str
    kind: str
    sums: Mapping[str, str]
    """what comes out, and of which numbers: see parts.equation"""
    labels: Mapping[str, str] = field(default_factory=dict)
    """what each number is called that has no name of its own"""
    paths: tuple[str, ...] = ()
    """paths of the cluster file, * for any letters; the first ones matter most"""
    answers: tuple[str, ...] = ()
    """what of the survey it is made of: keys of the block survey"""


LABELS = {
    "expected": mark("of those who will join"),
    "signed": mark("signed"),
    "promised": mark("promised"),
    "together": mark("together"),
    "produced": mark("produced"),
    "kept": mark("kept at home"),
    "bazaar": mark("sold at the bazaar"),
    "elsewhere": mark("sold to others"),
    "offered": mark("offered"),
    "sampling": mark("error of asking some"),
    "joining": mark("error of joining"),
    "low": mark("low end"),
    "high": mark("high end"),
    "increment": mark("more with the cluster than without"),
    "investment": mark("spent on what is bought"),
    "residual": mark("what it is still worth at the end"),
    "worth": mark("today's worth"),
    "count": mark("futures in which it holds"),
    "draws": mark("futures looked at"),
    "chance": mark("of 100 futures"),
    "read": mark("rows read"),
    "quarantined": mark("set aside"),
    "blank": mark("blank"),
    "excluded": mark("excluded"),
    "used": mark("used"),
    "cash": mark("money there is for the debt"),
    "service": mark("due to the bank"),
}
"""what the numbers of the formulas are called"""

FORMULAS: Mapping[str, Formula] = {
    "members": Formula(
        mark("Members expected to join"),
        mark("Everybody who was asked counts with the chance that she joins; that is added up by class."),
        ESTIMATE,
        {"expected": "[{classes}]"},
        paths=("survey.joins.*", "survey.letter.*", "joining.*"),
        answers=("joins", "letter", "weight"),
    ),
    "counter": Formula(
        mark("Signed + promised"),
        mark("Signed: members with a signed letter. Promised: others whose answer makes joining likelier than not."),
        COUNTED,
        {"together": "{signed} + {promised}"},
        paths=("survey.letter.*", "survey.joins.*", "joining.needed"),
        answers=("letter", "joins"),
    ),
    "potential": Formula(
        mark("Potential"),
        mark(
            "From what is produced all that does not come to the cluster is taken off. What is offered counts with the "
            "chance that its owner joins; that is added up by class."
        ),
        SAMPLED,
        {
            "offered": "{produced} − {kept} − {bazaar} − {elsewhere}",
            "expected": "[{classes}]",
            "low": "{expected} − {width} × √({sampling}² + {joining}²)",
            "high": "{expected} + {width} × √({sampling}² + {joining}²)",
        },
        paths=SUPPLY,
        answers=ANSWERS,
    ),
    "output": Formula(
        mark("Output of a year"),
        mark("What the chain sells in the twelve months of the year is added up, in every possible future."),
        FUTURES,
        {"year": "[{months}]"},
        paths=("links.*.makes.*", "links.*.takes.*", "markets.*.demand", "joining.half_by", *SUPPLY),
        answers=ANSWERS,
    ),
    "npv": Formula(
        mark("Net present value"),
        mark(
            "For each year: what members earn with the cluster, less what they would earn without it, less what is "
            "bought. What comes later counts for less: the money of a year is multiplied by a factor that falls by the "
            "discount rate. Then all years are added up."
        ),
        FUTURES,
        {"flow": "{increment} − {investment} + {residual}", "worth": "[{flows} × {factors}]"},
        paths=MONEY,
        answers=ANSWERS,
    ),
    "chance": Formula(
        mark("A chance"),
        mark("The possible futures in which it holds are counted."),
        CHANCE,
        {"chance": "100 × {count} ÷ {draws}"},
        paths=MONEY,
        answers=ANSWERS,
    ),
    "answers": Formula(
        mark("Answers used"),
        mark("Of all rows that were read, those that cannot count are taken off."),
        COUNTED,
        {"used": "{read} − {quarantined} − {blank} − {excluded}"},
    ),
    "gain": Formula(
        mark("What one member gets"),
        mark("What one member of a class earns a year with the cluster, less what she would earn without it."),
        CENTRAL,
        {"gain": "{with} − {without}"},
        {"with": mark("with the cluster"), "without": mark("without the cluster")},
        paths=("markets.*.price", "products.*.pays.price", "links.*.cost"),
        answers=ANSWERS,
    ),
    "cover": Formula(
        mark("Whether a loan can be served"),
        mark("In each year the money there is for the debt is divided by what is due. The weakest year is shown."),
        CENTRAL,
        {"cover": "{cash} ÷ {service}", "chance": "100 × {count} ÷ {draws}"},
        {"cover": mark("times what is due")},
        paths=("finance.loans.*", "finance.loan_products.*", "finance.covenant", "finance.surety", "finance.items.*"),
    ),
}
"""by name"""


def label(formula: Formula, name: str) -> str:
    """Return what a number of a formula is called, as a message; "" of one that a class, a month or a year names."""
    return formula.labels.get(name, LABELS.get(name, ""))
