// Larger text, which a cookie remembers and the server reads; and reading the screen aloud.

import { one, tidy } from "./words.js";

const page = document.documentElement;
const larger = one("[data-larger-text]");
const aloud = one("[data-read-aloud]");
const synthesis = window.speechSynthesis;
// Over https the cookie belongs to this host and to https alone; over http a browser refuses such a cookie.
const [SIZE, ONLY] = location.protocol === "https:" ? ["__Host-text_size", "; secure"] : ["text_size", ""];

function setLarger(isLarger) {
  if (isLarger) page.dataset.text = "larger";
  else delete page.dataset.text;
  larger.setAttribute("aria-pressed", String(isLarger));
}

function rememberLarger(isLarger) {
  document.cookie = `${SIZE}=${isLarger ? "larger" : "usual"}; path=/; max-age=31536000; samesite=lax${ONLY}`;
  setLarger(isLarger);
}

const voice = () => synthesis?.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(page.lang));

// One utterance per line, because some browsers stop in the middle of a long text. innerText leaves out typed text.
function read() {
  for (const line of one("#screen").innerText.split("\n").map(tidy).filter(Boolean)) {
    const words = new SpeechSynthesisUtterance(line);
    words.lang = page.lang;
    words.voice = voice();
    words.onend = () => synthesis.pending || aloud.setAttribute("aria-pressed", "false");
    synthesis.speak(words);
  }
  aloud.setAttribute("aria-pressed", "true");
}

function stopReading() {
  synthesis.cancel();
  aloud.setAttribute("aria-pressed", "false");
}

export function offerComforts() {
  larger.hidden = false;
  setLarger(page.dataset.text === "larger" || document.cookie.includes(`${SIZE}=larger`));
  larger.addEventListener("click", () => rememberLarger(page.dataset.text !== "larger"));
  if (synthesis) offerReading();
}

function offerReading() {
  const offer = () => (aloud.hidden = !voice());
  offer();
  synthesis.addEventListener?.("voiceschanged", offer);
  aloud.addEventListener("click", () => (aloud.getAttribute("aria-pressed") === "true" ? stopReading() : read()));
  document.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx.target?.id === "screen" && stopReading());
  window.addEventListener("pagehide", stopReading);
}
