"""A Chromium of this computer that prints pages: found, started without a window, told what to do, ended again."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websocket import WebSocket, WebSocketException, create_connection

from capacity.intake.findings import InputError
from capacity.run.outputs import OutputError

CHOSEN = "CAPACITY_CHROMIUM"
"""environment variable with the path of the Chromium to take"""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PROGRAMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
)
"""where Macs and Windows keep it, names of the environment in braces"""
_NAMED = re.compile(r"\{([^}]+)\}")
_DOWNLOADED = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
"""where playwright keeps its own, in the home folder"""
_INSIDE = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "chrome-win*/chrome.exe")
_FLAGS = (
    *("--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--user-agent=capacity"),
    *("--remote-debugging-port=0", "--font-render-hinting=none", "--force-color-profile=srgb", "--lang=en"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_LIGHT = [{"name": "prefers-color-scheme", "value": "light"}]
_PATIENCE = 180
"""seconds that an answer may take on a busy computer"""
_TRIES = 100_000
"""messages that may come before an answer"""


def find_chromium() -> Path:
    """Return the program that prints: the one that is named in CAPACITY_CHROMIUM, else the first that is found.

    InputError: there is none; it says what to install.
    """
    if chosen := os.environ.get(CHOSEN):
        if shutil.which(chosen):
            return Path(chosen)
        raise InputError(f"there is no program {chosen}", file=CHOSEN, fix="name a Chromium, or nothing", code="F41")
    found = next(_candidates(), None)
    if found is None:
        fix = "install Chromium (the package chromium) or Google Chrome, and run it again"
        raise InputError("no Chromium is on this computer, and only it can print the pages", fix=fix, code="F41")
    return found


def _candidates() -> Iterator[Path]:
    yield from (Path(path) for name in _NAMES if (path := shutil.which(name)))
    folders = {name.upper(): folder for name, folder in os.environ.items()}
    for program in _PROGRAMS:
        place = Path(_NAMED.sub(lambda name: folders.get(name[1], ""), program))
        if place.is_file():
            yield place
    for kept, inside in product(_DOWNLOADED, _INSIDE):
        yield from sorted((Path.home() / kept).glob(f"chromium-*/{inside}"), reverse=True)


class Browser:
    """One page of a Chromium without scripts, in light colours: opened, printed, taken a picture of."""

    def __init__(self, socket: WebSocket) -> None:
        """Open an empty page."""
        self._socket, self._last, self._session = socket, 0, ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")
        self._ask("Emulation.setScriptExecutionDisabled", value=True)

    def version(self) -> str:
        """Return what prints, by name and version."""
        return str(self._ask("Browser.getVersion")["product"])

    def open(self, page: Path) -> None:
        """Open a file, and return once it and its fonts are there."""
        self._ask("Page.navigate", url=page.absolute().as_uri())
        self._wait_for("Page.loadEventFired")
        self.ask_page("document.fonts.ready.then(() => true)")

    def ask_page(self, expression: str) -> Any:
        """Return what an expression of ours says of the page that is open."""
        found = self._ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise OutputError(f"Chromium could not measure the page: {found['exceptionDetails']['text']}")
        return found["result"].get("value")

    def on_width(self, width: int, sharper: float = 0) -> None:
        """Lay pages out from now on for paper of a width, or, with `sharper` pixels for each of theirs, for a phone."""
        media = "screen" if sharper else "print"
        self._ask("Emulation.setEmulatedMedia", media=media, features=_LIGHT)
        size = {"width": width, "height": 2 * width, "deviceScaleFactor": sharper or 1, "mobile": bool(sharper)}
        self._ask("Emulation.setDeviceMetricsOverride", **size)

    def on_paper(self) -> bytes:
        """Return the page that is open as PDF on A4, with an outline of its headings; the style sheet says the rest."""
        found = self._ask(
            "Page.printToPDF",
            preferCSSPageSize=True,
            printBackground=True,
            generateDocumentOutline=True,
            generateTaggedPDF=True,
            paperWidth=210 / 25.4,
            paperHeight=297 / 25.4,
        )
        return base64.b64decode(found["data"])

    def picture(self, top: float, width: float, height: float) -> bytes:
        """Return a strip of the page that is open as PNG."""
        clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        found = self._ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(found["data"])

    def _ask(self, method: str, **given: object) -> dict[str, Any]:
        self._last += 1
        wanted = {"id": self._last, "method": method, "params": given}
        self._socket.send(json.dumps(wanted | ({"sessionId": self._session} if self._session else {})))
        answer = self._received(lambda message: message.get("id") == self._last)
        if "error" in answer:
            raise OutputError(f"Chromium could not print: {answer['error'].get('message', '')}")
        return answer["result"]

    def _wait_for(self, event: str) -> None:
        self._received(lambda message: message.get("method") == event)

    def _received(self, wanted: Any) -> dict[str, Any]:
        for _ in range(_TRIES):
            message = json.loads(self._socket.recv())
            if wanted(message):
                return message
        raise OutputError("Chromium could not print: it gave no answer")


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Yield a Chromium that this process has started; it is ended afterwards, and leaves nothing behind.

    InputError: there is none (see find_chromium). OutputError: it did not start, or broke off.
    """
    program = find_chromium()
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with TemporaryDirectory(prefix="capacity-", ignore_cleanup_errors=True) as home:
        command = [str(program), *_FLAGS, *root, f"--user-data-dir={home}", "about:blank"]
        group = {} if sys.platform == "win32" else {"start_new_session": True}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **group)  # type: ignore[call-overload]
        try:
            address = _address(process, Path(home) / "DevToolsActivePort")
            socket = create_connection(address, timeout=_PATIENCE, suppress_origin=True)
            try:
                yield Browser(socket)
            finally:
                socket.close()
        except (WebSocketException, ConnectionError, json.JSONDecodeError) as error:
            raise OutputError(f"Chromium could not print: {error or 'it ended'}") from error
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen, told: Path) -> str:
    """Return where a Chromium listens, on this computer only, once it has written it down."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        lines = told.read_text(encoding="utf-8").split() if told.is_file() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise OutputError("Chromium could not print: it did not start")
