// An article to read: the key that leads back, and the one that leads to the field.

import { isPlain, isTyping, listenForSlash } from "./keys.js";

listenForSlash(document.getElementById("q"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isPlain(event)) return;
  if (isTyping(event.target)) {
    event.target.blur();
  } else {
    document.getElementById("~back").click();
  }
});
