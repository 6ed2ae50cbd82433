"""Who is who from one round of a survey to the next: stayed, joined, left, renamed, come back.

By the id; where the id is new, by telephone or by name and place, which needs a line in waves/renames.csv. Leavers are
kept in view. Codes: W01 another name under the same id, W02 a known farm under a new id, W03 an id that another farm
has now, W10 a line of renames.csv that fits nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import pandas as pd

from capacity.intake.findings import Issue, nearest
from capacity.intake.spelling import fold
from capacity.intake.waves.files import FOLDER
from capacity.intake.waves.lists import Renames

STAYED, RENAMED, SPLIT, JOINED = "stayed", "renamed", "split", "joined"
HEARD, RETURNED, LEFT, ASIDE = "heard", "returned", "left", "set_aside"
"""heard: asked before, and read for the first time; set_aside: asked, and not read this time"""
ALIKE = 0.85
"""likeness of two names from which they may be spellings of one"""
COLUMNS = ("wave", "member", "person", "status", "cls", "place")


@dataclass(frozen=True)
class Person:
    """A farm or firm as a round knows it; `key` stays the same in all rounds: the id it had first."""

    key: str
    member: str
    name: str
    phone: str
    place: str
    cls: str


@dataclass(frozen=True)
class Seen:
    """All who were seen in the rounds so far, and which of them in the last one."""

    known: Mapping[str, Person]
    active: frozenset[str]
    """keys of those in the last round"""
    rows: tuple[tuple, ...] = ()
    """COLUMNS of all rounds so far"""
    issues: tuple[Issue, ...] = ()
    asked: frozenset[str] = frozenset()
    """ids of all rows so far, also of those that were set aside"""


@dataclass
class _Matching:
    """One round on its way to being matched."""

    month: str
    before: Seen
    renames: Renames
    file: str
    ids: frozenset[str]
    taken: dict[str, Person] = field(default_factory=dict)
    rows: list[tuple] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(self, found: Issue, one: Person) -> None:
        """Keep what is said of one who answered."""
        self.issues.append(found.at(file=self.file, member=one.member))


def first_round(members: pd.DataFrame, people: pd.DataFrame, ids: Iterable[str]) -> Seen:
    """Return who was seen in the first round: everybody under the own id."""
    found = {one.key: one for one in _persons(members, people)}
    return Seen(found, frozenset(found), asked=frozenset(ids))


def next_round(
    before: Seen, month: str, members: pd.DataFrame, people: pd.DataFrame, ids: Iterable[str], renames: Renames
) -> Seen:
    """Return who was seen once a further round is matched; `ids` are those of all its rows, also of those set aside.

    What has to be decided by a person comes as an error among `issues`, with the line to write.
    """
    file = members["file"].iloc[0] if len(members) else f"{FOLDER}/{month}"
    state = _Matching(month, before, renames, file, frozenset(ids))
    asked = list(_persons(members, people))
    own = [one for one in asked if _named_before(one, state) in (one.member, None)]
    for one in (*own, *(one for one in asked if one not in own)):
        _place(one, state)
    _unmatched_lines(state)
    rest = [before.known[key] for key in sorted(before.known.keys() - state.taken.keys())]
    read = {one.member for one in state.taken.values()}
    for one in rest:
        status = ASIDE if one.member in state.ids - read else LEFT
        if status == ASIDE or one.key in before.active or _has_left(one, before):
            state.rows.append((month, one.member, one.key, status, one.cls, one.place))
    return Seen(
        {**before.known, **state.taken},
        frozenset(state.taken),
        (*before.rows, *sorted(state.rows)),
        (*before.issues, *state.issues),
        before.asked | state.ids,
    )


def _persons(members: pd.DataFrame, people: pd.DataFrame) -> Iterator[Person]:
    for row, said in zip(members.itertuples(), people.itertuples(), strict=True):
        yield Person(row.member, row.member, said.name, said.phone, row.place, row.cls)


def _named_before(one: Person, state: _Matching) -> str | None:
    return state.renames.get((state.month, one.member))


def _has_left(one: Person, before: Seen) -> bool:
    return any(row[2] == one.key and row[3] == LEFT for row in before.rows)


def _holder(member: str, state: _Matching) -> Person | None:
    """Return who was last known under an id."""
    known = state.before.known
    return known.get(member) or next((one for one in known.values() if one.member == member), None)


def _place(one: Person, state: _Matching) -> None:
    """Match one who answered to somebody who was seen before, or take it as somebody new."""
    was, holder = _named_before(one, state), _holder(one.member, state)
    if was == "":
        key = f"{one.member} ({state.month})" if holder else one.member
        _take(replace(one, key=key), JOINED, state)
    elif was is not None:
        _take_as(one, was, state)
    elif holder is None:
        _newcomer(one, state)
    else:
        _known_id(one, holder, state)


def _take(one: Person, status: str, state: _Matching) -> None:
    state.taken[one.key] = one
    state.rows.append((state.month, one.member, one.key, status, one.cls, one.place))


def _take_as(one: Person, was: str, state: _Matching) -> None:
    """Take one as the farm that renames.csv says it was; where that is taken already, it has been divided."""
    holder = _holder(was, state)
    if holder is None:
        known = [person.member for person in state.before.known.values()]
        problem = f'waves/renames.csv says that it was "{was}", which nobody had'
        state.add(Issue(problem, nearest(was, known), code="W10"), one)
    elif holder.key in state.taken:
        _take(one, SPLIT, state)
    else:
        _take(replace(one, key=holder.key), _status(holder, state, RENAMED), state)


def _status(holder: Person, state: _Matching, usual: str) -> str:
    return usual if holder.key in state.before.active else RETURNED


def _known_id(one: Person, holder: Person, state: _Matching) -> None:
    """Take one under a known id as the farm that had it, unless what else is known of both speaks against it."""
    moved = bool(one.place and holder.place) and one.place != holder.place
    renamed = bool(one.name and holder.name) and fold(one.name) != fold(holder.name)
    phones = bool(one.phone and holder.phone)
    same_phone = phones and one.phone == holder.phone
    other = renamed and not same_phone and (phones or moved or one.cls != holder.cls)
    if other or (not one.name and moved and one.cls != holder.cls and not same_phone):
        what = "another name and telephone" if renamed and phones else "another name, place or kind"
        problem = f"the id had {what} before: it looks as if another farm has it now"
        line, was = f"{state.month},{one.member},", holder.member
        fix = f"write this line in waves/renames.csv if it is another farm: {line} or this if not: {line}{was}"
        state.add(Issue(problem, fix, code="W03"), one)
        return
    if renamed:
        problem = "the id has another name than before: it is taken as the same farm"
        fix = f"if it is another one, write this line in waves/renames.csv: {state.month},{one.member},"
        state.add(Issue(problem, fix, severity="note", code="W01"), one)
    _take(replace(one, key=holder.key), _status(holder, state, RENAMED if renamed else STAYED), state)


def _newcomer(one: Person, state: _Matching) -> None:
    """Take one under a new id as somebody new, unless somebody who is missing looks like it."""
    missing = [
        person
        for person in state.before.known.values()
        if person.key in state.before.active and person.member not in state.ids
    ]
    same = next((person for person in missing if _is_same(one, person)), None)
    line = f"{state.month},{one.member},"
    if same is not None:
        problem = f'telephone, or name and place, are those of "{same.member}", which is missing in this wave'
        fix = f"write this line in waves/renames.csv: {line}{same.member} or this if it is another farm: {line}"
        state.add(Issue(problem, fix, code="W02"), one)
        return
    like = next((person for person in missing if _is_like(one, person)), None)
    if like is not None:
        problem = f'the name is nearly that of "{like.member}", which is missing now: it is taken as a new farm'
        fix = f"if it is the same, write this line in waves/renames.csv: {line}{like.member}"
        state.add(Issue(problem, fix, severity="warning", code="W02"), one)
    _take(one, HEARD if one.member in state.before.asked else JOINED, state)


def _is_same(one: Person, other: Person) -> bool:
    if one.phone and other.phone:
        return one.phone == other.phone
    return bool(one.name) and fold(one.name) == fold(other.name) and one.place == other.place


def _is_like(one: Person, other: Person) -> bool:
    if not one.name or not other.name or (one.place, one.cls) != (other.place, other.cls):
        return False
    return SequenceMatcher(None, fold(one.name), fold(other.name), autojunk=False).ratio() >= ALIKE


def _unmatched_lines(state: _Matching) -> None:
    """Note the lines of renames.csv whose id is not in the wave."""
    for wave, member in state.renames:
        if wave == state.month and member not in state.ids:
            problem = f'waves/renames.csv names the id "{member}", which is not in this wave'
            state.issues.append(Issue(problem, nearest(member, state.ids), code="W10", file=state.file, member=member))
