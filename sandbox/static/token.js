// The computer on the screen: loads itself again when a page asks for a signature, or another token is plugged in.

const ASK_EVERY_MILLISECONDS = 1000;
let shown = null; // how it stood when the page was loaded

setInterval(async () => {
  const answer = await fetch("/qa/token").catch(() => null);
  if (!answer?.ok) return;
  const now = await answer.text();
  shown ??= now;
  if (now !== shown) location.reload();
}, ASK_EVERY_MILLISECONDS);
