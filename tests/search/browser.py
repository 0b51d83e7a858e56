"""A browser without a window, told over a pipe where to go and asked what it shows.

Source: Chrome DevTools Protocol, as Chromium speaks it with ``--remote-debugging-pipe``.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --mute-audio "
    "--disable-extensions --disable-background-networking --disable-component-update "
    "--disable-sync --disable-default-apps --disable-dev-shm-usage "
    # no name is looked up but the loopback's
    "--host-resolver-rules=MAPEXCLUDE --remote-debugging-pipe"
).replace("MAPEXCLUDE", "MAP_*_~NOTFOUND_,_EXCLUDE_127.0.0.1")
_WIDTH, _HEIGHT = 800, 600
_PATIENCE = 60.0
# So tall a picture at most; a graphics card's limit is twice that.
_TILE = 8000

# The browser reads from number 3 and writes to number 4.
_START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""

_MARK = "::target-text { background-color: #ff00ff !important; color: #ff00ff !important }"

# Gives the rectangles of each word that is laid out, in the order of the page: the word's number,
# the word, where it is, the id of the element around it, and whether it is no marker of a note.
_WORDS = """
(root => {
  const words = [];
  let number = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, around = node.parentElement;
    const range = document.createRange();
    for (const found of node.data.matchAll(/[^\\s]+/g)) {
      number++;
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      for (const box of range.getClientRects())
        if (box.width > 0 && box.height > 0)
          words.push([number, found[0], box.left + scrollX, box.top + scrollY,
                      box.width, box.height, around.closest('[id]')?.id ?? '',
                      !around.closest('sup, a[href^="#"]')]);
    }
  }
  return words;
})
"""

# Says of each rectangle how much of a picture there is in the colour of marks.
_COLOURS = """
async (data, boxes, top) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + data;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width; canvas.height = image.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return boxes.map(box => {
    const [left, y, width, height] = box.slice(2, 6);
    const x = Math.floor(left), from = Math.floor(y - top);
    const pixels = context.getImageData(x, from, Math.ceil(width), Math.ceil(height)).data;
    let marked = 0;
    for (let i = 0; i < pixels.length; i += 4)
      if (pixels[i] > 240 && pixels[i + 1] < 15 && pixels[i + 2] > 240) marked++;
    return marked / (pixels.length / 4);
  });
}
"""


class Shown(NamedTuple):
    """What a page shows once a link has been followed.

    Attributes:
        marked: the words that are marked, in the order of the page, joined by spaces.
        plain: those that are no markers of notes.
        places: the ids of the elements in which they stand, each the innermost one.
        in_view: whether the first of them is inside the window.
        scrolled: how far down the page was scrolled, in pixels.
    """

    marked: str
    plain: str
    places: frozenset[str]
    in_view: bool
    scrolled: float


def find_browser() -> str | None:
    """Find a Chromium on this machine."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


class Browser:
    """A Chromium of its own, with a fresh profile in a folder."""

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
        self._rest = b""
        self._number = 0
        self._loaded = False
        self._session: str | None = None
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Page.enable")
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=_WIDTH,
            height=_HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )

    def follow(self, link: str) -> Shown:
        """Open a link and look at what is marked and where the window is."""
        self._go("about:blank")
        self._go(link)
        self._evaluate(
            f"document.head.append(document.createElement('style'));"
            f"document.head.lastChild.textContent = {json.dumps(_MARK)}"
        )
        self._settle()
        scrolled = self._evaluate("scrollY")
        words = self._evaluate(f"{_WORDS}(document.body)")
        shares = self._shares(words)
        found = [word for word, share in zip(words, shares, strict=True) if share > 0.3]
        in_view = bool(found) and 0 <= found[0][3] - scrolled <= _HEIGHT - found[0][5]
        places = frozenset(word[6] for word in found)
        plain = _join([word for word in found if word[7]])
        return Shown(_join(found), plain, places, in_view, scrolled)

    def text_of(self, place: str) -> str:
        """Give the words of an element of the page that is open."""
        return _join(self._evaluate(f"{_WORDS}(document.getElementById({json.dumps(place)}))"))

    def close(self) -> None:
        """End the browser."""
        self._session = None
        self._ask("Browser.close")
        self._process.wait(_PATIENCE)
        os.close(self._out)
        os.close(self._in)

    def _go(self, link: str) -> None:
        self._loaded = False
        self._ask("Page.navigate", url=link)
        while not self._loaded:
            self._read()

    def _settle(self) -> None:
        """Wait until two frames were drawn, so that marks and the place of the window are made."""
        self._evaluate(
            "new Promise(done => requestAnimationFrame(() => setTimeout(() => "
            "requestAnimationFrame(() => setTimeout(done, 20)), 20)))"
        )

    def _shares(self, words: list[list[Any]]) -> list[float]:
        height = int(self._evaluate("document.documentElement.scrollHeight"))
        shares = [0.0] * len(words)
        for top in range(0, height, _TILE - 200):
            here = [n for n, word in enumerate(words) if top <= word[3] < top + _TILE - 200]
            if not here:
                continue
            clip = {"x": 0, "y": top, "width": _WIDTH, "height": min(_TILE, height - top)}
            shot = self._ask(
                "Page.captureScreenshot", clip={**clip, "scale": 1}, captureBeyondViewport=True
            )
            boxes = json.dumps([words[n] for n in here])
            found = self._evaluate(f"({_COLOURS})({json.dumps(shot['data'])}, {boxes}, {top})")
            for number, share in zip(here, found, strict=True):
                shares[number] = share
        return shares

    def _evaluate(self, script: str) -> Any:
        answer = self._ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def _ask(self, method: str, **values: Any) -> dict[str, Any]:
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
                assert "error" not in message, (method, message["error"])
                return dict(message["result"])

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
        self._loaded |= message.get("method") == "Page.loadEventFired"
        return message


def _join(words: list[list[Any]]) -> str:
    """Join words, each once: one that is broken at the end of a line has two rectangles."""
    return " ".join({word[0]: word[1] for word in words}.values())


def _pipe() -> tuple[int, int]:
    """Make a pipe whose ends are clear of the numbers that the browser wants for its own."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
