// VNPT-CA plugin: it listens on one of several ports, has numbered functions, and returns "<result>*<callback>".

import { parsed, PIN_MS, talk, textIn, trouble } from "./socket.js";

const CALLBACK = "callbackDefault";
let url;

export async function probe(place) {
  for (const address of place.vnpt) {
    try {
      if ((await call(address, 7, [""])) === "1") {
        url = address;
        return true;
      }
    } catch {
      // No plugin on this port: try the next one.
    }
  }
  throw trouble("none_found");
}

export async function certificates(place) {
  if (!url) await probe(place);
  if (parsed(await call(url, 6, [place.licence])).code !== 1) throw trouble("too_old");
  // "0": not only certificates of tokens; the plugin's own list names them all.
  const result = await call(url, 0, ["0"], PIN_MS);
  if (result === "") throw trouble("no_token");
  return [textIn(parsed(result).base64)];
}

export async function sign(place, asked, [certificate]) {
  const item = JSON.stringify({ data: base64(asked.content), type: "cmsdetached" });
  // The result is JSON in JSON: a list of texts, each of which is a JSON object.
  const results = parsed(await call(url, 10, [JSON.stringify([item]), serialOf(certificate), "1", "1"], PIN_MS));
  const { code, data } = parsed(textIn(results[0]));
  switch (code) {
    case 0:
      return { envelope: textIn(data) };
    case 2:
    case 4:
      throw trouble("no_token");
    case 3:
      throw trouble("pin_wrong");
    case 11:
      throw trouble("cancelled");
    default:
      throw trouble("not_understood");
  }
}

async function call(address, functionID, args, answerMs) {
  const frame = { functionID, funcCallback: CALLBACK, args, domain: location.hostname };
  const answer = await talk(`${address}/plugin`, JSON.stringify(frame), answerMs);
  if (!answer.endsWith(`*${CALLBACK}`)) throw trouble("not_understood");
  return answer.slice(0, -CALLBACK.length - 1);
}

// The plugin shows its own list of certificates. A serial number would only select the first row, so none is sent.
const serialOf = () => "";
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
