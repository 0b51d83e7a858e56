// Search as the query is typed. The server writes every page whole, for a form without a script,
// too; this asks for the page at the address that the form would lead to, and takes over from it
// what is another. So the address is all the state that there is.

import { goTo, isPlain, leaveFor, leftFor, listenForSlash } from "./keys.js";

// How long a pause in typing is, and how long one that half a query is not passed over in; in ms.
const PAUSE = 120;
const PATIENCE = 1000;
// How long an answer may take before the old one looks old.
const SLOW = 300;

// The parts of the page that an answer replaces, and the fields that follow a link.
const PARTS = ["kept", "completions", "chosen", "message", "results", "facets", "data"];
const FIELDS = ["q", "sort", "since", "until", "cited_since"];

const form = document.getElementById("search");
const field = document.getElementById("q");
const main = document.getElementById("main");
const count = document.getElementById("count");
const results = () => document.getElementById("results");

let asking = null;
let timer = 0;
let answered = withoutHash(location.href);

function withoutHash(address) {
  return address.split("#")[0];
}

/** The address of what the form asks for. */
function addressOfForm() {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !(name === "sort" && value === "relevance")) asked.append(name, value);
  }
  const query = asked.toString();
  return form.action + (query && `?${query}`);
}

/** Fetch a page as a document, which runs nothing and is shown nowhere. */
function fetchPage(address, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("Accept", "text/html");
    request.onload = () => (request.response ? resolve(request.response) : reject(new Error("no page")));
    request.onerror = () => reject(new Error("no answer"));
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}

/**
 * Ask for an answer and show it; whatever was asked before and is not answered yet is dropped.
 *
 * how: "typed" while the query is being written, "asked" when it is, "followed" for a link, "back"
 * for an address that the browser has gone to already.
 */
async function ask(address, how) {
  clearTimeout(timer);
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const slow = setTimeout(() => results().setAttribute("aria-busy", "true"), SLOW);
  let page;
  try {
    page = await fetchPage(address, mine.signal);
  } catch {
    if (asking === mine) fail("The server does not answer. Is it still running?");
    return;
  } finally {
    clearTimeout(slow);
  }
  if (asking !== mine) return;
  asking = null;
  if (!page.getElementById("results")) {
    fail(page.querySelector("main p")?.textContent ?? "The server gives no answer.");
  } else if (how === "typed" && page.querySelector("#message[data-trouble]")) {
    // half a query: what is shown stays until it is clear that nothing more comes
    results().removeAttribute("aria-busy");
    timer = setTimeout(() => show(page, address, how), PATIENCE);
  } else {
    show(page, address, how);
  }
}

function fail(words) {
  results().removeAttribute("aria-busy");
  count.textContent = words;
}

function show(page, address, how) {
  const held = document.activeElement;
  for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  count.textContent = page.getElementById("count").textContent;
  document.title = page.title;
  answered = withoutHash(address);
  if (how === "followed" || how === "back") fillForm(page);
  if (how !== "back") remember(address, how);
  if (how !== "back") window.scrollTo(0, 0);
  if (!held.isConnected) holdAgain(held.dataset.key);
}

/** Put into the fields what the page that was asked for has in them. */
function fillForm(page) {
  for (const id of FIELDS) document.getElementById(id).value = page.getElementById(id).value;
  document.getElementById("exact").checked = page.getElementById("exact").checked;
}

/** A query being typed takes one place in the history, and keeps it when it is asked. */
function remember(address, how) {
  const typed = history.state?.typed === true;
  const state = { typed: how === "typed" };
  if (typed && how === "followed") history.replaceState({ typed: false }, "");
  if (typed && how !== "followed") {
    history.replaceState(state, "", address);
  } else if (address !== withoutHash(location.href)) {
    history.pushState(state, "", address);
  }
}

/** Give the focus to what has taken the place of what had it. */
function holdAgain(key) {
  const same = key && [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  (same || main).focus({ preventScroll: true });
}

/** Give the focus to the passage for which the reader had left, if it is here. */
function comeBack() {
  const left = leftFor();
  const link = left && [...results().querySelectorAll(".open")].find((each) => each.href === left);
  if (!link) return;
  link.focus();
  leaveFor("");
}

/** Go up or down among the passages; up from the first of them is the field. */
function step(from, by) {
  const links = [...results().querySelectorAll(".open")];
  const here = links.indexOf(from.closest(".hit, li")?.querySelector(".open"));
  const next = here + by;
  if (next < 0) {
    goTo(field);
  } else if (next < links.length) {
    links[next].focus({ preventScroll: true });
    links[next].closest("li").scrollIntoView({ block: "nearest" });
  }
}

function unfold(link, open) {
  const card = link.closest(".hit")?.querySelector(".card");
  if (card) card.open = open;
}

function onFieldKey(event) {
  if (event.key === "ArrowDown") {
    step(field, 1);
  } else if (event.key === "Escape" && field.value) {
    field.value = "";
    ask(addressOfForm(), "typed");
  } else {
    return;
  }
  event.preventDefault();
}

function onKey(event) {
  const target = event.target;
  if (!isPlain(event) || event.shiftKey) return;
  if (target === field) {
    onFieldKey(event);
    return;
  }
  if (!(target instanceof Element) || target.closest("input, select")) return;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    goTo(field);
  } else if (arrow && results().contains(target)) {
    step(target, arrow);
  } else if (target.matches(".open") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    unfold(target, event.key === "ArrowRight");
  } else {
    return;
  }
  event.preventDefault();
}

/** Follow links to other searches here; those that are to open elsewhere are the browser's. */
function onClick(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.matches(".open")) leaveFor(link.href);
  const there = new URL(link.href);
  if (there.origin + there.pathname !== form.action || there.hash) return;
  event.preventDefault();
  ask(link.href, "followed");
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => ask(addressOfForm(), "typed"), PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  // where keys are drawn on the screen they would hide the answer
  if (matchMedia("(pointer: coarse)").matches) field.blur();
  ask(addressOfForm(), "asked");
});
document.addEventListener("change", (event) => {
  if (event.target !== field && event.target.form === form) ask(addressOfForm(), "asked");
});
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
window.addEventListener("popstate", () => {
  clearTimeout(timer);
  // a mere place in the page is no other search
  if (asking || withoutHash(location.href) !== answered) ask(location.href, "back");
});
listenForSlash(field);
window.addEventListener("pageshow", comeBack);
