// Starts the scripts where the browser has what they need. Elsewhere the product is plain pages, which need no script:
// half of htmx would be worse than none (docs/accessibility.md, "Browsers").

const has = (kind, name) => typeof kind === "function" && name in kind.prototype;

// SubmitEvent.submitter: Chrome 81, Firefox 75, Safari 15.4. replaceChildren: Chrome 86, Firefox 78, Safari 14.
if (has(window.SubmitEvent, "submitter") && has(window.Element, "replaceChildren")) import("./app.js");
