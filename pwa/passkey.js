// Passkeys: a press of a form's button asks the device to sign, or to make one; then the form takes the answer along.
// On the sign-in screen the browser also offers them in the field for the number, as it offers passwords.

import { one, say } from "./words.js";

// Asked again before the server's challenge is too old, some times: an open page does not ask for ever.
const RENEW_MS = 240000;
const RENEWALS = 5;
let offering; // ends the offer in the field; the browser answers one question at a time
let timer;

export function start() {
  tellDevice();
  if (!window.PublicKeyCredential) return;
  for (const sign of document.querySelectorAll("[data-passkey-cannot]")) sign.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey]:not([data-ready])")) {
    form.dataset.ready = "";
    form.addEventListener("submit", (event) => onPress(event, form));
    if (form.dataset.unknown) forget(form.dataset.unknown);
    if ("autofill" in form.dataset) offer(form, RENEWALS);
  }
}

async function onPress(event, form) {
  if (form.elements.credential?.value) return;
  event.preventDefault();
  stopOffering();
  if ("busy" in form.dataset) return; // pressed twice
  form.dataset.busy = "";
  tell(form, "");
  try {
    give(form, await ask(form));
  } catch (error) {
    tell(form, wordsFor(form, error));
  }
  delete form.dataset.busy;
}

// The offer in the field: silent until the person chooses a passkey there, and silent when it fails.
async function offer(form, renewals) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  stopOffering();
  const own = (offering = new AbortController());
  timer = setTimeout(() => renewals && form.isConnected && offer(form, renewals - 1), RENEW_MS);
  try {
    const answer = await ask(form, { mediation: "conditional", signal: own.signal });
    if (form.isConnected) give(form, answer);
  } catch {
    // Another offer or a press of the button took its place, or the network is gone: the button is there.
  }
}

function stopOffering() {
  clearTimeout(timer);
  offering?.abort();
  offering = undefined;
}

async function ask(form, how = {}) {
  const options = await challenge(form);
  how.signal?.throwIfAborted();
  if (form.dataset.passkey === "create") {
    const { user, excludeCredentials } = options;
    const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...user, id: bytes(user.id) }, excludeCredentials: excludeCredentials.map(named) };
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: options.allowCredentials.map(named) };
  return navigator.credentials.get({ publicKey, ...how });
}

async function challenge(form) {
  const device = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, purpose: form.dataset.purpose ?? "", device: device ? "yes" : "no" });
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (answer.status === 429) throw new DOMException("", "QuotaExceededError");
  if (!answer.ok || answer.redirected) throw new DOMException("", "NetworkError");
  return answer.json();
}

function give(form, credential) {
  const { response } = credential;
  const facts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) facts[name] = text(response[name]);
  }
  if (response.getTransports) facts.transports = response.getTransports();
  const id = text(credential.rawId);
  const into = form.dataset.into ? document.getElementById(form.dataset.into) : form;
  into.elements.credential.value = JSON.stringify({ id, rawId: id, type: credential.type, response: facts });
  into.requestSubmit();
}

function wordsFor(form, error) {
  switch (error?.name) {
    case "AbortError":
      return "";
    case "InvalidStateError":
      return form.dataset.exists;
    case "NotAllowedError":
      return form.dataset.refused;
    case "QuotaExceededError":
      return form.dataset.later;
    default:
      return navigator.onLine ? form.dataset.failed : one("#alert").dataset.offline;
  }
}

const tell = (form, words) => say(one("[role=alert]", form), words);

// What the device should no longer offer here. Browsers that do not know these calls keep offering it.
function forget(credentialId) {
  PublicKeyCredential.signalUnknownCredential?.({ rpId: location.hostname, credentialId }).catch(() => {});
}

function tellDevice() {
  const list = one("[data-passkeys]");
  if (list) window.PublicKeyCredential?.signalAllAcceptedCredentials?.(JSON.parse(list.dataset.passkeys)).catch(() => {});
}

const named = (credential) => ({ ...credential, id: bytes(credential.id) });
const bytes = (base64url) => Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.codePointAt(0));
const text = (buffer) => btoa(String.fromCodePoint(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// The offer ends when another form is sent, when htmx takes the form away, and when the page is left.
window.addEventListener("submit", ({ target }) => "passkey" in target.dataset || stopOffering(), true);
window.addEventListener("pagehide", stopOffering);
document.addEventListener("htmx:after:swap", () => one("[data-passkey]") || stopOffering());
// Back to this page: what was signed before does not count again.
window.addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll("[name=credential]")) input.value = "";
});
