// The worker that ends the service worker: served at /service-worker.js in its place should
// service-worker.js ever do harm. To throw it: SERVICE_WORKER_KILL_SWITCH=on.
//
// Browsers look for a new /service-worker.js at every navigation (at the latest after 24 hours), find this
// one, and it takes over at once, removes all that was kept, unregisters itself and reloads nothing: pages
// that are open keep what was typed. It has no fetch listener: from its first moment the network answers.
// Leave it in place for as long as phones may still hold the old worker (months), not for a day.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
}
