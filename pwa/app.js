// What htmx leaves to the page: focus, busy forms, lost connections, the language switch, the session's clock.
// Everything works without this file; forms are plain POSTs then.

import "./vendor/htmx.esm.min.js";
import { offerComforts } from "./comfort.js";
import { keepClock } from "./expiry.js";
import { installWorker } from "./installed.js";
import { one, say, tidy } from "./words.js";

const EXTRAS = [
  ["[data-password]", () => import("./password.js")],
  ["[data-code], [data-seconds]", () => import("./code.js")],
  ["[data-bell]", () => import("./bell.js")],
];
const alertLine = one("#alert");
const statusLine = one("#status");
let waitTimer;

const isForm = (ctx) => ctx.sourceElement?.matches?.("form");
const isNews = (ctx) => ctx.sourceElement?.matches?.("[data-bell]");
const targetOf = (ctx) => (typeof ctx.target === "string" ? one(ctx.target) : ctx.target);

// Without a network nothing is sent at all: a browser's own error page would lose what was typed.
// The language switch sends the half-filled form as a whole page: the frame changes its language too.
window.addEventListener("submit", onSubmit, true);

function onSubmit(event) {
  if (!navigator.onLine) {
    event.preventDefault();
    say(alertLine, alertLine.dataset.offline);
  }
  if (!navigator.onLine || event.submitter?.name === "language") event.stopImmediatePropagation();
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!isForm(ctx)) return;
  say(alertLine, "");
  one("#screen").setAttribute("aria-busy", "true");
  const button = ctx.request.submitter ?? one("[type=submit]", ctx.sourceElement);
  button?.setAttribute("aria-disabled", "true");
  waitTimer = setTimeout(() => say(statusLine, statusLine.dataset.wait), 700);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => isForm(ctx) && endBusy());
window.addEventListener("pageshow", endBusy);

function endBusy() {
  clearTimeout(waitTimer);
  if (statusLine.textContent === statusLine.dataset.wait) say(statusLine, "");
  one("#screen").removeAttribute("aria-busy");
  for (const button of document.querySelectorAll("form [aria-disabled]:not([data-seconds])")) button.removeAttribute("aria-disabled");
}

// News that arrive while a form is under way, or after its answer, are about a screen that is going or gone:
// whoever is sent elsewhere by them would lose the place, and what was typed since.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (isNews(ctx) && (one("#screen").hasAttribute("aria-busy") || !ctx.sourceElement.isConnected)) event.preventDefault();
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  say(alertLine, "");
  renewToken(ctx.response.headers.get("CSRF-Token"));
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const target = targetOf(ctx);
  if (ctx.select) {
    // Back and Forward: the server sends whole pages, htmx takes #screen from them. It may send another page
    // than was asked for; forms are sent to the address shown, so the address follows.
    if (ctx.response.raw.redirected) history.replaceState(history.state, "", ctx.response.raw.url);
    return;
  }
  if (/<html[\s>]/i.test(ctx.text.slice(0, 1000))) {
    // A whole page where a screen was asked for: followed when it lies elsewhere, else somebody's error page.
    event.preventDefault();
    if (ctx.response.raw.redirected) location.assign(ctx.response.raw.url);
    else say(alertLine, alertLine.dataset.silent);
  } else if (isNews(ctx) && target === ctx.sourceElement && tidy(textOf(ctx.text)) === tidy(target.textContent)) {
    event.preventDefault();
  }
});

// The words under an error and those of the h1 must not both ask for the focus: the summary comes first.
document.addEventListener("htmx:before:settle", ({ target }) => {
  if (target.id === "screen" && one(".summary", target)) one("h1", target)?.removeAttribute("autofocus");
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = targetOf(ctx);
  if (target?.id === "screen") {
    keepClock(Number(ctx.response.headers.get("Session-Expires-In"))); // none: nothing is open any more
    arrive();
  }
  if (target?.matches("[data-bell]")) say(statusLine, tidy(target.textContent));
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx) return;
  if (ctx.request.headers["HX-History-Restore-Request"]) location.reload();
  else if (isNews(ctx)) say(alertLine, ctx.sourceElement.isConnected ? alertLine.dataset.adrift : "");
  else say(alertLine, navigator.onLine ? alertLine.dataset.silent : alertLine.dataset.offline);
});

// A new screen is there: from its top, with the focus on what was said. The form that asked for it is gone, and
// with it the event that would have ended the wait.
function arrive() {
  endBusy();
  window.scrollTo({ top: 0, behavior: "instant" });
  adopt();
  const place = one("#screen .summary") ?? one("#screen h1");
  place?.setAttribute("tabindex", "-1");
  if (place?.matches("h1") && one("#progress")) place.setAttribute("aria-describedby", "progress"); // "step 3 of 4" stands before it
  place?.focus();
}

// Fit the frame, which stays, to the screen, which was changed; load what it needs.
function adopt() {
  const switcher = one("#language-form [name=language]");
  if (switcher) {
    one("#language-form [hidden][form]")?.remove();
    if (one("#main-form")) {
      // Enter in a field presses a form's first button: without this one, the language switch.
      const enter = document.createElement("button");
      for (const button of [enter, switcher]) button.setAttribute("form", "main-form");
      enter.hidden = true;
      switcher.before(enter);
    } else switcher.removeAttribute("form");
    one("#language-form [name=back]").value = location.pathname;
  }
  renewToken(one("#screen [name=csrf_token]")?.value);
  for (const [selector, load] of EXTRAS) {
    if (one(selector)) load().then((extra) => extra.start());
  }
}

function renewToken(token) {
  if (token) for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
}

function textOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
}

const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
adopt();
offerComforts();
if (one("#screen").dataset.expiresIn) keepClock(Number(one("#screen").dataset.expiresIn));
window.addEventListener("load", () => later(installWorker), { once: true });
