// Caches the shell of the product on the phone: styles, scripts, the offline page and the public guides. Shows the
// news that the product sends, if the person has asked for it.
//
// It never
//   - answers a request other than GET: in Firefox, a worker that answers a POST navigation makes a cross-site
//     POST look like a same-origin one;
//   - caches a page of a journey or any personal data, or queues requests to send them later;
//   - takes over by itself: a new version waits until the page asks for it.
// If this file ever does harm, kill-switch.js replaces it.

const VERSION = "{version}";
const KEPT = "{precache}";
const SHELL = `shell-${VERSION}`;
const LANGUAGE = "language";
const REFERENCE = "reference"; // the page keeps it there, by a press (kept.js)
const ICON = "{icon}";

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOldShells()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("push", (event) => event.waitUntil(showNews(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(openNews(event.notification)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(moveNews(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(networkOnly(event, url));
  else if (KEPT.includes(url.pathname)) event.respondWith(keptFirst(request));
});

async function keepShell() {
  const shell = await caches.open(SHELL);
  await shell.addAll(KEPT.map((url) => new Request(url, { cache: isHashed(url) ? "default" : "reload", credentials: "omit" })));
}

async function forgetOldShells() {
  for (const name of await caches.keys()) {
    if (![SHELL, LANGUAGE, REFERENCE].includes(name)) await caches.delete(name);
  }
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// A file with a hash in its name never changes, so the cached copy is always correct.
async function keptFirst(request) {
  const kept = await caches.match(request.url, { cacheName: SHELL });
  return kept ?? fetch(request);
}

// A page always comes from the server. Offline: the cached guides, or the offline page.
async function networkOnly(event, url) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    event.waitUntil(noteLanguage(response.headers.get("Content-Language")));
    return response;
  } catch {
    const language = url.searchParams.get("language") ?? (await notedLanguage());
    const name = url.pathname.startsWith("/guides") ? "guides" : "offline";
    const topic = /^\/guides\/([a-z-]+)$/.exec(url.pathname)?.[1];
    // All guides are kept as one page: one guide's address leads to its place there.
    if (topic) return Response.redirect(`/guides?language=${language === "en" ? "en" : "vi"}#${topic}`, 302);
    const page = await caches.match(`/${name}?language=${language === "en" ? "en" : "vi"}`, { cacheName: SHELL });
    return page ?? Response.error();
  }
}

// Remember the language of the last page, so that the offline page has the same language.
async function noteLanguage(language) {
  if (!language || language === (await notedLanguage())) return;
  const notes = await caches.open(LANGUAGE);
  await notes.put("/language", new Response(language));
}

async function notedLanguage() {
  const noted = await caches.match("/language", { cacheName: LANGUAGE });
  return noted ? noted.text() : self.navigator.language.slice(0, 2);
}

// News comes as Declarative Web Push has it (W3C Push API). Browsers demand that each message is shown, so one that
// cannot be read is shown with words of our own.
async function showNews(data) {
  const { title, body, navigate, lang, tag } = newsIn(data) ?? (await plainNews());
  await self.registration.showNotification(title, {
    body,
    lang,
    tag,
    icon: ICON,
    badge: ICON,
    renotify: Boolean(tag),
    data: navigate,
  });
  await self.navigator.setAppBadge?.((await self.registration.getNotifications()).length);
}

function newsIn(data) {
  try {
    const { notification } = data.json();
    return new URL(notification.navigate).origin === self.location.origin && notification.title ? notification : undefined;
  } catch {
    return undefined;
  }
}

async function plainNews() {
  const isEnglish = (await notedLanguage()) === "en";
  return { title: isEnglish ? "There is news. Open the app to read it." : "Có tin mới. Hãy mở ứng dụng để đọc.", navigate: `${self.location.origin}/` };
}

// A page that is open stays as it is: it may hold a form. The same address is brought to the front.
async function openNews(notification) {
  notification.close();
  await self.navigator.clearAppBadge?.();
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find(({ url }) => url === notification.data);
  await (open ? open.focus() : self.clients.openWindow(notification.data));
}

// The browser has another address at its push service. If it does not name the one before, the product hears from the
// push service that it has ended, and the SMS goes on.
async function moveNews({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return;
  const { applicationServerKey } = oldSubscription.options;
  const now = newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  const body = new URLSearchParams({ before: oldSubscription.endpoint, subscription: JSON.stringify(now) });
  await fetch("/push/moved", { method: "POST", body });
}

function isHashed(url) {
  return url.startsWith("/static/");
}
