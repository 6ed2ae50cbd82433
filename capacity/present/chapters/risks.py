"""What can go wrong: the register in money, what acting against a risk saves, and the stress tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.chapters.section import Exhibit, Section, Table
from capacity.present.charts import of_risks as pictures_risks
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, margin, table
from capacity.present.words.thousands import thousands
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

NO_REGISTER = mark(
    "No risk was priced: the cluster file has no events and no risks, or it has no finance block. Nobody has said what "
    "can go wrong; that does not mean that nothing can."
)
NOT_WORTH = mark("None of the mitigations saves more than it costs; to those who bear the risk they may be worth it.")
TOP = 3


def risks(study: Study, words: Words) -> Section:
    """Return the register with its prices, the bridge of the net present value, and what the worst would do."""
    title, rows = words.say("What can go wrong"), pictures_risks.numbered(study, words)
    if rows.empty:
        return Section("risks", title, (words.say(NO_REGISTER),))
    lead = (*_taken(study, words, rows), *_against(words, study, rows), *_worst(study, words))
    return Section("risks", title, lead, exhibits=tuple(_exhibits(study, words, rows)), notes=_notes(study, words))


def _taken(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[str]:
    bridge, currency = table(study, "risk_bridge"), rows["currency"].iloc[0]
    if len(bridge):
        yield _total(words, len(rows), bridge.set_index("step")["amount"], currency)
    names = Names(study.cluster.spec, words)
    most = rows[rows["loss"] > 0].head(TOP)
    if len(most):
        said = (f"{names.risk(row.risk)} ({words.about(row.loss, currency)})" for row in most.itertuples(index=False))
        yield words.say("Most is taken by: {risks}.", risks="; ".join(said))
    unsure = [
        names.risk(row.risk) for row in rows.itertuples(index=False) if abs(row.loss) < margin(study, row.loss_se)
    ]
    if unsure:
        yield words.say("Too little to tell from chance in so few futures: {risks}.", risks="; ".join(unsure))


def _total(words: Words, known: int, totals: pd.Series, currency: str) -> str:
    plain, struck = (words.amount(totals[step], currency) for step in ("plain", "with_risks"))
    return words.say(
        "Without any of the {n} risks the net present value would be {plain} on average; with all of them it is "
        "{struck}.",
        n=words.number(known, 0),
        plain=plain,
        struck=struck,
    )


def _against(words: Words, study: Study, rows: pd.DataFrame) -> Iterator[str]:
    known, names = rows[rows["worth"].map(finite)], Names(study.cluster.spec, words)
    paying = known[known["net_worth"] > 0].sort_values("net_worth", ascending=False, kind="stable")
    for row in paying.head(TOP).itertuples(index=False):
        said = words.say(
            "Worth doing: {mitigation}. Against: {risk}. It saves {saved} and costs {cost}.",
            mitigation=mitigation_name(words, row),
            risk=names.risk(row.risk),
            saved=words.about(row.worth, row.currency),
            cost=words.about(row.mitigation_cost, row.currency),
        )
        yield said if _is_sure(study, row) else f"{said} {words.say('That may be chance: more draws would tell.')}"
    if len(known) and paying.empty:
        yield words.say(NOT_WORTH)
    taken = known[known["taken"].astype(bool)]
    if len(taken):
        said = "; ".join(mitigation_name(words, row) for row in taken.itertuples(index=False))
        yield words.say("Decided already, and part of the plan: {mitigations}.", mitigations=said)
    bare = rows[~rows["worth"].map(finite) & (rows["loss"] > 0)]
    if len(bare):
        said = "; ".join(names.risk(risk) for risk in bare["risk"])
        yield words.say("Nobody has said what could be done against: {risks}.", risks=said)


def _is_sure(study: Study, row: Line) -> bool:
    """Return whether the gain of a mitigation is more than chance."""
    return not finite(row.net_worth_se) or abs(row.net_worth) > margin(study, row.net_worth_se)


def mitigation_name(words: Words, row: Line) -> str:
    """Return what is done against a risk."""
    return words.title(row.mitigation_title, row.mitigation)


def _worst(study: Study, words: Words) -> Iterator[str]:
    rows = table(study, "stress")
    if rows.empty or not rows["loss"].iloc[0] > 0:
        return
    worst, every = rows.iloc[0], rows.iloc[-1]
    yield words.say(
        "Worst single blow, if it came for sure: {risk}, from {month} on. The net present value would fall from "
        "{before} to {after}.",
        risk=pictures_risks.stress_name(study, words, worst["risk"]),
        month=words.month(worst["begins"]),
        before=words.amount(worst["npv_before"], worst["currency"]),
        after=words.amount(worst["npv_after"], worst["currency"]),
    )
    if len(rows) > 2 and finite(every["share_of_year"]):
        yield words.say(
            "If all began at once, in {month}, year {year} would lose {share} of what the cluster brings its members.",
            month=words.month(every["begins"]),
            year=int(every["year"]),
            share=words.share(every["share_of_year"]),
        )


def _notes(study: Study, words: Words) -> tuple[str, ...]:
    draws = study.summary.get("risks", {}).get("draws")
    return (
        words.say(
            "Loss: by how much the risk alone lowers the expected net present value, with the cluster less without it. "
            "A drought that strikes both counts only by the difference; a better price outside is a loss here, "
            "because members would get it without the cluster too."
        ),
        words.say(
            "P10 falls by: how much lower the bad tenth of the futures lies. Saves: by how much the mitigation lowers "
            "the expected loss, before its own cost. After ± stands the Monte-Carlo error, from {n} futures.",
            n=words.number(draws, 0),
        ),
    )


def _exhibits(study: Study, words: Words, rows: pd.DataFrame) -> Iterator[Exhibit]:
    heat = pictures_risks.heat_map(study, words)
    bridge, stress = (draw(study, words) for draw in _STEPS)
    legend = f"{heat.legend} {'; '.join(rows['called'])}." if heat else ""
    yield Exhibit("risks-register", _register(words, rows), heat, legend)
    if rows["worth"].map(finite).any():
        yield Exhibit("risks-mitigations", _mitigations(study, words, rows))
    if bridge is not None:
        yield Exhibit("risks-bridge", _bridge_table(study, words, bridge.name), bridge)
    if stress is not None:
        yield Exhibit("risks-stress", _stress_table(study, words, stress.name), stress)


_STEPS = (pictures_risks.bridge, pictures_risks.stress)


def _register(words: Words, rows: pd.DataFrame) -> Table:
    heads = (
        *(mark("Risk"), mark("Answers for it"), mark("Chance a year"), mark("Lasts, months"), mark("Expected loss")),
        *(mark("Loss each time"), mark("P10 falls by")),
    )
    money = thousands(words, rows, "loss", "loss_a_strike")
    body = tuple(
        (
            row.called,
            words.title(row.answers) or "–",
            words.share(row.chance),
            words.number(row.lasts),
            money.about(row.loss, row.loss_se),
            money.about(row.loss_a_strike),
            money.about(row.shortfall, row.shortfall_se),
        )
        for row in rows.itertuples(index=False)
    )
    caption = money.caption(words.say("The register of risks"))
    return Table(caption, tuple(words.say(one) for one in heads), body, 2)


def _mitigations(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    heads = (
        *(mark("What is done"), mark("Against"), mark("Saves"), mark("Costs"), mark("Left of the loss")),
        *(mark("Gain"), mark("Worth it")),
    )
    known = rows[rows["worth"].map(finite)].sort_values("net_worth", ascending=False, kind="stable")
    money = thousands(words, known, "worth", "mitigation_cost")
    body = tuple(
        (
            mitigation_name(words, row),
            row.called,
            money.about(row.worth, row.worth_se),
            money.about(row.mitigation_cost),
            money.about(row.loss_left),
            money.about(row.net_worth, row.net_worth_se),
            _worth_it(study, words, row),
        )
        for row in known.itertuples(index=False)
    )
    caption = money.caption(words.say("What can be done against them, in money of today"))
    return Table(caption, tuple(words.say(one) for one in heads), body, 2)


def _worth_it(study: Study, words: Words, row: Line) -> str:
    if row.taken:
        return words.say("decided")
    if not _is_sure(study, row):
        return words.say("not sure")
    return words.say("yes") if row.net_worth > 0 else words.say("no")


def _bridge_table(study: Study, words: Words, caption: str) -> Table:
    rows = table(study, "risk_bridge")
    money = thousands(words, rows, "amount")
    body = tuple(
        (
            pictures_risks.bridge_name(study, words, row),
            money.exact(row.amount) if row.step in pictures_risks.STATES else money.about(row.amount),
            money.about(row.se) if row.se > 0 else "–",
        )
        for row in rows.itertuples(index=False)
    )
    return Table(
        money.caption(caption), (words.say("What changes"), words.say("Sum"), words.say("Monte-Carlo error")), body
    )


def _stress_table(study: Study, words: Words, caption: str) -> Table:
    heads = (
        *(mark("Risk"), mark("Begins"), mark("Loss"), mark("Net present value after it")),
        *(mark("Lost in its first year"), mark("Share of that year"), mark("Loss with the mitigation")),
    )
    rows = table(study, "stress")
    money = thousands(words, rows, "loss", "npv_after")
    body = tuple(
        (
            pictures_risks.stress_name(study, words, row.risk),
            words.month(row.begins),
            money.about(row.loss),
            money.exact(row.npv_after),
            money.about(row.loss_in_year),
            words.share(row.share_of_year) if finite(row.share_of_year) else "–",
            money.about(row.loss_left),
        )
        for row in rows.itertuples(index=False)
    )
    return Table(money.caption(caption), tuple(words.say(one) for one in heads), body, 1)
