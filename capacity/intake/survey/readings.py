"""What became of every row of a survey: the members, the rows that are none, and what has to be said of rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import Issue
from capacity.intake.rows.corrections import member_id
from capacity.intake.rows.fates import LISTED, QUARANTINED, USED, Fate
from capacity.intake.sheets.sheets import Key, Row, Table
from capacity.intake.survey.alike import read_alike
from capacity.intake.survey.members import WORDS, Reading, read_member


@dataclass(frozen=True, slots=True)
class Other:
    """A row that is not plainly used: it is no member, or something has to be said of it."""

    table: Table
    row: Row
    reading: Reading


@dataclass(frozen=True)
class Readings:
    """What became of every row of some tables.

    `members` has a row for each that is used, in their order: the keys of members.Member, and where it stands (table:
    the number among `tables`, at: the position there). `others` are the rows that are not used, and those of which
    something has to be said.
    """

    tables: Sequence[Table]
    members: pd.DataFrame
    others: Mapping[Key, Other]

    def row(self, index: int) -> tuple[Table, Row]:
        """Return the table and the row of a member."""
        table = self.tables[self.members["table"].iloc[index]]
        return table, table.rows[self.members["at"].iloc[index]]

    def unused(self) -> Iterator[Other]:
        """Yield the rows that are not used."""
        return (one for one in self.others.values() if one.reading.kind != USED)

    def issues(self) -> Iterator[Issue]:
        """Yield what is said of single rows."""
        return (issue for one in self.others.values() for issue in one.reading.issues)

    def on_list(self) -> pd.DataFrame:
        """Return the words of all on the first phase's list, also of those interviewed and of those set aside."""
        said = [one.reading.said for one in self.unused() if one.reading.said]
        every = pd.concat([self.members[[*WORDS]], pd.DataFrame(said, columns=[*WORDS])], ignore_index=True)
        return every[every["phase"] != ""].reset_index(drop=True)

    def listed(self, names: Sequence[str]) -> pd.DataFrame:
        """Return the words and the id, from the columns `names`, of those who are on the quick list only."""
        found = [(one, one.reading.said) for one in self.unused() if one.reading.reason == LISTED]
        rows = [{**said, "member": member_id(one.row, one.table, names)} for one, said in found if said]
        return pd.DataFrame(rows, columns=[*WORDS, "member"])

    def kinds(self) -> dict[Key, str]:
        """Return what became of each row, by its key."""
        every = (table.key(row) for table in self.tables for row in table.rows)
        return {key: self.others[key].reading.kind if key in self.others else USED for key in every}

    def saying(self, said: Mapping[int, Sequence[Issue]], aside: Collection[int]) -> "Readings":
        """Return the readings with more said of some members, by their index; those of `aside` are not used."""
        others = dict(self.others)
        for index, issues in said.items():
            table, row = self.row(index)
            known = others.get(table.key(row))
            reading = known.reading if known else Reading(USED, cls=self.members["cls"].iloc[index])
            kind = QUARANTINED if index in aside else USED
            reading = replace(reading, kind=kind, issues=(*reading.issues, *issues))
            others[table.key(row)] = Other(table, row, reading)
        members = self.members.drop(index=list(aside)).reset_index(drop=True) if aside else self.members
        return replace(self, members=members, others=others)


def read_rows(tables: Sequence[Table], plan: ColumnMap, fates: Mapping[Key, Fate]) -> Readings:
    """Return what became of every row; `fates` are those of rows that are not to be read as members."""
    frames: list[pd.DataFrame] = []
    others: dict[Key, Other] = {}
    for number, table in enumerate(tables):
        numbers = [row for *place, row in fates if place == [table.file, table.sheet]]
        ats = np.searchsorted(np.asarray(table.rows.numbers), numbers).tolist()
        decided = {at: fates[table.key(table.rows[at])] for at in ats}
        is_read = np.ones(len(table.rows), dtype=bool)
        is_read[list(decided)] = False
        columns, is_odd = read_alike(table, plan, is_read)
        is_used = is_read.copy()
        for at in np.flatnonzero(is_odd | ~is_read).tolist():
            row, fate = table.rows[at], decided.get(at)
            decision = fate and (Reading(fate.kind, fate.issues, reason=fate.reason), None)
            reading, member = decision or read_member(row, table, plan)
            is_used[at] = member is not None
            for name, value in (member or {}).items():
                columns[name][at] = value
            others[table.key(row)] = Other(table, row, reading)
        used = np.flatnonzero(is_used)
        frame = pd.DataFrame({name: pd.Series(columns.pop(name)[used]) for name in list(columns)}, copy=False)
        frames.append(frame.assign(table=np.int32(number), at=used.astype(np.int32)))
    return Readings(tables, pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0], others)
