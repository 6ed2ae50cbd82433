"""From the messy export of a beekeepers' survey to a report in a real browser, by mouse and without a line of YAML."""

import openpyxl
import pytest
from lab import NEEDS_CHROMIUM, lab, started

from capacity.intake.cluster import read_cluster
from capacity.present import handed
from capacity.run.manifest import Request
from capacity.run.notebook.interactive import place_begin
from capacity.run.report import report

pytestmark = NEEDS_CHROMIUM
HONEY = [
    ["Реестр пчеловодов, 2026"],
    ["", "", "", "о мёде", "", "", ""],
    [
        "№",
        "ФИО",
        "Айыл / село",
        "Бал, сезон 2026 (урожай мёда)",
        "Түрү (кто)",
        "Мощность пункта/цеха",
        "Кластерге киресизби?",
    ],
    *(
        [number, f"Пчеловод {number}", "Кочкор", f"{300 + 7 * number} кг", "пчеловод", "", "ооба"]
        for number in range(1, 20)
    ),
    *([number, f"Балчы {number}", "Ат-Башы", "~400", "балчы", "", "балким"] for number in range(20, 30)),
    [30, "Цех", "Нарын", "", "цех (якорь)", "0,4 т/день", "да"],
    ["", "ИТОГО", "", "11 000", "", "", ""],
]
MILK = [
    ["Will you join?", "Milk, l/day", "Village", "Kind", "Farm code", "Tank capacity, l/day"],
    *(["yes", 20 + number, "Orto", "farm", f"F{number:02}", ""] for number in range(1, 20)),
    *(["no", 15 + number, "Kara", "farm", f"F{number:02}", ""] for number in range(20, 26)),
    ["yes", "", "Kara", "cooling point", "P1", 900],
]
BEANS = [
    ["Түшүм, кг", "Кластерге киресизби?", "Аты-жөнү", "Кубаттуулугу, кг/күн", "Айылы", "Түрү"],
    *([900 + 30 * number, "ооба", f"Дыйкан {number}", "", "Талас", "дыйкан"] for number in range(1, 22)),
    [None, "ооба", "Кампа", 5000, "Талас", "кампа"],
]
SURVEYS = {
    "naryn-honey": (HONEY, "ru", ["пчеловод", "цех (якорь)"], {"балчы": "пчеловод"}, 30),
    "orto-milk": (MILK, "en", ["farm", "cooling point"], {}, 26),
    "talas-beans": (BEANS, "ky", ["дыйкан", "кампа"], {}, 22),
}


@pytest.fixture(params=SURVEYS)
def survey(request, tmp_path):
    """A folder with an export under another name, and what is known of it."""
    rows, *known = SURVEYS[request.param]
    folder = tmp_path / request.param
    folder.mkdir()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "export of the survey.xlsx")
    return folder, *known


def test_from_the_export_to_a_report_without_typing_yaml(survey, tmp_path):
    folder, language, (grower, shop), same, used = survey
    copy, first = place_begin(folder, tmp_path / "reports"), ".cx-panel button:text-is('Take this one')"
    with lab(copy, tmp_path, {handed.FOLDER: str(folder)}) as address, started(address, first) as page:
        page.click("button:text-is('Take this one')")
        page.wait_for_selector(".cx-count")
        page.locator(".cx-top select").last.select_option(index=["en", "ru", "ky"].index(language))
        page.wait_for_selector(f".cx-count[lang={language}]")
        for answer, kind in same.items():
            line = page.locator(".cx-row", has=page.locator(f".cx-column-seen span:text-is('{answer}')"))
            line.locator("select").select_option(value=None, label=f"то же, что {kind}")
        write_chain(page, grower, shop)
        page.fill("input[placeholder='2027-01']", "2027-01")
        page.keyboard.press("Tab")
        page.locator(".cx-panel button.mod-primary").click()
        page.wait_for_selector(".cx-message.cx-good")
    cluster = read_cluster(folder)
    assert cluster.survey.rows.used == used
    made = report(folder, tmp_path / "out", Request(draws=16, languages=(language,)))
    assert (made / "confidential" / f"feasibility.{language}.html").is_file()


FIELDS = [
    ["ФИО", "Айыл", "Кто вы?", "Сколько полей", "Мощность мельницы", "Готовы вступить?", "_uuid", "_index"],
    *([f"Фермер {n}", "Талас", "фермер", 2, "", "да" if n % 3 else "нет", f"u-{n}", n] for n in range(1, 25)),
    ["Мельница", "Талас", "мельница", 0, "5 т/день", "да", "u-25", 25],
]
HARVESTS = [
    ["Культура", "Собрано", "Ед. изм.", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"],
    *(["кукуруза", 12, "мешок", 2 * n, "Опрос", n, f"u-{n}"] for n in range(1, 25)),
    *(["фасоль", 1.5, "т", 2 * n + 1, "Опрос", n, f"u-{n}"] for n in range(1, 25)),
]


def test_from_a_repeat_with_a_column_of_units_to_a_report(tmp_path):
    folder = tmp_path / "talas-maize"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.active.title, fields = "Опрос", book.create_sheet("fields")
    for sheet, rows in ((book.active, FIELDS), (fields, HARVESTS)):
        for row in rows:
            sheet.append(row)
    book.save(folder / "выгрузка Kobo.xlsx")
    copy, first = place_begin(folder, tmp_path / "reports"), ".cx-panel button:text-is('Take this one')"
    with lab(copy, tmp_path, {handed.FOLDER: str(folder)}) as address, started(address, first) as page:
        page.click("button:text-is('Take this one')")
        page.wait_for_selector(".cx-count")
        page.locator(".cx-top select").last.select_option(index=1)
        page.wait_for_selector(".cx-count:has-text('Взято: 1. Отложено: 24')")
        page.locator("select:has(option:text-is('только строки по ответу: Культура'))").select_option(index=1)
        page.wait_for_selector(".cx-message.cx-bad:has-text('Отметьте ответы')")
        page.locator(".cx-row label:has-text('кукуруза')").click()
        line = page.locator(".cx-row", has=page.locator("span:text-is('мешок')"))
        page.wait_for_selector(".cx-count:has-text('Отложено: 24')")
        write_chain(page, "фермер", "мельница")
        page.fill("input[placeholder='2027-01']", "2027-01")
        page.keyboard.press("Tab")
        page.locator(".cx-panel button.mod-primary").click()
        page.wait_for_selector(".cx-message.cx-bad:has-text('сколько в одном')")
        assert not (folder / "cluster.yml").exists()
        line.locator("input[type=number]").fill("50")
        page.keyboard.press("Tab")
        page.wait_for_selector(".cx-count:has-text('Взято: 25. Отложено: 0')")
        assert (
            page.evaluate(
                "() => { const one = document.querySelector('.cx-panel'); return one.scrollWidth - one.clientWidth; }"
            )
            <= 0
        )
        page.locator(".cx-panel button.mod-primary").click()
        page.wait_for_selector(".cx-message.cx-good")
    assert "NUMBER" not in (folder / "cluster.yml").read_text(encoding="utf-8")
    cluster = read_cluster(folder)
    assert set(cluster.survey.members["current"].dropna().round(6) * 12) == {600}
    made = report(folder, tmp_path / "out", Request(draws=16, languages=("ru",)))
    assert (made / "confidential" / "feasibility.ru.html").is_file()


def write_chain(page, grower, shop):
    """Write two products, two stages and two buyers into the three lists."""
    add = page.locator(".cx-panel button:has(.fa-plus)")
    for number, title in enumerate(("Сырьё", "Товар")):
        add.nth(0).click()
        lists(page, 0).nth(number).locator("input[type=text]").first.fill(title)
        page.keyboard.press("Tab")
    for number, (title, who, takes, makes) in enumerate((("А", grower, 0, 0), ("Б", shop, 1, 1))):
        add.nth(1).click()
        line = lists(page, 1).nth(number)
        line.locator("input[type=text]").first.fill(title)
        page.keyboard.press("Tab")
        line.locator("select").nth(0).select_option(label=who)
        line.locator("select").nth(1).select_option(index=takes)
        line.locator("select").nth(2).select_option(index=makes)
    for number, (title, buys, price) in enumerate((("В", 1, "750"), ("Г", 0, "400"))):
        add.nth(2).click()
        line = lists(page, 2).nth(number)
        line.locator("input[type=text]").first.fill(title)
        page.keyboard.press("Tab")
        line.locator("select").select_option(index=buys)
        line.locator("input[type=number]").first.fill(price)
        page.keyboard.press("Tab")


def lists(page, number):
    """The rows of one of the three lists of the chain."""
    return page.locator(".cx-panel .cx-list").nth(number).locator(".cx-row")
