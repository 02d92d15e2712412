// The installed app: register the service worker, ask before an update, offer the installation in the menu.

import { one } from "./words.js";

const isAtRest = () => !one("#main-form") && !one("[data-bell]");
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
// An iPad says that it is a Mac, but no Mac has a touch screen.
const isApple = /iPhone|iPad/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
// Browsers inside Zalo, Facebook, Messenger and Instagram: they install nothing and keep little.
const isInApp = /Zalo|FBAN|FBAV|FB_IAB|Instagram/.test(navigator.userAgent);
let installPrompt;
let isUpdateAsked = false;

export async function installWorker() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
  if (!registration) return;
  const ask = () => (one("#update").hidden = !(registration.waiting && navigator.serviceWorker.controller && isAtRest()));
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", ask));
  document.addEventListener("htmx:after:swap", ask);
  ask();
  one("#update button").addEventListener("click", () => {
    isUpdateAsked = true;
    registration.waiting?.postMessage("take over");
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => isUpdateAsked && location.reload());
}

// Android opens the same address in the usual browser; iPhones have no such link, so words say how.
function showWayOut() {
  const banner = one("[data-in-app]");
  if (!isInApp || !banner) return;
  const link = one("a", banner);
  if (/Android/.test(navigator.userAgent)) {
    link.href = `intent://${location.host}${location.pathname}#Intent;scheme=${location.protocol.slice(0, -1)};end`;
    link.hidden = false;
  } else one("span", banner).hidden = false;
  banner.hidden = false;
}

function showOffers(shown) {
  for (const item of document.querySelectorAll("[data-install]")) item.hidden = !shown;
}

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installPrompt = event;
  showOffers(true);
});
window.addEventListener("appinstalled", () => showOffers(false));
document.addEventListener("htmx:after:swap", () => {
  showOffers(Boolean(installPrompt) || (isApple && !isInstalled && !isInApp));
  showWayOut();
});
document.addEventListener("click", ({ target }) => {
  const item = target.closest("[data-install]");
  if (!item) return;
  if (installPrompt) installPrompt.prompt();
  else location.assign(item.dataset.install); // Safari has no prompt: open the guide
});

if (isApple && !isInstalled && !isInApp) showOffers(true);
showWayOut();
