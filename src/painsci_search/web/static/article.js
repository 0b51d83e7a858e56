// An article to read: Escape leads back to the passages, "/" to the search field.

import { listenForCopying } from "./copying.js";
import { listenForEscape, listenForSlash } from "./keys.js";
import { closeMenus, leftFor } from "./served.js";

closeMenus();
listenForCopying();
listenForSlash(document.getElementById("~q"));
listenForEscape((isTyping, target) => {
  if (isTyping) {
    target.blur();
  } else if (leftFor() === location.href && history.length > 1) {
    history.back(); // to the passages as the reader left them
  } else {
    document.getElementById("~back").click();
  }
});
