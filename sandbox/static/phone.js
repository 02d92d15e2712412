// The page of a phone: polls the inbox and the SIM prompt, announces new messages, copies codes.

const ASK_EVERY_MILLISECONDS = 1000;

const inbox = document.getElementById("inbox");
const status = document.getElementById("status");
const sim = document.getElementById("sim");
let shown = null; // the inbox in the server's last response
let asked = sim.querySelector("[data-transaction]")?.dataset.transaction; // the transaction whose prompt is on the page

function offerCopying() {
  for (const button of inbox.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

function count(root) {
  return root.querySelectorAll(".inbox > li").length;
}

function show(html) {
  if (html === shown) return;
  const before = count(inbox);
  const first = shown === null;
  shown = html;
  // Safe as HTML: the fragment is the sandbox's own, and the server escapes the text of an SMS.
  const part = new DOMParser().parseFromString(html, "text/html").body;
  const now = count(part);
  if (first && now === before) return; // the page already shows these messages
  inbox.replaceChildren(...part.childNodes);
  offerCopying();
  if (now > before) status.textContent = `${status.dataset.arrived}: ${inbox.querySelector(".text").textContent}`;
}

// A prompt that is already on the page is not replaced: the tester may be typing the PIN.
function ask(html) {
  const part = new DOMParser().parseFromString(html, "text/html").body;
  const now = part.querySelector("[data-transaction]")?.dataset.transaction;
  if (now === asked) return;
  asked = now;
  sim.replaceChildren(...part.childNodes);
  if (now) status.textContent = `${status.dataset.asks}: ${sim.querySelector(".sim-text").textContent}`;
}

async function look() {
  try {
    const [messages, prompt] = await Promise.all([fetch(inbox.dataset.address), fetch(sim.dataset.address)]);
    if (messages.ok) show(await messages.text());
    if (prompt.ok) ask(await prompt.text());
  } catch {
    // The sandbox does not respond, e.g. during a restart: the next poll tries again.
  }
  setTimeout(look, ASK_EVERY_MILLISECONDS);
}

inbox.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  status.textContent = "";
  status.textContent = status.dataset.copied;
  button.textContent = status.dataset.copied;
});

offerCopying();
look();
