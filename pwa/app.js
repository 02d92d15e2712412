// The parts of a page that htmx does not handle: focus, busy forms, lost connections, language switch, session clock.
// The product also works without this file; forms are plain POSTs then.

import "./vendor/htmx.esm.min.js";
import { offerComforts } from "./comfort.js";
import { keepClock } from "./expiry.js";
import { installWorker } from "./installed.js";
import { one, say, tidy } from "./words.js";

const EXTRAS = [
  ["[data-password]", () => import("./password.js")],
  ["[data-code], [data-seconds], [data-left]", () => import("./code.js")],
  ["[data-bell]", () => import("./bell.js")],
  ["[data-passkey], [data-passkeys]", () => import("./passkey.js")],
  ["[data-keep], [data-kept-over], [data-kept-here], .helping", () => import("./kept.js")],
  ["[data-push]", () => import("./push.js")],
  ["[data-work], [data-by-itself]", () => import("./work.js")],
];
const alertLine = one("#alert");
const statusLine = one("#status");
let waitTimer;
let waitWords;
let isLeaving = false; // the next page is on its way

const isForm = (ctx) => ctx.sourceElement?.matches?.("form");
const isNews = (ctx) => ctx.sourceElement?.matches?.("[data-bell]");
const targetOf = (ctx) => (typeof ctx.target === "string" ? one(ctx.target) : ctx.target);

// The language switch sends the half-filled form without htmx, because the frame of the page must change, too.
// A form that htmx does not send would be lost on the browser's own error page, and with it what was typed. So where
// the browser says that it is offline, the network is tried first: browsers inside apps say so with a live network.
window.addEventListener("submit", onSubmit, true);

function onSubmit(event) {
  const { target: form, submitter } = event;
  const isPlain = submitter?.name === "language" || !form.hasAttribute("data-hx-post");
  if (isPlain && form.id !== "expiry" && !navigator.onLine && !("tried" in form.dataset)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    tryNetwork(form, submitter);
  } else if (submitter?.name === "language") event.stopImmediatePropagation();
}

async function tryNetwork(form, submitter) {
  try {
    await fetch("/health/live", { cache: "no-store" });
    form.dataset.tried = "";
    form.requestSubmit(submitter);
  } catch {
    say(alertLine, alertLine.dataset.offline);
  } finally {
    delete form.dataset.tried;
  }
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!isForm(ctx)) return;
  say(alertLine, "");
  one("#screen").setAttribute("aria-busy", "true");
  const button = ctx.request.submitter ?? one("[type=submit]", ctx.sourceElement);
  button?.setAttribute("aria-disabled", "true");
  waitTimer = setTimeout(() => {
    waitWords = ctx.sourceElement.dataset.busy ?? statusLine.dataset.wait; // who is asked
    say(statusLine, waitWords);
    if (button?.matches(".button")) button.dataset.wait = waitWords; // the style sheet shows it
  }, 700);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => isForm(ctx) && endBusy());
window.addEventListener("pageshow", () => {
  isLeaving = false;
  endBusy();
});

// "You are offline" is false as soon as the network is back.
window.addEventListener("online", () => alertLine.textContent === alertLine.dataset.offline && say(alertLine, ""));

function endBusy() {
  clearTimeout(waitTimer);
  if (statusLine.textContent === waitWords) say(statusLine, "");
  one("#screen").removeAttribute("aria-busy");
  for (const button of document.querySelectorAll("form [aria-disabled]:not([data-seconds])")) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.wait;
  }
}

// A race: news may arrive while a form request is running, or after its response. They belong to a screen that is
// going away. If they redirected the page, the person would lose the new screen and the text typed there.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (isForm(ctx) && ctx.response.headers.has("HX-Redirect")) isLeaving = true;
  const isGoing = isLeaving || one("#screen").hasAttribute("aria-busy") || !ctx.sourceElement.isConnected;
  if (isNews(ctx) && isGoing) event.preventDefault();
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  say(alertLine, "");
  renewToken(ctx.response.headers.get("CSRF-Token"));
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const target = targetOf(ctx);
  if (ctx.select) {
    // Back and Forward: the server sends a whole page, and htmx takes #screen from it. If the server redirected to
    // another page, the address bar must show that page's address, because forms post to the present address.
    if (ctx.response.raw.redirected) history.replaceState(history.state, "", ctx.response.raw.url);
    return;
  }
  if (/<html[\s>]/i.test(ctx.text.slice(0, 1000))) {
    // The request was for a screen, but the response is a whole page. After a redirect, go there. Otherwise it is
    // an error page, e.g. of a proxy, so only show the alert.
    event.preventDefault();
    if (ctx.response.raw.redirected) location.assign(ctx.response.raw.url);
    else say(alertLine, alertLine.dataset.silent);
  } else if (isNews(ctx) && target === ctx.sourceElement && tidy(textOf(ctx.text)) === tidy(target.textContent)) {
    event.preventDefault();
  }
});

// The error summary and the h1 both have autofocus; only the summary may keep it.
document.addEventListener("htmx:before:settle", ({ target }) => {
  if (target.id === "screen" && one(".summary", target)) one("h1", target)?.removeAttribute("autofocus");
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = targetOf(ctx);
  if (target?.id === "screen") {
    keepClock(Number(ctx.response.headers.get("Session-Expires-In"))); // no header: 0, no session
    arrive();
  }
  if (target?.matches("[data-bell]") && target.isConnected) say(statusLine, tidy(target.textContent));
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx) return;
  if (ctx.request.headers["HX-History-Restore-Request"]) location.reload();
  else if (isNews(ctx)) say(alertLine, ctx.sourceElement.isConnected ? alertLine.dataset.adrift : "");
  else say(alertLine, navigator.onLine ? alertLine.dataset.silent : alertLine.dataset.offline);
});

// Show a new screen from its top, with the focus on its heading or its errors. endBusy is called here, because the
// swap removed the form, and an htmx:finally:request of a removed form does not reach the document.
function arrive() {
  endBusy();
  window.scrollTo({ top: 0, behavior: "instant" });
  adopt();
  const place = one("#screen .summary") ?? one("#screen h1");
  place?.setAttribute("tabindex", "-1");
  if (place?.matches("h1") && one("#progress")) place.setAttribute("aria-describedby", "progress"); // "step 3 of 4"
  place?.focus();
}

// Adapt the frame of the page to the new screen, and load the scripts that the screen needs.
function adopt() {
  const switcher = one("#language-form [name=language]");
  if (switcher) {
    one("#language-form [hidden][form]")?.remove();
    if (one("#main-form")) {
      // Enter in a field presses the form's first button. Without this hidden one, it would be the language switch.
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

document.documentElement.dataset.script = ""; // for browsers that do not know "@media (scripting)"
const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
adopt();
offerComforts();
navigator.clearAppBadge?.().catch(() => {}); // the news is read where it leads
if (one("#screen").dataset.expiresIn) keepClock(Number(one("#screen").dataset.expiresIn));
// start.js loads this file, which may be after the page has loaded.
if (document.readyState === "complete") later(installWorker);
else window.addEventListener("load", () => later(installWorker), { once: true });
