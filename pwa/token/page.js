// The token's screen: looks for helpers on a click, has our challenge signed, sends what came as a plain form.

import { one, say } from "../words.js";

const HELPERS = {
  vgca: () => import("./vgca.js"),
  vnpt: () => import("./vnpt.js"),
  web_eid: () => import("./web_eid.js"),
};
const ENDINGS = ["none_found", "denied", "no_token", "pin_wrong", "pin_blocked", "cancelled", "too_old", "not_understood", "no_answer"];
const PERMISSIONS = ["local-network-access", "loopback-network", "local-network"];

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

root.hidden = false;
one("[data-find]", root).addEventListener("click", () => alone(find));
for (const button of buttons) button.addEventListener("click", () => alone(() => use(button.dataset.helper)));
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

// One thing at a time; whatever goes wrong is told by the server, in words.
async function alone(work) {
  if (isBusy) return;
  isBusy = true;
  root.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    await give("ending", ENDINGS.includes(error?.ending) ? error.ending : "not_understood");
  }
  root.removeAttribute("aria-busy");
  isBusy = false;
}

async function find() {
  say(status, root.dataset.looking);
  const answers = await Promise.allSettled(buttons.map(async ({ dataset }) => (await helper(dataset.helper)).probe(place)));
  const found = buttons.filter((_button, index) => answers[index].status === "fulfilled");
  if (found.length === 1) return use(found[0].dataset.helper);
  if (found.length > 1) {
    for (const button of buttons) button.hidden = !found.includes(button);
    say(status, root.dataset.several);
    return found[0].focus();
  }
  throw answers.map(({ reason }) => reason).find(({ ending }) => ending && ending !== "none_found") ?? answers[0].reason;
}

async function use(name) {
  say(status, root.dataset.looking);
  const chosen = await helper(name);
  const held = await chosen.certificates(place);
  const asked = await challenge();
  say(status, root.dataset.signing);
  const answer = await chosen.sign(place, asked, held);
  form.elements.helper.value = name;
  await give("answer", JSON.stringify(answer));
}

function helper(name) {
  if (!Object.hasOwn(HELPERS, name)) throw new Error("no such helper");
  return HELPERS[name]();
}

async function challenge() {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(root.dataset.challenge, { method: "POST", body });
  if (answer.ok) return answer.json();
  return new Promise(() => location.reload()); // cancelled on the phone, or over: the server shows what is next
}

async function give(field, value) {
  const told = value === "none_found" && (await isDenied()) ? "denied" : value;
  form.elements[field].disabled = false;
  form.elements[field].value = told;
  form.requestSubmit();
}

// Chrome from 142 on asks before a page may reach this computer; older browsers know no such permission.
async function isDenied() {
  for (const name of PERMISSIONS) {
    try {
      if ((await navigator.permissions.query({ name })).state === "denied") return true;
    } catch {
      // Not known here.
    }
  }
  return false;
}
