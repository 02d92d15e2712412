// The reference of an appointment, kept on this phone by a press, for the counter without a network: the reference and
// its last day, and nothing about a person. It is deleted by a press, when it is used up or over, and in helper mode.

import { one } from "./words.js";

const CACHE = "reference";
const ADDRESS = "/kept-reference";

export function start() {
  if (!window.caches) return;
  if (one(".helping") || one("[data-kept-over]")) return void caches.delete(CACHE);
  const keep = one("[data-keep]:not([data-ready])");
  if (keep) {
    keep.dataset.ready = "";
    one("button", keep).addEventListener("click", () => onPress(keep));
    known().then((kept) => show(keep, kept?.reference === keep.dataset.keep));
  }
  if (one("[data-kept-here]")) showHere(one("[data-kept-here]"));
}

async function onPress(keep) {
  const isKept = keep.dataset.state === "kept";
  if (isKept) await caches.delete(CACHE);
  else {
    const { keep: reference, until, before } = keep.dataset;
    const cache = await caches.open(CACHE);
    await cache.put(ADDRESS, new Response(JSON.stringify({ reference, until, before })));
  }
  show(keep, !isKept);
}

function show(keep, isKept) {
  keep.hidden = false;
  keep.dataset.state = isKept ? "kept" : "";
  one("[role=status]", keep).textContent = isKept ? keep.dataset.kept : "";
  one("button", keep).textContent = isKept ? keep.dataset.forget : keep.dataset.press;
}

async function known() {
  const found = await caches.match(ADDRESS, { cacheName: CACHE });
  const kept = await found?.json();
  if (!kept || new Date(kept.until) > new Date()) return kept; // a day, and no duration
  await caches.delete(CACHE);
  return undefined;
}

async function showHere(place) {
  const kept = await known();
  if (!kept) return;
  one("strong", place).textContent = kept.reference;
  one("[data-before]", place).textContent = kept.before;
  place.hidden = false;
  one("button", place).addEventListener("click", async () => {
    await caches.delete(CACHE);
    place.hidden = true;
    one("h1").focus();
  });
}
