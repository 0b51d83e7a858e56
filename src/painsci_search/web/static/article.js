// An article to read: Escape leads back to the passages, "/" to the search field, "n" and "p" to the
// next match and the one before.

import { listenForCopying } from "./copying.js";
import { listenForHelp } from "./help.js";
import { listenForEscape, listenForLetters, listenForSlash } from "./keys.js";
import { showNotes } from "./notes.js";
import { listenForPrint } from "./printing.js";
import { closeMenus, leftFor } from "./served.js";

closeMenus();
showNotes();
listenForCopying();
listenForSlash(document.getElementById("~q"));
const follow = (rel) => () => document.querySelector(`.matches a[rel=${rel}]`)?.click();
listenForLetters({ n: follow("next"), p: follow("prev"), "?": listenForHelp() });
listenForPrint();
listenForEscape((isTyping, target) => {
  if (isTyping) {
    target.blur();
  } else if (leftFor() === location.href && history.length > 1) {
    history.back(); // to the passages as the reader left them
  } else {
    document.getElementById("~back").click();
  }
});
