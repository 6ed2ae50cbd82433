"""The facilitator's notebook in a real browser: levers are moved by keyboard, and numbers, bars and words follow."""

import pytest
from lab import NEEDS_CHROMIUM, lab, started

from capacity.intake.cluster import read_cluster
from capacity.intake.specs import read_specs
from capacity.present import handed
from capacity.run.new import make_cluster
from capacity.run.notebook.interactive import place_explore

pytestmark = NEEDS_CHROMIUM
BARS = "() => [...document.querySelectorAll('.cx-panel .barlayer path')].map((bar) => bar.getAttribute('d')).join()"


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A cluster's folder."""
    return make_cluster(str(tmp_path_factory.mktemp("meeting") / "village"))


@pytest.fixture(scope="module")
def page(village):
    """The notebook of `capacity explore` at the size of a projector."""
    root = village.parent
    copy, first = place_explore(village, root / "reports"), ".cx-panel .barlayer path"
    with lab(copy, root, {handed.CLUSTER: str(village)}) as address, started(address, first) as shown:
        yield shown


def slider(page, number):
    """The handle of a lever, the first is 0."""
    return page.locator(".cx-levers .noUi-handle").nth(number)


def test_an_arrow_key_moves_the_number_and_the_bars(page):
    before = page.locator(".cx-setting").first.inner_text(), page.evaluate(BARS)
    slider(page, 0).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(old) => document.querySelector('.cx-setting').innerText !== old", arg=before[0])
    assert page.locator(".cx-setting").first.inner_text() == "+5%"
    page.wait_for_function(f"(old) => ({BARS})() !== old", arg=before[1])
    assert page.evaluate("() => document.activeElement.classList.contains('noUi-handle')")


def test_every_figure_is_drawn_as_wide_as_its_place_and_nothing_is_cut_off(page):
    page.wait_for_function("() => document.querySelectorAll('.cx-panel .main-svg').length >= 6")
    widths = page.evaluate(
        """() => [...document.querySelectorAll('.cx-panel .js-plotly-plot')].map(
            (plot) => [plot.clientWidth, plot.querySelector('.main-svg').getBoundingClientRect().width])"""
    )
    assert len(widths) == 3
    assert all(abs(place - drawn) <= 1 for place, drawn in widths)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.cx-panel :is(p, span, h2, h3, button)')]
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
            .map((one) => one.innerText)"""
    )
    assert cut == []
    over = page.evaluate(
        "() => { const panel = document.querySelector('.cx-panel'); return panel.scrollWidth - panel.clientWidth; }"
    )
    assert over <= 0


def test_a_question_is_answered_under_the_levers(page):
    for place, said in enumerate(("markets.retail.price", "heads >= 1")):
        page.fill(f".cx-ask input >> nth={place}", said)
        page.keyboard.press("Tab")
    page.click(".cx-ask button")
    page.wait_for_selector(".cx-ask p:has-text('price: the number of core members who join is at least 1')")


def test_what_was_tried_is_saved_as_a_scenario(page, village):
    page.fill(".cx-save input[type=text] >> nth=0", "Более дорогой сыр")
    slider(page, 3).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelectorAll('.cx-setting.cx-moved').length === 2")
    page.click(".cx-save button")
    page.wait_for_selector(".cx-save .cx-good")
    spec = read_specs(village)["bolee_dorogoy_syr"]
    assert spec.classes["household"].rates["change"].mode == 1.05
    assert spec.markets["retail"].price.mode == pytest.approx(550 * 1.05)
    page.wait_for_function(
        """(title) => {
            const scenarios = document.querySelectorAll('.cx-top select')[1];
            return [...scenarios.options].at(-1).text.replaceAll('\\u00a0', ' ') === title;
        }""",
        arg="Более дорогой сыр",
    )


def test_another_language_is_spoken_at_once(page):
    page.locator(".cx-top select").nth(2).select_option(label="Кыргызча")
    page.wait_for_selector(".cx-top button:has-text('Рычагдарды ордуна коюу')")
    page.wait_for_selector(".cx-numbers[lang=ky]")
    page.wait_for_function("() => document.querySelectorAll('.cx-panel .barlayer path').length > 0")
    assert page.locator(".cx-setting.cx-moved").count() == 2


def test_a_changed_answer_moves_the_counter_and_is_kept_when_told_to(page, village):
    counter = ".cx-numbers"
    before = page.locator(counter).first.inner_text()
    for place, said in enumerate(("EXAMPLE-04", "Will you join", "yes")):
        page.fill(f".cx-changed input >> nth={place}", said)
        page.keyboard.press("Tab")
    page.click(".cx-changed button >> nth=0")
    page.wait_for_selector(".cx-changed .cx-message:has-text('EXAMPLE-04 · Will you join · yes')")
    page.wait_for_function(f"(old) => document.querySelector('{counter}').innerText !== old", arg=before)
    assert not (village / "corrections.yml").exists()
    page.click(".cx-changed button >> nth=1")
    page.wait_for_selector(".cx-changed .cx-message.cx-bad")
    for place, said in ((3, "Айгүл"), (4, "2026-11-02")):
        page.fill(f".cx-changed input >> nth={place}", said)
        page.keyboard.press("Tab")
    page.click(".cx-changed button >> nth=1")
    page.wait_for_selector(".cx-changed .cx-message.cx-good")
    (kept,) = read_cluster(village).survey.corrections
    assert (kept.member, kept.old, kept.new, kept.who) == ("EXAMPLE-04", "no", "yes", "Айгүл")
