"""The facilitator's notebook in a real browser: levers are moved by keyboard, and numbers, bars and words follow."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time

import pytest

from capacity.intake.cluster import read_specs
from capacity.present.explore.panel import CLUSTER_VARIABLE
from capacity.run.explore import place_explore
from capacity.run.lab import lab_command, trust
from capacity.run.new import make_cluster

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: see the dev extra")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 120_000
"""milliseconds; a busy machine is slow, a broken page never comes"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on PATH: install the package chromium"),
]
READY = """() => {
  const context = window.jupyterapp.shell.currentWidget?.context;
  return context?.isReady && context.sessionContext?.session?.kernel?.status === "idle";
}"""
BARS = "() => [...document.querySelectorAll('.cx-panel .barlayer path')].map((bar) => bar.getAttribute('d')).join()"


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A cluster's folder."""
    return make_cluster(str(tmp_path_factory.mktemp("meeting") / "village"))


@pytest.fixture(scope="module")
def address(village):
    """Where JupyterLab answers, with the copy of the notebook that `capacity explore` would open."""
    root = village.parent
    copy = place_explore(village, root / "reports")
    homes = {f"JUPYTER_{kind}_DIR": str(root / "home" / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", homes["JUPYTER_DATA_DIR"])
        trust(copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="]
    command = [*lab_command(copy, browser=False), *settings, "--LabApp.expose_app_in_browser=True"]
    environment = {**os.environ, **homes, "HOME": str(root / "home"), CLUSTER_VARIABLE: str(village)}
    with (root / "lab.log").open("w") as log:
        lab = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port, lab)
        yield f"http://127.0.0.1:{port}/doc/tree/{copy.name}?reset"
    finally:
        stop(lab)


def wait_for(port, server):
    """Wait until JupyterLab answers."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/api/status")
            connection.getresponse()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()
    raise AssertionError("JupyterLab did not come up")


def stop(server):
    """End a server and the kernels that it started."""
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)


@pytest.fixture(scope="module")
def page(address):
    """The notebook after its Start button was pressed, at the size of a projector; nothing came from outside."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        shown = browser.new_page(viewport={"width": 1280, "height": 800})
        shown.set_default_timeout(PATIENCE)
        outside, faults = [], []
        shown.on("request", lambda request: outside.append(request.url))
        shown.on("pageerror", lambda error: faults.append(str(error)))
        shown.goto(address, wait_until="domcontentloaded")
        shown.wait_for_function("() => window.jupyterapp !== undefined")
        shown.wait_for_function(READY)
        shown.locator("button:text-is('Start')").filter(visible=True).click()
        shown.wait_for_selector(".cx-panel .barlayer path", state="attached")
        yield shown
        browser.close()
    local = ("http://127.0.0.1:", "blob:http://127.0.0.1:", "data:")
    assert [url for url in outside if not url.startswith(local)] == []
    assert faults == []


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
