// The phone on the screen: fetches its inbox and what its SIM asks again and again, says what is new, copies codes.

const ASK_EVERY_MILLISECONDS = 1000;

const inbox = document.getElementById("inbox");
const status = document.getElementById("status");
const sim = document.getElementById("sim");
let shown = null; // the inbox as the server last sent it
let asked = sim.querySelector("[data-transaction]")?.dataset.transaction; // what the SIM asks on the page

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
  // The server escapes what an SMS says; this is its own page's part.
  const part = new DOMParser().parseFromString(html, "text/html").body;
  const now = count(part);
  if (first && now === before) return; // the page itself came with these
  inbox.replaceChildren(...part.childNodes);
  offerCopying();
  if (now > before) status.textContent = `${status.dataset.arrived}: ${inbox.querySelector(".text").textContent}`;
}

// A prompt that is on the page already stays as it is: somebody may be typing the PIN.
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
    // The sandbox is away for a moment: the next look finds it.
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
