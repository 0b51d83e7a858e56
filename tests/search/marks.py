"""Links followed in a browser: which words of a page are marked then, and where the window is."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from browser import HEIGHT, WIDTH, Browser

# So tall a picture at most; a graphics card's limit is twice that.
_TILE = 8000

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


def follow(browser: Browser, link: str) -> Shown:
    """Open a link and look at what is marked and where the window is."""
    browser.open(link)
    browser.evaluate(
        f"document.head.append(document.createElement('style'));"
        f"document.head.lastChild.textContent = {json.dumps(_MARK)}"
    )
    browser.settle()
    scrolled = browser.evaluate("scrollY")
    words = browser.evaluate(f"{_WORDS}(document.body)")
    shares = _shares(browser, words)
    found = [word for word, share in zip(words, shares, strict=True) if share > 0.3]
    in_view = bool(found) and 0 <= found[0][3] - scrolled <= HEIGHT - found[0][5]
    places = frozenset(word[6] for word in found)
    plain = _join([word for word in found if word[7]])
    return Shown(_join(found), plain, places, in_view, scrolled)


def text_of(browser: Browser, place: str) -> str:
    """Give the words of an element of the page that is open."""
    return _join(browser.evaluate(f"{_WORDS}(document.getElementById({json.dumps(place)}))"))


def _shares(browser: Browser, words: list[list[Any]]) -> list[float]:
    height = int(browser.evaluate("document.documentElement.scrollHeight"))
    shares = [0.0] * len(words)
    for top in range(0, height, _TILE - 200):
        here = [n for n, word in enumerate(words) if top <= word[3] < top + _TILE - 200]
        if not here:
            continue
        clip = {"x": 0, "y": top, "width": WIDTH, "height": min(_TILE, height - top), "scale": 1}
        data = browser.screenshot(clip=clip, captureBeyondViewport=True)
        boxes = json.dumps([words[n] for n in here])
        found = browser.evaluate(f"({_COLOURS})({json.dumps(data)}, {boxes}, {top})")
        for number, share in zip(here, found, strict=True):
            shares[number] = share
    return shares


def _join(words: list[list[Any]]) -> str:
    """Join words, each once: one that is broken at the end of a line has two rectangles."""
    return " ".join({word[0]: word[1] for word in words}.values())
