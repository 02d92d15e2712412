// One-time codes: fill in the code of the SMS if the browser offers it, and count down to the resend button. Also the
// time that is left for a code or for a request to a SIM, as a bar.

import { one, say } from "./words.js";

let reading;

export function start() {
  const input = one("[data-code]:not([data-ready])");
  if (input) readFromMessage(input);
  for (const button of document.querySelectorAll("[data-seconds]:not([data-ready])")) countDown(button);
  for (const clock of document.querySelectorAll("[data-left]:not([data-ready])")) shorten(clock);
}

// WebOTP fills in the field; the person sends the form.
async function readFromMessage(input) {
  input.dataset.ready = "";
  if (!("OTPCredential" in window)) return;
  reading?.abort();
  reading = new AbortController();
  try {
    const { code } = await navigator.credentials.get({ otp: { transport: ["sms"] }, signal: reading.signal });
    if (input.isConnected && !input.value) input.value = code;
  } catch {
    // The person refused, the browser timed out, or the form was sent: the person types the code.
  }
}

// The words beside the clock say until when, so a screen reader needs no clock.
function shorten(clock) {
  clock.dataset.ready = "";
  const bar = clock.parentElement.nextElementSibling;
  const until = performance.now() + Number(clock.dataset.left) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    if (!clock.isConnected || !left) clearInterval(timer);
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    bar.value = left;
  };
  const timer = setInterval(tick, 1000);
  tick();
}

// The server decides when a resend is allowed; this countdown only prevents a request that it would refuse.
function countDown(button) {
  button.dataset.ready = "";
  const until = performance.now() + Number(button.dataset.seconds) * 1000;
  const clock = document.createElement("span");
  clock.id = "resend-clock";
  // A screen reader reads it as the button's description, and not every second.
  clock.setAttribute("aria-hidden", "true");
  button.setAttribute("aria-describedby", clock.id);
  button.setAttribute("aria-disabled", "true");
  button.append(" ", clock);
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
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
    say(one("#status"), button.textContent);
  });
}

// A race: the person may type while a form request (e.g. for another code) is running. The typed text is kept when
// the response replaces the screen.
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
    if (typed.here && !one(".summary")) input.focus(); // with the cursor at the end
  }
  typed = undefined;
}

const stop = () => reading?.abort();
window.addEventListener("submit", stop, true);
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "screen") goOnTyping();
  one("[data-code]") || stop();
});
