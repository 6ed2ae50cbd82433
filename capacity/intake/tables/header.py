"""Which row of a sheet is its header, and which column of it is meant by a name of the column map.

Codes: H01 no header, H03 a header of two rows, H04 and H05 doubled labels, H06 data without a label, H08 look-alike
letters, H09 a missing column, H11 another unit, H12 group prefixes, H13 labels in another language.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from itertools import groupby

from capacity.intake.findings import InputError, Issue, RowPlace
from capacity.intake.sheets.sheets import Rows, Sheet, Table, column_letters
from capacity.intake.spelling import NAMELESS, fold, slug, tidy
from capacity.intake.tables.groups import Labels, path_ends
from capacity.intake.tables.merged import fill_merged
from capacity.intake.tables.moved import join_twins
from capacity.intake.tables.numbered import numbered
from capacity.intake.tables.overlooked import overlooked_issue

FIRST_ROWS = 40
LONGEST_GAP = 100
"""blank rows together that are kept, so that a correction can still fill one"""


@dataclass(frozen=True)
class Wanted:
    """The columns that the column map names, in its order, and what else each may be called (a form's own words)."""

    names: tuple[str, ...]
    also: Mapping[str, Collection[str]]
    header_row: int | None = None
    repeated: tuple[str, ...] = ()
    """columns of which a member has several values: on a repeat, or numbered"""
    repeats: tuple[str, ...] = ()
    """the sheets or files of repeats that the column map names"""
    words: tuple[str, ...] = ()
    """columns whose words a merged block of cells may share: place, class ..."""

    def find_header(self, rows: Sequence[Sequence[str]]) -> tuple[int, int]:
        """Return how many wanted columns the best of the first rows names, and the index of that row."""
        counts = [self.count(row) for row in rows[:FIRST_ROWS]]
        if self.header_row is not None:
            return self._stated_header(self.header_row - 1, rows, counts)
        index = counts.index(max(counts)) if counts else 0
        return max(counts, default=0), index

    def _stated_header(self, stated: int, rows: Sequence[Sequence[str]], counts: Sequence[int]) -> tuple[int, int]:
        """Return the stated header row; where it names no column, or stands below, the one row that names them all.

        Nothing is lost by that: a row between them would be read as a member.
        """
        count = self.count(rows[stated]) if stated < len(rows) else 0
        full = [index for index, found in enumerate(counts) if found == len(self.names)]
        if len(full) == 1 and count < len(self.names) and (full[0] < stated or not count):
            return len(self.names), full[0]
        return count, stated

    def count(self, labels: Sequence[str]) -> int:
        """Return how many wanted columns a row of labels names, each exactly once."""
        index = Labels(labels)
        return sum(len(self.places(name, index)) == 1 for name in self.names)

    def is_repeated(self, label: str) -> bool:
        """Return whether a label is one of the columns of which a member has several, but for its number."""
        ends = {_unnumbered(end) for end in (label, *path_ends(label))}
        return bool(ends & set(map(_unnumbered, self.repeated)))

    def places(self, name: str, labels: Labels) -> list[int]:
        """Return the indices of the columns that a name may mean: by itself, as a field name, without its group."""
        own = tidy(name).casefold()
        for found in (labels.whole, labels.ends):
            for spelling in self._spellings(name):
                if spelling in found:
                    return found[spelling]
        return next((labels.whole[end] for end in path_ends(own) if end in labels.whole), [])

    def twins(self, name: str, index: int, labels: Labels) -> list[int]:
        """Return the columns in which a question stands too that was moved into a group, or out of one."""
        found = (twin for spelling in self._spellings(name) for twin in labels.twins(spelling, index))
        return sorted(set(found)) if index in self.wholes(name, labels) else []

    def _spellings(self, name: str) -> list[str]:
        return [*(tidy(other).casefold() for other in (name, *self.also.get(name, ()))), *self._fields.get(name, ())]

    def wholes(self, name: str, labels: Labels) -> set[int]:
        """Return the columns whose whole label is a name, in any of its spellings."""
        return {index for spelling in self._spellings(name) for index in labels.whole.get(spelling, ())}

    @cached_property
    def _fields(self) -> Mapping[str, tuple[str, ...]]:
        """The field name that a form makes of a name's letters; () if it has none, or shares it with another name.

        Which of the two a form has called so, only the form can tell.
        """
        own: dict[str, set[str]] = defaultdict(set)
        for name in (*self.names, *self.repeated):
            own[slug(name)].add(tidy(name).casefold())
        return {
            name: (slug(name),) if slug(name) != NAMELESS and len(own[slug(name)]) == 1 else ()
            for name in (*self.names, *self.repeated)
        }


def _unnumbered(label: str) -> str:
    return re.sub(r"[\d#]+", "", tidy(label).casefold()).strip(" _.[]")


def find_column(name: str, header: Sequence[str]) -> list[int]:
    """Return the indices of the columns that a name may mean in a header."""
    return Wanted((name,), {}).places(name, Labels(header))


def read_table(sheet: Sheet, wanted: Wanted) -> tuple[Table, list[Issue]]:
    """Return the table of a sheet and what is to be said about it; refuse a header that does not name every column."""
    _, index = wanted.find_header([row.cells for row in sheet.rows[:FIRST_ROWS]])
    if index >= len(sheet.rows):
        raise InputError(
            "there is no such row", fix="check survey.header_row", file=sheet.file, sheet=sheet.name, code="H21"
        )
    if wanted.header_row is not None and not wanted.count(sheet.rows[index].cells):
        problem = f"the row {sheet.rows[index].number} (survey.header_row) names no column of the map"
        fix = "correct survey.header_row in cluster.yml, or remove it: the header is found by the names of the columns"
        raise InputError(problem, fix=fix, file=sheet.file, sheet=sheet.name, code="H21")
    labels = tuple(tidy(cell) for cell in sheet.rows[index].cells)
    place = RowPlace(file=sheet.file, sheet=sheet.name, row=sheet.rows[index].number)
    columns, errors = _match(labels, wanted, place)
    if errors:
        raise InputError(_two_rows(sheet, index, wanted, place) or _no_header(labels, place) or errors)
    if spanned := _spanned(labels, columns, sheet, place):
        raise InputError(spanned)
    end = next((end for end in range(len(sheet.rows), index, -1) if end - 1 not in sheet.rows.blank), 0)
    rows, passed_over = _without_gaps(sheet.rows[index + 1 : end])
    if not rows:
        raise InputError("there are no rows below the header", fix="fill in the survey", **place, code="F03")
    table = Table(sheet.file, sheet.name, labels, sheet.rows[index].number, columns, rows, passed_over)
    overlooked = overlooked_issue(sheet.rows[:index], table)
    if overlooked and overlooked.severity == "error":
        raise InputError([overlooked])
    twins = _twins(table, wanted)
    table, moved = join_twins(table, twins)
    joined = {twin for found in twins.values() for twin in found}
    moved = [*filter(None, [overlooked]), *_other_row(index, wanted, place), *moved]
    notes = [*moved, *_grouped(table, wanted, place), *_remarks(table, joined, place, wanted)]
    table, merged = fill_merged(table, sheet, wanted.words)
    return table, [*notes, *merged]


def _twins(table: Table, wanted: Wanted) -> dict[str, list[int]]:
    """Return the further columns of each question that was moved; what the map names itself is none."""
    labels, used = Labels(table.header), set(table.columns.values())
    found = {name: wanted.twins(name, index, labels) for name, index in table.columns.items()}
    return {name: others for name, twins in found.items() if (others := [twin for twin in twins if twin not in used])}


def _other_row(index: int, wanted: Wanted, place: RowPlace) -> list[Issue]:
    """Return the warning that the header stands in another row than the one stated."""
    if wanted.header_row is None or index == wanted.header_row - 1:
        return []
    problem = f"the header is read from here, as the row {wanted.header_row} (survey.header_row) is none"
    fix = "correct survey.header_row in cluster.yml, or remove it"
    return [Issue(problem, fix, severity="warning", code="H21", **place)]


def _without_gaps(rows: Rows) -> tuple[Rows, int]:
    """Return the rows without the long stretches of blank ones above a stray cell, and how many those are."""
    if len(rows.blank) <= LONGEST_GAP:
        return rows, 0
    kept: list[int] = []
    for is_blank, stretch in groupby(range(len(rows)), key=rows.blank.__contains__):
        together = list(stretch)
        kept += [] if is_blank and len(together) > LONGEST_GAP else together
    return (rows.at(kept) if len(kept) < len(rows) else rows), len(rows) - len(kept)


def _match(labels: Sequence[str], wanted: Wanted, place: RowPlace) -> tuple[dict[str, int], list[Issue]]:
    index = Labels(labels)
    columns: dict[str, int] = {}
    errors = []
    for name in wanted.names:
        found = wanted.places(name, index)
        if len(found) == 1:
            columns[name] = found[0]
        elif found:
            errors.append(_doubled(name, found, labels, place))
        else:
            errors.append(_missing(name, labels, place))
    return columns, errors


def _doubled(name: str, found: list[int], labels: Sequence[str], place: RowPlace) -> Issue:
    where = ", ".join(f'{column_letters(index)} "{labels[index]}"' for index in found)
    code = "H04" if len({labels[index] for index in found}) == 1 else "H05"
    fix = "rename one of them in a copy, or write the full label in the column map"
    return Issue(f"{len(found)} columns may be meant: {where}", fix, column=name, code=code, **place)


def _missing(name: str, labels: Sequence[str], place: RowPlace) -> Issue:
    alike = [label for label in labels if label and fold(label) == fold(name) and slug(label) != slug(name)]
    if alike:
        fix = (
            f'the header has "{alike[0]}", which looks alike but has other letters: copy the label into the column map'
        )
        return Issue("the column is missing", fix, column=name, code="H08", **place)
    if len(several := numbered(name, labels)) > 1:
        names = ", ".join(label for found in several.values() for label in found)
        fix = (
            f"for a figure, say how they become one: {{columns: [{name}], take: sum, unit: ...}} (or mean, max, count)"
        )
        problem = f"the column stands here with a number: {names}"
        return Issue(problem, f"{fix}; else name one of them", column=name, code="H20", **place)
    by_key = {label.casefold(): label for label in labels if label}
    near = get_close_matches(tidy(name).casefold(), by_key, n=1, cutoff=0.5)
    known = ", ".join(list(by_key.values())[:30])
    fix = f'did you mean "{by_key[near[0]]}"?' if near else f"the header has: {known}"
    return Issue("the column is missing", fix, column=name, code="H09", **place)


def _no_header(labels: Sequence[str], place: RowPlace) -> list[Issue]:
    filled = [label for label in labels if label]
    if filled and not any(char.isalpha() for label in filled for char in label):
        fix = "add a first row with the names of the columns"
        return [Issue("the first row is numbers: there is no header", fix, code="H01", **place)]
    return []


def _two_rows(sheet: Sheet, index: int, wanted: Wanted, place: RowPlace) -> list[Issue]:
    """Return the error of a header that needs two rows together to name all columns, be they named twice."""
    for first in sorted({max(index - 1, 0), index}):
        pair = sheet.rows[first : first + 2]
        if len(pair) < 2:
            continue
        upper, lower = ([tidy(cell) for cell in row.cells] for row in pair)
        above, below = (_named(row, wanted) for row in (upper, lower))
        together = _together(upper, lower)
        named = above | below | _named(together, wanted)
        if len(named) == len(wanted.names) and not named <= above and not named <= below:
            problem = f"the header takes two rows ({pair[0].number} and {pair[1].number})"
            changed = [(one, low) for one, low in zip(together, lower, strict=True) if low and one != low]
            example = max(changed, key=lambda pair: bool(_named([pair[1]], wanted)), default=("", ""))[0]
            e_g = f', e.g. "{example}"' if example else ""
            fix = f"make one row of them, without merged cells{e_g}, and name its labels in the column map"
            return [Issue(problem, fix, code="H03", **place)]
    return []


def _named(labels: Sequence[str], wanted: Wanted) -> set[str]:
    index = Labels(labels)
    return {name for name in wanted.names if wanted.places(name, index)}


def _together(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the labels of two rows as one: the upper one holds for the columns to its right that have none."""
    found, over = [], ""
    for high, low in zip(upper, lower, strict=True):
        over = high or (over if low else "")
        found.append(" ".join(filter(None, (over, low))))
    return found


def _spanned(labels: Sequence[str], columns: Mapping[str, int], sheet: Sheet, place: RowPlace) -> list[Issue]:
    """Return the errors of labels that are merged over several columns with data: which is meant is not said."""
    row = place["row"] or 0
    found = []
    for name, index in columns.items():
        for top, left, bottom, right in sheet.merged:
            others = [column for column in range(left - 1, right) if column != index]
            covers = top <= row <= bottom and left <= index + 1 <= right and not any(labels[c] for c in others)
            if covers and any(line.cells[c].strip() for c in others for line in sheet.rows if line.number > row):
                where = f"{column_letters(left - 1)} to {column_letters(right - 1)}"
                problem = f"one label stands over the columns {where}: which of them is meant is not said"
                fix = "give each column a label of its own, in one row and without merged cells"
                found.append(Issue(problem, fix, column=name, code="H03", **place))
    return found


def _grouped(table: Table, wanted: Wanted, place: RowPlace) -> list[Issue]:
    """Return a note for each column that is known by its group only, in a header that no server seems to have made."""
    labels = Labels(table.header)
    inside = {name: table.header[i] for name, i in table.columns.items() if i not in wanted.wholes(name, labels)}
    if labels.is_export:
        return []
    return [
        Issue(
            f'read from "{label}", taken for the name behind its group',
            severity="note",
            column=name,
            code="H12",
            **place,
        )
        for name, label in inside.items()
        if path_ends(tidy(label).casefold())
    ]


def _remarks(table: Table, joined: set[int], place: RowPlace, wanted: Wanted) -> list[Issue]:
    """Return notes on columns that are not used, labels that are doubled or empty."""
    used = joined | set(table.columns.values())
    rest = [label for index, label in enumerate(table.header) if label and index not in used]
    found = []
    if unused := [label for label in rest if not wanted.is_repeated(label)]:
        shown = ", ".join(unused[:40]) + (f" and {len(unused) - 40} more" if len(unused) > 40 else "")
        found.append(Issue(f"columns that are not used: {shown}", severity="note", code="H10", **place))
    counts = Counter(label.casefold() for label in rest)
    if doubled := sorted(label for label, count in counts.items() if count > 1):
        problem = f"labels that stand more than once: {', '.join(doubled[:10])}"
        found.append(Issue(problem, "give each column its own label", severity="warning", code="H04", **place))
    for index, label in enumerate(table.header):
        if not label and any(text.strip() for text, _ in table.rows.column(index).counts()):
            problem = f"the column {column_letters(index)} has data but no label"
            found.append(Issue(problem, "write what it is in the header", severity="warning", code="H06", **place))
    return found


_LABEL_UNIT = re.compile(r"(?:,|;|\(|\[)\s*([^,;()\[\]]+?)\s*[)\]]?$")


def label_unit(label: str) -> str:
    """Return the unit that a label ends with: "Удой, л/сут" or "Мощность (т)"; "" if it has none."""
    match = _LABEL_UNIT.search(label)
    return match[1] if match else ""


def headers_again(table: Table) -> frozenset[int]:
    """Return the positions of the rows that are the header once more, as on every page of a printed list."""
    says = {index: partial(_is_same, fold(table.header[index])) for index in table.columns.values()}
    return frozenset(table.rows.where(says))


def _is_same(folded: str, text: str) -> bool:
    return fold(text) == folded
