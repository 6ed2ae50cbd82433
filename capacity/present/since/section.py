"""What has changed against an earlier report: conditions, figures, assumptions and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.brief.verdict import ANSWERS, CONDITIONS
from capacity.present.parts.section import Section, Table, tabled
from capacity.present.since.figures import Figure, figures, moved
from capacity.present.words.names import Names
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.study import Study
    from capacity.present.since.standing import Compared
    from capacity.present.words.words import Words

FIRST = 5
"""figures that are told in a sentence"""
OTHER_DRAWS = mark(
    "The two reports drew other futures ({before} and {now}). A figure counts as changed only where the difference is "
    "more than that alone would make."
)
OTHER_PROGRAM = mark(
    "The earlier report was made by another state of the program (version {before}; now {now}): a part of the changes "
    "can come from there."
)
SAME = mark("Nothing has changed: no condition, no figure, no assumption.")
FILES = {
    "changed": mark("Changed files: {files}."),
    "new": mark("New files: {files}."),
    "gone": mark("Files that are no longer there: {files}."),
}


def since(study: Study, compared: Compared, words: Words) -> Section:
    """Return what has changed against an earlier report of the same cluster; that nothing has is said too."""
    names = Names(study.cluster.spec, words)
    rows, kept = _figures(compared, words, names)
    assumed = _assumptions(compared, words, names)
    told = (*_verdict(compared, words), *_conditions(compared, words, names))
    same = not told and not rows and assumed is None
    return Section(
        "since",
        words.say("What has changed since the earlier report"),
        (words.say(SAME),) if same else told,
        points=tuple(_most(rows, words)),
        exhibits=(*tabled("since-figures", _table(rows, words)), *tabled("since-assumptions", assumed)),
        notes=tuple(_notes(compared, words, kept)),
    )


def _verdict(compared: Compared, words: Words) -> Iterator[str]:
    before, now = compared.before.answer, compared.now.answer
    if before != now:
        said = {name: words.say(ANSWERS[name][1]) if name in ANSWERS else "–" for name in (before, now)}
        yield words.say("The verdict was “{before}” and is now “{now}”.", before=said[before], now=said[now])


def _conditions(compared: Compared, words: Words, names: Names) -> Iterator[str]:
    """Yield the conditions that are met now and were not, and those that are no longer met."""
    before = compared.before.met
    turned = {one: met for one, met in compared.now.met.items() if one in before and before[one] != met}
    for sentence, wanted in ((mark("Now met: {which}."), True), (mark("No longer met: {which}."), False)):
        which = [_called(one, words, names) for one, met in turned.items() if met is wanted]
        if which:
            yield words.say(sentence, which="; ".join(which))


def _called(condition: tuple[str, str], words: Words, names: Names) -> str:
    kind, at = condition
    title = words.known(kind, CONDITIONS)
    return f"{title} ({names.anything(at)})" if at else title


Change = tuple[str, Figure, Figure]


def _figures(compared: Compared, words: Words, names: Names) -> tuple[list[Change], int]:
    """Return the figures that have moved, and how many have not."""
    before, now = (figures(one.summary, words, names) for one in (compared.before, compared.now))
    both = [(label, before[label], now[label]) for label in now if label in before]
    same = compared.before.draws == compared.now.draws
    rows = [one for one in both if moved(one[1], one[2], same_draws=same) and _shown(words, one)]
    return rows, len(both) - len(rows)


def _shown(words: Words, change: Change) -> bool:
    """Return whether a change can be seen in the figures as they are written."""
    _, before, after = change
    return words.amount(before.value, before.unit) != words.amount(after.value, after.unit)


def _most(rows: list[Change], words: Words) -> Iterator[str]:
    """Yield a sentence for a few figures: those on which the verdict hangs, then what moved most for its size."""

    def size(change: Change) -> float:
        _, before, after = change
        return round(abs(after.value - before.value) / max(abs(before.value), abs(after.value)), 9)

    leading = [one for one in rows if one[2].leads]
    others = sorted((one for one in rows if not one[2].leads), key=lambda one: -size(one))
    for label, before, after in [*leading, *others][:FIRST]:
        yield words.say(
            "{figure}: {before} before, {now} now.",
            figure=label,
            before=words.amount(before.value, before.unit),
            now=words.amount(after.value, after.unit),
        )


def _table(rows: list[Change], words: Words) -> Table | None:
    if not rows:
        return None
    body = tuple(
        (label, words.amount(before.value, before.unit), words.amount(after.value, after.unit))
        for label, before, after in rows
    )
    head = (words.say("Figure"), words.say("Before"), words.say("Now"))
    return Table(words.say("Every figure that has changed"), head, body)


def _assumptions(compared: Compared, words: Words, names: Names) -> Table | None:
    """Return the stated numbers that have changed, are new, or are gone."""
    before, now = compared.before.stated, compared.now.stated
    changed = [path for path in dict.fromkeys((*now, *before)) if before.get(path) != now.get(path)]
    if not changed:
        return None

    def said(found: dict[str, str], path: str) -> str:
        return words.stated(found[path]) if path in found else "–"

    body = tuple((names.path(path) if path in now else path, said(before, path), said(now, path)) for path in changed)
    head = (words.say("Assumption"), words.say("Before"), words.say("Now"))
    return Table(words.say("Numbers that are stated otherwise"), head, body)


def _notes(compared: Compared, words: Words, kept: int) -> Iterator[str]:
    before, now = compared.before, compared.now
    yield words.say("Figures that are as they were: {n}.", n=words.number(kept, 0))
    both = before.inputs.keys() & now.inputs.keys()
    files = {
        "changed": sorted(name for name in both if before.inputs[name] != now.inputs[name]),
        "new": sorted(now.inputs.keys() - both),
        "gone": sorted(before.inputs.keys() - both),
    }
    yield from (words.say(FILES[kind], files=words.listed(some)) for kind, some in files.items() if some)
    if before.draws != now.draws:
        drawn = {name: words.number(one.draws[0], 0) for name, one in (("before", before), ("now", now))}
        yield words.say(OTHER_DRAWS, **drawn)
    if before.code != now.code:
        yield words.say(OTHER_PROGRAM, before=before.version, now=now.version)
