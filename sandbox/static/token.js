// The page of the computer: reloads when a page asks for a signature, or another token is plugged in.

const ASK_EVERY_MILLISECONDS = 1000;
let shown = null; // the computer's state when this page was loaded

setInterval(async () => {
  const answer = await fetch("/qa/token").catch(() => null);
  if (!answer?.ok) return;
  const now = await answer.text();
  shown ??= now;
  if (now !== shown) location.reload();
}, ASK_EVERY_MILLISECONDS);
