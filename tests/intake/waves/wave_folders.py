"""Small cluster folders with waves, their surveys whatever the test writes."""

from pathlib import Path

import capacity as cap
from capacity.intake.waves.waves import Waves, read_waves
from tests.survey_folders import MAP, with_survey

COWS = MAP.replace("{columns: [milk], unit: l/day}", "{columns: [cows, milk], unit: l/day}") + (
    "  place: {columns: [village]}\n  price: {columns: [price], unit: KGS/l}\n"
)
HEADER = ["id", "kind", "village", "cows", "milk", "tank", "joins", "price", "respondent", "phone"]
FARMS = (
    ("K-1", "ЛПХ", "Tor", "2", "10", "", "да", "35", "Asan A.", "0700 111111"),
    ("K-2", "ЛПХ", "Tor", "3", "9", "", "да", "36", "Bermet B.", ""),
    ("K-3", "ЛПХ", "Bel", "4", "8", "", "да", "34", "Chynar C.", ""),
    ("P-1", "пункт", "Bel", "", "", "2", "да", "", "Daniyar D.", ""),
    ("Z-1", "завод", "Bel", "", "", "", "да", "", "Emil E.", ""),
)


def folder_of(path: Path, waves: dict[str, list], renames: str = "", comparison: str = "") -> Path:
    """Return a cluster folder with FARMS as its survey and these waves: month -> rows of HEADER."""
    folder = with_survey(path, [HEADER, *map(list, FARMS)], COWS)
    (folder / "waves").mkdir()
    for name, rows in waves.items():
        text = "\n".join(";".join(row) for row in [HEADER, *rows]) + "\n"
        (folder / "waves" / (name if "." in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    for name, text in (("renames", renames), ("comparison", comparison)):
        if text:
            (folder / "waves" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def changed(rows=FARMS, /, **changes: tuple) -> list[list[str]]:
    """Return rows in which some answers of members are others: K_1=("milk", "11") or K_1=None for one who left."""
    found = []
    for row in rows:
        change = changes.get(row[0].replace("-", "_"), ())
        if change is not None:
            new = dict(zip(HEADER, row, strict=True)) | dict(zip(change[::2], change[1::2], strict=True))
            found.append(list(new.values()))
    return found


def read(folder: Path) -> Waves:
    """Return the waves of a folder."""
    return read_waves(cap.read_cluster(folder))


def status(waves: Waves, month: str = "2028-01") -> dict[str, str]:
    """Return what became of everybody in a wave, by the key that stays."""
    rows = waves.panel[waves.panel["wave"] == month]
    return dict(zip(rows["person"], rows["status"], strict=True))
