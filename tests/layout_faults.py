"""Faults of whole tables: heads, blocks, columns beside; kind, then variant, then what it does to a sheet."""

from sample_faults import Fault, above, each, relabelled, second_table, total
from sample_sheets import Sheet, number


def summed(sheet: Sheet, label: str, at: int) -> None:
    """A line of sums under the header, above it or amid the members; without a label, if it has none."""
    total(sheet, label)
    line = sheet.rows.pop()
    sheet.rows.insert(sheet.head + 1 + at, line)


def figured(sheet: Sheet, label: str, share: float) -> None:
    """A line at the end of something made out of the columns: an average, a maximum, a norm."""
    line = sheet.line(member=label)
    for column, made in sheet.sums(sheet.data).items():
        line[column] = round(made * share, 3)
    sheet.rows.append(line)


def sorted_in(sheet: Sheet, below: int) -> None:
    """The header sorted among the members, as by a program that was not told that there is one."""
    sheet.rows.insert(sheet.head + 1 + below, sheet.rows.pop(sheet.head))
    sheet.head += below


def once(sheet: Sheet, *variables: str) -> None:
    """Answers only in the first of the rows that share them, as where cells are merged."""
    columns = [sheet.columns(variable)[0] for variable in variables]
    body = sorted(sheet.rows[sheet.head + 1 :], key=lambda row: [str(row[column]) for column in columns])
    last: list[object] = []
    for row in body:
        said = [row[column] for column in columns]
        if said == last:
            sheet.touched.add(str(row[sheet.columns("member")[0]]))
            for column in columns:
                row[column] = ""
        last = said
    sheet.rows[sheet.head + 1 :] = body


def again(sheet: Sheet, *, header: bool, gap: int) -> None:
    """The whole table a second time below itself."""
    first = 0 if header else 1
    copy = [list(row) for row in sheet.rows[sheet.head + first :]]
    sheet.rows += [[""] * len(sheet.labels) for _ in range(gap)] + copy


def beside(sheet: Sheet, labels: list[str], cells: list[object]) -> None:
    """A smaller table at the right of the members, a column apart."""
    for index, row in enumerate(sheet.rows):
        said = labels if index == sheet.head else cells if sheet.head < index < sheet.head + 6 else [""] * len(labels)
        row += ["", *said]


def moved(sheet: Sheet, columns: int, lines: int) -> None:
    """A table that does not begin in the corner."""
    sheet.rows = [[*[""] * columns, *row] for row in sheet.rows]
    above(sheet, *([[]] * lines))


def two_rows(sheet: Sheet, top: str, *, below: bool) -> None:
    """A header of two rows: what is asked and, above or below it, the group or the language."""
    line = [top if label else "" for label in sheet.labels]
    sheet.insert(sheet.head + 1 if below else sheet.head, line)


def units_beside(sheet: Sheet, label: str, words: dict[str, str]) -> None:
    """A column of units at the right of the figure."""
    at = sheet.column + 1
    word = words[sheet.spec.cluster]
    for index, row in enumerate(sheet.rows):
        said = label if index == sheet.head else word if index > sheet.head and number(row[at - 1]) else ""
        row.insert(at, said)


SAME = {"chui-dairy": "л", "bishkek-sewing": "чел", "talas-beans": "га"}
WORDS = {"chui-dairy": "литр", "bishkek-sewing": "человек", "talas-beans": "гектар"}
LAYOUTS: dict[str, dict[str, Fault]] = {
    "sums elsewhere": each(
        summed, ("Итого", 0), ("Всего", 20), ("Total", -1), ("", 0), ("", 30), ("Жалпы", 0), ("ИТОГО ПО ЛИСТУ", 10)
    ),
    "statistics": each(
        figured,
        *(("Среднее", 0.02), ("Макс.", 0.1), ("Median", 0.02), ("Орточо мааниси", 0.02), ("Норма", 0.03)),
        *(("План", 1.2), ("Прошлый год", 0.9), ("% к итогу", 1), ("в т.ч. ЛПХ", 0.5), ("из них", 0.4)),
    ),
    "ends": each(
        second_table,
        (["* со слов соседей"],),
        (["Составил: Асанов А.", "подпись ______"],),
        (["М.П."], ["Дата: 12.10.2026"]),
        (["Легенда:"], ["ЛПХ - личное подсобное хозяйство"], ["КФХ - крестьянское хозяйство"]),
        (["Количество анкет", 57],),
    ),
    "header among the members": each(sorted_in, (1,), (2,), (12,), (30,)),
    "once a block": each(once, "place", "member_class", "joins", ("place", "member_class")),
    "the table again": {
        f"{'with' if header else 'without'} its header, {gap} lines apart": lambda sheet, header=header, gap=gap: again(
            sheet, header=header, gap=gap
        )
        for header in (True, False)
        for gap in (0, 1, 3)
    },
    "beside": each(
        beside,
        (["Код", "Телефон"], ["Л-01", "0555123456"]),
        (["Товар", "Цена"], ["сыр", 550]),
        (["Итого", "Всего"], [100, 200]),
        (["", ""], ["проверено", 1]),
    ),
    "moved": each(moved, (1, 0), (0, 2), (2, 3), (3, 1)),
    "two rows of header": {
        f"{top} {'below' if below else 'above'}": lambda sheet, top=top, below=below: two_rows(sheet, top, below=below)
        for top in ("Обязательно", "text", "Ответ респондента", "(заполнить)")
        for below in (True, False)
    },
    "units beside": each(
        units_beside, ("Ед. изм.", SAME), ("Единица", WORDS), ("unit", SAME), ("бирдиги", WORDS), ("", SAME)
    ),
    "longer labels": {
        name: lambda sheet, text=text: relabelled(sheet, text.format)
        for name, text in {
            "asked for": "{} (обязательно)",
            "numbered": "Q1. {}",
            "a footnote": "{}¹",
            "two languages": "{} / answer",
            "bracketed": "[{}]",
            "quoted": "«{}»",
        }.items()
    },
}
"""The faults of whole tables."""
