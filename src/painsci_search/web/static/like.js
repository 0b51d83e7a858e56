// The page of what is like a passage: its passages can be copied, and the keys are those of a search.

import { listenForCopying } from "./copying.js";
import { listenForSlash } from "./keys.js";
import { closeMenus } from "./served.js";

closeMenus();
listenForCopying();
listenForSlash(document.getElementById("~q"));
