// The bell: a message "changed" on the socket makes every [data-bell] element fetch the news at once.
// Polling continues, every 3 s without a socket and every 15 s with one: a ring may be lost, but the news may not.

import { io } from "./vendor/socket.io.esm.min.js";

const SLOW_POLL_MS = 15000;
let socket;
let askedAt = 0;
let due;

export function start() {
  expectNews();
  if (socket) return void (socket.active || socket.connect());
  // 8 s instead of 20: if the network drops during the handshake, there is no error event, and only this timeout
  // makes Socket.IO try again.
  socket = io({ transports: ["websocket"], timeout: 8000, reconnectionDelay: 500, reconnectionDelayMax: 5000 });
  socket.on("changed", ring);
  // Fetch what changed before the socket was connected.
  socket.on("connect", ring);
}

function ring() {
  for (const element of document.querySelectorAll("[data-bell]")) element.dispatchEvent(new Event("bell"));
}

// Some texts change with time only, and no ring comes for them. The server says in data-due when to fetch.
function expectNews() {
  clearTimeout(due);
  const seconds = Number(document.querySelector("[data-bell] [data-due]")?.dataset.due);
  if (seconds) due = setTimeout(ring, seconds * 1000);
}

// Back from the background: fetch now, and connect again, because iOS drops sockets without a close event.
function comeBack() {
  if (document.visibilityState !== "visible" || !document.querySelector("[data-bell]")) return;
  ring();
  socket?.disconnect().connect();
}

// The server's ring may come before the browser's cookie: then the tab that got the cookie tells the others.
document.addEventListener("other-tab", ring);
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
window.addEventListener("online", comeBack);
// Offline: this request fails at once, so the page shows at once that the connection is lost.
window.addEventListener("offline", ring);
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, sourceEvent } = event.detail.ctx;
  if (!sourceElement.matches("[data-bell]")) return;
  // A regular poll is skipped while the socket is connected and the last request is recent.
  const isSpare = sourceEvent.type === "every" && socket?.connected && performance.now() - askedAt < SLOW_POLL_MS;
  if (isSpare) event.preventDefault();
  else askedAt = performance.now();
});
document.addEventListener("htmx:after:swap", () => {
  expectNews();
  if (!document.querySelector("[data-bell]")) socket?.disconnect();
});
