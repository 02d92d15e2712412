// Larger text, which a cookie remembers and the server reads; and the button that reads the screen aloud.

import { one } from "./words.js";

const page = document.documentElement;
const larger = one("[data-larger-text]");
const aloud = one("[data-read-aloud]");
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

export function offerComforts() {
  larger.hidden = false;
  setLarger(page.dataset.text === "larger" || document.cookie.includes(`${SIZE}=larger`));
  larger.addEventListener("click", () => rememberLarger(page.dataset.text !== "larger"));
  aloud.hidden = false; // without a voice for the language, a press says why there is none
  aloud.addEventListener("click", async () => (await import("./aloud.js")).press(aloud));
}
