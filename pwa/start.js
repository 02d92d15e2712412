// Starts the scripts where the browser has what they need. Elsewhere the product is plain pages, which need no script:
// half of htmx would be worse than none (docs/accessibility.md, "Browsers").

// SubmitEvent.submitter: Chrome 81, Firefox 75, Safari 15.4. replaceChildren: Chrome 86, Firefox 78, Safari 14.
const names = typeof SubmitEvent === "function" && "submitter" in new SubmitEvent("submit");
if (names && "replaceChildren" in document.documentElement) import("./app.js");
