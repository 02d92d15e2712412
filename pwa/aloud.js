// Reads the screen aloud: part by part, with a mark at the part that is read. A press pauses, another one goes on
// from the same part. Numbers and codes are spelled. Where no voice speaks the language, it says so.

import { one, say, tidy } from "./words.js";

const PARTS = "h1, h2, h3, p, li, dt, dd, label, legend, summary, button, a.button, .hint, .why, .note";
// A code or a number: five signs and more with a digit among them; no date, no time, no year.
const CODE = /(^|[\s(:])((?=[A-Z-]*\d)[A-Z\d-]{5,}|\d{2,}(?: \d{2,})+|\d(?: \d)+)(?=$|[\s.,;:)])/g;
const synthesis = window.speechSynthesis;
let parts = [];
let at = 0;
let button;

export function press(pressed) {
  button = pressed;
  if (!voice()) say(one("#alert"), button.dataset.absent);
  else if (isReading()) pause();
  else read();
}

const voice = () => synthesis?.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(document.documentElement.lang));
const isReading = () => button?.getAttribute("aria-pressed") === "true";

// What a person sees, in order; of a part inside another one, the inner ones alone. Typed text is not read.
function partsOfScreen() {
  const seen = [...one("#screen").querySelectorAll(PARTS)].filter((part) => part.getClientRects().length && tidy(part.innerText));
  return seen.filter((part) => !seen.some((other) => other !== part && part.contains(other)));
}

export const spelled = (text) => text.replace(CODE, (_all, before, code) => before + [...code.replace(/[ -]/g, "")].join(" "));

function read() {
  if (!parts[at]?.isConnected) [parts, at] = [partsOfScreen(), 0];
  label(true);
  next();
}

function next() {
  mark(parts[at]);
  if (at === parts.length) return end();
  const words = new SpeechSynthesisUtterance(spelled(tidy(parts[at].innerText)));
  words.lang = document.documentElement.lang;
  words.voice = voice();
  words.onend = () => isReading() && (at++, next());
  synthesis.speak(words);
}

// The mark stays where the reading stopped.
function pause() {
  label(false);
  button.title = button.dataset.goOn;
  synthesis.cancel();
}

function end() {
  if (!button) return;
  label(false);
  synthesis.cancel();
  mark(null);
  [parts, at] = [[], 0];
}

function label(reading) {
  button.setAttribute("aria-pressed", String(reading));
  button.title = reading ? button.dataset.pause : button.dataset.read;
}

function mark(part) {
  one("[data-read-now]")?.removeAttribute("data-read-now");
  part?.setAttribute("data-read-now", "");
  part?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx.target?.id === "screen" && end());
window.addEventListener("pagehide", end);
