// VNPT-CA plugin: numbered functions at the first of its ports that answers; "<result>*<callback>" comes back.

import { parsed, PIN_MS, talk, textIn, trouble } from "./socket.js";

const CALLBACK = "callbackDefault";
let url;

export async function probe(place) {
  for (const address of place.vnpt) {
    try {
      if ((await call(address, 7, [])) === "1") {
        url = address;
        return true;
      }
    } catch {
      // The next port.
    }
  }
  throw trouble("none_found");
}

export async function certificates(place) {
  if (!url) await probe(place);
  if (parsed(await call(url, 6, [place.licence])).code !== 1) throw trouble("too_old");
  const told = await call(url, 0, [], PIN_MS);
  if (told === "") throw trouble("no_token");
  return [textIn(parsed(told).base64)];
}

export async function sign(place, asked, [certificate]) {
  const item = JSON.stringify({ data: base64(asked.content), type: "cmsdetached" });
  const told = parsed(await call(url, 10, [JSON.stringify([item]), serialOf(certificate), "1", "1"], PIN_MS));
  const { code, data } = parsed(textIn(told[0]));
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
  const told = await talk(`${address}/plugin`, JSON.stringify(frame), answerMs);
  if (!told.endsWith(`*${CALLBACK}`)) throw trouble("not_understood");
  return told.slice(0, -CALLBACK.length - 1);
}

// The plugin shows its own list, so the serial number only chooses what stands first: none is fine.
const serialOf = () => "";
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
