"""What a cluster file says that can be, but is doubtful or without effect: said as warnings, counted as it stands.

Codes: Y14 dates, Y17 prices, Y18 months after the horizon, Y19 empty keys, Y20 names, Y21 shares, Y22 what
is done today, Y23 nominal rates, Y24 capacities that nothing looks at.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from capacity.intake.answers.dates import dated_sources
from capacity.intake.cluster_checks.money_checks import nominal_loans
from capacity.intake.cluster_checks.namesakes import like_names, unused_names
from capacity.intake.cluster_checks.places import placed_nodes
from capacity.intake.cluster_checks.prices import asked_prices, doubtful_prices, doubtful_unit
from capacity.intake.cluster_file.risk import REGISTERS
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.documents import Document
from capacity.intake.findings import Found, Issue, Where
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.survey.todays_answers import unsaid_work

_EMPTY = ("set", "values", "missing", "columns")


def doubtful_statements(specs: Iterable[Spec], document: Document, members: pd.DataFrame | None = None) -> list[Issue]:
    """Return the warnings about a cluster file under all its scenarios, each once, with its place in the file.

    Prices are held against those that the members gave, where they are known.
    """
    specs = list(specs)
    asked = asked_prices(specs[0], members) if members is not None else {}
    found: dict[tuple, Issue] = {}
    doubts = [
        *_empty_keys(document.data, ()),
        *unused_names(specs),
        *(one for spec in specs for one in _of_spec(spec, asked)),
    ]
    for path, issue in doubts:
        severity = issue.severity if issue.severity == "note" else "warning"
        placed = issue.at(file=document.where(path), severity=severity)
        found.setdefault((placed.file, placed.problem), placed)
    return list(found.values())


def _of_spec(spec: Spec, asked: Mapping[str, float]) -> Found:
    yield from dated_sources(spec)
    yield from like_names(spec)
    yield from doubtful_prices(spec, asked)
    yield from _late(spec)
    yield from _shares(spec)
    yield from nominal_loans(spec)
    yield from _idle_capacities(spec)


def _empty_keys(value: object, path: tuple) -> Found:
    """Yield keys with nothing behind them, outside of the changes of scenarios, where that takes a number away."""
    if isinstance(value, dict) and path[-1:] not in [(key,) for key in _EMPTY]:
        for key, item in value.items():
            if item is None:
                problem = f"nothing is written behind {key}: it counts as not stated"
                yield (*path, key), Issue(problem, "write its value, or remove the line", code="Y19")
            else:
                yield from _empty_keys(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _empty_keys(item, (*path, index))


def _late(spec: Spec) -> Found:
    """Yield what begins after the last month that is looked at."""
    horizon = round(spec.horizon.mode)
    finance = spec.finance
    ramps = spec.ramps.items()
    stated: list[tuple[tuple, float]] = [(("ramps", name, "starts"), r.starts.mode) for name, r in ramps if r.starts]
    for register in REGISTERS:
        for name, event in getattr(spec, register).items():
            if event.mitigation:
                stated.append(((register, name, "mitigation", "month"), event.mitigation.month))
    for part in ("items", "loans", "grants", "equity", "running", "subsidies"):
        for index, entry in enumerate(getattr(finance, part) if finance else ()):
            fields = ("month", "in_use", "start")
            stated += [(("finance", part, index, field), getattr(entry, field, None) or 0) for field in fields]
    for path, month in stated:
        if month >= horizon:
            problem = f"month {month:g} never comes: the last one is month {horizon - 1}, counted from 0"
            yield path, Issue(problem, "name an earlier month, or look farther ahead", value=f"{month:g}", code="Y18")


def _idle_capacities(spec: Spec) -> Found:
    """Yield links that state a capacity, or which share of it is usable, and have no equipment that it could be of."""
    for name, link in spec.links.items():
        for field in ("capacity", "usable"):
            stated = getattr(link, field)
            if stated is not None and not link.equipment:
                problem = f"the link {name} has no equipment (equipment: false), so that nothing looks at its {field}"
                fix = f"remove equipment: false, or the {field}"
                yield ("links", name, field), Issue(problem, fix, value=stated.stated, code="Y24")


def _shares(spec: Spec) -> Found:
    """Yield shares that look like percent, or the other way round: joining with 0.8 percent, 0.15 of today's output."""
    for name in ("joins", "letter"):
        column = getattr(spec.survey, name)
        for answer, chance in (column.values if column else {}).items():
            if isinstance(chance, Quantity) and 0 < chance.high < 0.01:
                fix = f"did you mean {chance.mode * 100:g} as a share, {chance.mode * 1e4:g} percent?"
                issue = Issue(f"a probability of {chance.mode:.2%}", fix, value=chance.stated, code="Y21")
                yield ("survey", name, "values", answer), issue
    yield from _given_away(spec)
    for name, kind in spec.classes.items():
        for field in ("attainable", "with_investment"):
            share = getattr(kind, field)
            if share and share.mode < 1:
                problem = f"{field} is less than today's output ({share.mode:.0%} of it)"
                fix = (
                    f"write the whole as a share of today's, e.g. [{1 + share.mode:g}, share] for {share.mode:.0%} more"
                )
                yield ("classes", name, field), Issue(problem, fix, value=share.stated, code="Y21")


def _given_away(spec: Spec) -> Found:
    """Yield classes that keep at home, sell at the bazaar and elsewhere more than all they produce, as shares."""
    for name, kind in spec.classes.items():
        stated = {field: getattr(kind, field) for field in ("own_use", "bazaar", "elsewhere")}
        parts = {field: share for field, share in stated.items() if share and share.unit == "share"}
        total = sum(share.mode for share in parts.values())
        if total > 1 + 1e-9:
            listed = " + ".join(f"{field} {share.mode:.0%}" for field, share in parts.items())
            problem = (
                f"the class {name} gives away {total:.0%} of what it produces ({listed}): nothing is left to offer"
            )
            yield ("classes", name), Issue(problem, "let the shares add up to 100 % at most", code="Y21")


def doubtful_answers(spec: Spec, members: pd.DataFrame, where: Where) -> list[Issue]:
    """Return the warnings that only the survey and the cluster file together give, with their places in that file."""
    found = [*_nobody(spec), *_nowhere(spec, members), *doubtful_unit(spec, members), *unsaid_work(spec, members)]
    return [issue.at(file=where(path), severity="warning") for path, issue in found]


def _nobody(spec: Spec) -> Found:
    column = spec.survey.member_class
    meant = set(map(str, column.values.values())) if column and column.values else set(spec.classes)
    for name in spec.classes:
        if name not in meant:
            problem = f"no answer of the survey means the class {name}: nobody is in it"
            yield ("classes", name), Issue(problem, "add an answer (survey.class.values)", code="Y20")


def _nowhere(spec: Spec, members: pd.DataFrame) -> Found:
    """Yield links at places where no member of the survey is."""
    known = set(members["place"])
    for path, node in placed_nodes(spec):
        place = node.partition("@")[2]
        if place and place not in known:
            fix = f"check the spelling; members are at: {', '.join(sorted(known - {''})) or 'no place'}"
            yield path, Issue(f"no member of the survey is at {place}", fix, value=node, code="Y20")
