// Notes shown beside their markers: when the pointer rests on a marker, when it has the focus, and
// with the first tap; the second tap, like a click, leads to the note.

// Milliseconds that the pointer rests before a note opens, and may be elsewhere before it closes.
const REST = 150;
const GRACE = 250;
// Pixels between a marker and its note, and between the note and the edges of the window.
const GAP = 6;

/** Show notes beside their markers. */
export function showNotes() {
  const box = document.getElementById("~note");
  let timer = 0;
  let marker = null;
  let touched = false;

  function open(link) {
    clearTimeout(timer);
    const note = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const body = note?.querySelector(":scope > div");
    if (!body || link === marker) return;
    close();
    marker = link;
    const copied = body.cloneNode(true);
    for (const way of copied.querySelectorAll(".ways-back")) way.remove();
    for (const each of copied.querySelectorAll("[id]")) each.removeAttribute("id");
    box.replaceChildren(copied);
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    place(link);
  }

  function close() {
    clearTimeout(timer);
    marker?.removeAttribute("aria-describedby");
    marker = null;
    box.hidden = true;
  }

  /** Put the note below its marker, or above where there is more room. */
  function place(link) {
    const { top, bottom, left } = link.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const most = document.documentElement.clientWidth - width - GAP;
    const isBelow = bottom + height + GAP < innerHeight || top < innerHeight / 2;
    box.style.left = `${scrollX + Math.max(GAP, Math.min(left - width / 3, most))}px`;
    box.style.top = `${scrollY + (isBelow ? bottom + GAP : top - height - GAP)}px`;
  }

  function later(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  const markers = "article .marker a, article a.cited";
  const markerOf = (target) => (target instanceof Element ? target.closest(markers) : null);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = markerOf(event.target);
    if (link) later(() => open(link), REST);
    else if (box.contains(event.target)) clearTimeout(timer);
    else if (marker) later(close, GRACE);
  });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (!box.contains(event.target) && markerOf(event.target) !== marker) close();
  });
  document.addEventListener("focusin", (event) => {
    const link = markerOf(event.target);
    if (link?.matches(":focus-visible")) open(link);
    else if (!box.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    const link = markerOf(event.target);
    if (!link) return;
    if (touched && link !== marker) {
      event.preventDefault();
      open(link);
    } else {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.preventDefault();
    close();
  });
}
