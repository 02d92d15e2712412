// One-time codes: fill in the code of the SMS if the browser offers it, and count down to the resend button.

import { one, say } from "./words.js";

let reading;

export function start() {
  const input = one("[data-code]:not([data-ready])");
  if (input) readFromMessage(input);
  for (const button of document.querySelectorAll("[data-seconds]:not([data-ready])")) countDown(button);
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

// The server decides when a resend is allowed; this countdown only prevents a request that it would refuse.
function countDown(button) {
  button.dataset.ready = "";
  const until = performance.now() + Number(button.dataset.seconds) * 1000;
  const clock = document.createElement("span");
  clock.className = "quiet clock-text";
  clock.id = "resend-clock";
  // A screen reader reads it as the button's description, and not every second.
  clock.setAttribute("aria-hidden", "true");
  button.setAttribute("aria-describedby", clock.id);
  button.setAttribute("aria-disabled", "true");
  button.after(clock);
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
    say(one("#status"), clock.textContent);
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
