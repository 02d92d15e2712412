// Web eID: the page and the browser's extension exchange messages of this window (message interface of web-eid.js 2).

import { OPEN_MS, PIN_MS, textIn, trouble } from "./socket.js";

const LIBRARY = "2.0.2";
// The extension starts its app first, which takes long on an old computer.
const STATUS_MS = 20000;

export const probe = () => ask("web-eid:status", {}, STATUS_MS);

export const certificates = async () => [];

export async function sign(_place, asked) {
  const token = await ask("web-eid:authenticate", { challengeNonce: asked.nonce, lang: document.documentElement.lang }, PIN_MS);
  return {
    unverifiedCertificate: textIn(token.unverifiedCertificate),
    algorithm: textIn(token.algorithm),
    signature: textIn(token.signature),
    format: textIn(token.format),
    appVersion: String(token.appVersion ?? ""),
  };
}

function ask(action, facts, answerMs) {
  return new Promise((resolve, reject) => {
    // Without the extension there is no answer at all. The extension acknowledges a message at once, and then the
    // longer timeout for the PIN begins.
    let timer = setTimeout(() => end(reject, trouble("none_found")), OPEN_MS);
    const end = (settle, value) => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      settle(value);
    };
    function hear({ source, origin, data }) {
      if (source !== window || origin !== location.origin || typeof data?.action !== "string") return;
      switch (data.action) {
        case `${action}-ack`:
          clearTimeout(timer);
          timer = setTimeout(() => end(reject, trouble("no_answer")), answerMs);
          break;
        case `${action}-success`:
          end(resolve, data);
          break;
        case `${action}-failure`:
          end(reject, trouble(endingOf(data.error?.code)));
          break;
        default:
      }
    }
    window.addEventListener("message", hear);
    window.postMessage({ action, libraryVersion: LIBRARY, ...facts }, location.origin);
  });
}

function endingOf(code) {
  switch (code) {
    case "ERR_WEBEID_USER_CANCELLED":
      return "cancelled";
    case "ERR_WEBEID_USER_TIMEOUT":
    case "ERR_WEBEID_ACTION_TIMEOUT":
      return "no_answer";
    case "ERR_WEBEID_VERSION_MISMATCH":
    case "ERR_WEBEID_VERSION_INVALID":
      return "too_old";
    case "ERR_WEBEID_EXTENSION_UNAVAILABLE":
    case "ERR_WEBEID_NATIVE_UNAVAILABLE":
      return "none_found";
    default:
      return "not_understood";
  }
}
