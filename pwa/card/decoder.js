// Finds a QR code in a picture, for browsers without BarcodeDetector. Loaded when a picture is there to be read.

import decodeQR from "../vendor/qr/decode.js";

// Return the text of the code in *pixels*, an ImageData; empty if none was found.
export function decode({ data, width, height }) {
  try {
    return decodeQR({ data, width, height });
  } catch {
    return ""; // the library throws for a picture without a code
  }
}
