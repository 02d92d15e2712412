// Rings: a socket says "changed", and every [data-bell] element fetches the news at once instead of in 3 s.
// Polling goes on beneath, slower while the socket is up: a ring may be lost, the news may not.

import { io } from "./vendor/socket.io.esm.min.js";

const SLOW_POLL_MS = 15000;
let socket;
let askedAt = 0;
let due;

export function start() {
  expectNews();
  if (socket) return void (socket.active || socket.connect());
  // 8 s, not 20: a handshake that is cut off half-way is told to nobody, and only this timer tries again.
  socket = io({ transports: ["websocket"], timeout: 8000, reconnectionDelay: 500, reconnectionDelayMax: 5000 });
  socket.on("changed", ring);
  socket.on("connect", ring); // what happened before we listened
}

function ring() {
  for (const element of document.querySelectorAll("[data-bell]")) element.dispatchEvent(new Event("bell"));
}

// What changes by time alone is fetched when the server said it would: no ring tells of it.
function expectNews() {
  clearTimeout(due);
  const seconds = Number(document.querySelector("[data-bell] [data-due]")?.dataset.due);
  if (seconds) due = setTimeout(ring, seconds * 1000);
}

// Back from the background: fetch now, and trust no old socket (iOS drops them without a word).
function comeBack() {
  if (document.visibilityState !== "visible" || !document.querySelector("[data-bell]")) return;
  ring();
  socket?.disconnect().connect();
}

document.addEventListener("visibilitychange", comeBack);
window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
window.addEventListener("online", comeBack);
window.addEventListener("offline", ring); // the question fails, and the page says at once that it is adrift
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, sourceEvent } = event.detail.ctx;
  if (!sourceElement.matches("[data-bell]")) return;
  const isSpare = sourceEvent.type === "every" && socket?.connected && performance.now() - askedAt < SLOW_POLL_MS;
  if (isSpare) event.preventDefault();
  else askedAt = performance.now();
});
document.addEventListener("htmx:after:swap", () => {
  expectNews();
  if (!document.querySelector("[data-bell]")) socket?.disconnect();
});
