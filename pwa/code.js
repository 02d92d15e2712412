// Helps with one-time codes: takes the code from the SMS where the browser offers it, and counts down to a resend.

import { one, say } from "./words.js";

let reading;

export function start() {
  const input = one("[data-code]:not([data-ready])");
  if (input) readFromMessage(input);
  for (const button of document.querySelectorAll("[data-seconds]:not([data-ready])")) countDown(button);
}

// WebOTP fills the field; sending stays with the person.
async function readFromMessage(input) {
  input.dataset.ready = "";
  if (!("OTPCredential" in window)) return;
  reading?.abort();
  reading = new AbortController();
  try {
    const { code } = await navigator.credentials.get({ otp: { transport: ["sms"] }, signal: reading.signal });
    if (input.isConnected && !input.value) input.value = code;
  } catch {
    // Refused, timed out or sent meanwhile: the person types it.
  }
}

// The server's clock decides; this only shows it and spares a refusal.
function countDown(button) {
  button.dataset.ready = "";
  const until = Date.now() + Number(button.dataset.seconds) * 1000;
  const clock = document.createElement("span");
  clock.className = "quiet clock-text";
  clock.id = "resend-clock";
  clock.setAttribute("aria-hidden", "true"); // said when the button is come to, not every second
  button.setAttribute("aria-describedby", clock.id);
  button.setAttribute("aria-disabled", "true");
  button.after(clock);
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (!button.isConnected) return clearInterval(timer);
    clock.textContent = (button.dataset.waiting ?? "{n} s").replace("{n}", left);
    if (left > 0) return undefined;
    clearInterval(timer);
    clock.remove();
    button.removeAttribute("aria-describedby");
    button.removeAttribute("aria-disabled");
    delete button.dataset.seconds;
    return undefined;
  };
  const timer = setInterval(tick, 1000);
  tick();
  button.addEventListener("click", (event) => {
    if (!button.dataset.seconds) return;
    event.preventDefault();
    say(one("#status"), clock.textContent);
  });
}

// Fast fingers: what is typed while a form is under way (another code was asked for) outlives the screen's change.
let sent = "";
let typed;

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.matches?.("form")) sent = one("[data-code]")?.value ?? "";
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const input = one("[data-code]");
  if (!ctx.sourceElement?.matches?.("form") || !input) return;
  typed = input.value === sent ? undefined : { text: input.value, here: input === document.activeElement };
});

function goOnTyping() {
  const input = one("[data-code]");
  if (typed && input && !input.value) {
    input.value = typed.text;
    if (typed.here && !one(".summary")) input.focus(); // the cursor then stands at its end
  }
  typed = undefined;
}

const stop = () => reading?.abort();
window.addEventListener("submit", stop, true);
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "screen") goOnTyping();
  one("[data-code]") || stop();
});
