// Helpers for all scripts here: find an element, tidy a text, announce a text.

export const one = (selector, root = document) => root.querySelector(selector);

export const tidy = (text) => text.replace(/\s+/g, " ").trim();

// Announce *text* in a live region that is already on the page; the same text is not announced twice.
export function say(region, text) {
  if (region && region.textContent !== text) region.textContent = text;
}
