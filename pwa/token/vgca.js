// VGCA Sign Service: one socket for each operation. All values of Status but 0 are assumptions (decision 0035).

import { knock, parsed, PIN_MS, talk, textIn, trouble } from "./socket.js";

export const probe = (place) => knock(`${place.vgca}/GetCertInfo`);

export async function certificates(place) {
  const answer = read(await talk(`${place.vgca}/GetCertInfo`, "get_cert_info", PIN_MS));
  return [textIn(answer.CertInfo?.Base64Data)];
}

export async function sign(place, asked) {
  const frame = JSON.stringify({ HashAlg: "SHA256", HashValue: asked.digest, Encode: "RSA" });
  const answer = read(await talk(`${place.vgca}/SignMsg`, frame, PIN_MS));
  return { signature: textIn(answer.Signature), certificate: textIn(answer.CertBase64) };
}

function read(text) {
  const answer = parsed(text);
  switch (answer.Status) {
    case 0:
      return answer;
    case 1:
      throw trouble("no_token");
    case 2:
      throw trouble("cancelled");
    case 3:
      throw trouble("pin_wrong");
    case 4:
      throw trouble("pin_blocked");
    case 9:
      throw trouble("too_old");
    default:
      throw trouble("not_understood");
  }
}
