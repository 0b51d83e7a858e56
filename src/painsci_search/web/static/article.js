// An article to read: the key that leads back, and the one that leads to the field.

import { isPlain, isTyping, leftFor, listenForSlash } from "./keys.js";

listenForSlash(document.getElementById("q"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isPlain(event)) return;
  if (isTyping(event.target)) {
    event.target.blur();
  } else if (leftFor() === location.href && history.length > 1) {
    history.back(); // to where the reader has come from, with all that was unfolded there
  } else {
    document.getElementById("~back").click();
  }
});
