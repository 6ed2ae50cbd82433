"""The intake of a large survey: read, judged, members made; beside what pandas needs to read the same file as text.

    python benchmarks/bench_intake.py [CSV_ROWS] [XLSX_ROWS]

Makes the same surveys every time: a cooperative's list of dairy households and farms, a fault in about one row of 500.
Each measurement is a process of its own. Prints seconds of processor time of both sides from this run, their ratio, the
limit that is asked for, and the peak of memory (beyond what the imports take) for each byte of the text of the cells.
Checks that every row is counted and that both kinds of file make the same members.
"""

import csv
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from clock import clock, peak
from openpyxl import Workbook

SAMPLE = Path(__file__).parent.parent / "data" / "chui-dairy"
HEADER = (
    *("Код", "Айыл", "Вид хозяйства", "Дойных коров", "Удой летом, л/корова/день", "Удой зимой, л/корова/день"),
    *("Танк / машина / приёмка, т", "Раз в день", "Принимаете сейчас, т/день", "Оставляете себе, л/день"),
    *("Цена сейчас, сом/л", "Вступите в кластер?", "Письмо о намерении"),
)
VILLAGES = ("Жогорку-Булак", "Бел-Жайлоо", "Орто-Арык", "Төмөнкү-Арык", "Канал-Бою")
SHARE = 8.0
"""bytes of memory for each byte of text, at most"""


def main(csv_rows: int, xlsx_rows: int) -> None:
    """Make both surveys, measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        text, book, twin = (Path(scratch) / name for name in ("csv", "xlsx", "twin"))
        for folder, rows in ((text, csv_rows), (book, xlsx_rows), (twin, xlsx_rows)):
            _describe(folder)
            _write(folder / ("members.xlsx" if folder is book else "members.csv"), rows)
        ours, peer = _measured("ours", text), _measured("peer", text)
        _line(f"{csv_rows} CSV rows", "pandas.read_csv to text", ours, peer, (text / "members.csv").stat().st_size)
        print(f"ours / peer {ours['seconds'] / peer['seconds']:8.1f}   limit 10, at most")
        ours, peer = _measured("ours", book), _measured("peer", book)
        assert ours["members"] == _measured("ours", twin)["members"]
        size = (twin / "members.csv").stat().st_size
        _line(f"{xlsx_rows} XLSX rows", "pandas with openpyxl, to text", ours, peer, size)
        print(f"peer / ours {peer['seconds'] / ours['seconds']:8.1f}   limit 5, at least")


def _line(what: str, peer_name: str, ours: dict, peer: dict, size: int) -> None:
    print(f"\n{what}, {size / 1e6:.1f} MB of text; {ours['members'][0]} members, {ours['issues']} findings")
    for name, found in (("ours: read, judged, members made", ours), (f"peer: {peer_name}", peer)):
        print(f"{name:40} {found['seconds']:8.2f} s   {found['bytes'] / size:6.1f} bytes of memory a byte of text")
    print(f"limit of memory {SHARE:>55.1f}")


def _measured(side: str, folder: Path) -> dict:
    """Return what a fresh process measured."""
    command = [sys.executable, __file__, "measure", side, str(folder)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def measure(side: str, folder: Path) -> dict:
    """Return the processor time and the peak memory of reading a survey in this process."""
    import pandas as pd  # noqa: PLC0415 (each side pays for its own imports before the clock starts)

    from capacity.intake.cluster import read_cluster  # noqa: PLC0415
    from capacity.intake.specs import read_specs  # noqa: PLC0415
    from capacity.intake.survey.survey import read_survey  # noqa: PLC0415

    read_cluster(SAMPLE)
    pd.read_excel(SAMPLE / "members.xlsx", dtype=str, engine="openpyxl")
    path = next(folder.glob("members.*"))
    spec = read_specs(folder)["base"]
    before = peak()
    if side == "peer":
        read = pd.read_csv if path.suffix == ".csv" else partial(pd.read_excel, engine="openpyxl")
        seconds, frame = clock(lambda: read(path, dtype=str, keep_default_na=False), 1)
        return {"seconds": seconds, "bytes": peak() - before, "rows": len(frame)}
    seconds, survey = clock(lambda: read_survey(folder, spec), 1)
    held, members = peak() - before, survey.members
    counted = [len(members), float(members["good"].sum()), float(members["capacity"].sum())]
    return {"seconds": seconds, "bytes": held, "members": counted, "issues": len(survey.issues)}


def _describe(folder: Path) -> None:
    """Write the sample's description for a survey with its header in the first row and a question on own use."""
    folder.mkdir()
    text = (SAMPLE / "cluster.yml").read_text(encoding="utf-8")
    text = re.sub(r"^  (sheet|header_row): .*\n", "", text, flags=re.MULTILINE)
    own = '  own_use: {columns: ["Оставляете себе, л/день"], unit: l/day}\n  price: {columns'
    (folder / "cluster.yml").write_text(text.replace("  price: {columns", own, 1), encoding="utf-8")
    (folder / "units.csv").write_text((SAMPLE / "units.csv").read_text(encoding="utf-8"), encoding="utf-8")


def _rows(count: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(1)  # noqa: S311 (a survey to measure by)
    for number in range(1, count + 1):
        kind = chance.choices(("ЛПХ", "КФХ", "товарная ферма", "сыродельный цех"), (80, 15, 4, 1))[0]
        cows = chance.randint(1, 6) if kind == "ЛПХ" else chance.randint(7, 60)
        summer, tank = chance.randint(14, 40) / 2, "" if kind in ("ЛПХ", "КФХ") else f"{chance.randint(2, 12) / 2:g}"
        row = [f"Х-{number:07}", chance.choice(VILLAGES), kind, str(cows), f"{summer:g}", f"{summer / 2:g}", tank]
        row += ["2" if tank else "", "", str(chance.randint(1, 9)), str(chance.randint(30, 45))]
        row += [chance.choice(("да", "ооба", "возможно", "нет")), chance.choice(("", "", "подписано"))]
        if chance.random() < 0.002:
            row[chance.choice((2, 3, 4, 10, 11))] = chance.choice(("", "не знаю", "10-12", "???", "12 л"))
        yield tuple(row)


def _write(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *_rows(count)])
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ответы")
    for row in (HEADER, *_rows(count)):
        sheet.append([float(cell) if cell.replace(".", "", 1).isdecimal() else cell or None for cell in row])
    book.save(path)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 50_000)
