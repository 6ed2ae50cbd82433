"""Questions shouted in the room: those that cleared numbers answer, and those that nobody answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.cluster_file.shown_units import quoted
from capacity.intake.facts import BASE
from capacity.present.members_page import prices
from capacity.present.words.names import Names
from capacity.present.words.reading import median

if TYPE_CHECKING:
    from capacity.intake.cluster_file.funding import Fee
    from capacity.model.results.study import Study
    from capacity.present.members_page.release import Release, Shown
    from capacity.present.words.words import Words


ROOM, BOUND = "room", "bound"
"""questions from the room; what a member pays, signs and how she leaves"""


def answers(study: Study, release: Release, words: Words, topic: str = "") -> list[tuple[str, str]]:
    """Return the questions that the cleared numbers can answer, with their answers; of one topic, or all."""
    return [(question, answer) for one, question, answer in _asked(study, release, words) if answer and topic in one]


def unanswered(study: Study, release: Release, words: Words, topic: str = "") -> list[str]:
    """Return the questions that nobody answered yet; of one topic, or all."""
    return [question for one, question, answer in _asked(study, release, words) if not answer and topic in one]


def _asked(study: Study, release: Release, words: Words) -> list[tuple[str, str, str]]:
    """Return topic, question and answer."""
    names, agreed = Names(study.cluster.spec, words), study.cluster.spec.agreements
    return [
        (ROOM, words.say("How much will I get, in January and in July?"), _own_share(release, names, words)),
        (ROOM, words.say("What if I sell only half?"), _half(release, names, words)),
        (ROOM, words.say("The trader pays more in winter: why stay?"), _why_stay(names, words)),
        (ROOM, words.say("Who measures the quality?"), words.title(agreed.quality)),
        (ROOM, words.say("What if a big farm or shop leaves?"), _leaving(release, names, words)),
        (ROOM, words.say("What if the plant pays 60 days late?"), words.title(agreed.late_payment)),
        (ROOM, words.say("Why is money spent there and not with us?"), _why_there(release, names, words)),
        (ROOM, words.say("How many more of us are needed?"), _more_heads(release, words)),
        (
            ROOM,
            words.say("And if the border closes, the drought comes, the rouble falls?"),
            _futures(release, names, words, study.scenario),
        ),
        (ROOM, words.say("Where is this number from?"), _origin(names, words)),
        (BOUND, words.say("What do I pay as a member?"), _fees(study, words)),
        (BOUND, words.say("Who signs for the loan?"), _borrowers(names, words)),
        (
            BOUND,
            words.say("Do I answer with my own property if my neighbour does not pay?"),
            words.title(agreed.neighbours_debt),
        ),
        (BOUND, words.say("How do I get out?"), words.title(agreed.leaving)),
    ]


def _own_share(release: Release, names: Names, words: Words) -> str:
    parts = []
    for product in release.named("year."):
        january, july = (release.number(f"month.{product}.{month}") for month in (1, 7))
        if january and july:
            unit = release.unit(f"month.{product}.1")
            parts.append(
                words.say(
                    "{product}: together we offer {january} in January and {july} in July.",
                    product=names.product(product),
                    january=words.amount(january, unit),
                    july=words.amount(july, unit),
                )
            )
    for cls, shown in gained(release).items():
        low, _, high = shown.ends
        parts.append(
            words.say(
                "{cls}: one member on average {range} against today.",
                cls=names.cls(cls),
                range=words.between(low, high, shown.unit),
            )
        )
    if not parts:
        return ""
    parts.append(words.say("Your own January and July you can reckon on this page; nobody else sees them."))
    return " ".join(parts)


def gained(release: Release) -> dict[str, Shown]:
    """Return what a member of each class gains in a year, as far as it was let out."""
    return {name.partition(".")[0]: one for name, one in release.named("gain.").items() if name.endswith(".year")}


def _half(release: Release, names: Names, words: Words) -> str:
    """Return what half the goods bring, and what the members have agreed about it."""
    said = [words.title(names.spec.agreements.part_sale)]
    if gained(release) or any(product.pays for product in names.spec.products.values()):
        said.append(
            words.say("What you sell to the trader brings the trader's price: half the goods bring half of the gain.")
        )
    return " ".join(filter(None, said))


def _more_heads(release: Release, words: Words) -> str:
    expected, needed = release.number("members.expected_to_join"), release.number("members.needed")
    if expected is None or needed is None:
        return ""
    if expected >= needed and not release.number("light.heads"):
        return words.say("None, if as many join as are expected. That is not sure, so each one more counts.")
    if expected >= needed:
        return words.say("None, if those who said so do join. Each one more makes it safer.")
    return words.count("About {n} more.", "About {n} more.", needed - expected)


def _leaving(release: Release, names: Names, words: Words) -> str:
    green = release.number("light.suppliers")
    alone = [link for link, shown in release.named("alone.").items() if shown.number]
    said = []
    if alone:
        steps = words.listed(names.node(link) for link in alone)
        said.append(
            words.say("Only one of us does this step, and if that one leaves, the chain stops: {steps}.", steps=steps)
        )
    if green is not None:
        said.append(
            words.say("What we bring comes from many hands. How much one of us weighs, the initiative group knows.")
            if green
            else words.say("It would be felt: much of what we bring comes from few hands.")
        )
    return " ".join(said)


def _futures(release: Release, names: Names, words: Words, leads: str) -> str:
    """Return the first product's range in the other scenarios against the leading one, in the middle year shown."""
    shown = release.named("output.")
    keys = [name.split(".") for name in shown]
    if not keys:
        return ""
    product, years = keys[0][0], [year for one, scenario, year in keys if one == keys[0][0] and scenario == leads]
    year = years[min(1, len(years) - 1)] if years else ""
    others = [scenario for one, scenario, when in keys if one == product and when == year and scenario != leads]
    if not others:
        return ""
    ranges = {name: shown[f"{product}.{name}.{year}"] for name in (leads, *others)}
    said = [
        words.say(
            "{scenario}: {range}",
            scenario=names.scenario(name),
            range=words.between(one.ends[0], one.ends[2], one.unit),
        )
        for name, one in ranges.items()
    ]
    head = words.say("{product} in year {year}", product=names.product(product), year=year)
    return f"{head}. {'; '.join(said)}."


def _why_there(release: Release, names: Names, words: Words) -> str:
    for name in release.named("first.capacity."):
        return words.say("Because in the calculation this holds all of us back most: {name}.", name=names.node(name))
    return ""


def _borrowers(names: Names, words: Words) -> str:
    loans = names.spec.finance.loans if names.spec.finance else ()
    if not loans:
        return words.say("No loan is part of the calculation.")
    who = dict.fromkeys(names.cls(loan.borrower) for loan in loans)
    return words.say("In the calculation the borrower is: {borrowers}.", borrowers=words.listed(who))


def _fees(study: Study, words: Words) -> str:
    """Return what the cluster file has each class pay to the cluster's own body; without a finance block nothing."""
    spec, names = study.cluster.spec, Names(study.cluster.spec, words)
    if spec.finance is None:
        return ""
    paid: dict[str, list[str]] = {}
    for fee in spec.finance.fees:
        paid.setdefault(_fee(study, fee, words), []).append(names.cls(fee.pays))
    if not paid:
        return words.say("In the calculation members pay no fee.")
    return " ".join(words.say("{who}: {fee}.", who=words.listed(who), fee=fee) for fee, who in paid.items())


def _fee(study: Study, fee: Fee, words: Words) -> str:
    if fee.share is not None:
        share = Names(study.cluster.spec, words).percent(100 * median(study, fee.share, BASE))
        return words.say("{share} of what they sell", share=share)
    amount = words.amount(median(study, fee.amount, BASE), study.cluster.spec.currency)
    return words.say("{amount} a month, all of them together", amount=amount)


def _why_stay(names: Names, words: Words) -> str:
    """Return what the cluster has declared to pay against today's best outlet, over the year and month by month."""
    spec = names.spec
    for product in spec.products:
        ours, theirs = prices.inside(spec, product), prices.outside(spec, product)
        if ours is None or theirs is None:
            continue
        unit, times = quoted(spec, product)
        inside = [price * times for price in ours]
        outside = [price * times for price in theirs]
        dearer = [month for month in range(1, 13) if outside[month - 1] > inside[month - 1] + 1e-9]
        means = {"ours": sum(inside) / 12, "theirs": sum(outside) / 12}
        said = words.say(
            "{product}, the mean of the twelve months: the cluster proposes {ours}, the trader pays {theirs}.",
            product=names.product(product),
            **{name: words.amount(value, f"{spec.currency}/{unit}") for name, value in means.items()},
        )
        more = (
            words.say("The trader pays more in these months: {months}.", months=words.months(dearer))
            if dearer
            else words.say("In no month does the trader pay more.")
        )
        return f"{said} {more}"
    return ""


def _origin(names: Names, words: Words) -> str:
    spec = names.spec
    survey = spec.sources.get(spec.survey.source)
    said = words.say(
        "From the answers of the members and from stated assumptions; each has its source in the full report."
    )
    return f"{said} {survey.title}, {survey.date}." if survey else said
