// Copying of quotations, citations and links. A control has its kind in data-copy; what it copies is
// read from the page around it, or fetched: a citation is in data-text, or the text at the control's
// link.

import { keep, recall } from "./stored.js";

const STYLE = "style";

/** Let the controls of a page copy. */
export function listenForCopying() {
  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-copy]");
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    copy(textOf(control), control);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "~style") keep(STYLE, event.target.value);
  });
  restoreStyle();
}

/** Choose the reader's style in the list of styles, if it is there. */
export function restoreStyle() {
  const select = document.getElementById("~style");
  const style = recall(STYLE);
  if (select && [...select.options].some((option) => option.value === style)) select.value = style;
}

/** Copy the quotation of a passage. */
export function copyQuotation(hit) {
  const control = hit.querySelector("[data-copy=quotation]");
  if (control) copy(textOf(control), control);
}

/** Return the text that a control copies, or a promise of it. */
function textOf(control) {
  const hit = control.closest(".hit");
  const kind = control.dataset.copy;
  if (kind === "citation") return control.dataset.text ?? citation(control.href);
  if (kind === "link") return linkOf(hit);
  const source = control.closest("[data-source]").dataset.source;
  return [quoted(hit), source, linkOf(hit)].filter(Boolean).join("\n");
}

/** Return the words of a passage, or those that are highlighted in an article, in quotation marks. */
function quoted(hit) {
  const parts = hit ? hit.querySelectorAll(":scope > .snippet") : document.querySelectorAll("mark.passage");
  const words = [...parts].map(withoutMarkers).join(" ").replaceAll(/\s+/g, " ").trim();
  return words && `\u201c${words}\u201d`;
}

function withoutMarkers(part) {
  const copied = part.cloneNode(true);
  for (const marker of copied.querySelectorAll(".marker")) marker.remove();
  return copied.textContent;
}

/** Return the URL of a passage in its original page, or else in the article here. */
function linkOf(hit) {
  const place = hit ?? document;
  return place.querySelector("[data-original]")?.href ?? hit?.querySelector(".open")?.href ?? location.href;
}

async function citation(address) {
  const url = new URL(address);
  const style = document.getElementById("~style")?.value;
  if (style) url.searchParams.set("style", style);
  const answer = await fetch(url, { headers: { Accept: "text/plain" } });
  if (!answer.ok) throw new Error(`no citation: ${answer.status}`);
  return (await answer.text()).trim();
}

async function copy(text, control) {
  const said = document.getElementById("~said");
  const { copied, failed } = said.dataset;
  let isCopied = false;
  try {
    await write(text);
    isCopied = true;
  } catch (error) {
    console.info(error);
  }
  said.textContent = isCopied ? copied : failed;
  said.classList.add("shown");
  clearTimeout(copy.timer);
  copy.timer = setTimeout(() => said.classList.remove("shown"), 2500);
  const menu = control.closest("details.menu");
  if (menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus({ preventScroll: true });
  }
}

/** Put a text, or a promise of one, into the clipboard. */
async function write(text) {
  if (navigator.clipboard?.write && window.ClipboardItem) {
    // some browsers take a promise only, where the text comes after the click
    const blob = Promise.resolve(text).then((words) => new Blob([words], { type: "text/plain" }));
    return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  }
  // without TLS, browsers have no other way
  const field = document.createElement("textarea");
  field.value = await text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (!isCopied) throw new Error("the browser does not copy");
}
