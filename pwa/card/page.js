// The page that scans an identity card: the camera or a photo is read here on the phone, and only the facts that the
// form asks for are sent, to the form's own address. Pictures, and the rest of the code, stay on the phone.

import { one, say } from "../words.js";
import { factsOf } from "./facts.js";

// Between two looks at the camera: a slow phone needs time for everything else.
const PAUSE_MS = 150;
// After so long without a code, say what helps.
const SLOW_MS = 12000;
// The side of the square from the camera's middle, and the longer sides of a photo, that the decoder gets. The code has
// up to 81 squares a side and covers a fifth of the card.
const CAMERA_PIXELS = 720;
const PHOTO_PIXELS = [1600, 3200];

const root = one("[data-card]");
const { dataset } = root;
const form = one("form", root);
const button = one("[data-open]", root);
const photo = one("[type=file]", root);
const place = one("[data-picture]", root);
const canvas = document.createElement("canvas");
let stream;
let turn = 0; // of the camera: an answer that comes after the next turn has begun counts no more
let detector;

root.hidden = false;
button.addEventListener("click", open);
photo.addEventListener("change", readPhoto);
window.addEventListener("pagehide", close);
document.addEventListener("visibilitychange", () => document.hidden && close());

const said = one("[data-said]", root);
const tell = (state) => say(said, dataset[state]);
if (!said.textContent) open();

async function open() {
  const own = ++turn;
  button.hidden = true;
  tell("asking");
  try {
    const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
    const camera = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", ...size } });
    if (own !== turn) return stop(camera);
    stream = camera;
    await look(await shown(camera), own);
  } catch (error) {
    if (own !== turn) return;
    const state = stream ? "failed" : error?.name === "NotAllowedError" ? "denied" : "none";
    close();
    tell(state);
  }
}

async function shown(camera) {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: camera });
  video.setAttribute("aria-hidden", "true");
  place.replaceChildren(video);
  await video.play();
  return video;
}

// Read the camera until it shows an identity card, or its turn ends.
async function look(video, own) {
  tell("looking");
  const began = performance.now();
  while (own === turn) {
    const text = await textIn(video, () => middle(video));
    if (own !== turn) return;
    const facts = text && factsOf(text);
    if (facts) return give(facts);
    if (text) tell("other");
    else if (performance.now() - began > SLOW_MS) tell("slow");
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function close() {
  turn++;
  stop(stream);
  stream = undefined;
  place.replaceChildren();
  button.hidden = false;
}

function stop(camera) {
  for (const track of camera?.getTracks() ?? []) track.stop();
}

async function readPhoto() {
  const [file] = photo.files;
  if (!file) return;
  close();
  tell("reading");
  let text = "";
  try {
    const picture = await createImageBitmap(file);
    for (const side of PHOTO_PIXELS) text ||= await textIn(picture, () => scaled(picture, side));
  } catch {
    // Not a picture that this browser can open: the same words help.
  }
  photo.value = "";
  const facts = text && factsOf(text);
  if (facts) await give(facts);
  else tell(text ? "other" : "unreadable");
}

// Return the text of a QR code in *picture*: the browser's own detector reads it, or else our decoder its *pixels*.
async function textIn(picture, pixels) {
  detector ??= await browsersDetector();
  try {
    const [code] = detector ? await detector.detect(picture) : [];
    // Some detectors do not know in which letters the text is written: then ours reads it again.
    if (code && !code.rawValue.includes("\ufffd")) return code.rawValue;
    if (detector && !code) return "";
  } catch {
    detector = false; // there, but out of order, as on a phone without its maker's services
  }
  const { decode } = await import("./decoder.js");
  return decode(pixels());
}

async function browsersDetector() {
  if (typeof BarcodeDetector !== "function") return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") && new BarcodeDetector({ formats: ["qr_code"] });
}

// The middle of the camera's picture, which is what the page shows of it.
function middle(video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const from = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side];
  return drawn(video, from, Math.min(side, CAMERA_PIXELS), Math.min(side, CAMERA_PIXELS));
}

function scaled(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((length) => Math.round(length * scale));
  return drawn(picture, [0, 0, picture.width, picture.height], width, height);
}

function drawn(picture, from, width, height) {
  Object.assign(canvas, { width, height });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.drawImage(picture, ...from, 0, 0, width, height);
  return brush.getImageData(0, 0, width, height);
}

// Send the facts that the form has a field for, and go on where the answer leads. The answer is not followed here, and
// its page takes the place of this one: neither an address nor the browser's history holds a fact.
async function give(facts) {
  close();
  button.hidden = true;
  tell("read");
  const address = form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form));
  for (const [name, text] of Object.entries(facts)) if (body.has(name)) body.set(name, text);
  try {
    const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error("no form took it");
    location.replace(address);
  } catch {
    button.hidden = false;
    tell("unsent");
  }
}
