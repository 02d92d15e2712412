// The screen of the USB token: look for helpers after a click, have a helper sign our challenge, post the result.

import { one, say } from "../words.js";
import { permission } from "./permission.js";

const HELPERS = {
  vgca: () => import("./vgca.js"),
  vnpt: () => import("./vnpt.js"),
  web_eid: () => import("./web_eid.js"),
};
const ENDINGS = ["none_found", "denied", "not_allowed_yet", "no_token", "pin_wrong", "pin_blocked", "cancelled", "too_old", "not_understood", "no_answer"];

const root = one("#token");
const form = one("form", root);
const status = one("#token-status");
const buttons = [...root.querySelectorAll("[data-helper]")];
const place = {
  vgca: root.dataset.vgca,
  vnpt: root.dataset.vnpt.split(" "),
  licence: root.dataset.licence,
};
let isBusy = false;
let asking = () => false;

root.hidden = false;
hearPermission();
one("[data-find]", root).addEventListener("click", () => alone(find));
for (const button of buttons) button.addEventListener("click", () => alone(() => use(button.dataset.helper)));
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

// Run one task at a time. A failure goes to the server as an ending, and the server shows a screen that explains it.
async function alone(work) {
  if (isBusy) return;
  isBusy = true;
  root.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    give("ending", ENDINGS.includes(error?.ending) ? error.ending : "not_understood");
  }
  root.removeAttribute("aria-busy");
  isBusy = false;
}

async function find() {
  say(status, asking() ? root.dataset.asking : root.dataset.looking);
  const answers = await Promise.allSettled(buttons.map(async ({ dataset }) => (await helper(dataset.helper)).probe(place)));
  const present = buttons.filter((_button, index) => answers[index].status === "fulfilled");
  if (present.length === 1) return use(present[0].dataset.helper);
  if (present.length > 1) {
    for (const button of buttons) button.hidden = !present.includes(button);
    say(status, root.dataset.several);
    return present[0].focus();
  }
  // "none found" is the usual failure of the other helpers, so a more specific failure is reported first.
  throw answers.map(({ reason }) => reason).find(({ ending }) => ending && ending !== "none_found") ?? answers[0].reason;
}

async function use(name) {
  say(status, asking() ? root.dataset.asking : root.dataset.looking);
  const chosen = await helper(name);
  const held = await chosen.certificates(place);
  const asked = await challenge();
  say(status, root.dataset.signing);
  const answer = await chosen.sign(place, asked, held);
  form.elements.helper.value = name;
  give("answer", JSON.stringify(answer));
}

function helper(name) {
  if (!Object.hasOwn(HELPERS, name)) throw new Error("no such helper");
  return HELPERS[name]();
}

async function challenge() {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(root.dataset.challenge, { method: "POST", body });
  if (answer.ok) return answer.json();
  // The registration was cancelled or has expired: the server shows the next screen. The promise never settles, so
  // that no later step runs before the reload.
  return new Promise(() => location.reload());
}

function give(field, value) {
  form.elements[field].disabled = false;
  form.elements[field].value = value;
  form.requestSubmit();
}

// Say that the browser asks, as long as it does; and that a person who forbade it first has allowed it now.
async function hearPermission() {
  const allowed = await permission();
  if (!allowed) return;
  const tell = () => {
    if (isBusy) say(status, allowed.state === "prompt" ? root.dataset.asking : root.dataset.looking);
    else if (allowed.state === "granted") say(status, root.dataset.allowed);
  };
  allowed.addEventListener("change", tell);
  asking = () => allowed.state === "prompt";
}
