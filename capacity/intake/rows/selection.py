"""Which rows of the raw tables are members: blank lines, totals, other tables, rejected and doubled submissions go.

Codes: R05 blank rows, R15 rejected submissions; the others stand where they are found.
"""

from collections.abc import Collection, Sequence
from functools import partial

from capacity.intake.answers.answers import BLANK, EXCLUDE, Answers
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.answers.review_words import review_word
from capacity.intake.findings import Issue
from capacity.intake.rows.below import said_below
from capacity.intake.rows.corrections import member_id
from capacity.intake.rows.doubled import Named, doubled, interviewed_since, named
from capacity.intake.rows.fates import BY_ANSWER, DROPPED, EXCLUDED, REJECTED, ROW_BLANK, Fate, where
from capacity.intake.rows.header_lines import header_lines
from capacity.intake.rows.id_letters import alike, odd_letters
from capacity.intake.rows.lists_below import lists_below
from capacity.intake.rows.other_tables import other_tables
from capacity.intake.rows.replaced import replaced
from capacity.intake.rows.review import rejections, unknown_reviews
from capacity.intake.rows.totals import totals
from capacity.intake.sheets.sheets import Key, Row, Table
from capacity.intake.spelling import tidy


def select(tables: Sequence[Table], plan: ColumnMap, dropped: frozenset[Key]) -> tuple[dict[Key, Fate], list[Issue]]:
    """Return the fate of every row that is not to be read as a member, and warnings about ids and reviews.

    `dropped` are the rows that corrections.yml sets aside. Where no review status is mapped, the server's own is
    honoured (see review.py). Doubled ids are judged last, among the rows that remain.
    """
    members = plan.spec.survey.member.columns
    older = replaced(tables, members)
    fates: dict[Key, Fate] = {}
    declared = _deciding(plan)
    for table in tables:
        strangers = _strangers(table, plan)
        submissions = {} if plan.spec.survey.status else _rejected(table, members)
        asked = {*strangers, *submissions, *(number for *_, number in (*older, *dropped))}
        asked.update(table.rows.numbers[at] for at in (*table.rows.blank, *_answered(table, plan, declared)))
        for at, number in enumerate(table.rows.numbers):
            if number not in asked:
                continue
            row, key = table.rows[at], (table.file, table.sheet, number)
            fate = _plain(row, key, dropped) or strangers.get(number) or older.get(key)
            if fate := fate or submissions.get(number) or _declared(row, table, plan, declared):
                fates[key] = fate
    rows = named(tables, members, fates)
    since = interviewed_since(rows, plan)
    rows = _without(rows, since)
    twice = doubled(rows, members, said_below(plan))
    rows = _without(rows, twice)
    fates |= since | twice
    return fates, [*unknown_reviews(tables, plan, fates), *alike(rows), *odd_letters(rows)]


def _without(rows: list[Named], fates: Collection[Key]) -> list[Named]:
    """Return the rows that have no fate by now."""
    return [one.without(fates) for one in rows] if fates else rows


def _plain(row: Row, key: Key, dropped: frozenset[Key]) -> Fate | None:
    if row.is_blank:
        return Fate(ROW_BLANK)
    return Fate(EXCLUDED, reason=DROPPED) if key in dropped else None


def _strangers(table: Table, plan: ColumnMap) -> dict[int, Fate]:
    """Return the fates of rows that are no answers of anybody: of the header, of another table, totals."""
    lines = header_lines(table, plan)
    found = {**other_tables(table, plan, lines), **lines}
    found = {**totals(table, plan, found), **found}
    return {**lists_below(table, plan, found), **found}


def _deciding(plan: ColumnMap) -> list[str]:
    """Return the variables of which an answer decides whether its row counts."""
    deciding = (EXCLUDE, BLANK)
    return [name for name, answers in plan.answers.items() if any(one in deciding for one in answers.meanings.values())]


def _answered(table: Table, plan: ColumnMap, variables: Sequence[str]) -> set[int]:
    """Return the positions of the rows in which a column has an answer that leaves out, or may (see _declared)."""
    found: set[int] = set()
    for variable in variables:
        answers = plan.answers[variable]
        for name in plan.answered(variable) if plan.column(variable) else ():
            index = table.columns[name]
            found.update(table.rows.where({index: partial(_leaves_out, answers, table.header[index])}))
    return found


def _leaves_out(answers: Answers, label: str, text: str) -> bool:
    key = answers.find(review_word(text, label))
    return key is not None and answers.meanings[key] in (EXCLUDE, BLANK)


def _declared(row: Row, table: Table, plan: ColumnMap, variables: Sequence[str]) -> Fate | None:
    """Return the fate of a row with an answer that the column map declares as exclude, or a class as blank."""
    for variable in variables:
        answers, column = plan.answers[variable], plan.column(variable)
        places = {name: table.columns[name] for name in (plan.answered(variable) if column else ())}
        texts = {name: review_word(row.cells[index], table.header[index]) for name, index in places.items()}
        answered = any(text.strip() for text in texts.values())
        for name, text in texts.items():
            key = answers.find(text) if text.strip() or not answered else None
            meaning = None if key is None else answers.meanings[key]
            if meaning == EXCLUDE:
                said = f'the answer "{tidy(text)}"' if answered else "a blank answer"
                issue = Issue(f"{said} excludes the row", severity="note", code="R17")
                member = member_id(row, table, plan.spec.survey.member.columns)
                return Fate(EXCLUDED, (issue.at(**table.place(row, name)).at(member=member),), BY_ANSWER)
            if meaning == BLANK and variable == "member_class":
                return Fate(ROW_BLANK)
    return None


def _rejected(table: Table, members: Sequence[str]) -> dict[int, Fate]:
    """Return the fates of the submissions that the survey's server has as rejected."""
    found = {}
    for at, answer in rejections(table).items():
        row = table.rows[at]
        issue = Issue(f'the submission was rejected ("{answer}") and is left out', severity="warning", code="R15")
        found[row.number] = Fate(EXCLUDED, (issue.at(**where(table, row, members)),), REJECTED)
    return found
