"""A finding names the sheet, the row and the column of a workbook, and no key of a file that is not there."""

import pytest

from capacity.intake.cluster_book.found import said_of
from capacity.intake.cluster_book.remedies import book_language, cell_of, in_book
from capacity.intake.findings.issues import Issue

DECLARED = (
    'if -99 stands for not known, declare on the sheet "survey columns", column "missing": -99 of this column in '
    "cluster.xlsx; else ask"
)


@pytest.mark.parametrize(
    ("path", "language", "cell"),
    [
        ("links.mill.may_stand", "en", 'sheet "links", row "mill", column "may stand"'),
        ("links.mill.may_stand", "ru", 'sheet "звенья", row "mill", column "может стоять"'),
        ("links.mill.may_stand", "ky", 'sheet "звенолор", row "mill", column "токтой алат"'),
        ("survey.current", "en", 'sheet "survey columns", row "current"'),
        ("survey.price.unit", "en", 'sheet "survey columns", row "price", column "unit"'),
        ("survey.class.values", "en", 'sheet "survey answers", row "class"'),
        ("survey.sheet", "en", 'sheet "settings", row "survey · sheet"'),
        ("joining.silent", "en", 'sheet "settings", row "joining · silent"'),
        ("links.mill.nothing", "en", ""),
        ("corrections.yml", "en", ""),
    ],
)
def test_a_key_is_found_in_the_workbook(path, language, cell):
    assert cell_of(path, language) == cell


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        (
            "state links.mill.may_stand: [2, month]",
            'state on the sheet "links", row "mill", column "may stand": 2 month',
        ),
        (
            'if -99 stands for not known, declare missing: ["-99"] of this column in cluster.yml; else ask',
            DECLARED,
        ),
        (
            'declare missing: ["."] under survey: in cluster.yml, or leave the cell empty',
            'declare on the sheet "settings", row "survey · missing": . in cluster.xlsx, or leave the cell empty',
        ),
        (
            "add inflation: [0.07, 1/year] to finance",
            'add on the sheet "money", row "finance · inflation": 0.07 1/year to finance',
        ),
        (
            "say how the rows become one: {columns: [milk], take: sum, unit: ...} (or mean, max, count)",
            'say how the rows become one: on the sheet "survey columns", column "take": sum (or mean, max, count)',
        ),
        ("write in corrections.yml: {member: A1, row: 2, action: drop}", None),
        ('products."raw milk".title holds t and cannot hold more', None),
        ("check the digits", None),
    ],
)
def test_a_remedy_is_said_of_the_workbook(said, fix):
    issue = said_of(Issue("x", said), "cluster.xlsx", "en")
    assert issue.fix == (fix or said)
    assert said_of(Issue("x", said), "cluster.yml", "en").fix == said


def test_the_language_of_a_workbook_is_that_of_its_sheets():
    assert book_language([" » звенья » A1", " » продукты » B2"]) == "ru"
    assert book_language([" » звенолор » A1"]) == "ky"
    assert book_language([" » links » A1", ""]) == book_language([":3:4"]) == "en"


def test_in_a_sentence_without_a_key_nothing_changes():
    assert in_book("these rows are one id [2, 3]: a.csv row 2", "ru") == "these rows are one id [2, 3]: a.csv row 2"
