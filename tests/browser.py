"""A browser without a window, driven over a pipe: where to go, what to press, what to give.

    browser.open("http://127.0.0.1:8000/")
    browser.click("#words")
    browser.type("placebo")
    browser.wait_for("document.querySelectorAll('article').length > 2")
    check_accessibility(browser)

Source: Chrome DevTools Protocol, as Chromium speaks it with ``--remote-debugging-pipe``.
"""

from __future__ import annotations

import base64
import fcntl
import importlib.util
import json
import os
import select
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest

WIDTH, HEIGHT = 800, 600
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --mute-audio "
    "--disable-extensions --disable-background-networking --disable-component-update "
    "--disable-sync --disable-default-apps --disable-dev-shm-usage "
    # no name is looked up but the loopback's
    "--host-resolver-rules=MAPEXCLUDE --remote-debugging-pipe"
).replace("MAPEXCLUDE", "MAP_*_~NOTFOUND_,_EXCLUDE_127.0.0.1")
_PATIENCE = 60.0
# How long a state of a page is waited for, and how long between two looks, in seconds.
_WAIT, _PAUSE = 20.0, 0.02

# The browser reads from number 3 and writes to number 4.
_START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""

# The keys that are more than the character they write: code and number of each.
_KEYS = {
    "Enter": ("Enter", 13),
    "Escape": ("Escape", 27),
    "Tab": ("Tab", 9),
    "Backspace": ("Backspace", 8),
    "Delete": ("Delete", 46),
    "Home": ("Home", 36),
    "End": ("End", 35),
    "ArrowUp": ("ArrowUp", 38),
    "ArrowDown": ("ArrowDown", 40),
    "ArrowLeft": ("ArrowLeft", 37),
    "ArrowRight": ("ArrowRight", 39),
    " ": ("Space", 32),
    "/": ("Slash", 191),
}
_WRITTEN = {"Enter": "\r", " ": " "}
_SHIFT = 8

_AXE_RUN = """
axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
}).then(found => found.violations.map(
  rule => [rule.id, rule.help, rule.nodes.map(node => [node.target.join(' '), node.failureSummary])]
))
"""


def find_browser() -> str | None:
    """Find a Chromium on this machine."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def opened_browser(profile: Path, reason: str) -> Iterator[Browser]:
    """Give a browser for a fixture; skip, and say what is not tested, where there is none.

    Args:
        profile: a new folder.
        reason: what is not tested without a browser.
    """
    program = find_browser()
    if program is None:
        pytest.skip(f"no Chromium on this machine: {reason}")
    browser = Browser(program, profile)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder's files on this machine alone, and give the address, without a "/" behind."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class PageReplaced(AssertionError):
    """The page gave way to another one before it answered."""


class Browser:
    """A Chromium of its own, with a fresh profile in a folder.

    Attributes:
        complaints: what the pages wrote to the console as warnings and errors since the last
            ``open``, exceptions and what a Content-Security-Policy refused among them.
    """

    def __init__(self, program: str, profile: Path) -> None:
        theirs_in, self._out = _pipe()
        self._in, theirs_out = _pipe()
        flags = [flag.replace("_", " ") for flag in _FLAGS.split()]
        flags.append(f"--user-data-dir={profile}")
        numbers = [str(theirs_in), str(theirs_out)]
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", _START, *numbers, program, *flags],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.complaints: list[str] = []
        self._rest = b""
        self._number = 0
        self._loads: set[str] = set()
        self._session: str | None = None
        self._page = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=self._page, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)
        self.resize(WIDTH, HEIGHT)

    def open(self, link: str) -> None:
        """Open a link as if it was typed, and wait until the page is loaded."""
        self.complaints.clear()
        # a mere fragment of the page that is open would load nothing
        for address in ("about:blank", link):
            load = self.ask("Page.navigate", url=address)["loaderId"]
            # a page that was followed before may be loaded only now
            while load not in self._loads:
                self._read()

    def reload(self) -> None:
        """Load the page that is open once more."""
        self._loads.clear()
        self.ask("Page.reload")
        while not self._loads:
            self._read()

    def evaluate(self, script: str) -> Any:
        """Give the value of an expression in the page, that of a promise when it is kept."""
        answer = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, script: str) -> Any:
        """Wait until an expression has a true value in the page, and give it."""
        end = time.monotonic() + _WAIT
        while True:
            # a link may lead to another page meanwhile
            with suppress(PageReplaced):
                if value := self.evaluate(script):
                    return value
            assert time.monotonic() < end, f"never came about: {script}; {self.complaints}"
            time.sleep(_PAUSE)

    def settle(self) -> None:
        """Wait until two frames were drawn, so that marks and the place of the window are made."""
        self.evaluate(
            "new Promise(done => requestAnimationFrame(() => setTimeout(() => "
            "requestAnimationFrame(() => setTimeout(done, 20)), 20)))"
        )

    def text(self, selector: str = "body") -> str:
        """Give the text that an element shows."""
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of an element, which is brought into view first."""
        x, y = self.evaluate(
            f"(e => {{ e.scrollIntoView({{block: 'center', behavior: 'instant'}}); "
            "const box = e.getBoundingClientRect(); "
            "return [box.left + box.width / 2, box.top + box.height / 2] })"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Write a text, key by key, into whatever has the focus."""
        for character in text:
            self.press(character)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key: "Enter", "Escape", "Tab", "ArrowDown" and so on, or "a"."""
        written = _WRITTEN.get(key, key if len(key) == 1 else "")
        code, number = _KEYS.get(key, (f"Key{key.upper()}" if key.isalpha() else "", 0))
        values = {
            "key": key,
            "code": code,
            # the number of "(" as a character is that of the arrow down as a key
            "windowsVirtualKeyCode": number or (ord(key.upper()) if key.isalnum() else 0),
            "modifiers": _SHIFT if shift else 0,
        }
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=written, **values)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **values)

    def resize(self, width: int, height: int) -> None:
        """Make the window so large, in CSS pixels."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def prefer(self, scheme: Literal["light", "dark"]) -> None:
        """Let pages know that the reader prefers light or dark colours, and no motion."""
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.ask("Emulation.setEmulatedMedia", features=features)

    def screenshot(self, path: Path | None = None, **values: Any) -> str:
        """Take a picture of the window, and write it to a file if one is named.

        Args:
            path: ends with ".png".
            values: as of the protocol's Page.captureScreenshot.

        Returns:
            The picture, as PNG in base64.
        """
        data = str(self.ask("Page.captureScreenshot", **values)["data"])
        if path is not None:
            path.write_bytes(base64.b64decode(data))
        return data

    def close(self) -> None:
        """End the browser."""
        self._session = None
        self.ask("Browser.close")
        self._process.wait(_PATIENCE)
        os.close(self._out)
        os.close(self._in)

    def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """Give a command of the protocol, and what it answers."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": values}
        if self._session:
            asked["sessionId"] = self._session
        data = json.dumps(asked).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            message = self._read()
            if message.get("id") == self._number:
                if "error" not in message:
                    return dict(message["result"])
                replaced = "navigated" in message["error"]["message"]
                raise (PageReplaced if replaced else AssertionError)(method, message["error"])

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            data = os.read(self._in, 1 << 20)
            assert data, "the browser has ended"
            self._rest += data
        data, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(data)
        self._hear(message.get("method", ""), message.get("params", {}))
        return message

    def _hear(self, event: str, values: dict[str, Any]) -> None:
        match event:
            case "Page.lifecycleEvent" if (values["name"], values["frameId"]) == (
                "load",
                self._page,
            ):
                self._loads.add(values["loaderId"])
            case "Log.entryAdded" if values["entry"]["level"] in ("warning", "error"):
                entry = values["entry"]
                self.complaints.append(f"{entry['text']} {entry.get('url', '')}".strip())
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(values["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if values["type"] in ("warning", "error"):
                self.complaints.append(json.dumps(values["args"]))


def check_accessibility(browser: Browser) -> None:
    """Hold the page that is open to axe's rules for WCAG 2.2 AA and to its best practices.

    A page's Content-Security-Policy is no hindrance: what is evaluated is not part of the page.
    """
    if not browser.evaluate("'axe' in window"):
        browser.evaluate(_axe())
    found = browser.evaluate(_AXE_RUN)
    lines = [f"{rule}: {text}: {nodes}" for rule, text, nodes in found]
    assert not lines, "\n".join(lines)


@cache
def _axe() -> str:
    """The script of axe-core, as it lies in a package that is not imported."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def _pipe() -> tuple[int, int]:
    """Make a pipe whose ends are clear of the numbers that the browser wants for its own."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
