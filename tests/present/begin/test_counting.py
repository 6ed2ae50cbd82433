"""What a member has several of is picked in the notebook: every kind of export, units in a column, counted rows."""

import csv
import io
import zipfile

import openpyxl
import pytest

from capacity.intake.cluster import read_cluster
from capacity.present.begin.arriving import take
from capacity.present.begin.panel import Panel
from capacity.present.words.words import LANGUAGES, Words

FARMS = [["farm code", "village", "join", "cows_count", "KEY"]]
FARMS += [[f"F{n}", f"V{n % 2}", ("yes", "no")[n % 3 == 0], 2, f"uuid:{n}"] for n in range(1, 9)]
COWS = [["milk_l", "cow_kind", "PARENT_KEY"]]
COWS += [[9 - cow, ("dairy", "dry")[cow], f"uuid:{n}"] for n in range(1, 9) for cow in range(2)]
WIDE = [["farm code", "village", "join", "milk_l_1", "cow_kind_1", "milk_l_2", "cow_kind_2"]]
WIDE += [[*row[:3], 9, "dairy", 8, "dry"] for row in FARMS[1:]]


def text(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def archive(place):
    with zipfile.ZipFile(place / "members.zip", "w") as made:
        made.writestr("milk.csv", text(FARMS))
        made.writestr("milk-cows.csv", text(COWS))


def files(place):
    for name, rows in (("milk.csv", FARMS), ("milk-cows.csv", COWS)):
        take(text(rows).encode(), name, place, several=True)


def wide(place):
    (place / "members.csv").write_text(text(WIDE))


def workbook(place, link=("_parent_index", "_index")):
    book = openpyxl.Workbook()
    book.active.title, cows = "Farms", book.create_sheet("cows")
    for row in ([*FARMS[0][:4], link[1]], *([*row[:4], number] for number, row in enumerate(FARMS[1:], start=1))):
        book.active.append(row)
    for row in ([*COWS[0][:2], link[0]], *([*row[:2], int(row[2][5:])] for row in COWS[1:])):
        cows.append(row)
    book.save(place / "members.xlsx")


def by_hand(place):
    workbook(place, ("farm number", "farm number"))


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "milk"
    place.mkdir()
    return place


def finish(panel, unit="l"):
    """Write down the least of a chain, and have the file written."""
    panel.chain.products.add({"title": "Milk", "unit": unit})
    panel.chain.links.add({"title": "Herds", "run_by": panel.chain.kinds[0], "makes": "Milk"})
    panel.chain.buyers.add({"title": "Dairy", "buys": "Milk", "price": 40.0})
    panel.basics.start.value = "2027-01"
    panel.stage.children[-2].children[0].click()


def made(folder):
    """What a member makes a year."""
    (amount,) = set((read_cluster(folder).survey.members["current"] * 12).round(6))
    return amount


@pytest.mark.parametrize("export", [archive, files, wide, workbook, by_hand])
def test_rows_of_every_kind_of_export_are_picked_filtered_and_added_up(folder, export):
    export(folder)
    panel = Panel(folder, Words("en"))
    if export is by_hand:
        panel.columns.roles["farm code"].value, panel.columns.roles["farm number"].value = "", "member"
    (below,) = panel.columns.below
    label = "milk_l_#" if export is wide else "milk_l"
    assert below.roles[label].value == "current"
    below.units[label].value = "l/year"
    counting = panel.columns.counting.fields["current"]
    assert "Used: 8." in panel.count.value
    counting.where.value = label.replace("milk_l", "cow_kind")
    assert panel.count.value == ""
    assert "Tick the answers" in panel.message.value
    panel.columns.counting.fields["current"].answers["dairy"].value = True
    finish(panel)
    assert made(folder) == 9
    panel.columns.counting.fields["current"].where.value = ""
    finish(panel)
    assert made(folder) == 17


def test_the_number_of_rows_is_a_figure_with_what_one_gives(folder):
    archive(folder)
    panel = Panel(folder, Words("en"))
    (below,) = panel.columns.below
    below.roles["milk_l"].value, below.number.value, below.number_unit.value = "", "current", "l/year"
    assert "how much one row gives" in panel.message.value
    panel.columns.counting.fields["current"].each.value = 3000.0
    panel.columns.counting.fields["current"].counted_by.value = "cows_count"
    before = panel.read()
    panel.language.value = "ky"
    assert panel.read() == before
    finish(panel)
    written = (folder / "cluster.yml").read_text(encoding="utf-8")
    assert "rates: {each: [3000, l/head/year]}" in written
    assert "counted_by: cows_count" in written
    assert set(read_cluster(folder).survey.members["current"]) == {2}


def test_columns_of_one_figure_on_two_tables_are_asked_about(folder):
    archive(folder)
    panel = Panel(folder, Words("en"))
    panel.columns.roles["cows_count"].value = "current"
    assert "on one table: made or put through today" in panel.message.value


UNITS = [["ФИО", "Собрано", "Ед. изм.", "Вступите?"]]
UNITS += [[f"Ф{n}", *((4, "мешок"), (200, "кг"), (0.2, "т"), (5, "ящик"))[n % 4], "да"] for n in range(12)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_word_of_units_holds_is_asked_and_no_placeholder_is_written(folder, language):
    (folder / "members.csv").write_text(text(UNITS), encoding="utf-8")
    panel = Panel(folder, Words(language))
    words = panel.columns.counting.fields["current"].words
    assert set(words) == {"мешок", "ящик"}
    assert {unit.value for _, unit, _ in words.values()} == {"kg"}
    finish(panel, "kg")
    assert "мешок" in panel.message.value
    assert "ящик" in panel.message.value
    assert not (folder / "cluster.yml").exists()
    words["мешок"][0].value = 50.0
    panel.columns.counting.fields["current"].words["ящик"][2].value = True
    finish(panel, "kg")
    written = (folder / "cluster.yml").read_text(encoding="utf-8")
    assert 'units: {"мешок": [50, kg]}' in written
    assert "NUMBER" not in written
    cluster = read_cluster(folder)
    assert (cluster.survey.rows.used, cluster.survey.rows.quarantined) == (9, 3)
    assert made(folder) == 200


def test_an_ordinary_survey_is_asked_nothing_more(folder):
    (folder / "members.csv").write_text(text([row[:3] for row in FARMS]), encoding="utf-8")
    panel = Panel(folder, Words("en"))
    assert panel.columns.below == []
    assert panel.columns.counting.box.children == ()
