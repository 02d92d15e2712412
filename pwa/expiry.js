// Warn some minutes before the session ends, and offer more time, in every open tab.

import { one, say } from "./words.js";

const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : undefined;
let endsAt = 0;
let timer;
let wasAt;

// Restart the clock of all tabs with the server's *seconds*; 0 means that there is no session.
export function keepClock(seconds) {
  startClock(seconds);
  tabs?.postMessage(seconds);
}

function startClock(seconds) {
  endsAt = seconds > 0 ? performance.now() + seconds * 1000 : 0; // the phone's clock may jump, this one does not
  look();
}

// The timer runs out when the number of minutes changes, so a screen reader speaks once a minute.
function look() {
  clearTimeout(timer);
  const left = Math.ceil((endsAt - performance.now()) / 1000);
  const banner = one("#expiry");
  if (!endsAt || !banner) return hide(banner);
  if (left <= 0) return void askServer();
  const warnSeconds = Number(banner.dataset.warnSeconds);
  if (left > warnSeconds) hide(banner);
  else warn(banner, Math.ceil(left / 60));
  timer = setTimeout(look, Math.max(1, left > warnSeconds ? left - warnSeconds : ((left - 1) % 60) + 1) * 1000);
}

// What was typed is thrown away only if the server says that the session has ended. Also after the page was in the
// background: there this clock may have stood still.
async function askServer() {
  const address = one("#expiry")?.dataset.look;
  if (!endsAt || !address) return;
  try {
    const { expires_in: seconds } = await (await fetch(address, { cache: "no-store" })).json();
    if (seconds > 0) startClock(seconds);
    else location.replace(location.pathname + location.search);
  } catch {
    clearTimeout(timer);
    timer = setTimeout(askServer, 5000); // no answer: nothing is known to have ended
  }
}

function warn(banner, minutes) {
  banner.hidden = false;
  say(one("p", banner), minutes === 1 ? banner.dataset.minute : banner.dataset.minutes.replace("{n}", minutes));
}

function hide(banner) {
  if (banner) banner.hidden = true;
}

async function extend(banner) {
  try {
    const response = await fetch(banner.action, { method: "POST", body: new URLSearchParams(new FormData(banner)), headers: { "HX-Request": "true" } });
    const elsewhere = response.headers.get("HX-Redirect");
    if (elsewhere) return location.assign(elsewhere);
    if (!response.ok) return location.reload();
    keepClock((await response.json()).expires_in);
    say(one("#status"), banner.dataset.extended);
    (wasAt?.isConnected ? wasAt : one("#screen")).focus();
  } catch {
    say(one("#alert"), one("#alert").dataset.silent);
  }
}

// Another tab has loaded a screen: perhaps it brought what this one waits for (bell.js).
tabs?.addEventListener("message", ({ data }) => {
  startClock(data);
  document.dispatchEvent(new Event("other-tab"));
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && askServer());
document.addEventListener("focusin", ({ target }) => {
  if (target.closest("#screen")) wasAt = target;
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "expiry") return;
  event.preventDefault();
  extend(event.target);
});
