"""The report and the members' page in a real browser: phone and desk, light and dark, with and without JavaScript."""

import re
import shutil
from dataclasses import replace
from itertools import product

import nbformat
import pytest
from fake_study import fake_study

from capacity.intake.cluster_file.survey import Column
from capacity.present.members_page.own import Said, owns, reckon
from capacity.present.members_page.pages import members_page
from capacity.present.members_page.release import Release, Shown
from capacity.present.order import SECTIONS
from capacity.present.report import export
from capacity.present.show import show
from capacity.present.words.words import Words

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: see the dev extra")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on PATH: install the package chromium"),
    pytest.mark.filterwarnings("default::DeprecationWarning"),
]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
FLAGS += ("--disable-component-update", "--disable-sync")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'><svg onload=window.hacked=3>"
    "%{customdata[0]} $\\href{javascript:window.hacked=4}{x}$ \" ' </title></style> javascript:window.hacked=5"
)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the report and the members' page, plain and spoilt."""
    pages = tmp_path_factory.mktemp("pages")
    for name, study in (("plain", fake_study()), ("hostile", fake_study(HOSTILE))):
        cells = [
            nbformat.v4.new_code_cell(
                outputs=[nbformat.v4.new_output("display_data", data=show(study, part, "en")._repr_mimebundle_())]
            )
            for part in SECTIONS
        ]
        report = export(nbformat.v4.new_notebook(cells=cells), "en")
        (pages / f"{name}-report.html").write_text(report, encoding="utf-8")
        (pages / f"{name}-members.html").write_text(members_page(study, "ky"), encoding="utf-8")
    for language in ("en", "ru", "ky"):
        page = members_page(asked_twice(), language, LET_OUT)
        (pages / f"own-{language}-members.html").write_text(page, encoding="utf-8")
    return pages


LET_OUT = Release(
    {
        "gain.household.year": Shown((-1390.0, 2750.0, 7120.0), "KGS/year"),
        "gain.household.loses": Shown(0.0469, "share"),
        **{
            f"gain.household.unit.{month}": Shown((-0.3 + 0.01 * month, 1.1 + 0.1 * month, 2.9), "KGS/l")
            for month in range(1, 13)
        },
    },
    ("gain.farm.year",),
)
"""a release in which the households' gain is cleared"""


def asked_twice():
    """The study of a survey that asks for cows, and for their milk in the best and in the poorest month."""
    study = fake_study()
    spec = study.cluster.spec
    asked = {name: Column(columns=("cows", name), unit="l/day") for name in ("good", "bad")}
    spec = spec.model_copy(update={"survey": spec.survey.model_copy(update=asked)})
    return replace(study, cluster=replace(study.cluster, specs=dict.fromkeys(study.cluster.specs, spec)))


class Visit:
    """One page opened, with everything it asked for or complained about."""

    def __init__(self, browser, path, size=PHONE, scheme="light", script=True):
        self.context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script)
        self.page = self.context.new_page()
        self.asked, self.said, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def __enter__(self):  # noqa: D105
        return self

    def __exit__(self, *_):  # noqa: D105
        self.context.close()

    def unfold(self):
        """Open the appendix by keyboard, section by section; a click may miss while figures above are drawn."""
        for fold in self.page.locator("details.more > summary").all():
            fold.press("Enter")
        assert self.page.locator("details.more:not([open])").count() == 0

    def draw_all(self):
        """Open the appendix and scroll along the page until every figure is drawn."""
        self.unfold()
        self.until("window.Plotly !== undefined")
        for place in self.page.locator(".plot").all():
            place.scroll_into_view_if_needed()
            self.until(f"document.getElementById({place.get_attribute('id')!r}).dataset.drawn")

    def until(self, condition, seconds=30):
        """Wait for a condition; playwright's own waiting evaluates text inside the page, which the policy forbids."""
        for _ in range(20 * seconds):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"still not so after {seconds} s: {condition}")

    def outside(self):
        """The addresses asked for that are not in the page itself."""
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]

    def overflow(self):
        """The pixels by which the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture(scope="module")
def drawn(browser, folder):
    """The report on a desk with every figure drawn; each test sets the colours it wants."""
    with Visit(browser, folder / "plain-report.html", DESK) as visit:
        visit.draw_all()
        yield visit


def test_the_report_on_a_desk_draws_every_figure_and_asks_for_nothing(drawn):
    assert drawn.page.locator(".plot .main-svg").count() >= drawn.page.locator(".plot").count() == 31
    assert drawn.page.locator(".plot > svg.chart:visible").count() == 0
    assert drawn.outside() == []
    assert drawn.said == []
    assert drawn.overflow() == 0


def test_the_report_on_a_phone_in_the_dark_draws_every_figure_and_asks_for_nothing(browser, folder):
    with Visit(browser, folder / "plain-report.html", PHONE, "dark") as visit:
        visit.draw_all()
        assert visit.page.locator(".plot > svg.chart:visible").count() == 0
        assert visit.outside() == []
        assert visit.said == []
        assert visit.overflow() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_the_report(drawn, scheme):
    drawn.page.emulate_media(color_scheme=scheme)
    drawn.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.Axe().run(drawn.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_the_members_page(browser, folder, scheme):
    with Visit(browser, folder / "plain-members.html", PHONE, scheme) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = axe.Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()


def test_a_touched_bar_says_its_number(drawn):
    bars = drawn.page.locator("#plot-supply-pasteurising .bars .point path")
    bars.first.scroll_into_view_if_needed()
    bars.first.hover(force=True)
    label = drawn.page.locator("#plot-supply-pasteurising .hoverlayer text").first
    label.wait_for()
    assert re.search(r"Jan, Supply of the cluster: 3\.32", label.text_content())


def test_letters_of_the_figures_follow_the_colours_of_the_page(drawn):
    colour = "getComputedStyle(document.querySelector('#plot-key-figures-future .xtick text')).fill"
    ink = "getComputedStyle(document.body).color"
    inks = set()
    for scheme in ("light", "dark"):
        drawn.page.emulate_media(color_scheme=scheme)
        drawn.until(f"{colour} === {ink}")
        inks.add(drawn.page.evaluate(ink))
    assert len(inks) == 2


def test_the_contents_lead_to_the_sections_and_stay_in_sight_on_a_desk(drawn):
    drawn.page.get_by_role("link", name="Every assumption and its source").click()
    drawn.until("scrollY > 1000")
    assert drawn.page.locator("#assumptions h2").bounding_box()["y"] < DESK["height"]
    assert 0 <= drawn.page.locator("nav").bounding_box()["y"] < 100


def test_a_link_of_the_contents_unfolds_its_section(browser, folder):
    with Visit(browser, folder / "plain-report.html", DESK) as visit:
        assert not visit.page.locator("#bank details.more").evaluate("(one) => one.open")
        visit.page.get_by_role("link", name="For the bank").click()
        visit.until("document.querySelector('#bank details.more').open")


def test_on_paper_the_static_pictures_and_all_tables_are_shown(drawn):
    drawn.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    drawn.page.emulate_media(media="print")
    assert drawn.page.locator(".plot > svg.chart:visible").count() == 31
    assert drawn.page.locator("details:not([open])").count() == 0
    assert not drawn.page.locator("nav").is_visible()
    drawn.page.emulate_media(media="screen")
    drawn.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert drawn.page.locator(".plot > svg.chart:visible").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_without_javascript_the_report_is_complete(browser, folder, size):
    with Visit(browser, folder / "plain-report.html", size, script=False) as visit:
        assert visit.page.locator("section").count() == len(SECTIONS)
        assert visit.page.locator("#verdict .still svg.chart").is_visible()
        assert not visit.page.locator(".plot > svg.chart").first.is_visible()
        visit.unfold()
        assert visit.page.locator(".plot > svg.chart:visible").count() == 31
        visit.page.locator("#verdict figure summary").click()
        assert visit.page.locator("#verdict figure table").is_visible()
        assert visit.outside() == []


def test_what_is_touched_is_large_enough(browser, folder):
    with Visit(browser, folder / "plain-report.html", script=False) as visit:
        visit.unfold()
        sizes = [box.bounding_box()["height"] for box in visit.page.locator("nav a, summary").all()]
        assert len(sizes) > 20
        assert min(sizes) >= 44


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_members_page_is_the_same_with_and_without_javascript(browser, folder, size, script):
    with Visit(browser, folder / "plain-members.html", size, script=script) as visit:
        assert visit.page.locator("svg.chart:visible").count() == 2
        assert visit.page.locator("h1").inner_text() == "Чүй өрөөнүнүн сүт кластери"
        assert visit.outside() == []
        assert visit.said == []
        if script:
            assert visit.overflow() == 0


def test_on_paper_the_members_page_shows_its_twelve_numbers(browser, folder):
    with Visit(browser, folder / "plain-members.html", DESK, script=False) as visit:
        months = visit.page.locator("figure details tbody tr")
        assert months.count() == 12
        assert not months.first.is_visible()
        visit.page.emulate_media(media="print")
        assert all(month.is_visible() for month in months.all())
        assert not visit.page.locator("summary").first.is_visible()


@pytest.mark.parametrize("name", ["hostile-report", "hostile-members"])
def test_hostile_titles_run_nothing_and_stay_texts(browser, folder, name):
    with Visit(browser, folder / f"{name}.html", DESK) as visit:
        if name == "hostile-report":
            visit.draw_all()
            for place in visit.page.locator("#members .plot, #supply .plot").all():
                place.hover(force=True)
                place.click(force=True)
        assert visit.page.evaluate("window.hacked") is None
        assert visit.dialogs == []
        assert visit.outside() == []
        assert visit.said == []
        assert visit.page.locator("h1").inner_text().startswith("<script>window.hacked=1</script><img src=x")
        assert visit.page.locator("body img, body a[href^='javascript']").count() == 0
        assert visit.overflow() == 0


def test_a_planted_script_is_stopped_by_the_policy(browser, folder):
    page = (folder / "plain-report.html").read_text(encoding="utf-8")
    planted = folder / "planted.html"
    payload = "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'>"
    planted.write_text(page.replace("<h1>", f"{payload}<h1>"), encoding="utf-8")
    with Visit(browser, planted, DESK) as visit:
        visit.until("window.Plotly !== undefined")
        assert visit.page.evaluate("window.hacked") is None
        assert any("Content Security Policy" in text for text in visit.said)


GRID = list(product((1, 7.5), ((10, 5), (12.4, 0)), (0, 50, 100), (-30, 0, 15), (-20, 0)))
"""cows, milk in the best and in the poorest month, share sold, what the trader pays more, what the year gives more"""
FILL = """([form, values]) => {
    for (const [name, value] of Object.entries(values)) form.elements.namedItem(name).value = value;
    form.dispatchEvent(new Event("input"));
    return [...form.querySelectorAll("[data-line]")].map((cell) => [
        cell.dataset.line, Number(cell.dataset.month), Number(cell.dataset.value), cell.textContent]);
}"""


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_what_a_member_reckons_on_the_page_is_what_python_reckons(browser, folder, language):
    own = next(one for one in owns(asked_twice().cluster.spec, LET_OUT) if one.cls == "household")
    words = Words(language)
    with Visit(browser, folder / f"own-{language}-members.html") as visit:
        form = visit.page.locator("form.own").first.element_handle()
        for heads, (best, poor), share, dearer, luck in GRID:
            typed = {"heads": heads, "best": best, "poor": poor, "share": share, "dearer": dearer, "luck": luck}
            months = reckon(own, Said(heads, best, poor, share / 100, dearer / 100, luck / 100))
            found = visit.page.evaluate(FILL, [form, {name: str(value) for name, value in typed.items()}])
            assert len(found) == 10
            for line, month, value, text in found:
                one = months[month - 1]
                expected = one.with_cluster[int(line[-1])] if line.startswith("with") else getattr(one, line)
                assert value == pytest.approx(expected, rel=1e-12, abs=1e-9)
                assert text == words.number(expected, 0)
        assert visit.outside() == []
        assert visit.said == []


def test_a_comma_is_a_decimal_sign_and_what_is_no_number_counts_for_nothing(browser, folder):
    with Visit(browser, folder / "own-ru-members.html") as visit:
        page, sold = visit.page, visit.page.locator("form.own [data-line=sold]").first
        page.locator("form.own [name=heads]").first.fill("2,5")
        comma = float(sold.get_attribute("data-value"))
        page.locator("form.own [name=heads]").first.fill("2.5")
        assert float(sold.get_attribute("data-value")) == comma > 0
        for nonsense in ("", "-3", "two"):
            page.locator("form.own [name=heads]").first.fill(nonsense)
            assert sold.inner_text() == "0"


def test_without_javascript_no_form_is_shown_and_the_gains_are(browser, folder):
    with Visit(browser, folder / "own-en-members.html", script=False) as visit:
        assert visit.page.locator("form.own:visible, input:visible").count() == 0
        assert visit.page.locator("#gains-caption").is_visible()
        assert visit.page.locator("#units-1-caption").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_axe_finds_no_violation_where_a_member_reckons(browser, folder, language, scheme):
    with Visit(browser, folder / f"own-{language}-members.html", PHONE, scheme) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = axe.Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_nothing_of_the_members_page_is_cut_or_wider_than_its_window(browser, folder, language, width):
    with Visit(browser, folder / f"own-{language}-members.html", {"width": width, "height": 800}) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert visit.overflow() == 0
        cut = """[...document.querySelectorAll("p, li, dd, dt, label, summary, th, h1, h2, h3")]
            .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
            .filter((one) => !one.closest(".stacks thead")).map((one) => one.textContent)"""
        assert visit.page.evaluate(cut) == []
        small = """[...document.querySelectorAll("summary, input")].filter((one) => one.offsetHeight < 44).length"""
        assert visit.page.evaluate(small) == 0


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_the_members_page_prints_on_two_pages_with_all_its_tables(browser, folder, language, script):
    with Visit(browser, folder / f"own-{language}-members.html", DESK, script=script) as visit:
        paper = visit.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
        visit.page.emulate_media(media="print")
        box = visit.page.locator("#units-1-caption").bounding_box()
        assert box is not None
        assert box["height"] > 0
        assert not visit.page.locator(".reckon").is_visible()


def test_the_search_goes_from_place_to_place_by_keyboard_and_unfolds_what_it_finds(browser, folder):
    with Visit(browser, folder / "plain-report.html", PHONE) as visit:
        field, said = visit.page.locator("#find"), visit.page.locator(".find output")
        field.fill("DISCOUNT rate")
        field.press("Enter")
        found = int(said.text_content().split(" of ")[1])
        assert said.text_content() == f"1 of {found}"
        seen = []
        for _ in range(found):
            assert visit.page.locator(".here").count() == 1
            assert "discount rate" in visit.page.locator(".here").text_content().lower().replace("\u00a0", " ")
            assert visit.page.locator(".here").is_visible()
            seen.append(
                visit.page.evaluate("[...document.querySelectorAll('*')].indexOf(document.querySelector('.here'))")
            )
            field.press("Enter")
        assert len(set(seen)) == found > 1
        assert said.text_content() == f"1 of {found}"
        field.press("Shift+Enter")
        assert said.text_content() == f"{found} of {found}"
        assert visit.overflow() == 0
        assert visit.outside() == []
        assert visit.said == []


def test_a_word_that_is_not_there_is_said_and_an_empty_field_ends_the_search(browser, folder):
    with Visit(browser, folder / "plain-report.html", DESK) as visit:
        field, said = visit.page.locator("#find"), visit.page.locator(".find output")
        field.fill("no such word as this")
        field.press("Enter")
        assert said.text_content() == "not found"
        assert visit.page.locator(".here").count() == 0
        field.fill("cheese")
        field.press("Shift+Enter")
        first, last = said.text_content().split(" of ")
        assert first == last
        field.press("Escape")
        assert said.text_content() == ""
        assert visit.page.locator(".here").count() == 0


def test_there_is_no_search_where_no_script_runs(browser, folder):
    with Visit(browser, folder / "plain-report.html", script=False) as visit:
        assert not visit.page.locator(".find").is_visible()


def test_where_a_number_is_from_opens_by_keyboard(browser, folder):
    with Visit(browser, folder / "plain-report.html", PHONE) as visit:
        visit.unfold()
        for fold in visit.page.locator("details.origin > summary").all():
            fold.press("Enter")
        assert visit.page.locator("details.origin:not([open])").count() == 0
        assert visit.page.locator(".sum").first.is_visible()
        assert visit.overflow() == 0
        visit.page.emulate_media(media="print")
        assert visit.page.locator("details.origin:visible").count() == 0
