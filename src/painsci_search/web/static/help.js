// The dialog of how to ask and of the keys.

/** Let the page's link to the help open it as a dialog; return the function that opens it. */
export function listenForHelp() {
  const dialog = document.getElementById("~help");
  const open = () => dialog.open || dialog.showModal();
  for (const link of document.querySelectorAll("a.help")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
  }
  // the keys of the page wait, so that Escape closes the dialog alone
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => {
    // a click beside the dialog, or on an example
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  return open;
}
