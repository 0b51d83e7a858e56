// What a printed page says of itself: its address and the day; and folds that open for the print.

const FOLDED = "details.card:not([open])";

/** Prepare a page for its print, and undo that afterwards. */
export function listenForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    document.getElementById("~address").textContent = location.href;
    const { lang } = document.documentElement;
    const today = new Date().toLocaleDateString(lang, { dateStyle: "long" });
    document.getElementById("~day").textContent = today;
    opened = [...document.querySelectorAll(FOLDED)];
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
    opened = [];
  });
}
