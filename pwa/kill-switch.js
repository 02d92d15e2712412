// The kill switch: a service worker that removes the service worker. If service-worker.js ever does harm, set
// SERVICE_WORKER_KILL_SWITCH=on, and the server sends this file as /service-worker.js.
//
// Browsers check /service-worker.js at every navigation (at the latest after 24 hours) and find this worker. It
// takes over at once, deletes the caches and unregisters itself. It does not reload open pages, so they keep the
// typed text. It has no fetch listener, so the network answers every request from its first moment.
// Leave it on for as long as phones may still have the old worker: months, not a day.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
}
