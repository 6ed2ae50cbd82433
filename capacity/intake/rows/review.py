"""What the server of a survey says of a submission: which words reject it, which let it pass, which nobody knows.

Code R15.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache, partial

from capacity.intake.answers.cells import is_missing
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.answers.review_words import COLUMNS, PASSED, REJECTED, review_word
from capacity.intake.findings import Issue, Place
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import fold, tidy
from capacity.intake.tables.header import find_column


def rejections(table: Table) -> dict[int, str]:
    """Return by position the words by which the survey's server rejects submissions."""
    found: dict[int, str] = {}
    for index in reversed(review_columns(table.header)):
        label, texts = table.header[index], table.rows.column(index)
        rejected = table.rows.where({index: partial(_rejects, label)})
        found |= {at: tidy(review_word(texts[at], label)) for at in rejected}
    return dict(sorted(found.items()))


def _rejects(label: str, text: str) -> bool:
    return fold(review_word(text, label)) in REJECTED


@cache
def review_columns(header: tuple[str, ...]) -> tuple[int, ...]:
    """Return the indices of the columns in which servers note a review."""
    return tuple(index for name in COLUMNS for index in find_column(name, header))


def unknown_reviews(tables: Sequence[Table], plan: ColumnMap, settled: Collection[tuple]) -> list[Issue]:
    """Return a warning for each word of a review that nobody knows: the rows that have it count.

    Where the column map has a status, its answers are known too, and a word that would reject is not unless declared.
    `settled` are the rows (file, sheet, number) that are left out already.
    """
    found = []
    for table in tables if plan.spec.survey.status else [one for one in tables if review_columns(one.header)]:
        rows: dict[tuple[int, str], list[int]] = defaultdict(list)
        for row in table.rows:
            if table.key(row) not in settled:
                for index, word in _unknown(row, table, plan):
                    rows[index, word].append(row.number)
        found += [_issue(table, index, word, numbers) for (index, word), numbers in rows.items()]
    return found


def _unknown(row: Row, table: Table, plan: ColumnMap) -> Iterator[tuple[int, str]]:
    declared = plan.spec.survey.status
    answers = plan.answers.get("status")
    columns = [table.columns[name] for name in declared.columns] if declared else review_columns(table.header)
    for index in columns:
        word = tidy(review_word(row.cells[index], table.header[index]))
        if is_missing(word, declared.missing if declared else ()) or fold(word) in PASSED:
            continue
        if not (answers.find(word) if answers else not declared and fold(word) in REJECTED):
            yield index, word


def _issue(table: Table, index: int, word: str, numbers: Sequence[int]) -> Issue:
    rows = ", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else "")
    which = f"the row {rows} counts" if len(numbers) == 1 else f"{len(numbers)} rows count all the same ({rows})"
    label = table.header[index]
    problem = f"this review status is not known, so {which}"
    fix = f"to leave them out, write under survey: status: {{columns: [{label}], values: {{{word}: exclude}}}}"
    place = Place(file=table.file, sheet=table.sheet, row=numbers[0], column=label, value=word)
    return Issue(problem, fix, severity="warning", code="R15", **place)
