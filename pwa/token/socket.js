// One request to a helper on this computer: send one text frame, receive one; and the error type of all helpers.

import { permission } from "./permission.js";

export const OPEN_MS = 3000;
export const PIN_MS = 150000;
const ANSWER_MS = 5000;
const LONGEST_FRAME = 256 * 1024;
const ENDING_OF = { denied: "denied", prompt: "not_allowed_yet" };

export const trouble = (ending) => Object.assign(new Error(ending), { ending });

// Open a socket and pass it to *use*, which calls done or fail.
async function connect(url, answerMs, use) {
  const allowed = await permission();
  return new Promise((resolve, reject) => {
    let socket;
    let timer;
    const end = (settle, value) => {
      clearTimeout(timer);
      allowed?.removeEventListener("change", decided);
      socket?.close();
      settle(value);
    };
    const fail = (ending) => end(reject, trouble(ending));
    // A firewall may drop packets without an error event, so opening needs a timeout, too.
    const wait = () => (timer = setTimeout(() => fail("none_found"), OPEN_MS));
    // While the browser asks, the person reads: no time counts. Closing the socket would take the question away.
    const decided = () => (allowed.state === "granted" ? wait() : fail("denied"));
    if (allowed?.state === "prompt") allowed.addEventListener("change", decided, { once: true });
    else wait();
    try {
      socket = new WebSocket(url);
    } catch {
      return fail("denied");
    }
    // A socket that the browser forbids fails as if no program were there; so does one whose question was put away.
    socket.onerror = () => fail(ENDING_OF[allowed?.state] ?? "none_found");
    socket.onclose = () => fail("not_understood");
    socket.onopen = () => {
      clearTimeout(timer);
      allowed?.removeEventListener("change", decided);
      timer = setTimeout(() => fail("no_answer"), answerMs);
      use(socket, (value) => end(resolve, value), fail);
    };
    return undefined;
  });
}

// Only test whether a helper listens at *url*.
export const knock = (url) => connect(url, ANSWER_MS, (_socket, done) => done(true));

export function talk(url, frame, answerMs = ANSWER_MS) {
  return connect(url, answerMs, (socket, done, fail) => {
    socket.onmessage = ({ data }) => {
      if (typeof data === "string" && data.length <= LONGEST_FRAME) done(data);
      else fail("not_understood");
    };
    socket.send(frame);
  });
}

export function parsed(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw trouble("not_understood");
  }
  if (typeof answer !== "object" || answer === null) throw trouble("not_understood");
  return answer;
}

export function textIn(value) {
  if (typeof value !== "string" || value === "") throw trouble("not_understood");
  return value;
}
