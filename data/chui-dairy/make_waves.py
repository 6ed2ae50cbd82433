"""Make the two later waves of the dairy sample from its first survey: invented, like the survey itself.

`python data/chui-dairy/make_waves.py` writes waves/2028-01.csv, waves/2029-01.csv and waves/renames.csv; the same bytes
every time. The story: in 2027 a dry summer costs milk while herds grow and most who promised have signed; in 2028 the
feed is good again, but a large farm leaves.
"""

import csv
from contextlib import closing
from pathlib import Path

from openpyxl import load_workbook

HERE = Path(__file__).parent
CODE, PLACE, KIND, NAME, COWS, SUMMER, WINTER, PRICE, JOINS, LETTER, REMARK = 1, 2, 3, 4, 5, 6, 7, 12, 14, 15, 16
COWS_READ = {"2 гол": 2, "4 головы": 4, "1 гол": 1, "3 гол": 3, 1200: 12}
LEFT_2028 = ("Л-08", "Л-17", "Л-22", "Л-29", "Ф-24")
"""who had said no, and one farm"""
LEFT_2029 = ("Т-4", "Л-20", "Ф-15")
JOINED_2028 = (
    ("Л-42", "Бел-Жайлоо", "ЛПХ", "Жаркын О.", 3, 9, 3.5),
    ("Л-43", "Канал-Бою", "ЛПХ", "Самат Б.", 4, 8.5, 3),
    ("Ф-27", "Орто-Арык", "КФХ", "Гүлзат Т.", 9, 12, 4.5),
)
JOINED_2029 = (("Ф-28", "Төмөнкү-Арык", "КФХ", "Айдай Р.", 11, 12.5, 4.5),)
OTHER_ID = {"Ф-07": "Ф-07а"}
"""filed under a new code in 2028"""
OTHER_NAME = {"Л-05": "Айбек И.", "Ф-13": "Нурзат Н."}
"""the son answers, the wife answers"""


def first_answers() -> list[list]:
    """Return the head of the survey and the rows of members, as they were corrected."""
    with closing(load_workbook(HERE / "members.xlsx", read_only=True)) as book:
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    kept, seen = rows[2:3], set()
    for row in rows[3:]:
        code = "Л-32" if row[CODE] == "Л-23" and row[NAME] == "Чолпон О." else row[CODE]
        if isinstance(code, str) and code[0] in "ЛФТПСЗЦБВК" and code not in seen and row[KIND]:
            seen.add(code)
            kept.append([*row[:CODE], code, *row[CODE + 1 :]])
    return kept


def number(value: object) -> float:
    """Return the first number of an answer such as 13,5 л or 12-14."""
    text = str(COWS_READ.get(value, value)).replace("~", "").replace(",", ".").split("-")[0]
    return float("".join(letter for letter in text if letter.isdigit() or letter == ".") or 0)


def grown(row: list, herd: float, milk: float, price: float) -> list:
    """Return a member's answers a year later; small herds grow by whole cows, every third one first."""
    new = list(row)
    if row[COWS] is None or row[SUMMER] in (None, "не знаю"):
        return new
    cows, turn = number(row[COWS]), sum(map(ord, str(row[CODE])))
    new[COWS] = round(cows * herd) if cows >= 8 else round(cows + (turn % 3 == 0) * (herd > 1))
    new[SUMMER], new[WINTER] = (round(number(row[at]) * milk * 2) / 2 for at in (SUMMER, WINTER))
    if row[PRICE] is not None:
        new[PRICE] = round(number(row[PRICE]) * price * 2) / 2
    return new


def newcomer(*answers: str | float) -> list:
    """Return the answers of one who joined after the start."""
    row: list = [None] * 17
    row[CODE : WINTER + 1] = answers
    row[JOINS], row[LETTER] = "да", "подписано"
    return row


def write(out: Path, month: str, head: list, rows: list[list]) -> None:
    """Write a wave as CSV: a title, an empty line, the header in row 3, as in the first survey."""
    with (out / f"{month}.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([f"Повторный опрос {month} (условный пример, ответы вымышлены)"])
        lines.writerow([])
        lines.writerow(head)
        lines.writerows([at, *row[1:]] for at, row in enumerate(rows, start=1))


def main(out: Path = HERE / "waves") -> None:
    """Write both waves and the list of renames to a folder."""
    out.mkdir(exist_ok=True)
    head, *rows = first_answers()
    first = [grown(row, 1.05, 0.95, 1.06) for row in rows if row[CODE] not in LEFT_2028]
    for row in first:
        row[CODE], row[NAME] = OTHER_ID.get(row[CODE], row[CODE]), OTHER_NAME.get(row[CODE], row[NAME])
        row[LETTER] = row[LETTER] or ("подписано" if str(row[JOINS]).strip().lower() in ("да", "ооба") else None)
        row[REMARK] = None
    first += [newcomer(*answers) for answers in JOINED_2028]
    second = [grown(row, 1.04, 1.08, 1.05) for row in first if row[CODE] not in LEFT_2029]
    second += [newcomer(*answers) for answers in JOINED_2029]
    write(out, "2028-01", head, first)
    write(out, "2029-01", head, second)
    renames = "wave,id,was\n" + "".join(f"2028-01,{new},{was}\n" for was, new in OTHER_ID.items())
    (out / "renames.csv").write_text(renames, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
