"""A small valid survey, and the same survey written otherwise: nothing that anybody said is changed by it."""

import csv
import gzip
import io
import random
from collections.abc import Callable

from sample_sheets import Sheet, as_ods, zipped
from survey_folders import HEADER, workbook

Rows = list[list[str]]
Chance = random.Random

VALID = [
    HEADER,
    ["K-1", "ЛПХ", "12,5", "", "да"],
    ["K-2", "ЛПХ", "11", "", "возможно"],
    ["007", "пункт", "", "2,5", "нет"],
    ["K-3", "завод", "1234,5", "15", "да"],
    ["K-4", "ЛПХ", "9,25", "", "ооба"],
]
WORDS = {"ЛПХ", "пункт", "завод", "да", "возможно", "нет", "ооба"}
FIGURES = {"12,5", "11", "2,5", "1234,5", "15", "9,25"}
ALIKE = str.maketrans("аеосрхуПХ", "aeocpxyПX")
TITLES = (["Реестр участников"], ["Survey", "2026-10-01"], ["Сурамжылоо"], ["Форма № 2", "", "Утверждена"])
NOTES = (
    ["* со слов соседей"],
    ["Проверил: А. Асанов"],
    ["Товар", "Цена"],
    ["Source: survey"],
    ["М.П.", "", "12.10.2026"],
)


def wide(rows: Rows, line: list[str]) -> list[str]:
    """A line as wide as the others."""
    return [*line, *[""] * (len(rows[0]) - len(line))][: len(rows[0])]


def head_of(rows: Rows) -> int:
    """The index of the header."""
    known = [sum(cell.strip(" :").lower() in HEADER for cell in row) for row in rows]
    return known.index(max(known))


def in_other_order(rows: Rows, chance: Chance) -> Rows:
    """The members in another order."""
    head = head_of(rows)
    return rows[: head + 1] + chance.sample(rows[head + 1 :], len(rows) - head - 1)


def with_a_blank_line(rows: Rows, chance: Chance) -> Rows:
    """A line with nothing in it."""
    at = chance.randint(1, len(rows))
    return [*rows[:at], [chance.choice(("", " ", "\u00a0"))] * len(rows[0]), *rows[at:]]


def with_columns_in_other_order(rows: Rows, chance: Chance) -> Rows:
    """The columns in another order."""
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return [[row[column] for column in order] for row in rows]


def with_another_column(rows: Rows, chance: Chance) -> Rows:
    """A column of words that nobody asks for."""
    at, label, head = chance.randint(0, len(rows[0])), f"note {chance.random()}", head_of(rows)
    said = [
        label if n == head else "some text" if n > head and any(map(str.strip, row)) else ""
        for n, row in enumerate(rows)
    ]
    return [[*row[:at], word, *row[at:]] for row, word in zip(rows, said, strict=True)]


def with_blanks(rows: Rows, chance: Chance) -> Rows:
    """A cell with blanks around it, or with what nobody sees."""
    row, column = chance.randrange(head_of(rows) + 1, len(rows)), chance.randrange(len(rows[0]))
    rows[row][column] = chance.choice((" {}", "{}\u00a0", "\u200b{}")).format(rows[row][column])
    return rows


def with_other_letters(rows: Rows, chance: Chance) -> Rows:
    """Words in capitals, or in letters that look alike."""
    words = chance.choice((str.upper, str.title, lambda text: text.translate(ALIKE)))
    return [[words(cell) if cell in WORDS else cell for cell in row] for row in rows]


def longer(figure: str) -> str:
    """A figure with two digits after the comma."""
    return f"{float(figure.replace(',', '.')):.2f}".replace(".", ",")


def with_other_figures(rows: Rows, chance: Chance) -> Rows:
    """The same figures with a point, or with more digits."""
    form = chance.choice((lambda text: text.replace(",", "."), longer))
    return [[form(cell) if cell in FIGURES else cell for cell in row] for row in rows]


def with_the_header_again(rows: Rows, chance: Chance) -> Rows:
    """The header once more, amid the members."""
    at = chance.randint(head_of(rows) + 1, len(rows))
    return [*rows[:at], list(rows[head_of(rows)]), *rows[at:]]


def with_other_labels(rows: Rows, chance: Chance) -> Rows:
    """Labels in capitals, with a colon or with blanks."""
    form = chance.choice((str.upper, "{}:".format, " {} ".format, str.title))
    head = rows[head_of(rows)]
    return [[form(cell) if cell in HEADER else cell for cell in row] if row is head else row for row in rows]


def with_a_total(rows: Rows, chance: Chance) -> Rows:
    """A line of sums at the end."""
    head = [cell.strip(" :").lower() for cell in rows[head_of(rows)]]
    sums = {"id": chance.choice(("Итого", "Total", "ВСЕГО:", "Жыйынтыгы", "Баары")), "milk": "1267,25", "tank": "17,5"}
    return [*rows, [sums.get(label, "") for label in head]]


def with_a_member_twice(rows: Rows, chance: Chance) -> Rows:
    """A member's line copied to the end."""
    members = [row for row in rows if any(cell.startswith("K-") for cell in row)]
    return [*rows, list(chance.choice(members))]


def with_a_title(rows: Rows, chance: Chance) -> Rows:
    """A line above."""
    return [wide(rows, chance.choice(TITLES)), *rows]


def with_notes_below(rows: Rows, chance: Chance) -> Rows:
    """Lines below, after a gap."""
    return [*rows, wide(rows, []), wide(rows, []), wide(rows, chance.choice(NOTES))]


WAYS: tuple[Callable[[Rows, Chance], Rows], ...] = (
    in_other_order,
    with_a_member_twice,
    with_a_blank_line,
    with_columns_in_other_order,
    with_another_column,
    with_blanks,
    with_other_letters,
    with_other_figures,
    with_the_header_again,
    with_other_labels,
    with_a_total,
    with_a_title,
    with_notes_below,
)


def text_of(rows: Rows, chance: Chance) -> bytes:
    """The bytes of a file of text, with a delimiter, quotes, line ends and an encoding."""
    made = io.StringIO()
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    line_end, delimiter = chance.choice(("\n", "\r\n")), chance.choice(";\t|,")
    csv.writer(made, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    encodings = ["utf-8", "utf-8-sig", "utf-16", *(["cp1251"] if "\u200b" not in made.getvalue() else [])]
    return made.getvalue().encode(chance.choice(encodings))


def numbers(rows: Rows) -> list[list[object]]:
    """The figures as numbers."""
    return [[float(cell.replace(",", ".")) if cell in FIGURES else cell for cell in row] for row in rows]


def file_of(rows: Rows, chance: Chance) -> tuple[str, bytes]:
    """A file's name and its bytes: as often as not plain text."""
    text = text_of(rows, chance)
    made: dict[str, Callable[[], bytes]] = {
        "members.csv": lambda: text,
        "members/a.csv": lambda: text,
        "members.csv.gz": lambda: gzip.compress(text),
        "members.zip": lambda: zipped(members_csv=text),
        "members.xlsx": lambda: workbook({"S": chance.choice((rows, numbers(rows)))}),
        "members.ods": lambda: as_ods(Sheet(None, numbers(rows), head_of(rows), chance)),
    }
    name = chance.choice(list(made)) if chance.random() < 0.5 else "members.csv"
    return name, made[name]()


def rearranged(chance: Chance) -> tuple[str, bytes]:
    """The valid survey written in one to four other ways, one after the other as they are listed: name and bytes."""
    rows = [list(row) for row in VALID]
    for way in sorted(chance.choices(WAYS, k=chance.randint(1, 4)), key=WAYS.index):
        rows = way(rows, chance)
    return file_of(rows, chance)
