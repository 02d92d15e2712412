// Plays the Web eID extension until the page reloads. The sandbox's helper plays the extension's native app.
(() => {
  const place = document.querySelector("#token")?.dataset.vgca;
  if (!place) return "Open the page \"Sign with your USB token\" first.";
  const tell = (action, facts = {}) => window.postMessage({ ...facts, action }, location.origin);
  window.addEventListener("message", ({ source, data }) => {
    if (source !== window) return;
    if (data?.action === "web-eid:status") {
      tell("web-eid:status-ack");
      tell("web-eid:status-success", { library: "2.0.2", extension: "2.3.1", nativeApp: "2.6.0" });
    }
    if (data?.action !== "web-eid:authenticate") return;
    tell("web-eid:authenticate-ack");
    const fail = (code) => tell("web-eid:authenticate-failure", { error: { code } });
    const app = new WebSocket(`${place}/web-eid`);
    app.onopen = () => app.send(data.challengeNonce);
    app.onerror = () => fail("ERR_WEBEID_NATIVE_UNAVAILABLE");
    app.onmessage = (message) => {
      const answer = JSON.parse(message.data);
      if (answer.error) fail(answer.error.code);
      else tell("web-eid:authenticate-success", answer);
    };
  });
  return "Web eID is here until this page is loaded again.";
})();
