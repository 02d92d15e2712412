// The proof of work before a code goes to a phone that nothing vouches for. A press of the button solves the form's
// challenge, then sends the form. Where a message waits for its turn, the form is sent by itself.

import { one, say } from "./words.js";

export function start() {
  const form = one("form[data-by-itself]:not([data-ready])");
  if (form) goOnByItself(form);
}

window.addEventListener("submit", prepare, true); // after the listener in app.js: offline, nothing gets here

function prepare(event) {
  const { target: form, submitter } = event;
  if (!form.dataset.work || submitter?.value === "back") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if ("working" in form.dataset) return; // pressed twice
  form.dataset.working = "";
  one("#screen").setAttribute("aria-busy", "true");
  submitter?.setAttribute("aria-disabled", "true");
  say(one("#status"), form.dataset.preparing);
  solve(form).then(() => form.isConnected && form.requestSubmit(submitter));
}

// Puts the answer into the form, or nothing if this browser cannot solve it: then the server lets the message wait.
async function solve(form) {
  const challenge = form.dataset.work;
  form.elements.work.value = await new Promise((found) => {
    const worker = new Worker("asset:solver.js");
    const end = (answer) => {
      worker.terminate();
      found(answer);
    };
    worker.onmessage = ({ data }) => end(data);
    worker.onerror = () => end("");
    worker.postMessage(challenge);
  }).catch(() => "");
  delete form.dataset.work;
  say(one("#status"), "");
}

async function goOnByItself(form) {
  form.dataset.ready = "";
  const due = performance.now() + Number(form.dataset.byItself) * 1000;
  if (form.dataset.work) await solve(form);
  setTimeout(() => form.isConnected && form.requestSubmit(), Math.max(0, due - performance.now()));
}
