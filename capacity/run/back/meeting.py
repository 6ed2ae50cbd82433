"""`capacity meeting`: answers change, and the potential, critical mass and the counter are out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from capacity.intake.changes.correcting import keep_entries, with_added
from capacity.intake.changes.filled import Signed
from capacity.intake.changes.meeting import Answer, as_corrections, with_answers
from capacity.intake.cluster import read_cluster
from capacity.intake.facts import Cluster
from capacity.intake.files import find_folder
from capacity.intake.findings import InputError
from capacity.model.whatif.glance import standing

DRAWS = 256
NOBODY = Signed()
LIGHTS = {"heads": "members", "volume": "a year's volume over the minimum load", "suppliers": "equal suppliers"}


@dataclass(frozen=True)
class Asked:
    """Which answers change, under which scenario; whether they are kept in corrections.yml, and who took them when."""

    answers: tuple[Answer, ...]
    scenario: str = "base"
    keep: bool = False
    signed: Signed = NOBODY


@dataclass(frozen=True)
class Met:
    """What a changed answer changes: lines of figures, as they stood and as they are."""

    lines: tuple[str, ...]

    def as_text(self) -> str:
        """Return one figure a line."""
        return "\n".join(self.lines)


def meet(cluster: Path, asked: Asked, draws: int = DRAWS) -> Met:
    """Return what stands, and with answers what it was before them; corrections.yml is written only to `keep` them."""
    folder = find_folder(cluster).absolute()
    if asked.keep and not (asked.signed.who and asked.signed.when):
        fix = "name them with --by NAME --date YYYY-MM-DD"
        raise InputError("answers are kept with who took them, and when", fix=fix, code="F40")
    before, after, text = _read(folder, asked)
    stood = standing(before, asked.scenario, draws)
    if after is None:
        return Met(tuple(_lines(before, stood, stood)))
    lines = _lines(after, stood, standing(after, asked.scenario, draws))
    if asked.keep:
        lines.append(f"{len(asked.answers)} kept in {keep_entries(folder, text)}")
    return Met(tuple(lines))


def _read(folder: Path, asked: Asked) -> tuple[Cluster, Cluster | None, str]:
    """Return the cluster before and after the answers, and corrections.yml as it would be with them."""
    before = read_cluster(folder)
    before.under(asked.scenario)
    if not asked.answers:
        return before, None, ""
    after = with_answers(before, asked.answers)
    text = with_added(folder, as_corrections(before, asked.answers, asked.signed)) if asked.keep else ""
    return before, after, text


def _lines(cluster: Cluster, before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> list[str]:
    rows, one = cluster.survey.rows, {name: _figures(tables) for name, tables in (("was", before), ("is", after))}
    lines = [_line(what, one["was"].get(what), now) for what, now in one["is"].items()]
    lines += [_line(what, was, None) for what, was in one["was"].items() if what not in one["is"]]
    return [*lines, f"answers used: {rows.used} of {rows.read}"]


def _figures(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, str]]:
    """Return each figure with what is said of it: the counter, potential by product, the lights."""
    found: dict[str, tuple[str, str]] = {}
    for row in tables["counter"].itertuples(index=False):
        needed, unit = f"needed {row.needed:,.3g}", row.unit
        if row.at == "members":
            found["signed"], found["promised"] = (f"{row.signed:.0f}", ""), (f"{row.promised:.0f}", needed)
            continue
        found[f"{row.at}: signed"] = (f"{row.signed:,.3g} {unit}", "")
        found[f"{row.at}: promised"] = (f"{row.promised:,.3g} {unit}", "")
        bought = f"; others' goods count too: {row.busy:,.3g}" if row.busy > 0 else ""
        found[f"{row.at}: both in the month with least"] = (f"{row.leanest:,.3g} {unit}", f"{needed}{bought}")
    for row in tables["potential"].itertuples(index=False):
        found[f"potential {row.product}: expected"] = (f"{row.expected:,.4g} {row.unit}", "")
        found[f"potential {row.product}: offered by all"] = (f"{row.offered:,.4g} {row.unit}", "")
    for row in tables["critical_mass"].itertuples(index=False):
        if row.light in LIGHTS:
            chance = f"needed {row.needed:g}, chance {row.probability:.0%}"
            found[f"critical mass: {LIGHTS[row.light]}"] = (f"{row.value:,.3g}", chance)
        else:
            found["critical mass: missing links"] = (str(row.note) or "none", "")
    return found


def _line(what: str, was: tuple[str, str] | None, now: tuple[str, str] | None) -> str:
    """Return a figure, with what it was where that differs."""
    figure, said = now or ("none", "")
    if was != now:
        figure = f"{was[0] if was else 'none'} → {figure}"
    return f"{what}: {figure}" + (f" ({said})" if said else "")


def read_answer(member: str, text: str) -> Answer:
    """Return the answer that COLUMN=VALUE says for a member."""
    column, equals, value = text.partition("=")
    if not equals or not column.strip() or not value.strip():
        fix = 'write the column, = and the answer, e.g. --set K-017 "Вступите?=да"; for no answer: "no answer"'
        raise InputError(f'"{text}" is not COLUMN=ANSWER', fix=fix, code="F40")
    return Answer(member.strip(), column.strip(), value.strip())


def read_answers(pairs: Sequence[tuple[str, str]]) -> tuple[Answer, ...]:
    """Return the answers of pairs of member and COLUMN=VALUE."""
    return tuple(read_answer(*pair) for pair in pairs)
