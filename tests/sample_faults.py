"""Faults of surveys as people and servers make them: kind, then variant, then what it does to a sheet.

Each kind has at least four variants, in the three languages where it is one of words.
"""

import random
from collections.abc import Callable
from datetime import date
from functools import partial

from sample_sheets import Sheet, number

Fault = Callable[[Sheet], None]

_LATIN = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")
_CYRILLIC = {latin: cyrillic for cyrillic, latin in _LATIN.items()}


def total(sheet: Sheet, label: str, variable: str = "member") -> None:
    """A row of totals at the end."""
    line = sheet.line(**{variable: label})
    for column, made in sheet.sums(sheet.data).items():
        line[column] = made
    sheet.rows.append(line)


def subtotals(sheet: Sheet, label: str) -> None:
    """A line of sums below the members of each place, as Excel writes it."""
    place = (sheet.columns("place") or sheet.columns("member"))[0]
    key = sheet.columns("place")[0]
    body = sorted((row for row in sheet.rows[sheet.head + 1 :] if row[key]), key=lambda row: str(row[key]).casefold())
    blank = [row for row in sheet.rows[sheet.head + 1 :] if not row[key]]
    del sheet.rows[sheet.head + 1 :]
    block: list[int] = []
    for index, row in enumerate(body):
        sheet.rows.append(row)
        block.append(len(sheet.rows) - 1)
        if index + 1 == len(body) or str(body[index + 1][key]).casefold() != str(row[key]).casefold():
            line = sheet.line()
            line[place] = label.format(row[key])
            for column, made in sheet.sums(block).items():
                line[column] = made
            sheet.rows.append(line)
            block = []
    sheet.rows += blank


def numbered(sheet: Sheet, form: str, start: str = "") -> None:
    """The numbers of the columns, below the header."""
    marks = [*start, *(form.format(n) for n in range(1, len(sheet.labels) + 1))]
    sheet.insert(sheet.head + 1, marks[: len(sheet.labels)])


def units(sheet: Sheet, form: str, unit: str) -> None:
    """A row that says what the columns are counted in."""
    line = sheet.line()
    line[sheet.column] = form.format(unit)
    if prices := sheet.columns("price"):
        line[prices[0]] = form.format("KGS/kg")
    sheet.insert(sheet.head + 1, line)


def second_table(sheet: Sheet, *lines: list[object], gap: int = 2) -> None:
    """Another table below the members."""
    sheet.insert(len(sheet.rows), *([[]] * gap), *lines)


def contacts(sheet: Sheet) -> None:
    """Who is to be called, by id."""
    who = sheet.plain(3)
    second_table(sheet, ["Код", "Телефон"], *([sheet.name(row), f"+99655512345{n}"] for n, row in enumerate(who)))


def header_again(sheet: Sheet, rows: list[int], change: Callable[[str], str] = str) -> None:
    """The header once more, in the midst of the members."""
    for row in sorted((index if index > 0 else len(sheet.rows) + index for index in rows), reverse=True):
        sheet.insert(max(row, sheet.head + 1), [change(str(label)) for label in sheet.labels])


def above(sheet: Sheet, *lines: list[object]) -> None:
    """Lines above the header."""
    sheet.insert(0, *lines)


def blank_lines(sheet: Sheet, every: int, line: list[object]) -> None:
    """Lines with nothing, or nothing that means something, between the members."""
    for row in range(len(sheet.rows), sheet.head, -every):
        sheet.insert(row, line)


def struck(sheet: Sheet, count: int) -> None:
    """Members whose line is struck through: read, and said."""
    sheet.struck = set(sheet.plain(count))


def doubled(sheet: Sheet, change: Callable[[Sheet, list[object]], None], at: int = 0) -> None:
    """A member's row a second time, with a change."""
    (row,) = sheet.plain(1)
    copy = list(sheet.rows[row])
    change(sheet, copy)
    sheet.rows.insert(at or len(sheet.rows), copy)


def running(sheet: Sheet, copy: list[object]) -> None:
    """Another running number, and another time of sending."""
    for column, label in enumerate(sheet.labels):
        if label in ("№", "_index", "_id"):
            copy[column] = int(str(copy[column])) + 700
        if label in ("_submission_time", "end"):
            copy[column] = str(copy[column]).replace("T", "T0")[:19]


def other_answer(sheet: Sheet, copy: list[object]) -> None:
    """Another figure."""
    copy[sheet.column] = number(copy[sheet.column]) + 1


def other_case(sheet: Sheet, copy: list[object]) -> None:
    """The same answers in capitals."""
    for variable in ("place", "member_class", "joins"):
        for column in sheet.columns(variable):
            copy[column] = str(copy[column]).upper()


def other_id(sheet: Sheet, copy: list[object]) -> None:
    """The same id with blanks around and in small letters."""
    column = sheet.columns("member")[0]
    copy[column] = f" {str(copy[column]).lower()} "


def written(sheet: Sheet, text: str, factor: float = 1, value: float | None = None, digits: str = "{:g}") -> None:
    """Some members' figures written so; {} is the figure, unless a value says what is written."""
    for row in sheet.plain():
        was = number(sheet.rows[row][sheet.column])
        said = digits.format(was) if value is None else ""
        sheet.put(row, text.format(said), (was if value is None else value) * factor)


def commas(sheet: Sheet, form: Callable[[float, int], str]) -> None:
    """Every plain figure of the column with another decimal sign or another number of digits."""
    for n, row in enumerate(sheet.data):
        if was := number(sheet.rows[row][sheet.column]):
            sheet.touched.add(sheet.name(row))
            sheet.rows[row][sheet.column] = form(was, n)


def percents(sheet: Sheet, value: Callable[[float], object], form: str = "General") -> None:
    """Shares kept at home, or prices where nobody is asked for them, as cells of percent."""
    column = (sheet.columns("own_use") or sheet.columns("price"))[0]
    for row in sheet.plain():
        if was := number(sheet.rows[row][column]):
            sheet.rows[row][column] = value(was)
            sheet.formats[row, column] = form


def formatted(sheet: Sheet, form: str) -> None:
    """Figures as numbers whose format shows more than they say."""
    for row in sheet.plain():
        sheet.put(row, number(sheet.rows[row][sheet.column]), number(sheet.rows[row][sheet.column]))
        sheet.formats[row, sheet.column] = form


def dated(sheet: Sheet, value: object) -> None:
    """Figures that a spreadsheet has turned into dates."""
    for row in sheet.plain(2):
        sheet.put(row, value)


def reordered(sheet: Sheet, order: Callable[[list[int]], list[int]]) -> None:
    """Columns in another order; a title stays above."""
    columns = order(list(range(len(sheet.labels))))
    for index in range(sheet.head, len(sheet.rows)):
        sheet.rows[index] = [sheet.rows[index][column] for column in columns]


def shuffled(columns: list[int], seed: str) -> list[int]:
    """Columns in any order."""
    return random.Random(seed).sample(columns, len(columns))  # noqa: S311


def more(sheet: Sheet, label: str, cell: Callable[[int], object], at: int | None = None) -> None:
    """A column that the map does not name: a cell for each row, by the first row of its id."""
    at = len(sheet.labels) if at is None else at
    first: dict[str, int] = {}
    for index in sheet.data:
        first.setdefault(sheet.name(index).strip().casefold(), index)
    cells = {index: cell(first[sheet.name(index).strip().casefold()]) for index in sheet.data if sheet.name(index)}
    for index, row in enumerate(sheet.rows):
        row.insert(at, label if index == sheet.head else cells.get(index, ""))


def relabelled(sheet: Sheet, change: Callable[[str], str], variable: str = "") -> None:
    """Other labels of all columns, or of one."""
    chosen = [sheet.columns(variable)[-1]] if variable else range(len(sheet.labels))
    labels = [change(str(label)) if c in chosen else label for c, label in enumerate(sheet.labels)]
    sheet.rows[sheet.head] = labels


def twin(sheet: Sheet, label: str, cell: Callable[[object], object], *, before: bool = False) -> None:
    """A second column with the label of the figure."""
    column, at = sheet.column, sheet.column if before else len(sheet.labels)
    for index, row in enumerate(sheet.rows):
        if index >= sheet.head:
            said = label.format(row[column]) if index == sheet.head else cell(row[column])
            row.insert(at, said)


def lettered(sheet: Sheet, variable: str, change: Callable[[str], str], count: int = 3) -> None:
    """Some members' answers in letters that look alike, or with what nobody sees."""
    column = sheet.columns(variable)[-1]
    for row in sheet.plain(count):
        sheet.rows[row][column] = change(str(sheet.rows[row][column]))


def latin(text: str) -> str:
    """Latin letters for the Cyrillic ones that look alike."""
    return text.translate(_LATIN)


def cyrillic(text: str) -> str:
    """Cyrillic letters for the Latin ones that look alike."""
    return text.translate(_CYRILLIC)


def reviewed(sheet: Sheet, label: str, word: str) -> None:
    """Submissions that somebody has rejected on the server."""
    who = {sheet.name(row) for row in sheet.plain(3)}
    if label in sheet.labels:
        for row in sheet.data:
            if sheet.name(row) in who:
                sheet.rows[row][sheet.labels.index(label)] = word
    else:
        more(sheet, label, lambda index: word if sheet.name(index) in who else "")


def deprecated(sheet: Sheet, own: str, old: str, form: str = "uuid:{}") -> None:
    """Submissions that a later one replaces, which names them."""
    (row,) = sheet.plain(1)
    copy = list(sheet.rows[row])
    copy[sheet.column] = number(copy[sheet.column]) + 2
    sheet.rows.append(copy)
    last = len(sheet.rows) - 1
    for index, line in enumerate(sheet.rows):
        ids = [own, old] if index == sheet.head else [form.format(index), form.format(row) if index == last else ""]
        line.extend(ids if index >= sheet.head else ["", ""])


def each(make: Callable[..., None], *variants: tuple | str) -> dict[str, Fault]:
    """Variants of a fault, by what is given to it."""
    made = {}
    for given in variants:
        several = (given,) if isinstance(given, str) else given
        made[" ".join(map(repr, several))[:60]] = partial(_call, make, several)
    return made


def _call(make: Callable[..., None], given: tuple, sheet: Sheet) -> None:
    make(sheet, *given)


PHONES = ["Телефоны", "+996555123456"]
NOTES: list[list[object]] = [["Примечание: цены без НДС"], ["Проверил: А. Асанов", "12.10.2026"]]
FAULTS: dict[str, dict[str, Fault]] = {
    "totals": each(
        total,
        *("Итого", "Total", "Жыйынтыгы", "ВСЕГО:", "Grand total", "Баары", "Σ", "Итого по кластеру", "Бардыгы болуп"),
        *(("Итого", "place"), ("Total", "member_class"), ("Орточо", "place"), ("Average", "member")),
    ),
    "subtotals": each(subtotals, "{} Итог", "Итого по {}", "{} Total", "Subtotal {}", "{} боюнча жыйынтык"),
    "column numbers": each(numbered, "{}", "({})", "{}.", "гр. {}", ("{}", "АБ"), "[{}]"),
    "units": each(units, ("{}", "л/день"), ("({})", "kg"), ("{}.", "чел"), ("[{}]", "га")),
    "second table": {
        **each(
            second_table,
            (["Код", "Вид хозяйства"], ["1", "ЛПХ"], ["2", "КФХ"]),
            (["Товар", "Цена, сом"], ["Сыр", 550], ["Творог", 250]),
            (["Village", "Number"], ["Bel", 12], ["Orto", 30]),
            (["Айылы", "Саны"], ["Орто-Сай", 14], ["Ак-Башат", 9]),
            tuple(NOTES),
            (PHONES,),
        ),
        "contacts by id": contacts,
    },
    "header again": {
        "at the end": lambda sheet: header_again(sheet, [-1]),
        "every 20": lambda sheet: header_again(sheet, [30, 50]),
        "in capitals": lambda sheet: header_again(sheet, [30], str.upper),
        "with blanks": lambda sheet: header_again(sheet, [30], lambda label: f" {label} "),
        "with a line end": lambda sheet: header_again(sheet, [40], lambda label: label.replace(" ", "\n")),
    },
    "above": each(
        above,
        (["Реестр участников"],),
        (["Cluster survey"], [], ["Date:", "2026-10-01"]),
        (["", "Кто", "", "", "Сколько"],),
        (["Форма № 2"], ["Утверждена"], ["приказом № 14"], []),
        ([], [], []),
    ),
    "blank lines": each(blank_lines, (1, []), (2, [" ", "\u00a0"]), (10, ["—", "—"]), (7, ["***"]), (25, ["-----"])),
    "struck through": each(struck, (1,), (2,), (5,), (12,)),
    "doubled": {
        "the same": lambda sheet: doubled(sheet, lambda *_: None),
        "the same beside": lambda sheet: doubled(sheet, lambda *_: None, 20),
        "another running number": lambda sheet: doubled(sheet, running),
        "another answer": lambda sheet: doubled(sheet, other_answer),
        "in capitals": lambda sheet: doubled(sheet, other_case),
        "another spelling of the id": lambda sheet: doubled(sheet, other_id),
    },
    "unknown units": each(
        written,
        *((text, float("nan")) for text in ("{} корзин", "{} арба", "{} baskets", "{} мешочков", "{} $", "{} x")),
    ),
    "thousands": each(
        written,
        *(
            ("1 200", 1, 1200),
            ("1\u00a0200", 1, 1200),
            ("1'200", 1, 1200),
            ("1.200,5", 1, 1200.5),
            ("1,200.5", 1, 1200.5),
        ),
        *(("1\u202f200", 1, 1200), ("1 200,00", 1, 1200), ("1 20", 1, float("nan"))),
    ),
    "decimals": {
        "comma": lambda sheet: commas(sheet, lambda was, _: f"{was:.2f}".replace(".", ",")),
        "point": lambda sheet: commas(sheet, lambda was, _: f"{was:.2f}"),
        "both": lambda sheet: commas(sheet, lambda was, n: f"{was:.1f}".replace(".", ",."[n % 2])),
        "three digits": lambda sheet: commas(sheet, lambda was, _: f"{was:.3f}".replace(".", ",")),
        "three digits once": lambda sheet: commas(
            sheet, lambda was, n: f"{was:.3f}".replace(".", ",") if n % 9 == 0 else f"{was:.1f}"
        ),
    },
    "ranges": each(
        written,
        *((text, 1, 11) for text in ("10-12", "10–12", "10 — 12", "от 10 до 12", "10 to 12", "10...12", "10 ~ 12")),
        *((text, 1, 11) for text in ("10дон 12ге чейин", "между 10 и 12", "12-10", "10/12", "10 или 12", "10, 12")),
    ),
    "about": each(
        written, "~{}", "≈{}", "около {}", "примерно {}", "болжол менен {}", "about {}", "{}+-1", "{}-ке жакын"
    ),
    "sentinels": each(
        written, *((code, 1, float("nan")) for code in ("-99", "999", "9999", "-1", "-9", "99999", "-888", "77777"))
    ),
    "percents": {
        "a sign": lambda sheet: percents(sheet, lambda was: f"{was:g}%"),
        "a wide sign": lambda sheet: percents(sheet, lambda was: f"{was:g}％"),
        "a format": lambda sheet: percents(sheet, lambda was: was / 100, "0%"),
        "a format with digits": lambda sheet: percents(sheet, lambda was: was / 100, "0.00%"),
        "a word": lambda sheet: percents(sheet, lambda was: f"{was:g} пайыз"),
    },
    "number formats": each(
        formatted, '0" шт."', '0.0" корзин"', "#,##0.00", '0" коров"', "0.0,", '0" $"', "0.00E+00", "@"
    ),
    "dates": each(
        dated,
        *((date(2026, 5, 12),), "12.май", "янв.12", "2026-05-12", "10.12.2026", "12-May", "5/12/2026", "12:30"),
    ),
    "reordered": {
        "reversed": lambda sheet: reordered(sheet, lambda columns: columns[::-1]),
        "turned": lambda sheet: reordered(sheet, lambda columns: [*columns[4:], *columns[:4]]),
        "shuffled": lambda sheet: reordered(sheet, lambda columns: shuffled(columns, "a")),
        "shuffled again": lambda sheet: reordered(sheet, lambda columns: shuffled(columns, "b")),
        "members turned over": lambda sheet: sheet.rows.__setitem__(
            slice(sheet.head + 1, None), sheet.rows[: sheet.head : -1]
        ),
    },
    "more columns": {
        "phones": lambda sheet: more(sheet, "Телефон", lambda n: f"0555 12 34 {n}"),
        "notes": lambda sheet: more(sheet, "Комментарии", lambda n: "итого, всего, total" if n % 5 else "-", 0),
        "figures without a label": lambda sheet: more(sheet, "", lambda n: n),
        "an empty one": lambda sheet: more(sheet, "", lambda _: "", 2),
        "sums at the right": lambda sheet: more(sheet, "Итого", lambda n: n * 3),
        "a status": lambda sheet: more(sheet, "Статус", lambda n: "черновик" if n % 7 == 0 else ""),
    },
    "other labels": {
        "without commas": lambda sheet: relabelled(sheet, lambda label: label.replace(",", "")),
        "a stop for a comma": lambda sheet: relabelled(sheet, lambda label: label.replace(",", ".")),
        "in capitals": lambda sheet: relabelled(sheet, str.upper),
        "with a colon": lambda sheet: relabelled(sheet, lambda label: f"{label}:"),
        "with a star": lambda sheet: relabelled(sheet, lambda label: f"{label} *"),
        "on two lines": lambda sheet: relabelled(sheet, lambda label: label.replace(" ", "\n", 1)),
        "numbered": lambda sheet: relabelled(sheet, lambda label: f"1. {label}"),
        "another unit": lambda sheet: relabelled(sheet, lambda label: f"{label.split(',')[0]}, кг/месяц", sheet.figure),
        "another season": lambda sheet: relabelled(sheet, lambda label: f"{label} (2024)", sheet.figure),
        "in English": lambda sheet: relabelled(sheet, lambda _: "Area or output", sheet.figure),
        "in Kyrgyz": lambda sheet: relabelled(sheet, lambda _: "Коду", "member"),
        "none": lambda sheet: relabelled(sheet, lambda _: "", "joins"),
    },
    "doubled labels": {
        "the same": lambda sheet: twin(sheet, "{}", lambda cell: cell),
        "empty": lambda sheet: twin(sheet, "{}", lambda _: ""),
        "empty before": lambda sheet: twin(sheet, "{}", lambda _: "", before=True),
        "other figures": lambda sheet: twin(sheet, "{}", lambda cell: number(cell) + 1),
        "other figures before": lambda sheet: twin(sheet, " {} ", lambda cell: number(cell) + 1, before=True),
        "numbered by a program": lambda sheet: twin(sheet, "{}.1", lambda cell: number(cell) + 1),
    },
    "letters alike": {
        f"{change.__name__} {variable}": partial(_call, lettered, (variable, change))
        for variable in ("member", "place", "member_class", "joins")
        for change in (latin, cyrillic)
    }
    | {f"{change.__name__} labels": partial(_call, relabelled, (change,)) for change in (latin, cyrillic)},
    "unseen characters": {
        f"U+{ord(mark):04X} {where}": partial(_call, lettered, (where, change))
        for mark in "\u00a0\u200b\ufeff\u00ad\u200f\u2009"
        for where, change in (
            ("member", lambda text, mark=mark: f"{text}{mark}"),
            ("place", lambda text, mark=mark: text.replace(" ", mark) + mark),
            ("member_class", lambda text, mark=mark: mark + text[:2] + ("" if mark.isspace() else mark) + text[2:]),
            ("joins", lambda text, mark=mark: f"{mark}{text}{mark}"),
        )
    }
    | {
        f"U+{ord(mark):04X} labels": partial(_call, relabelled, (lambda label, mark=mark: label + mark,))
        for mark in "\u00a0\u200b\ufeff\u00ad"
    },
    "reviews": each(
        reviewed,
        ("_validation_status", "validation_status_not_approved"),
        ("ReviewState", "rejected"),
        ("review_status", "REJECTED"),
        ("_review_status", "Отклонено"),
        ("_validation_status", "Not approved"),
        ("ReviewState", "забраковано"),
    ),
    "deprecated": each(
        deprecated,
        ("instanceID", "deprecatedID"),
        ("meta/instanceID", "meta/deprecatedID"),
        ("instanceID", "deprecatedID", "{}"),
        ("meta-instanceID", "meta-deprecatedID"),
    ),
}
