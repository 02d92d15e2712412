// The phone on the screen: fetches its inbox again and again, says when a message has arrived, copies codes.

const ASK_EVERY_MILLISECONDS = 1000;

const inbox = document.getElementById("inbox");
const status = document.getElementById("status");
let shown = null; // the inbox as the server last sent it

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

async function look() {
  try {
    const answer = await fetch(inbox.dataset.address);
    if (answer.ok) show(await answer.text());
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
