// A page of the server as a document, which runs nothing and is not shown.

/**
 * Fetch a page.
 *
 * @param {string} address
 * @param {AbortSignal} signal
 * @param {string} [id] of an element that the page must have
 * @returns {Promise<Document>} a page with this element; the promise is rejected with the message of any
 *   other page
 */
export function fetchPage(address, signal, id = "results") {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("The server does not answer. Is it still running?"));
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("Accept", "text/html");
    request.onload = () => {
      const page = request.response;
      if (page?.getElementById(id)) resolve(page);
      else if (page) reject(new Error(page.querySelector("main p")?.textContent ?? "The server gives no answer."));
      else gone();
    };
    request.onerror = gone;
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}
