// Password fields: a button shows the password, and each line of the password rule gets a tick when it is met.

import { one, say } from "./words.js";

// The portal's password rule; the server checks the same (bff/rules/passwords.py).
const RULES = {
  length: (text) => [...text].length >= 8,
  lower: (text) => /\p{Ll}/u.test(text),
  upper: (text) => /\p{Lu}/u.test(text),
  digit: (text) => /\p{Nd}/u.test(text),
  special: (text) => /[^\p{L}\p{N}]/u.test(text),
};

export function start() {
  for (const field of document.querySelectorAll("[data-password]:not([data-ready])")) {
    field.dataset.ready = "";
    addButton(field);
    one("input", field).addEventListener("input", () => tick(field));
    if (one("input", field).value) tick(field); // typed while this script was still on its way
  }
}

function addButton(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "beside";
  button.setAttribute("aria-controls", one("input", field).id);
  button.addEventListener("click", () => {
    const shown = one("input", field).type === "password";
    show(field, shown);
    say(one("#status"), shown ? field.dataset.shown : field.dataset.hidden);
  });
  one("input", field).after(button);
  show(field, false);
}

function show(field, shown) {
  one("input", field).type = shown ? "text" : "password";
  const button = one("button", field);
  button.textContent = shown ? field.dataset.hide : field.dataset.show;
  button.setAttribute("aria-label", `${button.textContent}: ${one("label", field).firstChild.textContent.trim()}`);
}

function tick(field) {
  const typed = one("input", field).value.normalize("NFC");
  const lines = [...field.querySelectorAll("[data-rule]")];
  for (const line of lines) {
    const met = RULES[line.dataset.rule]?.(typed) ?? false;
    line.classList.toggle("met", met);
    one("span", line).hidden = !met;
  }
  if (lines.length) say(one("#status"), lines.every((line) => line.classList.contains("met")) ? field.dataset.met : "");
}

function hideAll() {
  for (const field of document.querySelectorAll("[data-password][data-ready]")) show(field, false);
}

// type="password" again before the form is sent: browsers save text fields for autofill and history.
window.addEventListener("submit", hideAll, true);
window.addEventListener("pageshow", hideAll);
