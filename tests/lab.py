"""JupyterLab with a copy of a notebook of the project, and Chromium that has pressed its Start button."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

from capacity.run.notebook.lab import lab_command, trust

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: see the dev extra")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 120_000
"""milliseconds; a busy machine is slow, a broken page never comes"""
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on PATH: install the package chromium"),
]
READY = """() => {
  const context = window.jupyterapp.shell.currentWidget?.context;
  return context?.isReady && context.sessionContext?.session?.kernel?.status === "idle";
}"""


@contextmanager
def lab(copy, root, told, trusted=True):
    """The address at which JupyterLab answers with a copy of a notebook; `told` stands in its environment.

    Not trusted: as if the notebook came from another machine.
    """
    homes = {f"JUPYTER_{kind}_DIR": str(root / "home" / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", homes["JUPYTER_DATA_DIR"])
        if trusted:
            trust(copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="]
    command = [*lab_command(copy, browser=False), *settings, "--LabApp.expose_app_in_browser=True"]
    environment = {**os.environ, **homes, "HOME": str(root / "home"), **told}
    with (root / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}/doc/tree/{copy.name}?reset"
    finally:
        stop(server)


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


@contextmanager
def started(address, shows):
    """The notebook after its Start button was pressed, once it shows something; nothing came from outside."""
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
        shown.wait_for_selector(shows, state="attached")
        yield shown
        browser.close()
    local = ("http://127.0.0.1:", "blob:http://127.0.0.1:", "data:")
    assert [url for url in outside if not url.startswith(local)] == []
    assert faults == []
