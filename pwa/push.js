// News on this device: a press of the button asks the browser for permission and for an address at its push service;
// then the form takes the address along. Nothing is asked before the press.

import { one, say } from "./words.js";

const isApple = /iPhone|iPad/.test(navigator.userAgent);

export function start() {
  const form = one("[data-push]:not([data-ready])");
  if (!form) return;
  form.dataset.ready = "";
  if (!("PushManager" in window && "Notification" in window && "serviceWorker" in navigator)) {
    one("[data-push-apple]").hidden = !isApple;
    one("[data-push-cannot]").hidden = isApple;
    return;
  }
  one("[data-push-cannot]").hidden = true;
  form.hidden = false;
  if (Notification.permission === "denied") tell(form, form.dataset.denied);
  form.addEventListener("submit", (event) => onPress(event, form));
}

async function onPress(event, form) {
  if (form.elements.subscription.value) return;
  event.preventDefault();
  if ("busy" in form.dataset) return; // pressed twice
  form.dataset.busy = "";
  tell(form, "");
  try {
    const permission = await Notification.requestPermission();
    if (permission === "granted") {
      form.elements.subscription.value = JSON.stringify(await subscription(form.dataset.push));
      form.requestSubmit();
    } else tell(form, permission === "denied" ? form.dataset.denied : form.dataset.dismissed);
  } catch {
    tell(form, navigator.onLine ? form.dataset.failed : one("#alert").dataset.offline);
  }
  delete form.dataset.busy;
}

// A browser has one subscription here, for one key. One for an older key is replaced.
async function subscription(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  if (known && text(known.options.applicationServerKey) === key) return known;
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

const tell = (form, words) => say(one("[role=alert]", form), words);
const bytes = (base64url) => Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.codePointAt(0));
const text = (buffer) => btoa(String.fromCodePoint(...new Uint8Array(buffer ?? []))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Back to this page: an address that was sent is not sent again without a press.
window.addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll("[data-push] [name=subscription]")) input.value = "";
});
