"""A second list without a header on the sheet of the members, below a blank row, a title or a total. Code R23.

Members go on below such rows too, village by village. So rows there are asked about only where something speaks
against them: no answer on joining or class is theirs, and their ids, places or figures are unlike those above, or they
name machines or prices, or a title says that they are no members.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from capacity.intake.answers.cells import is_missing, number_or_none
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import Issue
from capacity.intake.quantities.units import known_unit
from capacity.intake.rows.corrections import drop_line, member_id
from capacity.intake.rows.fates import QUARANTINED, Fate, where
from capacity.intake.rows.only_members import has_answered
from capacity.intake.sheets.sheets import Row, Rows, Table
from capacity.intake.spelling import tidy

_FEWEST = 3
"""members above from which they have a manner of their own"""
_MOST = 100
"""of the members above, the nearest that are looked at"""
_FAR = 10.0
"""times all figures above, or of them a part, that is no amount of such members"""
_THING = re.compile(
    r"\b(?:(?:трактор|сеялк|комбайн|плуг|борон|культиватор|косилк|прицеп|грузовик|автомобил|камаз|холодильник|"
    r"насос|весы|охладител|цена|стоимость|тариф|аренда|баасы)|"
    r"(?:tractor|seeder|plou?gh|plow|harvester|combine|trailer|truck|thresher|fridge|pump|price|cost)s?\b)",
    re.IGNORECASE,
)
_NO_MEMBERS = re.compile(
    r"\b(?:не (?:вступ|член|участ|вход|хот)|отказ|выбы|вышл|исключ|мүчө эмес|кирбе|чыкк|баш тарт|техник|оборудован|"
    r"машины|инвентар|жабдык|цены|прайс|баалар|покупател|поставщик|"
    r"(?:not (?:a )?members?|non-?members?|refused|withdrawn|declined|left|equipment|machines|machinery|prices|buyers|"
    r"suppliers)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Block:
    """Rows that stand together, the title above them if they have one, and the members above."""

    rows: Rows
    title: Row | None


def lists_below(table: Table, plan: ColumnMap, passed: Collection[int]) -> dict[int, Fate]:
    """Return the fates of rows that may be another list than the members'; `passed` are the numbers of rows known."""
    found: dict[int, Fate] = {}
    above: list[Row] = []
    for block in _blocks(table, passed):
        why = _what_speaks_against(block, above, table, plan) if above else ""
        if why:
            found |= _asked(block, table, plan, why)
        else:
            above = [*above, *block.rows[-_MOST:]][-_MOST:]
    return found


def _blocks(table: Table, passed: Collection[int]) -> Iterator[_Block]:
    """Yield the rows between those that part them, which belong to none; nothing where no row does."""
    rows, start = table.rows, 0
    title: Row | None = None
    parting = _parting(table, passed)
    for at in [*parting, len(rows)] if parting else ():
        if at > start:
            yield _Block(rows[start:at], title)
            title = None
        start = at + 1
        if at < len(rows) and at not in rows.blank:
            title = None if rows.numbers[at] in passed else rows[at]


def _parting(table: Table, passed: Collection[int]) -> list[int]:
    """Return the positions that part the members from what stands below: blank, a title, a total, the header again."""
    rows = table.rows
    bare, filled = np.arange(len(rows)), np.zeros(len(rows), dtype=int)
    for index in sorted(range(len(table.header)), key=lambda index: len(rows.column(index).texts)):
        filled[bare] += rows.column(index)[bare].says(str.strip)
        bare = bare[filled[bare] <= 1]
    known = np.flatnonzero(np.isin(np.asarray(rows.numbers), list(passed)))
    return sorted({*bare.tolist(), *known.tolist(), *rows.blank})


def _asked(block: _Block, table: Table, plan: ColumnMap, why: str) -> dict[int, Fate]:
    rows = [*([block.title] if block.title else []), *block.rows]
    found = {}
    for row in rows:
        place = where(table, row, plan.columns("member"))
        problem = f"this may be of another list than the members' ({why}): rows {rows[0].number} to {rows[-1].number}"
        line = drop_line(table, row, place["member"])
        fix = f"if it is, write in corrections.yml: {line}; else take out the row that parts them from the others"
        found[row.number] = Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R23", **place),))
    return found


def _what_speaks_against(block: _Block, above: Sequence[Row], table: Table, plan: ColumnMap) -> str:
    """Return what speaks against the rows of a block being members, "" where nothing does."""
    if block.title and (said := _NO_MEMBERS.search(" ".join(block.title.cells))):
        return f'the title above says "{said[0]}"'
    if any(has_answered(row, table, plan) for row in block.rows):
        return ""
    if any(_THING.search(member_id(row, table, plan.columns("member"))) for row in block.rows):
        return "an id names a machine or a price"
    if len(above) < _FEWEST:
        return ""
    return (
        _other_ids(block, above, table, plan)
        or _other_words(block, above, table, plan)
        or _other_figures(block, above, table, plan)
    )


def _other_ids(block: _Block, above: Sequence[Row], table: Table, plan: ColumnMap) -> str:
    """Return whether codes stand above and no id of the block is one, or the other way round."""
    members, others = ([member_id(row, table, plan.columns("member")) for row in rows] for rows in (above, block.rows))
    usual, other = ({_kind_of_id(member) for member in ids} for ids in (members, others))
    if len(usual) == len(other) == 1 and usual != other and "nothing" not in other:
        return f"the ids above are {usual.pop()}, and these are {other.pop()}"
    return ""


def _kind_of_id(text: str) -> str:
    if text.isdecimal():
        return "numbers"
    return "codes" if any(map(str.isdigit, text)) else "words" if text else "nothing"


def _other_words(block: _Block, above: Sequence[Row], table: Table, plan: ColumnMap) -> str:
    """Return whether columns with words above have none in the block, or units and numbers."""
    for variable in ("place", "joins", "letter", "member_class"):
        for name in plan.columns(variable):
            index = table.columns[name]
            over, here = ([tidy(row.cells[index]) for row in rows] for rows in (above, block.rows))
            if all(over) and not any(here):
                return f'the column "{name}" is filled above and empty here'
            is_word = variable == "place" and not any(map(_is_no_word, over))
            if is_word and any(here) and all(_is_no_word(text) for text in here if text):
                return f'the column "{name}" has words above and units or numbers here'
    return ""


def _is_no_word(text: str) -> bool:
    return not any(map(str.isalpha, text)) or known_unit(text.rstrip(".")) is not None


def _other_figures(block: _Block, above: Sequence[Row], table: Table, plan: ColumnMap) -> str:
    """Return whether every figure of the block is far from all above, in a column that has them there."""
    checked = 0
    for index in plan.figures_in(table):
        over, here = (_figures(rows, index) for rows in (above, block.rows))
        if here and len(over) >= _FEWEST:
            checked += 1
            if not (min(here) > _FAR * max(over) or max(here) < min(over) / _FAR):
                return ""
    return "the figures are far from all above" if checked and len(block.rows) > 1 else ""


def _figures(rows: Sequence[Row], index: int) -> list[float]:
    found = (number_or_none(row.cells[index], row.kind(index)) for row in rows if not is_missing(row.cells[index]))
    return [number.value for number in found if number and number.value > 0]
