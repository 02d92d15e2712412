// Finding an element and telling people something: what every other script here needs.

export const one = (selector, root = document) => root.querySelector(selector);

export const tidy = (text) => text.replace(/\s+/g, " ").trim();

// Say *text* in a live region that is already on the page; the same words are not said twice.
export function say(region, text) {
  if (region && region.textContent !== text) region.textContent = text;
}
