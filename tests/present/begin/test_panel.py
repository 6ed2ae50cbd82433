"""The guided notebook's panel, worked as a person works it: pick, write, look at the count, have the file written."""

import openpyxl
import pytest

from capacity.intake.cluster import read_cluster
from capacity.present.begin.arriving import candidates, place_for, take
from capacity.present.begin.panel import Panel
from capacity.present.words.words import LANGUAGES, Words

ROWS = [
    ["Анкета пчеловодов", "", "", "", "", ""],
    ["ФИО", "Айыл", "Түрү", "Урожай мёда, кг", "Мощность цеха, кг/день", "Кластерге киресизби?"],
    ["Асанов А.", "Ат-Башы", "пчеловод", "840", "", "да"],
    ["Бакиров Б.", "Кочкор", "балчы", "500", "", "жок"],
    ["Калыков К.", "Кочкор", "пчеловод", "не знаю", "", "балким"],
    ["Цех <b>Таза</b>", "Нарын", "цех", "", "300", "да"],
]


@pytest.fixture
def folder(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Анкеты"
    for row in ROWS:
        book.active.append(row)
    place = tmp_path / "honey"
    place.mkdir()
    book.save(place / "members.xlsx")
    return place


def fill(panel):
    """Write down the chain and the rest, as she would."""
    panel.columns.meanings["member_class"]["балчы"].value = "пчеловод"
    for title in ("Мёд", "Банки"):
        panel.chain.products.add({"title": title, "unit": "kg"})
    panel.chain.links.add({"title": "Пасеки", "run_by": "пчеловод", "makes": "Мёд"})
    panel.chain.links.add({"title": "Фасовка", "run_by": "цех", "takes": "Мёд", "makes": "Банки", "gives": 0.98})
    panel.chain.buyers.add({"title": "Магазины", "buys": "Банки", "price": 750.0})
    panel.basics.start.value = "2027-01"


def press(panel, button=0):
    """Press a button that writes: 0 as text, 1 as a workbook."""
    panel.stage.children[-2].children[button].click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_an_export_to_a_cluster_file_by_picking(folder, language):
    panel = Panel(folder, Words(language))
    assert {label for label, picker in panel.columns.roles.items() if picker.value} == set(ROWS[1])
    fill(panel)
    press(panel)
    assert f"capacity report {folder}" in panel.message.value
    cluster = read_cluster(folder)
    assert cluster.survey.rows.used == 3
    assert list(cluster.spec.classes) == ["pchelovod", "cekh"]


def test_the_count_follows_every_pick_and_says_why_a_row_is_not_used(folder):
    panel = Panel(folder, Words("en"))
    fill(panel)
    assert "Rows read: 4. Used: 3. Set aside: 1." in panel.count.value
    assert "the output is missing" in panel.count.value
    panel.columns.roles["ФИО"].value = ""
    assert panel.count.value == ""
    assert "who it is" in panel.message.value
    panel.columns.roles["ФИО"].value = "member"
    assert "Used: 3." in panel.count.value


def test_nothing_is_written_while_something_lacks(folder):
    panel = Panel(folder, Words("en"))
    press(panel)
    assert "Write down what flows" in panel.message.value
    fill(panel)
    panel.chain.links.add({"title": "Воск", "run_by": "пчеловод", "makes": "Мёд"})
    panel.chain.products.add({"title": "Воск", "unit": "kg"})
    panel.chain.links.rows[-1]["makes"].value = "Воск"
    press(panel)
    assert "Nobody takes or buys Воск" in panel.message.value
    assert not (folder / "cluster.yml").exists()


def test_the_description_can_be_an_excel_workbook(folder):
    panel = Panel(folder, Words("ky"))
    fill(panel)
    press(panel, 1)
    assert "cluster.xlsx" in panel.message.value
    assert not (folder / "cluster.yml").exists()
    assert list(read_cluster(folder).spec.classes) == ["pchelovod", "cekh"]
    press(panel)
    assert "cx-bad" in panel.message.value
    assert not (folder / "cluster.yml").exists()


def test_reasons_are_said_in_the_language_of_the_panel(folder):
    panel = Panel(folder, Words("ru"))
    assert "the output is missing" not in panel.count.value
    assert "Отложено: 1." in panel.count.value


def test_another_language_keeps_what_was_picked(folder):
    panel = Panel(folder, Words("en"))
    fill(panel)
    before = panel.read()
    panel.language.value = "ky"
    assert panel.read() == before
    assert "Окулган сап: 4." in panel.count.value


def test_what_people_wrote_is_never_markup(folder):
    book = openpyxl.load_workbook(folder / "members.xlsx")
    book.active["B3"] = "<img src=x onerror=alert(1)>"
    book.active["C4"] = "<script>alert(1)</script>"
    book.save(folder / "members.xlsx")
    panel = Panel(folder, Words("en"))
    html = " ".join(widget.value for widget in walk(panel.box) if type(widget).__name__ == "HTML")
    assert "<script" not in html
    assert "<img" not in html


def walk(widget):
    """Every widget below one."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_a_survey_under_another_name_is_offered_and_copied(folder):
    (folder / "members.xlsx").rename(folder / "honey survey.xlsx")
    (folder / "form.xlsx").write_bytes(b"")
    assert candidates(folder) == ["honey survey.xlsx"]
    panel = Panel(folder, Words("en"))
    form = panel.stage.children[0]
    form.children[2].children[1].click()
    assert (folder / "honey survey.xlsx").read_bytes() == (folder / "members.xlsx").read_bytes()
    assert panel.export.lists[0].header_row == 2


def test_an_upload_is_placed_by_its_ending_and_never_over_another(tmp_path):
    assert take(b"a,b\n1,2\n", "Опрос 2026.CSV", tmp_path).name == "members.csv"
    for name, problem in (("x.csv", "there already"), ("x.exe", "no survey"), ("../../x.pdf", "no survey")):
        with pytest.raises(Exception, match=problem):
            place_for(name, tmp_path)
