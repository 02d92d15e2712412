"""A computer with a USB token: its helper is driven over QA, and the page plays Web eID's extension.

The extension is a content script that talks to the page by messages of its window; here it is an init script,
and what it would ask of its app goes through a binding, which tells the page's true origin as a browser does.
"""

from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

from tests.support.qa import Qa, eventually

WEB_EID = """
(() => {
  const tell = (action, facts = {}) => window.postMessage({ action, ...facts }, location.origin);
  window.addEventListener("message", async ({ source, data }) => {
    if (source !== window) return;
    if (data?.action === "web-eid:status") {
      tell("web-eid:status-ack");
      tell("web-eid:status-success", { library: "2.0.2", extension: "2.3.1", nativeApp: "2.6.0" });
    }
    if (data?.action !== "web-eid:authenticate") return;
    tell("web-eid:authenticate-ack");
    const answer = await window.webEidApp(data.challengeNonce);
    if (answer.error) tell("web-eid:authenticate-failure", { error: answer.error });
    else tell("web-eid:authenticate-success", answer);
  });
})();
"""


class TokenComputer:
    """The one computer of a sandbox, as a test uses it."""

    def __init__(self, qa: Qa) -> None:
        self._qa = qa

    def plug_in(self, token: str, *, manner: str = "well") -> None:
        self._qa.set_up_token(plugged=token, manner=manner)

    def type_pin(self, pin: str = "123456") -> None:
        """Type the PIN as soon as the helper asks for it, beside what the page does."""
        self._answer("pin", {"pin": pin})

    def cancel(self) -> None:
        self._answer("cancel", None)

    def _answer(self, what: str, body: dict[str, str] | None) -> None:
        def until_asked() -> None:
            eventually(self._qa.token_prompt, "the helper to ask for the PIN")
            self._qa.answer_token(what, body)

        Thread(target=until_asked, daemon=True).start()

    def install_web_eid(self, context: BrowserContext) -> None:
        """Put the extension into every page of *context*."""

        def app(source: dict[str, Any], nonce: str) -> dict[str, Any]:
            parts = urlsplit(source["frame"].url)
            return self._qa.web_eid(f"{parts.scheme}://{parts.netloc}", nonce)

        context.expose_binding("webEidApp", app)
        context.add_init_script(WEB_EID)
