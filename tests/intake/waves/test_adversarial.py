"""Renames as they come in real lists: how many are found, and how many of what is found are right; printed."""

import random

import pytest

import capacity as cap
from capacity.intake.waves.waves import read_waves
from tests.intake.waves.wave_folders import HEADER, folder_of

FIRST = ("Асан", "Бермет", "Чынара", "Данияр", "Элмира", "Гүлнара", "Жылдыз", "Кубат", "Мээрим", "Нурлан")
LAST = ("Абдыров", "Бакиев", "Садыков", "Токтогулов", "Усенов", "Жумабаев", "Исаков", "Маматов")
PLACES = ("Tor", "Bel", "Sai", "Kol")


def people(count, chance):
    """Members with full names, half of them with a telephone."""
    rows = []
    for number in range(count):
        name, phone = f"{chance.choice(FIRST)} {chance.choice(LAST)}", f"0700 {number:06d}" if number % 2 else ""
        rows.append([f"K-{number:03d}", "ЛПХ", chance.choice(PLACES), "3", "9", "", "да", "35", name, phone])
    return rows


def matched(path):
    """The share of renumbered farms that are said to be somebody (recall), and of these who it is (precision)."""
    chance = random.Random(5)  # noqa: S311
    first = people(120, chance)
    second, truth = [], {}
    for number, row in enumerate(first):
        new = list(row)
        if number % 4 == 0:
            new[0] = f"N-{number:03d}"
            truth[new[0]] = row[0]
            if number % 8 == 0:
                new[8] = new[8].replace("ы", "и").upper()
        if number % 10 != 9:
            second.append(new)
    folder = folder_of(path, {"2028-01": second})
    lines = [";".join(row) for row in [HEADER, *first, *[["Z-1", "завод", "Bel", "", "", "", "да", "", "", ""]]]]
    (folder / "members.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        issues = read_waves(cap.read_cluster(folder)).issues
    except cap.InputError as error:
        issues = error.issues
    said = {issue.member: issue.problem.split('"')[1] for issue in issues if issue.code == "W02"}
    there = {row[0] for row in second}
    wanted = {new: old for new, old in truth.items() if new in there}
    right = sum(wanted.get(new) == old for new, old in said.items())
    return right / len(wanted), right / max(len(said), 1)


def test_renumbered_farms_are_recognised(tmp_path, capsys):
    recall, precision = matched(tmp_path / "c")
    with capsys.disabled():
        print(f"\nrenumbered farms: recall {recall:.0%}, precision {precision:.0%}")
    assert recall >= 0.8
    assert precision >= 0.95


@pytest.mark.parametrize("number", [1, 2])
def test_the_same_lists_are_matched_the_same_way(tmp_path, number):
    assert matched(tmp_path / f"{number}") == matched(tmp_path / f"{number}b")
