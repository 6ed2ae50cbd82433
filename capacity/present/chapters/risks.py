"""What can go wrong: the register in money, what acting against a risk saves, and the stress tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_risks as pictures
from capacity.present.parts.section import Exhibit, Section, Table, make_table
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
    title, rows = words.say("What can go wrong"), pictures.numbered(study, words)
    if rows.empty:
        return Section("risks", title, (words.say(NO_REGISTER),))
    lead = (*_taken(study, words, rows), *_against(words, study, rows), *worst_blow(study, words))
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
        unsure = words.say("That may be chance: more draws would tell.")
        yield said if _is_sure(study, row) else f"{said} {unsure}"
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


def worst_blow(study: Study, words: Words) -> Iterator[str]:
    """Yield what the worst risk would take if it came for sure, and what all of them at once would."""
    rows = table(study, "stress")
    if rows.empty or not rows["loss"].iloc[0] > 0:
        return
    worst, every = rows.iloc[0], rows.iloc[-1]
    yield words.say(
        "Worst single blow, if it came for sure: {risk}, from {month} on. The net present value would fall from "
        "{before} to {after}.",
        risk=pictures.stress_name(study, words, worst["risk"]),
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
    heat, bridge = pictures.heat_map(study, words), pictures.bridge(study, words)
    legend = f"{heat.legend} {'; '.join(rows['called'])}." if heat else ""
    yield Exhibit("risks-register", _register(words, rows), heat, legend)
    if rows["worth"].map(finite).any():
        yield Exhibit("risks-mitigations", _mitigations(study, words, rows))
    if bridge is not None:
        yield Exhibit("risks-bridge", _bridge_table(study, words, bridge.name), bridge)
    stress = pictures.stress(study, words)
    if stress is not None:
        yield Exhibit("risks-stress", _stress_table(study, words, stress.name), stress)


def _register(words: Words, rows: pd.DataFrame) -> Table:
    money = thousands(words, rows, "loss", "loss_a_strike")
    columns = (
        (words.say("Risk"), lambda row: row.called),
        (words.say("Answers for it"), lambda row: words.title(row.answers) or "–"),
        (words.say("Chance a year"), lambda row: words.share(row.chance)),
        (words.say("Lasts, months"), lambda row: words.number(row.lasts)),
        (words.say("Expected loss"), lambda row: money.about(row.loss, row.loss_se)),
        (words.say("Loss each time"), lambda row: money.about(row.loss_a_strike)),
        (words.say("P10 falls by"), lambda row: money.about(row.shortfall, row.shortfall_se)),
    )
    return make_table(money.caption(words.say("The register of risks")), rows, columns, 2)


def _mitigations(study: Study, words: Words, rows: pd.DataFrame) -> Table:
    known = rows[rows["worth"].map(finite)].sort_values("net_worth", ascending=False, kind="stable")
    money = thousands(words, known, "worth", "mitigation_cost")
    columns = (
        (words.say("What is done"), lambda row: mitigation_name(words, row)),
        (words.say("Against"), lambda row: row.called),
        (words.say("Saves"), lambda row: money.about(row.worth, row.worth_se)),
        (words.say("Costs"), lambda row: money.about(row.mitigation_cost)),
        (words.say("Left of the loss"), lambda row: money.about(row.loss_left)),
        (words.say("Gain"), lambda row: money.about(row.net_worth, row.net_worth_se)),
        (words.say("Worth it"), lambda row: _worth_it(study, words, row)),
    )
    return make_table(money.caption(words.say("What can be done against them, in money of today")), known, columns, 2)


def _worth_it(study: Study, words: Words, row: Line) -> str:
    if row.taken:
        return words.say("decided")
    if not _is_sure(study, row):
        return words.say("not sure")
    return words.say("yes") if row.net_worth > 0 else words.say("no")


def _bridge_table(study: Study, words: Words, caption: str) -> Table:
    rows = table(study, "risk_bridge")
    money = thousands(words, rows, "amount")
    columns = (
        (words.say("What changes"), lambda row: pictures.bridge_name(study, words, row)),
        (words.say("Sum"), lambda row: (money.exact if row.step in pictures.STATES else money.about)(row.amount)),
        (words.say("Monte-Carlo error"), lambda row: money.about(row.se) if row.se > 0 else "–"),
    )
    return make_table(money.caption(caption), rows, columns)


def _stress_table(study: Study, words: Words, caption: str) -> Table:
    rows = table(study, "stress")
    money = thousands(words, rows, "loss", "npv_after")
    columns = (
        (words.say("Risk"), lambda row: pictures.stress_name(study, words, row.risk)),
        (words.say("Begins"), lambda row: words.month(row.begins)),
        (words.say("Loss"), lambda row: money.about(row.loss)),
        (words.say("Net present value after it"), lambda row: money.exact(row.npv_after)),
        (words.say("Lost in its first year"), lambda row: money.about(row.loss_in_year)),
        (words.say("Share of that year"), lambda row: words.share(row.share_of_year)),
        (words.say("Loss with the mitigation"), lambda row: money.about(row.loss_left)),
    )
    return make_table(money.caption(caption), rows, columns)
